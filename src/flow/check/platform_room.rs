//! A room of the running local platform, in which a check speaks: the platform takes a bot's replies only to messages that are.
use crate::error::Result;
use crate::flow::api::ApiClient;
use crate::model::check::MadeEvent;
use serde_json::{Value, json};

/// What people call the room.
const NAME: &str = "momo check";

/// A room of the check's own. It is deleted with this value.
pub struct PlatformRoom {
    api: ApiClient,
    room_id: i64,
}

impl PlatformRoom {
    /// Makes a room to which the bot is subscribed; `None` if the platform refuses it. `console` is the API with a
    /// developer's token.
    ///
    /// # Errors
    /// The platform cannot be reached.
    pub fn make(console: ApiClient, bot_id: &str) -> Result<Option<Self>> {
        let Ok(made) = console.post("/rooms", &json!({ "name": NAME }))? else {
            return Ok(None);
        };
        let Some(room_id) = made["room_id"].as_i64() else {
            return Ok(None);
        };
        let room = Self {
            api: console,
            room_id,
        };
        let subscribed = room.api.put(&format!("/rooms/{room_id}/bots/{bot_id}"))?;
        Ok(subscribed.is_ok().then_some(room))
    }

    pub fn id(&self) -> i64 {
        self.room_id
    }

    /// Has a user say something that the platform delivers to nobody, and returns room and message.
    pub fn say(&self, text: &str) -> Option<(i64, i64)> {
        let path = format!("/rooms/{}/messages", self.room_id);
        let message = json!({ "body": text, "deliver": false });
        let posted = self.api.post(&path, &message).ok()?.ok()?;
        Some((self.room_id, posted["message"]["message_id"].as_i64()?))
    }

    /// Returns how many messages of bots reply to the message of an event.
    pub(super) fn replies_to(&self, event: &MadeEvent) -> u64 {
        let (room, message) = (self.room_id, event.message_id);
        let path = format!("/rooms/{room}/messages?after={message}&limit=1000");
        let Ok(Ok(answer)) = self.api.get(&path) else {
            return 0;
        };
        let messages = answer["messages"].as_array().into_iter().flatten();
        let is_reply = |message: &&Value| {
            message["sender_type"] == "bot" && message["reply_to_message_id"] == event.message_id
        };
        messages.filter(is_reply).count() as u64
    }
}

impl Drop for PlatformRoom {
    fn drop(&mut self) {
        // The platform may have ended.
        let _ = self.api.delete(&format!("/rooms/{}", self.room_id));
    }
}
