//! The outbox: deliveries, their retry policy and their order.
//!
//! MoMoTalk documents neither a timeout nor retries nor an order; all of this is momo's own choice.
mod queue;

pub use queue::{DeliveryQueue, NextDelivery, OrderingKey, PausedBot, SLOW_ANSWER, max_in_flight};

use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// Maximum attempts per delivery.
pub const MAX_ATTEMPTS: u32 = 6;
/// Number of ends of the bot's process during an event after which the event is set aside.
pub const MAX_BOT_ENDS: u32 = 2;
/// Time limit for a bot's response to an event.
pub const CALLBACK_TIMEOUT: Duration = Duration::from_secs(3);

/// Exponential backoff of failed deliveries: the delay doubles, and varies by 20 per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Delay after the first failure.
    pub first_delay: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            first_delay: Duration::from_secs(1),
        }
    }
}

impl RetryPolicy {
    /// Returns the delay after `failures` failures (from 1), or `None` after the last attempt.
    /// `random` varies it between 80 and 120 per cent.
    pub fn delay(self, failures: u32, random: u16) -> Option<Duration> {
        if failures == 0 || failures >= MAX_ATTEMPTS {
            return None;
        }
        let spread = 0.8 + 0.4 * f64::from(random) / f64::from(u16::MAX);
        Some((self.first_delay * (1 << (failures - 1))).mul_f64(spread))
    }

    /// Returns the longest possible delay.
    pub fn max_delay(self) -> Duration {
        self.delay(MAX_ATTEMPTS - 1, u16::MAX).unwrap_or_default()
    }
}

named! {
    /// State of a delivery.
    pub enum DeliveryState {
        /// An attempt is pending, or as stored, in flight.
        Waiting = "waiting",
        /// An attempt is in flight: the bot has the event. Not stored.
        UnderWay = "under_way",
        /// The bot does not listen; an attempt follows as soon as it does.
        Held = "held",
        /// The bot responded with 2xx.
        Delivered = "delivered",
        /// All attempts failed.
        Failed = "failed",
        /// The bot's process ended [`MAX_BOT_ENDS`] times while it handled the event.
        SetAside = "set_aside",
        /// The bot left the room, was deleted or was rejected by a review before the event was delivered; or a user gave
        /// the delivery up.
        Dropped = "dropped",
    }
}

impl DeliveryState {
    /// Returns whether an attempt is to follow.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Waiting | Self::UnderWay | Self::Held)
    }

    pub fn phrase(self) -> Phrase {
        Phrase::new(match self {
            Self::Waiting => "outbox.waiting",
            Self::UnderWay => "outbox.under-way",
            Self::Held => "outbox.held",
            Self::Delivered => "outbox.delivered",
            Self::Failed => "outbox.failed",
            Self::SetAside => "outbox.set-aside",
            Self::Dropped => "outbox.dropped",
        })
    }
}

/// One event on its way to one bot. Its id and its bytes are fixed when the message is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Position in the outbox, ascending.
    pub seq: i64,
    /// `evt_...`, the same in every attempt.
    pub event_id: String,
    pub bot_id: String,
    pub room_id: i64,
    pub message_id: i64,
    pub state: DeliveryState,
    /// Since when an attempt is in flight, whatever is stored; `None` if none is, or it is not known here.
    pub under_way_since: Option<Timestamp>,
    /// Number of attempts made.
    pub attempts: u32,
    /// Time of the next attempt; meaningful only while waiting.
    pub next_attempt_at: Timestamp,
    /// Status of the response to the last attempt; `None` without a response.
    pub last_status: Option<u16>,
    /// Failure message of the last attempt, or why the delivery is held, set aside or dropped; `None` without either.
    pub last_failure: Option<Phrase>,
    /// Exchange of the last attempt; `None` before the first.
    pub last_exchange_id: Option<String>,
}

impl Delivery {
    /// Converts to the JSON of the local platform's API.
    pub fn to_json(&self) -> Value {
        let state = match self.under_way_since {
            Some(_) => DeliveryState::UnderWay,
            None => self.state,
        };
        let is_waiting = state == DeliveryState::Waiting;
        // Why it was held is over once the bot has it.
        let is_past = state == DeliveryState::UnderWay && self.state == DeliveryState::Held;
        let failure = self.last_failure.as_ref().filter(|_| !is_past);
        let mut value = json!({
            "event_id": self.event_id,
            "bot_id": self.bot_id,
            "room_id": self.room_id,
            "message_id": self.message_id,
            "state": state.name(),
            "attempts": self.attempts,
            "next_attempt_at": is_waiting.then(|| self.next_attempt_at.seconds()),
            "last_status": self.last_status,
            "last_failure": failure.map(Phrase::to_string),
            "last_failure_phrase": failure,
            "last_exchange_id": self.last_exchange_id,
        });
        if let Some(since) = self.under_way_since {
            value["under_way_since"] = since.seconds().into();
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_pauses_double_with_jitter_and_end_after_six_attempts() {
        let retry = RetryPolicy {
            first_delay: Duration::from_secs(1),
        };
        let seconds = |failures, random| retry.delay(failures, random).map(|it| it.as_secs_f64());
        assert_eq!(seconds(1, 0), Some(0.8));
        assert_eq!(seconds(1, u16::MAX), Some(1.2));
        assert_eq!(seconds(5, 0), Some(12.8));
        assert_eq!(seconds(6, 0), None);
        assert_eq!(retry.max_delay().as_secs_f64(), 19.2);
    }
}
