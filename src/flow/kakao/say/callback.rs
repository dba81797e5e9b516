//! The place where a skill's late answer goes: a server on this machine that lives for one call.
use super::slot::{Slot, Waiting};
use crate::error::Result;
use crate::io::server::{Handler, Limits, ReceivedRequest, Reply, RunningServer, Server};
use crate::io::system;
use crate::model::http::Request;
use crate::model::kakao::callback::token;
use crate::model::kakao::payload::{BOT_ID, Variant};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Instant;

/// The place of one callback. Whoever is being answered when it is dropped gets the answer whole.
pub(super) struct Callback {
    server: RunningServer,
    token: String,
    pub(super) waiting: Waiting,
}

struct Desk {
    token: String,
    slot: Arc<Slot>,
}

impl Callback {
    /// Opens it; its minute begins.
    pub(super) fn start() -> Result<Self> {
        let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), Limits::default())?;
        let token = token(system::random()?);
        let begun = Instant::now();
        let (slot, waiting) = Slot::open(Box::new(move || begun.elapsed()));
        let desk = Desk {
            token: token.clone(),
            slot,
        };
        Ok(Self {
            server: server.start("callback", Arc::new(desk))?,
            token,
            waiting,
        })
    }

    /// Its URL: the path is the one that captures show, the host is this machine.
    pub(super) fn url(&self, variant: Variant) -> String {
        let mark = if variant == Variant::BotTest { "!" } else { "" };
        let address = self.server.address();
        let token = &self.token;
        format!("http://{address}/v1/bots/{BOT_ID}{mark}/callback/{token}")
    }
}

impl Handler for Desk {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let is_known = self.is_known(&received.request);
        self.slot.take(received, is_known).0.into()
    }
}

impl Desk {
    fn is_known(&self, request: &Request) -> bool {
        let token = request.path().rsplit('/').next();
        token == Some(&*self.token) && request.path().starts_with("/v1/bots/")
    }
}
