//! Where conversations take place: rooms in which users speak and bots answer.
use super::platform::ChatBot;
use super::room_events::RoomEvents;
use crate::error::{Error, Result};
use crate::flow::api::{ApiClient, ApiResult};
use crate::model::chat::outcome::TalkExchange;
use crate::model::diagnosis::Diagnosis;
use serde_json::{Value, json};

/// Maximum length of a room's name in characters.
const MAX_ROOM_NAME: usize = 60;

/// A kind of rooms with the bots that conversations are played with.
pub trait ChatPlace: Send + Sync {
    /// Returns what happens in its rooms.
    fn events(&self) -> &RoomEvents;

    /// Returns whether bots speak only in answer to a user's message, and say when they have.
    fn only_answers(&self) -> bool;

    /// Returns the bots that a line can name; empty where there is one bot without a name.
    fn bots(&self) -> &[ChatBot];

    /// Creates a room with all bots in it, and returns its id.
    ///
    /// # Errors
    /// Fails, as all that follow, if the platform refuses or cannot be reached.
    fn create_room(&self, name: &str) -> Result<i64>;

    /// Ends a room: nobody speaks in it any more.
    fn close_room(&self, room_id: i64) -> Result<()>;

    /// Returns the platform's name for a user of the conversation whose first room has this id.
    fn user_name(&self, user: &str, room_id: i64) -> String;

    /// Lets a user speak.
    fn post(&self, room_id: i64, user: &str, speech: &Speech<'_>) -> Result<PostedMessage>;

    /// Injects a fault into what follows in a room, once unless the fault says otherwise. Returns the rule's id.
    fn add_fault(&self, text: &str, room_id: i64) -> Result<String>;

    /// Removes a fault rule; one that is gone already is no error.
    fn remove_fault(&self, id: &str) -> Result<()>;

    /// Moves the platform's clock ahead.
    fn advance_clock(&self, by: &str) -> Result<()>;

    /// Asks the bot of a refused signature which one it takes. `None` if the platform tells nothing.
    fn explain(&self, exchange_id: &str) -> Option<Diagnosis>;

    /// Completes exchanges that lack their bodies. One that the history has lost stays as it is.
    fn complete(&self, exchanges: &mut [TalkExchange]) -> Result<()>;

    /// Removes the rooms of conversations that were played, and their users, from a platform that stays.
    fn remove_rooms(&self) -> Result<()>;
}

/// What a user says.
pub enum Speech<'a> {
    Written {
        text: &'a str,
        /// A JSON object that goes with the message.
        metadata: Option<&'a str>,
    },
    /// By tapping what a message offers.
    Tapped {
        /// Number of the message.
        message_id: i64,
        /// Where it stands in a skill's answer; `None` in MoMoTalk's messages.
        path: Option<&'a str>,
        text: &'a str,
    },
}

/// A message of a user of a conversation.
pub(super) struct UserSpeech<'s> {
    pub(super) user: &'s str,
    /// The platform's name of the user.
    pub(super) name: String,
    /// Index of the room.
    pub(super) room: usize,
    pub(super) speech: Speech<'s>,
    /// Label of the quick reply; `None` if it was written.
    pub(super) tapped: Option<&'s str>,
}

/// A message of a user that was posted.
pub struct PostedMessage {
    pub(super) id: i64,
    /// Ids of the events that it caused; empty where none are sent.
    pub(super) event_ids: Vec<String>,
}

impl Speech<'_> {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Written { text, .. } | Self::Tapped { text, .. } => text,
        }
    }
}

/// Shortens the name of a room to what the platform takes.
pub(super) fn room_name(name: &str) -> String {
    let name = name.chars().filter(|ch| !ch.is_control());
    name.take(MAX_ROOM_NAME).collect()
}

pub(super) fn advance_clock(api: &ApiClient, by: &str) -> Result<()> {
    accepted(api.post("/clock", &json!({ "advance": by }))?).map(drop)
}

/// Returns what the platform answered, or why it refused.
pub(super) fn accepted(result: ApiResult) -> Result<Value> {
    result.map_err(|problem| {
        let message = format!("the platform refused a call: {}", problem.message);
        problem
            .hints
            .into_iter()
            .fold(Error::unknown(message), Error::hint)
    })
}
