//! The calls of conversations to the local platform's API.
use super::room_events::RoomEvents;
use crate::error::{Error, Result};
use crate::flow::api::{ApiClient, ApiResult};
use crate::model::chat::outcome::TalkExchange;
use crate::model::fault::FaultSpec;
use serde_json::{Value, json};
use std::sync::Arc;

/// Maximum length of a room's name in characters.
const MAX_ROOM_NAME: usize = 60;

/// A local platform with the bots that conversations are played with.
pub struct ChatPlatform {
    /// Has the token of an operator.
    pub api: ApiClient,
    pub events: Arc<RoomEvents>,
    pub bots: Vec<ChatBot>,
    /// Whether the exchanges of `events` lack their bodies, because the platform runs in another process.
    pub is_followed: bool,
}

/// A bot of the platform.
#[derive(Debug, Clone)]
pub struct ChatBot {
    pub id: String,
    pub name: String,
}

/// A message of a user that was posted.
pub(super) struct PostedMessage {
    pub(super) id: i64,
    /// Ids of the events that it caused.
    pub(super) event_ids: Vec<String>,
}

impl ChatPlatform {
    /// Creates a room with all bots in it, and returns its id.
    pub(super) fn create_room(&self, name: &str) -> Result<i64> {
        let name = name.chars().filter(|ch| !ch.is_control());
        let name: String = name.take(MAX_ROOM_NAME).collect();
        let room = accepted(self.api.post("/rooms", &json!({ "name": name }))?)?;
        let id = room["room_id"].as_i64().unwrap_or_default();
        for bot in &self.bots {
            accepted(self.api.put(&format!("/rooms/{id}/bots/{}", bot.id))?)?;
        }
        Ok(id)
    }

    pub(super) fn post(
        &self,
        room_id: i64,
        user: &str,
        text: &str,
        metadata: Option<&str>,
    ) -> Result<PostedMessage> {
        let mut body = json!({ "user": user, "body": text });
        if let Some(metadata) = metadata {
            body["metadata"] = serde_json::from_str(metadata).unwrap_or_default();
        }
        let posted = self
            .api
            .post(&format!("/rooms/{room_id}/messages"), &body)?;
        let posted = accepted(posted)?;
        let deliveries = posted["deliveries"].as_array().into_iter().flatten();
        let event_ids = deliveries.filter_map(|it| it["event_id"].as_str());
        Ok(PostedMessage {
            id: posted["message"]["message_id"].as_i64().unwrap_or_default(),
            event_ids: event_ids.map(str::to_owned).collect(),
        })
    }

    /// Injects a fault into what follows in a room, once unless the fault says otherwise. Returns the rule's id.
    pub(super) fn add_fault(&self, text: &str, room_id: i64) -> Result<String> {
        let (kind, mut spec) = FaultSpec::parse(text).map_err(Error::usage)?;
        spec.times.get_or_insert(1);
        spec.scope.room_id = Some(room_id);
        let mut body = json!(spec);
        body["kind"] = kind.api_name().into();
        let rule = accepted(self.api.post("/faults", &body)?)?;
        Ok(rule["id"].as_str().unwrap_or_default().to_owned())
    }

    /// Removes a fault rule; one that is gone already is no error.
    pub(super) fn remove_fault(&self, id: &str) -> Result<()> {
        self.api.delete(&format!("/faults/{id}")).map(drop)
    }

    /// Removes the rooms of conversations that were played, and their users.
    ///
    /// # Errors
    /// Fails if the platform cannot be reached; a refusal is no error, as what is gone need not be removed.
    pub fn remove_rooms(&self) -> Result<()> {
        let rooms = self.events.unsubscribe_all();
        for id in &rooms {
            let _ = self.api.delete(&format!("/rooms/{id}"))?;
        }
        let Ok(mut answer) = self.api.get("/users")? else {
            return Ok(());
        };
        let is_of_room = |user: &Value| {
            let name = user["name"].as_str().unwrap_or_default();
            let room = name.rsplit_once('@').and_then(|(_, id)| id.parse().ok());
            room.is_some_and(|id: i64| rooms.contains(&id))
        };
        let users: Vec<Value> = serde_json::from_value(answer["users"].take()).unwrap_or_default();
        for user in users.iter().filter(|user| is_of_room(user)) {
            let id = user["user_id"].as_str().unwrap_or_default();
            let _ = self.api.delete(&format!("/users/{id}"))?;
        }
        Ok(())
    }

    /// Completes exchanges that lack their bodies. One that the history has lost stays as it is.
    ///
    /// # Errors
    /// Fails if the platform cannot be reached.
    pub(super) fn complete(&self, exchanges: &mut [TalkExchange]) -> Result<()> {
        for talk in exchanges.iter_mut().filter(|_| self.is_followed) {
            let path = format!("/exchanges/{}", talk.exchange.id);
            if let Ok(complete) = self.api.get(&path)? {
                talk.exchange =
                    serde_json::from_value(complete).unwrap_or_else(|_| talk.exchange.clone());
            }
        }
        Ok(())
    }

    /// Moves the platform's clock ahead.
    pub(super) fn advance_clock(&self, by: &str) -> Result<()> {
        accepted(self.api.post("/clock", &json!({ "advance": by }))?).map(drop)
    }
}

fn accepted(result: ApiResult) -> Result<Value> {
    result.map_err(|problem| {
        let message = format!("the platform refused a call: {}", problem.message);
        problem
            .hints
            .into_iter()
            .fold(Error::unknown(message), Error::hint)
    })
}
