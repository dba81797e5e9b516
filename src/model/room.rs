//! Rooms, the people in them, and what is said there.
use super::time::Timestamp;
use serde_json::{Map, Value, json};

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
    /// What the sender wants to find again: a JSON object.
    pub metadata: Option<Map<String, Value>>,
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
}

impl Message {
    /// As the local platform's API tells it.
    pub fn to_json(&self) -> Value {
        let mut value = json!({ "message_id": self.id, "room_id": self.draft.room_id });
        let mut put = |key: &str, field: Value| value[key] = field;
        match &self.sender {
            Sender::User(user) => {
                put("sender_type", "user".into());
                put("sender_user_id", user.id.clone().into());
            }
            Sender::Bot { id, .. } => {
                put("sender_type", "bot".into());
                put("sender_bot_id", id.clone().into());
            }
        }
        put("sender_name", self.sender.name().into());
        put("body", self.draft.body.clone().into());
        put("message_type", self.draft.message_type.clone().into());
        if let Some(reply_to) = self.draft.reply_to {
            put("reply_to_message_id", reply_to.into());
        }
        if let Some(metadata) = &self.draft.metadata {
            put("metadata", metadata.clone().into());
        }
        put("created_at", self.created_at.seconds().into());
        value
    }
}
