//! Callback server on this machine, for one call.
use super::callback_slot::{CallbackReceiver, CallbackSlot};
use crate::error::Result;
use crate::io::server::{Handler, Limits, ReceivedRequest, Reply, RunningServer, Server};
use crate::io::system;
use crate::model::http::Request;
use crate::model::kakao::callback::{CallbackAddress, token};
use crate::model::kakao::payload::{BOT_ID, CallOrigin};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Instant;

/// Server of one callback URL. Dropping it finishes the responses in progress.
pub(super) struct CallbackServer {
    server: RunningServer,
    token: String,
    pub(super) receiver: CallbackReceiver,
}

struct CallbackHandler {
    token: String,
    /// The bot's id in the URL.
    bot: String,
    slot: Arc<CallbackSlot>,
}

impl CallbackServer {
    /// Starts the server and the validity period of the callback.
    pub(super) fn start(origin: CallOrigin) -> Result<Self> {
        let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), Limits::default())?;
        let token = token(system::random_bytes()?);
        let started = Instant::now();
        let (slot, receiver) = CallbackSlot::open(Box::new(move || started.elapsed()), origin);
        let handler = CallbackHandler {
            token: token.clone(),
            bot: bot_in_url(origin),
            slot,
        };
        Ok(Self {
            server: server.start("callback", Arc::new(handler))?,
            token,
            receiver,
        })
    }

    /// Returns the callback URL: with the path seen in captures, and this machine as host.
    pub(super) fn url(&self, origin: CallOrigin) -> String {
        let bot = bot_in_url(origin);
        let address = self.server.address();
        let token = &self.token;
        format!("http://{address}/v1/bots/{bot}/callback/{token}")
    }
}

/// Returns the bot's id as callback URLs have it: that of the development channel ends with `!`.
fn bot_in_url(origin: CallOrigin) -> String {
    match origin {
        CallOrigin::BotTest => format!("{BOT_ID}!"),
        CallOrigin::Live | CallOrigin::SkillTest => BOT_ID.to_owned(),
    }
}

impl Handler for CallbackHandler {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let address = self.address(&received.request);
        self.slot.receive(received, address).0.into()
    }
}

impl CallbackHandler {
    fn address(&self, request: &Request) -> CallbackAddress {
        let path = request.path().strip_prefix("/v1/bots/");
        match path.and_then(|path| path.split_once("/callback/")) {
            Some((bot, token)) if token == self.token => match bot == self.bot {
                true => CallbackAddress::Known,
                false => CallbackAddress::UnknownBot,
            },
            _ => CallbackAddress::UnknownToken,
        }
    }
}
