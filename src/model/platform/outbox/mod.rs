//! The outbox: events on their way to bots, when they are tried again, and in what order.
//!
//! MoMoTalk documents neither a time limit nor retries nor an order; all of this is momo's own choice.
mod queue;

pub use queue::{OrderingKey, DeliveryQueue, Next};

use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::time::Duration;

/// How often an event is tried before it counts as failed.
pub const ATTEMPTS: u32 = 6;
/// How long a callback may take to answer.
pub const BUDGET: Duration = Duration::from_secs(3);

/// When a failed delivery is tried again: the pause doubles from `base`, and varies by a fifth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The pause after the first failure.
    pub base: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            base: Duration::from_secs(1),
        }
    }
}

impl Retry {
    /// The pause after `failures` failures (from 1); none where that was the last attempt.
    /// `random` spreads it between 80 and 120 per cent.
    pub fn pause(self, failures: u32, random: u16) -> Option<Duration> {
        if failures == 0 || failures >= ATTEMPTS {
            return None;
        }
        let spread = 0.8 + 0.4 * f64::from(random) / f64::from(u16::MAX);
        Some((self.base * (1 << (failures - 1))).mul_f64(spread))
    }

    /// The longest of all pauses.
    pub fn longest(self) -> Duration {
        self.pause(ATTEMPTS - 1, u16::MAX).unwrap_or_default()
    }
}

/// Where an event stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It will be tried, or tried again.
    Waiting,
    /// The bot answered 2xx.
    Delivered,
    /// All attempts failed.
    Failed,
    /// The bot left, was deleted or refused before the event got through.
    Dropped,
}

impl State {
    /// The word that people and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The state of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Delivered, Self::Failed, Self::Dropped]
            .into_iter()
            .find(|it| it.name() == name)
    }
}

/// An event on its way: identity and bytes are fixed when the message is written, and never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its place in the outbox; grows.
    pub seq: i64,
    /// `evt_...`, the same on every attempt.
    pub event_id: String,
    /// The bot that it is for.
    pub bot_id: String,
    /// The room where it happened.
    pub room_id: i64,
    /// The message that it tells of.
    pub message_id: i64,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; counts only while it waits.
    pub next_attempt_at: Timestamp,
    /// What the last attempt was answered.
    pub last_status: Option<u16>,
    /// Why the last attempt failed.
    pub last_failure: Option<String>,
    /// The exchange of the last attempt.
    pub last_exchange: Option<String>,
}

impl Delivery {
    /// As the local platform's API tells it.
    pub fn to_json(&self) -> Value {
        let waits = self.state == State::Waiting;
        json!({
            "event_id": self.event_id,
            "bot_id": self.bot_id,
            "room_id": self.room_id,
            "message_id": self.message_id,
            "state": self.state.name(),
            "attempts": self.attempts,
            "next_attempt_at": waits.then(|| self.next_attempt_at.seconds()),
            "last_status": self.last_status,
            "last_failure": self.last_failure,
            "last_exchange_id": self.last_exchange,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_pauses_double_with_jitter_and_end_after_six_attempts() {
        let retry = Retry {
            base: Duration::from_secs(1),
        };
        let seconds = |failures, random| retry.pause(failures, random).map(|it| it.as_secs_f64());
        assert_eq!(seconds(1, 0), Some(0.8));
        assert_eq!(seconds(1, u16::MAX), Some(1.2));
        assert_eq!(seconds(5, 0), Some(12.8));
        assert_eq!(seconds(6, 0), None);
        assert_eq!(retry.longest().as_secs_f64(), 19.2);
    }
}
