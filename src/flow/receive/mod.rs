//! Receiving events: accept, authenticate, record, answer, show.
//!
//! A [`Receiver`] answers as the example in MoMoTalk's guide does: 401 `invalid signature`, else 200
//! `{"ok":true}`. The 200 goes out after the event is on the disk, so that a sender who got it need not send again.
//! Whatever happens is told as a [`Report`].
mod auth;
mod inbound;
mod echo;
mod explain;
mod forward;
mod house;
mod inbox;
mod keys;
mod journal;
mod pause;
mod seen;
mod tally;
mod unread;

pub use auth::Auth;
pub use echo::{Account, Echo};
pub use keys::Keys;
pub use seen::Seen;
pub use tally::Tally;

pub(super) use inbound::InboundRequest;
pub(super) use journal::Journal;
pub(super) use pause::Pause;
pub(super) use unread::unread;

use super::page::{Change, Changes, Site, SiteOptions};
use crate::error::Result;
use crate::io::server::{Limits, RunningServer, Server, reachable};
use crate::io::sqlite::Recorder;
use crate::model::fault::simulation::Rehearsal;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::{Route, Types};
use house::{Lodge, about};
use inbox::Inbox;
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
    pub auth: Arc<Auth>,
    /// Whether events that are not authentic are taken too.
    pub allow_unsigned: bool,
    /// The types of events that are kept; all where there are none.
    pub types: Option<Types>,
    /// Which answers are rehearsed.
    pub rehearsal: Rehearsal,
    /// Where events go on to.
    pub routes: Vec<Route>,
    /// How messages are echoed, if they are.
    pub echo: Option<Echo>,
    /// What a sender may ask of the server.
    pub limits: Limits,
    /// The page beside it, where there is one.
    pub page: Option<SiteOptions>,
    /// Where exchanges are kept.
    pub recorder: Recorder,
    /// The events that are known already.
    pub seen: Seen,
}

impl ReceiverOptions {
    /// The usual way: every path and type is taken, and answered as usual.
    pub fn new(address: SocketAddr, auth: Auth, recorder: Recorder, seen: Seen) -> Self {
        Self {
            address,
            path: None,
            auth: Arc::new(auth),
            allow_unsigned: false,
            types: None,
            rehearsal: Rehearsal::default(),
            routes: Vec::new(),
            echo: None,
            limits: Limits::default(),
            page: None,
            recorder,
            seen,
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
    pub forward: Option<(Forward, String)>,
}

/// What an event was handed on for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forward {
    /// Its answer is that of the sender.
    Answers,
    /// Only to be seen there too.
    Copy,
    /// It is sent once more, by whoever looks at it on the page.
    Again,
    /// It is an answer that came too late for its event, posted to the callback URL of a skill call.
    Callback,
}

impl ObservedExchange {
    /// An exchange of which nothing special is known.
    pub(super) fn of(exchange: Exchange) -> Self {
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
    inbox: Arc<Inbox>,
    site: Option<Site>,
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
        let changes = Arc::new(Changes::new()?);
        let heard = changes.clone();
        let report = move |told: ObservedExchange| {
            if told.stored {
                heard.tell(|| Change::exchange(&told.exchange));
            }
            report(told);
        };
        let ledger = Arc::new(Journal::new(options.recorder.clone(), Box::new(report)));
        let site = match options.page.take() {
            Some(page) => {
                let url = format!("http://{}", reachable(server.address()));
                let about = about(&url, &options.routes);
                let (home, changes) = (page.home.clone(), changes.clone());
                let house = Lodge::of(&options, home, ledger.clone(), changes.clone())?;
                Some(Site::start(page, Arc::new(house), changes, about)?)
            }
            None => None,
        };
        let inbox = Arc::new(Inbox::new(options, ledger)?);
        Ok(Self {
            server: server.start("receiver", inbox.clone())?,
            inbox,
            site,
            grace,
        })
    }

    /// Where its page is, with the token that it asks for; none where it has no page.
    pub fn page_url(&self) -> Option<String> {
        self.site.as_ref().map(Site::url)
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
        self.end()
    }

    fn end(&mut self) -> u64 {
        self.inbox.hurry();
        if let Some(site) = &mut self.site {
            site.stop();
        }
        self.server.stop();
        self.inbox.end(self.grace)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.end();
    }
}
