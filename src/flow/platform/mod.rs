//! The local platform: bots, rooms, messages, and real delivery of their events.
//!
//! The message call is MoMoTalk's (<https://mmrnd.net/bot-developer-guide.html>); every other call, the timeout, the
//! retries and the order of deliveries are momo's own choice.
//!
//! [`handler`] handles the calls listed in [`routes`], most of them as one database transaction. [`dispatcher`] sends
//! the deliveries that those transactions add to the outbox.
mod about;
mod api_call;
mod bots;
mod clock;
mod deliveries;
mod dispatcher;
mod events;
mod faults;
mod grace;
mod handler;
mod kakao;
mod nhn;
mod playbacks;
mod presence;
mod room_changes;
mod rooms;
mod routes;
mod running_bots;
mod state;

use super::inspect;
use super::journal::Observer;
use super::web::{json_fields, problem, query_params};
use crate::error::Result;
use crate::flow::web::page::BrowserGuard;
use crate::io::files::Home;
use crate::io::server::{Limits, RunningServer, Server, Stopper, loopback_address};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::fault::{Fault, FaultSpec};
use crate::model::http::allowed_hosts::AllowedHosts;
use crate::model::http::asset::AssetLookup;
use crate::model::nhn::korean_time::KoreanDate;
use crate::model::platform::outbox::RetryPolicy;
use crate::model::protocol::KakaoKeys;
use crate::model::time::Timestamp;
use dispatcher::Dispatcher;
use handler::PlatformHandler;
use state::PlatformState;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// The OpenAPI 3.1 document of the API.
pub const OPENAPI: &str = include_str!("openapi.json");

/// Returns method and path pattern (below `/api`) of every call, as in the OpenAPI document.
pub fn api_routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let platform = routes::ROUTES
        .iter()
        .map(|(method, path, _)| (*method, *path));
    let inspect = inspect::CALLS.iter();
    platform.chain(inspect.map(|(method, path, _)| (*method, *path)))
}

/// Function that returns the current time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Maximum wait of a stop for the dispatcher, for skill calls and for the server each.
const STOP_GRACE: Duration = Duration::from_millis(400);

/// Settings of a local platform.
pub struct PlatformOptions {
    /// Directory of the database and the credentials file.
    pub home: Home,
    /// Whether the directory goes with the platform, so that its database need not survive a loss of power.
    pub is_temporary: bool,
    /// Address to listen on; port 0 selects a free port.
    pub address: SocketAddr,
    /// Names accepted in the `Host` header, with any port, in addition to loopback names and the own address.
    pub allow_hosts: Vec<String>,
    /// Hosts to which callback URLs may lead over plain HTTP, in addition to this machine.
    pub callback_hosts: AllowedHosts,
    /// Files of the page; `None` serves no page.
    pub page: Option<AssetLookup>,
    /// Limits of the HTTP server.
    pub limits: Limits,
    /// Stores exchanges in the history.
    pub recorder: Recorder,
    pub retry: RetryPolicy,
    /// Source of the wall-clock time.
    pub clock: Clock,
    /// Keys that authenticate resent Kakao requests of the history.
    pub kakao_keys: KakaoKeys,
    /// Initial offset of the platform's clock from `clock`, in milliseconds.
    pub clock_offset_ms: i64,
    /// Initial fault rules.
    pub faults: Vec<(Fault, FaultSpec)>,
    /// Last day on which the simulated NHN Cloud accepts Friend Talk.
    pub compatibility_ends: KoreanDate,
    /// Receives what the terminal shows; `None` without a terminal.
    pub observer: Option<Observer>,
}

impl PlatformOptions {
    /// Creates settings with default limits and retries, without page, fault rules and observer.
    pub fn new(home: Home, address: SocketAddr, recorder: Recorder) -> Self {
        Self {
            home,
            is_temporary: false,
            address,
            allow_hosts: Vec::new(),
            callback_hosts: AllowedHosts::default(),
            page: None,
            limits: Limits {
                grace: STOP_GRACE,
                ..Limits::default()
            },
            recorder,
            retry: RetryPolicy::default(),
            clock: Arc::new(system::now),
            kakao_keys: KakaoKeys::default(),
            clock_offset_ms: 0,
            faults: Vec::new(),
            compatibility_ends: KoreanDate::COMPATIBILITY_ENDS,
            observer: None,
        }
    }
}

/// Running platform; stops when dropped.
pub struct Platform {
    address: SocketAddr,
    api_base: String,
    state: Arc<PlatformState>,
    stopper: Stopper,
    dispatcher: Dispatcher,
    guard: Arc<BrowserGuard>,
    server: RunningServer,
}

impl Platform {
    /// Binds the port, opens the database and resumes pending deliveries.
    ///
    /// # Errors
    /// Fails if the port is taken, a file cannot be read or written, or a fault rule is invalid.
    pub fn start(options: PlatformOptions) -> Result<Self> {
        let server = Server::bind(options.address, options.limits.clone())?;
        let address = server.address();
        let api_base = format!("http://{}/api", loopback_address(address));
        let state = Arc::new(PlatformState::open(options, api_base.clone())?);
        let dispatcher = Dispatcher::start(&state)?;
        let stopper = server.stopper();
        let guard = Arc::new(BrowserGuard::new(address, &state.options.allow_hosts));
        let handler = Arc::new(PlatformHandler::new(
            state.clone(),
            dispatcher.outbox(),
            guard.clone(),
        ));
        Ok(Self {
            address,
            api_base,
            state,
            stopper,
            dispatcher,
            guard,
            server: server.start("platform", handler)?,
        })
    }

    /// Returns the bound address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the base URL of the API, for example `http://127.0.0.1:8700/api`.
    pub fn api_base(&self) -> &str {
        &self.api_base
    }

    /// Returns the page's URL with its token, or `None` if there is no page.
    pub fn page_url(&self) -> Option<String> {
        let base = self.api_base.trim_end_matches("/api");
        self.state.page.as_ref().map(|page| page.url(base))
    }

    /// Returns what tells the platform its public URL, from any thread.
    pub fn public_address(&self) -> PublicAddress {
        PublicAddress {
            state: self.state.clone(),
            guard: self.guard.clone(),
        }
    }

    /// Returns the number of waiting and held deliveries.
    ///
    /// # Errors
    /// Fails if the database cannot be read.
    pub fn waiting_deliveries(&self) -> Result<i64> {
        self.state.store().waiting_count()
    }

    /// Returns whether the server and the dispatcher's threads still run.
    pub fn is_running(&self) -> bool {
        self.server.is_running() && self.dispatcher.is_running()
    }

    /// Stops after a short wait for requests in progress. Waiting deliveries stay in the database.
    pub fn stop(&mut self) {
        self.state.journal.updates.close();
        self.state.sleeper.interrupt();
        self.stopper.stop();
        self.dispatcher.stop();
        self.state.skill_calls.stop(STOP_GRACE);
        self.server.stop();
    }
}

/// The public URL of a platform behind a tunnel.
pub struct PublicAddress {
    state: Arc<PlatformState>,
    guard: Arc<BrowserGuard>,
}

impl PublicAddress {
    /// Has the platform answer to this URL, which has no path, and tell it to skills on other machines. Returns the page's
    /// URL there, with its token; `None` if there is no page.
    pub fn set(&self, url: &str) -> Option<String> {
        self.guard.allow_public_url(url);
        self.state.set_public_url(url);
        self.state.page.as_ref().map(|page| page.url(url))
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.stop();
    }
}
