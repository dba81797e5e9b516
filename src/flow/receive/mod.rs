//! Receiving events: accept, authenticate, record, answer, show.
//!
//! A [`Receiver`] answers as the example in MoMoTalk's guide does: 401 `invalid signature`, else 200
//! `{"ok":true}`. The 200 goes out after the event is on the disk, so that a sender who got it need not send again.
//! Whatever happens is told as a [`Report`].
mod authenticator;
mod inbound;
mod echo;
mod explain;
mod forward;
mod host;
mod handler;
mod secret_cache;
mod journal;
mod sleep;
mod seen_events;
mod stats;
mod rejected;

pub use authenticator::Authenticator;
pub use echo::{EchoAccount, Echo};
pub use secret_cache::SecretCache;
pub use seen_events::SeenEvents;
pub use stats::ReceiverStats;

pub(super) use inbound::InboundRequest;
pub(super) use journal::Journal;
pub(super) use sleep::InterruptibleSleep;
pub(super) use rejected::rejected_exchange;

use super::page::{PageUpdate, UpdateFeed, PageServer, PageOptions};
use crate::error::Result;
use crate::io::server::{Limits, RunningServer, Server, loopback_address};
use crate::io::sqlite::Recorder;
use crate::model::fault::simulation::FailureSimulation;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::{Route, Types};
use host::{ReceiverHost, page_info};
use handler::ReceiverHandler;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// What a receiver needs.
pub struct ReceiverOptions {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// The only path that is taken; any where there is none.
    pub path: Option<String>,
    /// What requests are checked with.
    pub auth: Arc<Authenticator>,
    /// Whether events that are not authentic are taken too.
    pub allow_unsigned: bool,
    /// The types of events that are kept; all where there are none.
    pub types: Option<Types>,
    /// Which answers are rehearsed.
    pub simulation: FailureSimulation,
    /// Where events go on to.
    pub routes: Vec<Route>,
    /// How messages are echoed, if they are.
    pub echo: Option<Echo>,
    /// What a sender may ask of the server.
    pub limits: Limits,
    /// The page beside it, where there is one.
    pub page: Option<PageOptions>,
    /// Where exchanges are kept.
    pub recorder: Recorder,
    /// The events that are known already.
    pub seen_events: SeenEvents,
}

impl ReceiverOptions {
    /// The usual way: every path and type is taken, and answered as usual.
    pub fn new(address: SocketAddr, auth: Authenticator, recorder: Recorder, seen_events: SeenEvents) -> Self {
        Self {
            address,
            path: None,
            auth: Arc::new(auth),
            allow_unsigned: false,
            types: None,
            simulation: FailureSimulation::default(),
            routes: Vec::new(),
            echo: None,
            limits: Limits::default(),
            page: None,
            recorder,
            seen_events,
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct ObservedExchange {
    /// A request that came in, an event that went on, or a call of the message API.
    pub exchange: Exchange,
    /// Whether this event had come before.
    pub duplicate: bool,
    /// What the user should know beside: why it was refused, why it is not in the history, what was rehearsed.
    pub note: Option<String>,
    /// Whether it is in the history.
    pub stored: bool,
    /// Of an event that went on: what for, and the id of the exchange in which it had come.
    pub forward: Option<(ForwardPurpose, String)>,
}

/// What an event was handed on for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwardPurpose {
    /// Its answer is that of the sender.
    Reply,
    /// Only to be seen there too.
    Copy,
    /// It is sent once more, by whoever looks at it on the page.
    Resend,
    /// It is an answer that came too late for its event, posted to the callback URL of a skill call.
    Callback,
}

impl ObservedExchange {
    /// An exchange of which nothing special is known.
    pub(super) fn new(exchange: Exchange) -> Self {
        Self {
            exchange,
            duplicate: false,
            note: None,
            stored: true,
            forward: None,
        }
    }

    /// Adds something that the user should know.
    pub fn add_note(&mut self, note: String) {
        self.note = Some(match self.note.take() {
            Some(before) => format!("{before}; {note}"),
            None => note,
        });
    }
}

/// A receiver that runs.
pub struct Receiver {
    server: RunningServer,
    handler: Arc<ReceiverHandler>,
    page_server: Option<PageServer>,
    grace: Duration,
}

impl Receiver {
    /// Takes the port and begins to answer. `report` is called from the threads of connections.
    pub fn start(
        mut options: ReceiverOptions,
        report: impl Fn(ObservedExchange) + Send + Sync + 'static,
    ) -> Result<Self> {
        let server = Server::bind(options.address, options.limits.clone())?;
        let grace = options.limits.grace;
        let changes = Arc::new(UpdateFeed::new()?);
        let heard = changes.clone();
        let report = move |told: ObservedExchange| {
            if told.stored {
                heard.publish(|| PageUpdate::exchange(&told.exchange));
            }
            report(told);
        };
        let ledger = Arc::new(Journal::new(options.recorder.clone(), Box::new(report)));
        let site = match options.page.take() {
            Some(page) => {
                let url = format!("http://{}", loopback_address(server.address()));
                let about = page_info(&url, &options.routes);
                let (home, changes) = (page.home.clone(), changes.clone());
                let house = ReceiverHost::new(&options, home, ledger.clone(), changes.clone())?;
                Some(PageServer::start(page, Arc::new(house), changes, about)?)
            }
            None => None,
        };
        let inbox = Arc::new(ReceiverHandler::new(options, ledger)?);
        Ok(Self {
            server: server.start("receiver", inbox.clone())?,
            handler: inbox,
            page_server: site,
            grace,
        })
    }

    /// Where its page is, with the token that it asks for; none where it has no page.
    pub fn page_url(&self) -> Option<String> {
        self.page_server.as_ref().map(PageServer::url)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// A URL that leads here from this machine, without a path.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Ends it: nothing new is taken, what has begun is answered, copies arrive. Waits for each at most for the grace of
    /// the limits. Gives how many events were of other types than those that are kept.
    pub fn stop(mut self) -> u64 {
        self.shut_down()
    }

    fn shut_down(&mut self) -> u64 {
        self.handler.interrupt_delays();
        if let Some(site) = &mut self.page_server {
            site.stop();
        }
        self.server.stop();
        self.handler.drain(self.grace)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.shut_down();
    }
}
