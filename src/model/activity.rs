//! Activities: what happens in a server of momo, as its page and its terminal get it.
use crate::error::Error;
use crate::model::chat::playback::PlaybackProgress;
use crate::model::fault::FaultRule;
use crate::model::history::exchange::Exchange;
use crate::model::history::retention::Retention;
use crate::model::history::summary::ExchangeSummary;
use crate::model::kakao::room::{KakaoMessage, KakaoMessageJson};
use crate::model::platform::outbox::Delivery;
use crate::model::platform::room::{Message, MessageJson};
use crate::model::text::phrase::Phrase;
use crate::model::time::offset_clock::ClockReading;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};
use std::sync::Arc;

#[derive(Debug)]
pub enum Activity {
    /// An exchange was recorded, or could not be.
    Exchange(Box<ObservedExchange>),
    /// A message was stored.
    Message(Box<Message>),
    /// A message of a Kakao room was stored or changed. The number is that of the user's message that it answers; `None` for a user's.
    KakaoMessage(Box<KakaoMessage>, Option<i64>),
    /// A delivery changed. The flag says whether an attempt is in flight.
    Delivery(Box<Delivery>, bool),
    /// A bot on this machine or an allowed callback host does not listen: its run has ended, or a delivery to it is held
    /// and none was before.
    BotAbsent {
        bot_id: String,
        callback_url: String,
    },
    /// Bots were created, changed or deleted.
    Bots,
    /// Rooms were created or their subscriptions changed.
    Rooms,
    /// A Kakao room was created, changed or deleted, or has a new user.
    KakaoRooms,
    /// Stars of exchanges were set or removed.
    Stars,
    /// Exchanges were deleted.
    Cleared,
    /// Fault rules or their counters changed; contains all rules.
    Faults(Vec<FaultRule>),
    /// The platform's clock was changed.
    Clock(ClockReading),
    /// A conversation that the page plays went on.
    Playback(Box<PlaybackProgress>),
    /// An operation on the platform's database failed, or a delivery thread panicked.
    NotStored(Error),
    /// A call of a skill server's agent ended.
    AgentCall {
        /// Whether it produced no answer.
        failed: bool,
    },
    /// The limits of the history have begun to displace exchanges.
    HistoryLimit(Retention),
    /// A line on an agent's standard error, or a notice about an answer.
    Notice(String),
}

/// An exchange with a server's remarks on it.
#[derive(Debug, Clone)]
pub struct ObservedExchange {
    /// Shared with the thread that writes the history.
    pub exchange: Arc<Exchange>,
    /// Whether an event with this id was accepted before.
    pub duplicate: bool,
    /// Remarks for the user, such as the reason of a rejection or of a failed write; `None` without any.
    pub note: Option<Phrase>,
    /// Why the history does not hold the exchange; `None` if it does. Also in the remarks.
    pub storage_error: Option<String>,
    /// Number of the Kakao room to which it belongs; `None` if it belongs to none.
    pub kakao_room: Option<i64>,
}

impl ObservedExchange {
    /// Wraps an exchange as stored and without remarks.
    pub fn new(exchange: Exchange) -> Self {
        Self {
            exchange: Arc::new(exchange),
            duplicate: false,
            note: None,
            storage_error: None,
            kakao_room: None,
        }
    }

    pub fn is_stored(&self) -> bool {
        self.storage_error.is_none()
    }

    /// Appends a remark.
    pub fn add_note(&mut self, note: Phrase) {
        self.note = Some(match self.note.take() {
            Some(existing) => Phrase::new("list.remarks")
                .with("one", existing)
                .with("other", note),
            None => note,
        });
    }
}

/// The JSON of the page: `{"type": ...}` with the new value beside it.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum PageUpdate<'a> {
    Exchange { exchange: Value },
    Message { message: MessageJson<'a> },
    KakaoMessage { message: KakaoMessageJson<'a> },
    Delivery { delivery: Value },
    Bots,
    Rooms,
    KakaoRooms,
    Stars,
    Cleared,
    Faults { faults: &'a [FaultRule] },
    Clock { clock: ClockReading },
    Playback { playback: Value },
}

impl Activity {
    /// Returns the activities of deliveries that changed, all in flight or none.
    pub fn deliveries(
        deliveries: impl IntoIterator<Item = Delivery>,
        are_in_flight: bool,
    ) -> impl Iterator<Item = Self> {
        let activity = move |delivery| Self::Delivery(Box::new(delivery), are_in_flight);
        deliveries.into_iter().map(activity)
    }

    /// Returns the JSON for the page, an exchange without its bodies. `None` for what the page does not show.
    pub fn page_json(&self) -> Option<Box<RawValue>> {
        let update = match self {
            Self::Exchange(observed) if observed.is_stored() => PageUpdate::Exchange {
                exchange: ExchangeSummary::from_exchange(&observed.exchange).to_json(),
            },
            Self::Message(message) => PageUpdate::Message {
                message: message.to_json(),
            },
            Self::KakaoMessage(message, _) => PageUpdate::KakaoMessage {
                message: message.to_json(),
            },
            Self::Delivery(delivery, is_in_flight) => {
                let mut delivery = delivery.to_json();
                if *is_in_flight {
                    delivery["state"] = "under_way".into();
                }
                PageUpdate::Delivery { delivery }
            }
            Self::Bots => PageUpdate::Bots,
            Self::Rooms => PageUpdate::Rooms,
            Self::KakaoRooms => PageUpdate::KakaoRooms,
            Self::Stars => PageUpdate::Stars,
            Self::Cleared => PageUpdate::Cleared,
            Self::Faults(faults) => PageUpdate::Faults { faults },
            Self::Clock(clock) => PageUpdate::Clock { clock: *clock },
            Self::Playback(progress) => PageUpdate::Playback {
                playback: progress.to_json(),
            },
            Self::Exchange(_)
            | Self::BotAbsent { .. }
            | Self::NotStored(_)
            | Self::AgentCall { .. }
            | Self::HistoryLimit(_)
            | Self::Notice(_) => return None,
        };
        to_raw_value(&update).ok()
    }

    /// Returns whether only the page shows it.
    pub fn is_for_page_only(&self) -> bool {
        matches!(
            self,
            Self::Bots
                | Self::Rooms
                | Self::KakaoRooms
                | Self::Stars
                | Self::Cleared
                | Self::Playback(_)
        )
    }

    /// Returns why something was not stored; `None` if nothing failed.
    pub fn storage_error(&self) -> Option<String> {
        match self {
            Self::NotStored(error) => Some(error.to_string()),
            Self::Exchange(observed) => observed.storage_error.clone(),
            _ => None,
        }
    }

    /// Returns what the limits of the history do from now on; `None` for other activities.
    pub fn history_limit_note(&self) -> Option<String> {
        match self {
            Self::HistoryLimit(retention) => Some(format!(
                "the history has reached its limit, {retention}: the oldest refused requests make room, then the oldest without a star"
            )),
            _ => None,
        }
    }
}
