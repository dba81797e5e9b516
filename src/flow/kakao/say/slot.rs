//! A callback URL's rules at work: what is taken of what comes there, and how long it is waited for.
use crate::error::Result;
use crate::io::server::ReceivedRequest;
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange, Timing};
use crate::model::http::Response;
use crate::model::kakao::callback::{State, VALID, refusal, reply};
use crate::model::kakao::payload::BOT_ID;
use crate::model::protocol::Protocol;
use crate::model::time;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often it is looked whether the user wants it to end.
const GLANCE: Duration = Duration::from_millis(50);

/// How long it is since the call began.
pub(in crate::flow) type Elapsed = Box<dyn Fn() -> Duration + Send + Sync>;

/// The place where one late answer may come, as its server sees it.
pub(in crate::flow) struct Slot {
    state: Mutex<State>,
    elapsed: Elapsed,
    arrivals: Mutex<Sender<Arrived>>,
}

/// The same place, as who waits for the answer sees it.
pub(in crate::flow) struct Waiting {
    slot: Arc<Slot>,
    arrivals: Receiver<Arrived>,
}

/// Something that came there.
pub(super) struct Arrived {
    pub(super) exchange: Exchange,
    /// Why Kakao would not take it; none where it is the late answer.
    pub(super) refused: Option<&'static str>,
}

impl Slot {
    /// Opens one; its minute has begun.
    pub(in crate::flow) fn open(elapsed: Elapsed) -> (Arc<Self>, Waiting) {
        let (sender, arrivals) = channel();
        let slot = Arc::new(Self {
            state: Mutex::new(State::Called),
            elapsed,
            arrivals: Mutex::new(sender),
        });
        let waiting = Waiting {
            slot: slot.clone(),
            arrivals,
        };
        (slot, waiting)
    }

    /// Kakao's reply to what came, and the exchange that both are, which who waits gets too. `is_known` says whether the
    /// right token was named.
    pub(in crate::flow) fn take(&self, received: ReceivedRequest, is_known: bool) -> Replied {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if (self.elapsed)() > VALID && *state != State::Used {
            *state = State::Expired;
        }
        let refused = refusal(*state, is_known, &received.request);
        if refused.is_none() {
            *state = State::Used;
        }
        drop(state);
        let replied = replied(received, refused);
        if let Ok(exchange) = &replied.1 {
            let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            // Nobody waits any more where this fails.
            let _ = arrivals.send(Arrived {
                exchange: exchange.clone(),
                refused,
            });
        }
        replied
    }

    fn put(&self, state: State) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

impl Waiting {
    /// The skill has answered the call.
    pub(super) fn expect(&self, state: State) {
        self.slot.put(state);
    }

    /// The next that comes; none where nothing comes in time.
    pub(super) fn next(
        &self,
        patience: Duration,
        is_ended: &mut dyn FnMut() -> bool,
    ) -> Option<Arrived> {
        while (self.slot.elapsed)() < patience && !is_ended() {
            match self.arrivals.recv_timeout(GLANCE) {
                Ok(arrived) => return Some(arrived),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        None
    }

    /// What has come and was not asked for.
    pub(super) fn rest(&self) -> impl Iterator<Item = Arrived> {
        self.arrivals.try_iter()
    }
}

/// Kakao's reply, and the exchange.
pub(in crate::flow) type Replied = (Response, Result<Exchange>);

/// Kakao's reply to a late answer, and the exchange that both are: a late answer is the bot's call of Kakao.
pub(in crate::flow) fn replied(received: ReceivedRequest, refused: Option<&str>) -> Replied {
    let task = system::random().unwrap_or_default();
    let response = reply(refused, task, system::now());
    let exchange = exchange(received, response.clone());
    (response, exchange)
}

fn exchange(received: ReceivedRequest, response: Response) -> Result<Exchange> {
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
    let timing = Timing {
        total_ms: time::millis(begun.elapsed()),
        ..Timing::default()
    };
    Ok(exchange.ended(Ok(response), timing))
}
