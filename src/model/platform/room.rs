//! Rooms, the people in them, and what is said there.
use crate::model::time::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// A number, from 1.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The bots that are subscribed to it.
    pub bots: Vec<String>,
}

impl Room {
    /// As the local platform's API tells it.
    pub fn to_json(&self) -> Value {
        json!({
            "room_id": self.id,
            "name": self.name,
            "created_at": self.created_at.seconds(),
            "bots": self.bots,
        })
    }
}

/// What a list of rooms tells of the talk in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// How many messages there are.
    pub count: i64,
    /// The last of them.
    pub last: Message,
}

/// Which messages of a room are asked for: the oldest that came after one, or the newest that came before one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Only those with a greater number.
    pub after: i64,
    /// Only those with a smaller number, and the newest of them.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

/// Somebody who writes in rooms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// `user_...`.
    pub id: String,
    /// The name that is shown; no two users have the same.
    pub name: String,
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sender {
    /// A person.
    User(User),
    /// A bot: its id and its name at the time.
    Bot {
        /// `bot_...`.
        id: String,
        /// What people call it.
        name: String,
    },
}

impl Sender {
    /// The name that is shown.
    pub fn name(&self) -> &str {
        match self {
            Self::User(user) => &user.name,
            Self::Bot { name, .. } => name,
        }
    }
}

/// What somebody is about to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The room to say it in.
    pub room_id: i64,
    /// The text, exactly as it was written.
    pub body: String,
    /// `TEXT` is the only type that MoMoTalk documents.
    pub message_type: String,
    /// The message that it answers.
    pub reply_to: Option<i64>,
    /// What the sender wants to find again: the text of a JSON object, as it was written but for white space.
    pub metadata: Option<String>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// A number that grows, the same for all rooms.
    pub id: i64,
    /// Who said it.
    pub sender: Sender,
    /// What, and where.
    pub draft: Draft,
    /// When.
    pub created_at: Timestamp,
    /// The message call that made it, where one did and it is known.
    pub exchange_id: Option<String>,
}

/// A message as the local platform's API tells it.
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
    metadata: Option<&'a RawValue>,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange_id: Option<&'a str>,
}

impl Message {
    /// As the local platform's API tells it.
    pub fn to_json(&self) -> MessageJson<'_> {
        let (sender_type, user, bot) = match &self.sender {
            Sender::User(user) => ("user", Some(&*user.id), None),
            Sender::Bot { id, .. } => ("bot", None, Some(&**id)),
        };
        let metadata = self.draft.metadata.as_deref();
        MessageJson {
            message_id: self.id,
            room_id: self.draft.room_id,
            sender_type,
            sender_user_id: user,
            sender_bot_id: bot,
            sender_name: self.sender.name(),
            body: &self.draft.body,
            message_type: &self.draft.message_type,
            reply_to_message_id: self.draft.reply_to,
            metadata: metadata.and_then(|text| serde_json::from_str(text).ok()),
            created_at: self.created_at.seconds(),
            exchange_id: self.exchange_id.as_deref(),
        }
    }
}
