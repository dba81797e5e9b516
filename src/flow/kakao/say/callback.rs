//! The place where a skill's late answer goes: a server on this machine that lives for one call.
use crate::error::{Error, Result};
use crate::io::server::{Handler, Limits, Received, Server, Stopper};
use crate::io::system;
use crate::model::exchange::{Direction, Exchange, Kind, Timing};
use crate::model::http::{Request, Response};
use crate::model::kakao::callback::{State, VALID, refusal, reply};
use crate::model::kakao::payload::{BOT_ID, Variant};
use crate::model::protocol::Protocol;
use crate::model::time;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it is looked whether the user wants it to end.
const GLANCE: Duration = Duration::from_millis(50);

/// The place of one callback.
pub(super) struct Callback {
    address: SocketAddr,
    desk: Arc<Desk>,
    arrivals: Receiver<Arrived>,
    stopper: Stopper,
    server: Option<JoinHandle<()>>,
    begun: Instant,
}

/// Something that came there.
pub(super) struct Arrived {
    pub(super) exchange: Exchange,
    /// Whether it is the late answer.
    pub(super) is_taken: bool,
}

struct Desk {
    token: String,
    state: Mutex<State>,
    arrivals: Mutex<Sender<Arrived>>,
    begun: Instant,
}

impl Callback {
    /// Opens it; its minute begins.
    pub(super) fn start() -> Result<Self> {
        let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), Limits::default())?;
        let (sender, arrivals) = channel();
        let begun = Instant::now();
        let desk = Arc::new(Desk {
            token: hex(&system::random::<32>()?),
            state: Mutex::new(State::Called),
            arrivals: Mutex::new(sender),
            begun,
        });
        let (address, stopper, handler) = (server.address(), server.stopper(), desk.clone());
        let thread = std::thread::Builder::new()
            .name("callback".into())
            .spawn(move || server.run(handler))
            .map_err(|error| Error::unknown("cannot start the callback's thread").because(error))?;
        Ok(Self {
            address,
            desk,
            arrivals,
            stopper,
            server: Some(thread),
            begun,
        })
    }

    /// Its URL: the path is the one that captures show, the host is this machine.
    pub(super) fn url(&self, variant: Variant) -> String {
        let mark = if variant == Variant::BotTest { "!" } else { "" };
        let token = &self.desk.token;
        format!(
            "http://{}/v1/bots/{BOT_ID}{mark}/callback/{token}",
            self.address
        )
    }

    /// The skill has answered the call.
    pub(super) fn expect(&self, state: State) {
        *self
            .desk
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// The next that comes; none where nothing comes in time.
    pub(super) fn next(
        &self,
        patience: Duration,
        is_ended: &mut dyn FnMut() -> bool,
    ) -> Result<Option<Arrived>> {
        while self.begun.elapsed() < patience && !is_ended() {
            match self.arrivals.recv_timeout(GLANCE) {
                Ok(arrived) => return Ok(Some(arrived)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(None)
    }
}

impl Drop for Callback {
    /// Whoever is being answered gets the answer whole.
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}

impl Handler for Desk {
    fn handle(&self, received: Received) -> Response {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if self.begun.elapsed() > VALID && *state != State::Used {
            *state = State::Expired;
        }
        let refused = refusal(*state, self.is_known(&received.request), &received.request);
        if refused.is_none() {
            *state = State::Used;
        }
        drop(state);
        let task = system::random().unwrap_or_default();
        let response = reply(refused, task, system::now());
        if let Ok(exchange) = exchange(received, response.clone()) {
            let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody waits any more where this fails.
            let _ = arrivals.send(Arrived {
                exchange,
                is_taken: refused.is_none(),
            });
        }
        response
    }
}

impl Desk {
    fn is_known(&self, request: &Request) -> bool {
        let token = request.path().rsplit('/').next();
        token == Some(&*self.token) && request.path().starts_with("/v1/bots/")
    }
}

/// A late answer is the bot's call of Kakao.
fn exchange(received: Received, response: Response) -> Result<Exchange> {
    let begun = received.started;
    let id = system::mark()?;
    let exchange = Exchange {
        protocol: Protocol::KakaoSkill,
        ..Exchange::message_call(
            Direction::Received,
            received.arrived,
            id,
            received.request,
            BOT_ID,
        )
    };
    debug_assert_eq!(exchange.kind, Kind::Api);
    let timing = Timing {
        total_ms: time::millis(begun.elapsed()),
        first_byte_ms: None,
    };
    Ok(exchange.ended(Ok(response), timing))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
