//! Webhook receiver: authenticates, records, answers and forwards the events of bot platforms.
//!
//! A [`Receiver`] answers like the example in MoMoTalk's guide: 401 `invalid signature`, else 200 `{"ok":true}`.
//! It sends the 200 only after the event is on disk, so the sender need not retry.
//! Each exchange is reported to a callback as an [`Activity`].
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
mod secret_cache;
mod seen_events;
mod stats;

pub use authenticator::Authenticator;
pub use echo::{Echo, EchoAccount};
pub use secret_cache::SecretCache;
pub use seen_events::SeenEvents;
pub use stats::ReceiverStats;

use super::inspect::InspectorHost;
use super::journal::Journal;
use super::web::page::{PageOptions, PageServer};
use crate::error::Result;
use crate::io::client::{Client, ClientOptions};
use crate::io::server::{Limits, RunningServer, Server, loopback_address};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::activity::Activity;
use crate::model::fault::simulation::FailureSimulation;
use crate::model::http::route::{EventTypePatterns, Route};
use crate::model::platform::outbox::CALLBACK_TIMEOUT;
use crate::model::protocol::KakaoKeys;
use handler::ReceiverHandler;
use serde_json::{Value, json};
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
        observe: impl Fn(Activity) + Send + Sync + 'static,
    ) -> Result<Self> {
        let server = Server::bind(options.address, options.limits.clone())?;
        let grace = options.limits.grace;
        let recorder = options.recorder.clone();
        let journal = Arc::new(Journal::new(recorder, Some(Arc::new(observe)))?);
        let page_server = match options.page.take() {
            Some(page) => {
                let url = format!("http://{}", loopback_address(server.address()));
                let info = page_info(&url, &options.routes);
                let host = inspector_host(&options, &page, journal.clone())?;
                Some(PageServer::start(page, host, info)?)
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

    /// Returns whether the server still accepts connections.
    pub fn is_running(&self) -> bool {
        self.server.is_running()
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

fn inspector_host(
    options: &ReceiverOptions,
    page: &PageOptions,
    journal: Arc<Journal>,
) -> Result<InspectorHost> {
    let auth = options.authenticator.clone();
    Ok(InspectorHost {
        journal,
        now: Arc::new(system::now),
        client: Client::new(ClientOptions::default())?,
        routes: options.routes.clone(),
        kakao_keys: KakaoKeys {
            admin_key: auth.share_keys.first().cloned(),
            origin: None,
            skill: auth.skill_key.clone(),
        },
        secret: Box::new(move |bot_id| auth.momotalk_secrets.signing_secret(bot_id)),
        home: page.home.clone(),
    })
}

/// Builds the JSON that describes the receiver to its page.
fn page_info(url: &str, routes: &[Route]) -> Value {
    let forward_to: Vec<_> = routes.iter().map(Route::url).collect();
    json!({
        "kind": "receiver",
        "version": env!("CARGO_PKG_VERSION"),
        "address": url,
        "forward_to": forward_to,
        "budget_ms": CALLBACK_TIMEOUT.as_millis(),
    })
}
