//! The rooms of MoMoTalk: the calls of conversations to the local platform's API, and what happens there.
use super::place::{self, ChatPlace, PostedMessage, Speech, accepted};
use super::room_events::{RoomEvent, RoomEvents, SaidMessage};
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::model::activity::Activity;
use crate::model::chat::matching::{BotMessage, MessageState, quick_replies};
use crate::model::chat::outcome::TalkExchange;
use crate::model::diagnosis::Diagnosis;
use crate::model::fault::FaultSpec;
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::json::message_text::RequestMessage;
use crate::model::platform::room::{Message, Sender};
use crate::model::protocol::Event;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

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

impl ChatPlatform {
    /// Creates subscriptions to rooms of MoMoTalk.
    pub fn room_events() -> RoomEvents {
        RoomEvents::new(room_event)
    }
}

impl ChatPlace for ChatPlatform {
    fn events(&self) -> &RoomEvents {
        &self.events
    }

    fn only_answers(&self) -> bool {
        false
    }

    fn bots(&self) -> &[ChatBot] {
        &self.bots
    }

    fn create_room(&self, name: &str) -> Result<i64> {
        let body = json!({ "name": place::room_name(name) });
        let room = accepted(self.api.post("/rooms", &body)?)?;
        let id = room["room_id"].as_i64().unwrap_or_default();
        for bot in &self.bots {
            accepted(self.api.put(&format!("/rooms/{id}/bots/{}", bot.id))?)?;
        }
        Ok(id)
    }

    /// Leaves the room, in which a late message still can be seen.
    fn close_room(&self, _: i64) -> Result<()> {
        Ok(())
    }

    fn user_name(&self, user: &str, room_id: i64) -> String {
        // Names of users are unique on a platform.
        format!("{user}@{room_id}")
    }

    fn post(&self, room_id: i64, user: &str, speech: &Speech<'_>) -> Result<PostedMessage> {
        let mut body = json!({ "user": user, "body": speech.text() });
        if let Speech::Written {
            metadata: Some(metadata),
            ..
        } = speech
        {
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

    fn add_fault(&self, text: &str, room_id: i64) -> Result<String> {
        let (kind, mut spec) = FaultSpec::parse(text).map_err(Error::usage)?;
        spec.times.get_or_insert(1);
        spec.scope.room_id = Some(room_id);
        let mut body = json!(spec);
        body["kind"] = kind.api_name().into();
        let rule = accepted(self.api.post("/faults", &body)?)?;
        Ok(rule["id"].as_str().unwrap_or_default().to_owned())
    }

    fn remove_fault(&self, id: &str) -> Result<()> {
        self.api.delete(&format!("/faults/{id}")).map(drop)
    }

    fn advance_clock(&self, by: &str) -> Result<()> {
        place::advance_clock(&self.api, by)
    }

    fn explain(&self, exchange_id: &str) -> Option<Diagnosis> {
        let path = format!("/exchanges/{exchange_id}/explain");
        let answer = self.api.post(&path, &json!({})).ok()?.ok()?;
        Diagnosis::deserialize(&answer["diagnosis"]).ok()
    }

    fn complete(&self, exchanges: &mut [TalkExchange]) -> Result<()> {
        for talk in exchanges.iter_mut().filter(|_| self.is_followed) {
            let path = format!("/exchanges/{}", talk.exchange.id);
            let complete = self.api.get(&path)?.ok();
            if let Some(complete) = complete.and_then(|it| serde_json::from_value(it).ok()) {
                talk.exchange = Arc::new(complete);
            }
        }
        Ok(())
    }

    /// A refusal is no error, as what is gone need not be removed.
    fn remove_rooms(&self) -> Result<()> {
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
}

/// Returns what an activity means for a room of MoMoTalk, with the room's id; `None` if nothing.
fn room_event(activity: &Activity) -> Option<(i64, Vec<RoomEvent>)> {
    match activity {
        Activity::Message(message) => Some((message.content.room_id, vec![said(message)?])),
        Activity::Exchange(observed) => {
            let room_id = room_of(&observed.exchange)?;
            let exchange = RoomEvent::Exchange(observed.exchange.clone());
            Some((room_id, vec![exchange]))
        }
        _ => None,
    }
}

/// Returns what a message means for its room; `None` for a user's.
pub(super) fn said(message: &Message) -> Option<RoomEvent> {
    Some(RoomEvent::Said(Box::new(SaidMessage {
        message: bot_message(message)?,
        exchange_id: message.exchange_id.clone(),
    })))
}

/// Returns the room of a delivery or of a message call; `None` for other exchanges.
pub(super) fn room_of(exchange: &Exchange) -> Option<i64> {
    let body = &exchange.request.body;
    match exchange.kind {
        ExchangeKind::Event => Event::parse(body).room_id,
        ExchangeKind::Api => RequestMessage::read(body)?.room_id,
    }
}

/// Reads a message of a bot; `None` for a user's.
fn bot_message(message: &Message) -> Option<BotMessage> {
    let Sender::Bot { id, name } = &message.sender else {
        return None;
    };
    let metadata = message.content.metadata.as_deref();
    let metadata: Option<Value> = metadata.and_then(|text| serde_json::from_str(text).ok());
    Some(BotMessage {
        id: message.id,
        room: 0,
        bot_id: id.clone(),
        bot_name: name.clone(),
        reply_to: message.content.reply_to,
        user: None,
        text: message.content.body.clone(),
        is_text: true,
        cards: Vec::new(),
        offers: metadata.as_ref().map(quick_replies).unwrap_or_default(),
        buttons: Vec::new(),
        metadata,
        refusal: None,
        state: MessageState::New,
    })
}
