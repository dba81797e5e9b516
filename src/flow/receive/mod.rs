//! Receiving events: accept, authenticate, record, answer, show.
//!
//! A [`Receiver`] answers as the example in MoMoTalk's guide does: 401 `invalid signature`, else 200
//! `{"ok":true}`. The 200 goes out after the event is on the disk, so that a sender who got it need not send again.
//! Whatever happens is told as a [`Report`].
mod echo;
mod explain;
mod inbox;
mod keys;
mod seen;
mod tally;

pub use echo::{Account, Echo};
pub use keys::Keys;
pub use seen::Seen;
pub use tally::Tally;

use crate::error::{Error, Result};
use crate::io::server::{Limits, Server, Stopper, reachable};
use crate::io::sqlite::Recorder;
use crate::model::exchange::Exchange;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

/// What a receiver needs.
pub struct ReceiverOptions {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// The only path that is taken; any where there is none.
    pub path: Option<String>,
    /// What signatures are checked with.
    pub keys: Keys,
    /// Whether events without a valid signature are taken too.
    pub allow_unsigned: bool,
    /// How messages are echoed, if they are.
    pub echo: Option<Echo>,
    /// What a sender may ask of the server.
    pub limits: Limits,
    /// Where exchanges are kept.
    pub recorder: Recorder,
    /// The events that are known already.
    pub seen: Seen,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Report {
    /// A request that came in, or a call of the message API.
    pub exchange: Exchange,
    /// Whether this event had come before.
    pub duplicate: bool,
    /// What the user should know beside: why it was refused, why it is not in the history.
    pub note: Option<String>,
    /// Whether it is in the history.
    pub stored: bool,
}

/// A receiver that runs.
pub struct Receiver {
    address: SocketAddr,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Receiver {
    /// Takes the port and begins to answer. `report` is called from the threads of connections.
    pub fn start(
        options: ReceiverOptions,
        report: impl Fn(Report) + Send + Sync + 'static,
    ) -> Result<Self> {
        let server = Server::bind(options.address, options.limits.clone())?;
        let (address, stopper) = (server.address(), server.stopper());
        let inbox = Arc::new(inbox::Inbox::new(options, Box::new(report))?);
        let thread = std::thread::Builder::new()
            .name("receiver".into())
            .spawn(move || server.run(inbox))
            .map_err(|error| Error::unknown("the receiver's thread cannot start").because(error))?;
        Ok(Self {
            address,
            stopper,
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A URL that leads here from this machine, without a path.
    pub fn url(&self) -> String {
        format!("http://{}", reachable(self.address))
    }

    /// Ends it: nothing new is taken, what has begun is answered. Waits at most for the grace of the limits.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.end();
    }
}
