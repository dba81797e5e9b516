//! Webhook receiver: authenticates, records, answers and forwards the events of bot platforms.
//!
//! A [`Receiver`] answers like the example in MoMoTalk's guide: 401 `invalid signature`, else 200 `{"ok":true}`.
//! It sends the 200 only after the event is on disk, so the sender need not retry.
//! Each exchange is reported to a callback as an [`ObservedExchange`].
//!
//! Threads: the server calls the handler on the thread of each connection. That thread may block on the
//! recorder, the first forward target, the echo call, a simulated delay, and the limit on copies. Copies for further
//! targets run on threads of their own. The locks (seen events, secrets, explainer, echo) are held one at a
//! time, except that the explainer locks its events and the secrets while it holds `busy`.
mod authenticator;
mod echo;
mod explain;
mod forward;
mod handler;
mod host;
mod inbound;
mod journal;
mod rejected;
mod secret_cache;
mod seen_events;
mod sleep;
mod stats;

pub use authenticator::Authenticator;
pub use echo::{Echo, EchoAccount};
pub use secret_cache::SecretCache;
pub use seen_events::SeenEvents;
pub use stats::ReceiverStats;

pub(super) use inbound::InboundRequest;
pub(super) use journal::Journal;
pub(super) use rejected::rejected_exchange;
pub(super) use sleep::InterruptibleSleep;

use super::page::{PageOptions, PageServer, PageUpdate, UpdateFeed};
use crate::error::Result;
use crate::io::server::{Limits, RunningServer, Server, loopback_address};
use crate::io::sqlite::Recorder;
use crate::model::fault::simulation::FailureSimulation;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::{EventTypePatterns, Route};
use handler::ReceiverHandler;
use host::{ReceiverHost, page_info};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Settings of a [`Receiver`].
pub struct ReceiverOptions {
    /// Listening address; port 0 picks a free port.
    pub address: SocketAddr,
    /// The only accepted path; `None` accepts any path.
    pub path: Option<String>,
    pub authenticator: Arc<Authenticator>,
    /// Whether events without a valid signature are accepted.
    pub allow_unsigned: bool,
    /// The event types to record and forward; `None` means all. Other events get the usual response only.
    pub types: Option<EventTypePatterns>,
    pub simulation: FailureSimulation,
    /// Forward targets.
    pub routes: Vec<Route>,
    /// `None` sends no echo.
    pub echo: Option<Echo>,
    pub limits: Limits,
    /// `None` serves no page.
    pub page: Option<PageOptions>,
    pub recorder: Recorder,
    /// Events of earlier runs, for the detection of duplicates.
    pub seen_events: SeenEvents,
}

impl ReceiverOptions {
    /// Accepts every path and event type, with the usual responses.
    pub fn new(
        address: SocketAddr,
        auth: Authenticator,
        recorder: Recorder,
        seen_events: SeenEvents,
    ) -> Self {
        Self {
            address,
            path: None,
            authenticator: Arc::new(auth),
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

/// An exchange with the receiver's remarks on it.
#[derive(Debug, Clone)]
pub struct ObservedExchange {
    /// A received request, a forwarded event, or a call of the message API.
    pub exchange: Exchange,
    /// Whether an event with this id was accepted before.
    pub duplicate: bool,
    /// Remarks for the user, such as the reason of a rejection or of a failed write; `None` without any.
    pub note: Option<String>,
    /// Whether the history holds the exchange.
    pub stored: bool,
    /// For a forwarded event: its purpose and the id of the exchange that received it. `None` for other exchanges.
    pub forward: Option<(ForwardPurpose, String)>,
}

/// Why an event was forwarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwardPurpose {
    /// The target's response is returned to the sender.
    Reply,
    /// The target's response is only recorded.
    Copy,
    /// A user of the page sent it again.
    Resend,
    /// A delayed answer, posted to the callback URL of a skill call.
    Callback,
}

impl ObservedExchange {
    /// Wraps an exchange as stored and without remarks.
    pub(super) fn new(exchange: Exchange) -> Self {
        Self {
            exchange,
            duplicate: false,
            note: None,
            stored: true,
            forward: None,
        }
    }

    /// Appends a remark.
    pub fn add_note(&mut self, note: String) {
        self.note = Some(match self.note.take() {
            Some(existing) => format!("{existing}; {note}"),
            None => note,
        });
    }
}

/// A running receiver; dropping it stops it.
pub struct Receiver {
    server: RunningServer,
    handler: Arc<ReceiverHandler>,
    page_server: Option<PageServer>,
    grace: Duration,
}

impl Receiver {
    /// Binds the port and starts to serve requests. Calls `observe` from several threads.
    ///
    /// # Errors
    /// If an address cannot be bound, `path` does not begin with `/`, or the system gives no random bytes.
    pub fn start(
        mut options: ReceiverOptions,
        observe: impl Fn(ObservedExchange) + Send + Sync + 'static,
    ) -> Result<Self> {
        let server = Server::bind(options.address, options.limits.clone())?;
        let grace = options.limits.grace;
        let updates = Arc::new(UpdateFeed::new()?);
        let feed = updates.clone();
        let observe = move |observed: ObservedExchange| {
            if observed.stored {
                feed.publish(|| PageUpdate::exchange(&observed.exchange));
            }
            observe(observed);
        };
        let journal = Arc::new(Journal::new(options.recorder.clone(), Box::new(observe)));
        let page_server = match options.page.take() {
            Some(page) => {
                let url = format!("http://{}", loopback_address(server.address()));
                let info = page_info(&url, &options.routes);
                let (home, updates) = (page.home.clone(), updates.clone());
                let host = ReceiverHost::new(&options, home, journal.clone(), updates.clone())?;
                Some(PageServer::start(page, Arc::new(host), updates, info)?)
            }
            None => None,
        };
        let handler = Arc::new(ReceiverHandler::new(options, journal)?);
        Ok(Self {
            server: server.start("receiver", handler.clone())?,
            handler,
            page_server,
            grace,
        })
    }

    /// Returns the page's URL with its token; `None` without a page.
    pub fn page_url(&self) -> Option<String> {
        self.page_server.as_ref().map(PageServer::url)
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Returns a URL without a path that reaches the receiver from this machine.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Ends simulated delays, stops the page, stops accepting, finishes open requests, then waits for copies. The last
    /// two waits take at most `limits.grace` each. Returns the number of events whose type was not recorded.
    pub fn stop(mut self) -> u64 {
        self.shut_down()
    }

    fn shut_down(&mut self) -> u64 {
        self.handler.interrupt_delays();
        if let Some(page_server) = &mut self.page_server {
            page_server.stop();
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
