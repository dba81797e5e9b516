//! Callback server on this machine, for one call.
use super::callback_slot::{CallbackReceiver, CallbackSlot};
use crate::error::Result;
use crate::io::server::{Handler, Limits, ReceivedRequest, Reply, RunningServer, Server};
use crate::io::system;
use crate::model::http::Request;
use crate::model::kakao::callback::token;
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
    slot: Arc<CallbackSlot>,
}

impl CallbackServer {
    /// Starts the server and the validity period of the callback.
    pub(super) fn start() -> Result<Self> {
        let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), Limits::default())?;
        let token = token(system::random_bytes()?);
        let started = Instant::now();
        let (slot, receiver) = CallbackSlot::open(Box::new(move || started.elapsed()));
        let handler = CallbackHandler {
            token: token.clone(),
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
        let mark = if origin == CallOrigin::BotTest {
            "!"
        } else {
            ""
        };
        let address = self.server.address();
        let token = &self.token;
        format!("http://{address}/v1/bots/{BOT_ID}{mark}/callback/{token}")
    }
}

impl Handler for CallbackHandler {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let has_valid_token = self.has_valid_token(&received.request);
        self.slot.receive(received, has_valid_token).0.into()
    }
}

impl CallbackHandler {
    fn has_valid_token(&self, request: &Request) -> bool {
        let token = request.path().rsplit('/').next();
        token == Some(&*self.token) && request.path().starts_with("/v1/bots/")
    }
}
