//! Rooms, users and messages.
use crate::model::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Room of a new bot, and of an event that names no existing room.
pub const FIRST_ROOM: i64 = 1;
/// Name of the user if none is given, in rooms and in Kakao rooms.
pub const DEFAULT_USER: &str = "앨리스";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Number from 1.
    pub id: i64,
    pub name: String,
    pub created_at: Timestamp,
    /// Ids of the subscribed bots.
    pub bots: Vec<String>,
}

impl Room {
    /// Converts to the JSON of the local platform's API.
    pub fn to_json(&self) -> Value {
        json!({
            "room_id": self.id,
            "name": self.name,
            "created_at": self.created_at.seconds(),
            "bots": self.bots,
        })
    }
}

/// Summary of a room's messages in a list of rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSummary {
    pub message_count: i64,
    pub last_message: Message,
}

/// Selects messages of a room: the oldest after an id, or with `before` the newest before an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageQuery {
    /// Lower bound of the message id, exclusive.
    pub after: i64,
    /// Upper bound of the message id, exclusive; `None` means no bound.
    pub before: Option<i64>,
    /// Maximum number of messages.
    pub limit: i64,
}

/// A person that writes in rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// `user_...`.
    pub id: String,
    /// Unique display name.
    pub name: String,
}

/// Author of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    User(User),
    /// A bot, with its name at the time of the message.
    Bot {
        /// `bot_...`.
        id: String,
        name: String,
    },
}

impl Sender {
    /// Returns the display name.
    pub fn name(&self) -> &str {
        match self {
            Self::User(user) => &user.name,
            Self::Bot { name, .. } => name,
        }
    }
}

/// Content of a message, before and after it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageContent {
    pub room_id: i64,
    /// Text, unchanged.
    pub body: String,
    /// MoMoTalk documents only `TEXT`.
    pub message_type: String,
    /// Id of the message that this one replies to.
    pub reply_to: Option<i64>,
    /// Sender's own data: the text of a JSON object, unchanged except for white space.
    pub metadata: Option<String>,
}

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Ascending number, unique across rooms.
    pub id: i64,
    pub sender: Sender,
    pub content: MessageContent,
    pub created_at: Timestamp,
    /// Exchange of the message call that created it; `None` for a user's message or if unknown.
    pub exchange_id: Option<String>,
    /// Number of this reply among its bot's replies to the same message, from 1; `None` for what is no bot's reply.
    pub reply_number: Option<i64>,
    /// The newest message of the room whose event had been sent to the bot when it posted this one; `None` for a user's
    /// message, and if the bot had got no event of the room since the platform's start.
    pub after_message: Option<i64>,
}

/// Message in the JSON of the local platform's API.
#[derive(Serialize)]
pub struct MessageJson<'a> {
    message_id: i64,
    room_id: i64,
    sender_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender_bot_id: Option<&'a str>,
    sender_name: &'a str,
    body: &'a str,
    message_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_message_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_message_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a RawValue>,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange_id: Option<&'a str>,
}

impl Message {
    /// Reads the JSON of the local platform's API; `None` if it is no message.
    pub fn from_json(value: &Value) -> Option<Self> {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let name = text("sender_name")?;
        let sender = match text("sender_bot_id") {
            Some(id) => Sender::Bot { id, name },
            None => Sender::User(User {
                id: text("sender_user_id").unwrap_or_default(),
                name,
            }),
        };
        Some(Self {
            id: value["message_id"].as_i64()?,
            sender,
            content: MessageContent {
                room_id: value["room_id"].as_i64()?,
                body: text("body")?,
                message_type: text("message_type").unwrap_or_default(),
                reply_to: value["reply_to_message_id"].as_i64(),
                metadata: value.get("metadata").map(Value::to_string),
            },
            created_at: Timestamp::from_seconds(value["created_at"].as_i64().unwrap_or_default()),
            exchange_id: text("exchange_id"),
            reply_number: value["reply_number"].as_i64(),
            after_message: value["after_message_id"].as_i64(),
        })
    }

    /// Converts to the JSON of the local platform's API.
    pub fn to_json(&self) -> MessageJson<'_> {
        let (sender_type, user, bot) = match &self.sender {
            Sender::User(user) => ("user", Some(&*user.id), None),
            Sender::Bot { id, .. } => ("bot", None, Some(&**id)),
        };
        let metadata = self.content.metadata.as_deref();
        MessageJson {
            message_id: self.id,
            room_id: self.content.room_id,
            sender_type,
            sender_user_id: user,
            sender_bot_id: bot,
            sender_name: self.sender.name(),
            body: &self.content.body,
            message_type: &self.content.message_type,
            reply_to_message_id: self.content.reply_to,
            reply_number: self.reply_number,
            after_message_id: self.after_message,
            metadata: metadata.and_then(|text| serde_json::from_str(text).ok()),
            created_at: self.created_at.seconds(),
            exchange_id: self.exchange_id.as_deref(),
        }
    }
}
