//! Applies the rules of a callback URL to the requests that arrive there.
//!
//! Server threads call [`CallbackSlot::receive`], which sends each exchange through a channel. One thread waits at the
//! [`CallbackReceiver`]. The locks of state and channel are never held together.
use crate::flow::web::inbound::InboundRequest;
use crate::io::server::ReceivedRequest;
use crate::io::system;
use crate::model::history::exchange::{Exchange, ExchangeMeta};
use crate::model::http::Response;
use crate::model::kakao::callback::{
    CallbackAddress, CallbackRefusal, CallbackState, VALIDITY, refusal, reply,
};
use crate::model::kakao::payload::{BOT_ID, CallOrigin};
use crate::model::protocol::Protocol;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Interval of checks for cancellation.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Returns the time since the call began.
pub(in crate::flow) type ElapsedFn = Box<dyn Fn() -> Duration + Send + Sync>;

/// Server side of one callback URL.
pub(in crate::flow) struct CallbackSlot {
    state: Mutex<CallbackState>,
    elapsed: ElapsedFn,
    arrivals: Sender<CallbackArrival>,
}

/// Waiting side of one callback URL.
pub(in crate::flow) struct CallbackReceiver {
    slot: Arc<CallbackSlot>,
    arrivals: Receiver<CallbackArrival>,
}

/// Request to the callback URL.
pub(super) struct CallbackArrival {
    pub(super) exchange: Exchange,
    /// Why Kakao would refuse it; `None` if it is accepted.
    pub(super) refusal: Option<CallbackRefusal>,
}

impl CallbackSlot {
    /// Creates both sides. The validity period runs on the clock `elapsed`; the URL of a test's call cannot be used.
    pub(in crate::flow) fn open(
        elapsed: ElapsedFn,
        origin: CallOrigin,
    ) -> (Arc<Self>, CallbackReceiver) {
        let (sender, arrivals) = channel();
        let state = match origin {
            CallOrigin::Live => CallbackState::Called,
            CallOrigin::BotTest | CallOrigin::SkillTest => CallbackState::Test,
        };
        let slot = Arc::new(Self {
            state: Mutex::new(state),
            elapsed,
            arrivals: sender,
        });
        let receiver = CallbackReceiver {
            slot: slot.clone(),
            arrivals,
        };
        (slot, receiver)
    }

    /// Returns Kakao's reply and the exchange, and passes the exchange to the receiver.
    pub(in crate::flow) fn receive(
        &self,
        received: ReceivedRequest,
        address: CallbackAddress,
    ) -> CallbackReply {
        let mut state = self.state.lock();
        if (self.elapsed)() > VALIDITY
            && !matches!(*state, CallbackState::Used | CallbackState::Test)
        {
            *state = CallbackState::Expired;
        }
        let refusal = refusal(*state, address, &received.request);
        let is_spent = refusal.as_ref().is_none_or(|refusal| refusal.is_final);
        if is_spent && *state != CallbackState::Test {
            *state = CallbackState::Used;
        }
        drop(state);
        let reply = reply_to_callback(received, refusal.as_ref());
        // Fails only if the receiver is dropped.
        let _ = self.arrivals.send(CallbackArrival {
            exchange: reply.1.clone(),
            refusal,
        });
        reply
    }

    fn set_state(&self, state: CallbackState) {
        let mut current = self.state.lock();
        if *current != CallbackState::Test {
            *current = state;
        }
    }
}

impl CallbackReceiver {
    /// Sets what the skill's response to the call permits.
    pub(super) fn set_state(&self, state: CallbackState) {
        self.slot.set_state(state);
    }

    /// Waits for the next request; returns `None` once `timeout` has passed since the call began, or if cancelled, and no
    /// request has arrived until then.
    pub(super) fn next_arrival(
        &self,
        timeout: Duration,
        is_cancelled: &mut dyn FnMut() -> bool,
    ) -> Option<CallbackArrival> {
        loop {
            let is_over = (self.slot.elapsed)() >= timeout || is_cancelled();
            let wait = if is_over {
                Duration::ZERO
            } else {
                POLL_INTERVAL
            };
            match self.arrivals.recv_timeout(wait) {
                Ok(arrival) => return Some(arrival),
                Err(RecvTimeoutError::Timeout) if !is_over => {}
                Err(_) => return None,
            }
        }
    }

    /// Returns the requests that have arrived and were not read, without waiting.
    pub(super) fn remaining_arrivals(&self) -> impl Iterator<Item = CallbackArrival> {
        self.arrivals.try_iter()
    }
}

pub(in crate::flow) type CallbackReply = (Response, Exchange);

/// Returns Kakao's reply to a callback, and the exchange: a callback is a call from the bot to Kakao.
pub(in crate::flow) fn reply_to_callback(
    received: ReceivedRequest,
    refusal: Option<&CallbackRefusal>,
) -> CallbackReply {
    let task = system::random_bytes().unwrap_or_default();
    let response = reply(refusal, task, system::now());
    let meta = ExchangeMeta {
        protocol: Protocol::KakaoSkill,
        ..ExchangeMeta::message_call(BOT_ID)
    };
    let exchange = InboundRequest::new(received, meta).into_exchange(&response);
    (response, exchange)
}
