//! The local platform: bots, rooms, messages, and their events delivered for real.
//!
//! The message call is MoMoTalk's (<https://mmrnd.net/bot-developer-guide.html>); every other call, the
//! time limit, the retries and the order of deliveries are momo's own choice.
//!
//! [`api`] answers the [`mod@calls`], each of them one transaction of the state; [`dispatcher`] sends the events that
//! those transactions promised.
mod about;
mod api;
mod bots;
mod call;
mod calls;
mod clock;
mod dispatcher;
mod events;
mod faults;
mod grace;
mod house;
mod kakao;
mod nhn;
mod rooms;
mod state;

use super::inspect;
use super::replay::KakaoKeys;
use super::web::{json_fields, query_params, problem};
use crate::error::{Error, Result};
use crate::flow::page::BrowserGuard;
use crate::io::files::Home;
use crate::io::server::{Limits, RunningServer, Server, Stopper, loopback_address};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::fault::{Fault, FaultRule, FaultSpec};
use crate::model::history::exchange::Exchange;
use crate::model::http::asset::Assets;
use crate::model::kakao::room as kakao_room;
use crate::model::nhn::when::Day;
use crate::model::platform::outbox::Retry;
use crate::model::platform::room::Message;
use crate::model::time::Timestamp;
use crate::model::time::offset_clock::ClockReading;
use api::Api;
use dispatcher::Dispatcher;
use state::State;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

/// The OpenAPI 3.1 document of the API.
pub const OPENAPI: &str = include_str!("openapi.json");

/// Every call of the API: its method and its path below `/api`, as the document writes it.
pub fn calls() -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = calls::CALLS
        .iter()
        .map(|(method, path, _)| (*method, *path));
    let inspect = inspect::CALLS.iter();
    own.chain(inspect.map(|(method, path, _)| (*method, *path)))
}

/// What tells a platform the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long a stop waits for what is being answered or delivered; together less than a second.
const GRACE: Duration = Duration::from_millis(400);

/// How a local platform is to run.
pub struct PlatformOptions {
    /// Where its state and its secrets are.
    pub home: Home,
    /// Where it listens; port 0 takes any free one.
    pub address: SocketAddr,
    /// Host names by which it may be called beside those of this machine.
    pub allow_hosts: Vec<String>,
    /// The files of its page, where it has one.
    pub page: Option<Assets>,
    /// What strangers may ask of its server.
    pub limits: Limits,
    /// What keeps the exchanges.
    pub recorder: Recorder,
    /// When failed deliveries are tried again.
    pub retry: Retry,
    /// What time it is.
    pub clock: Clock,
    /// What Kakao's requests of the history are made authentic with when they are sent once more.
    pub kakao: KakaoKeys,
    /// How far its own clock is ahead of that, in milliseconds.
    pub clock_offset_ms: i64,
    /// The faults that it rehearses from the beginning.
    pub faults: Vec<(Fault, FaultSpec)>,
    /// The last day on which it plays NHN Cloud's Friend Talk.
    pub compatibility_ends: Day,
    /// Who hears what happens.
    pub listener: Option<Sender<Happening>>,
}

impl PlatformOptions {
    /// The usual way: nobody listens, limits and retries by default.
    pub fn new(home: Home, address: SocketAddr, recorder: Recorder) -> Self {
        Self {
            home,
            address,
            allow_hosts: Vec::new(),
            page: None,
            limits: Limits {
                grace: GRACE,
                ..Limits::default()
            },
            recorder,
            retry: Retry::default(),
            clock: Arc::new(system::now),
            kakao: KakaoKeys::default(),
            clock_offset_ms: 0,
            faults: Vec::new(),
            compatibility_ends: Day::COMPATIBILITY_ENDS,
            listener: None,
        }
    }
}

/// Something that happened on the platform.
#[derive(Debug)]
pub enum Happening {
    /// Somebody said something.
    Message(Box<Message>),
    /// An attempt to deliver an event, or a bot's call of the message API.
    Exchange(Box<Exchange>),
    /// Something was said in a Kakao room, or something has become of it.
    KakaoMessage(Box<kakao_room::Message>),
    /// A Kakao room was made, changed or deleted, or somebody new speaks in one.
    KakaoRooms,
    /// An exchange could not be kept in the history.
    NotKept(Error),
    /// The faults that are rehearsed have changed, or struck: all there are now.
    Faults(Vec<FaultRule>),
    /// The clock was moved.
    Clock(ClockReading),
}

/// A platform that runs until it is stopped or dropped.
pub struct Platform {
    address: SocketAddr,
    api_base: String,
    state: Arc<State>,
    stopper: Stopper,
    dispatcher: Dispatcher,
    server: RunningServer,
}

impl Platform {
    /// Takes the port, opens the state, and goes on with what waits in the outbox.
    pub fn start(options: PlatformOptions) -> Result<Self> {
        let server = Server::bind(options.address, options.limits.clone())?;
        let address = server.address();
        let api_base = format!("http://{}/api", loopback_address(address));
        let state = Arc::new(State::open(options, api_base.clone())?);
        let dispatcher = Dispatcher::start(&state)?;
        let stopper = server.stopper();
        let guard = BrowserGuard::new(address, &state.options.allow_hosts);
        let api = Arc::new(Api::new(state.clone(), dispatcher.outbox(), guard));
        Ok(Self {
            address,
            api_base,
            state,
            stopper,
            dispatcher,
            server: server.start("platform", api)?,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base of its API, for example `http://127.0.0.1:8700/api`.
    pub fn api_base(&self) -> &str {
        &self.api_base
    }

    /// Where its page is, with the token that it asks for; none where it has no page.
    pub fn page_url(&self) -> Option<String> {
        let base = self.api_base.trim_end_matches("/api");
        self.state.page.as_ref().map(|page| page.url(base))
    }

    /// How many events wait for their delivery.
    pub fn waiting(&self) -> Result<i64> {
        self.state.store().waiting_count()
    }

    /// Stops: what is being answered is answered, what waits stays in the outbox.
    pub fn stop(&mut self) {
        self.state.changes.close();
        self.state.pause.interrupt();
        self.stopper.stop();
        self.dispatcher.stop();
        self.state.kakao.end(GRACE);
        self.server.stop();
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.stop();
    }
}
