//! Kakao rooms: the calls of conversations with a skill to the local platform's API, and what happens there.
//!
//! The room calls the skill as KakaoTalk does, five seconds for an answer; each output of an answer is a message. Each
//! conversation has a room of its own, which is deleted at its end, and users whose names, and so their keys, are new.
use super::place::{self, ChatPlace, PostedMessage, Speech, accepted};
use super::platform::ChatBot;
use super::room_events::{RoomEvent, RoomEvents, SaidMessage, TurnEnd};
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::model::activity::Activity;
use crate::model::chat::kakao::{SkillOutput, outputs, refusal};
use crate::model::chat::matching::{BotMessage, MessageState};
use crate::model::chat::outcome::TalkExchange;
use crate::model::diagnosis::Diagnosis;
use crate::model::kakao::room::{KakaoMessage, Speaker, UtteranceState, room_name, room_number};
use crate::model::protocol::SkillKey;
use crate::model::text::phrase::Phrase;
use parking_lot::Mutex;
use serde_json::json;
use std::sync::Arc;

/// The name of the only bot of a Kakao room.
const SKILL: &str = "bot";

/// A local platform whose Kakao rooms call one skill.
pub struct KakaoRooms {
    /// Has the token of an operator.
    pub api: ApiClient,
    pub events: Arc<RoomEvents>,
    /// Changes while the skill starts, when its path is found. A leaf among the locks.
    pub skill_url: Mutex<String>,
    /// Whether the block has the callback option.
    pub has_callback: bool,
    /// The header that Kakao's console sends with each call; `None` sends none.
    pub key: Option<SkillKey>,
    /// Makes the names of this run's users others than those of another run.
    pub salt: String,
}

impl KakaoRooms {
    /// Creates subscriptions to Kakao rooms.
    pub fn room_events() -> RoomEvents {
        RoomEvents::new(room_event)
    }
}

impl ChatPlace for KakaoRooms {
    fn events(&self) -> &RoomEvents {
        &self.events
    }

    fn only_answers(&self) -> bool {
        true
    }

    fn bots(&self) -> &[ChatBot] {
        &[]
    }

    fn create_room(&self, name: &str) -> Result<i64> {
        let mut body = json!({
            "name": place::room_name(name), "skill_url": *self.skill_url.lock(), "callback": self.has_callback,
        });
        if let Some(key) = &self.key {
            let value = String::from_utf8_lossy(key.secret.reveal());
            body["header"] = json!({ "name": key.header, "value": value });
        }
        let room = accepted(self.api.post("/kakao/rooms", &body)?)?;
        let id = room["room_id"].as_str().and_then(room_number);
        id.ok_or_else(|| Error::unknown("the platform named no Kakao room"))
    }

    fn close_room(&self, room_id: i64) -> Result<()> {
        let path = format!("/kakao/rooms/{}", room_name(room_id));
        self.api.delete(&path).map(drop)
    }

    fn user_name(&self, user: &str, room_id: i64) -> String {
        format!("{user}@{}-{room_id}", self.salt)
    }

    fn post(&self, room_id: i64, user: &str, speech: &Speech<'_>) -> Result<PostedMessage> {
        let body = match speech {
            Speech::Written { text, .. } => json!({ "user": user, "text": text }),
            Speech::Tapped {
                message_id, path, ..
            } => json!({ "user": user, "tap": { "message_id": message_id, "path": path } }),
        };
        let path = format!("/kakao/rooms/{}/messages", room_name(room_id));
        let posted = accepted(self.api.post(&path, &body)?)?;
        Ok(PostedMessage {
            id: posted["message"]["message_id"].as_i64().unwrap_or_default(),
            event_ids: Vec::new(),
        })
    }

    fn add_fault(&self, _: &str, _: i64) -> Result<String> {
        Err(Error::usage("a conversation with a skill has no faults"))
    }

    fn remove_fault(&self, _: &str) -> Result<()> {
        Ok(())
    }

    fn advance_clock(&self, by: &str) -> Result<()> {
        place::advance_clock(&self.api, by)
    }

    /// Returns `None`: a skill checks no signature.
    fn explain(&self, _: &str) -> Option<Diagnosis> {
        None
    }

    /// Does nothing: the platform runs in this process.
    fn complete(&self, _: &mut [TalkExchange]) -> Result<()> {
        Ok(())
    }

    /// Does nothing: each room went with its conversation.
    fn remove_rooms(&self) -> Result<()> {
        Ok(())
    }
}

/// Returns what an activity means for a Kakao room, with the room's number; `None` if nothing.
fn room_event(activity: &Activity) -> Option<(i64, Vec<RoomEvent>)> {
    match activity {
        Activity::KakaoMessage(message, utterance) => {
            let room_id = message.room_id;
            let events = match message.from {
                Speaker::User => turn_end(message).into_iter().collect(),
                Speaker::Skill | Speaker::Notice => said(message, *utterance),
            };
            Some((room_id, events))
        }
        Activity::Exchange(observed) => {
            let exchange = RoomEvent::Exchange(observed.exchange.clone());
            Some((observed.kakao_room?, vec![exchange]))
        }
        _ => None,
    }
}

/// Returns the end of the turn that a user's message began; `None` while answers may come.
fn turn_end(message: &KakaoMessage) -> Option<RoomEvent> {
    let failure = match message.state? {
        UtteranceState::Waiting | UtteranceState::AwaitsCallback => return None,
        UtteranceState::Answered => None,
        // What is wrong with an answer stands at the answer.
        UtteranceState::Failed => message
            .error
            .clone()
            .map(|error| Phrase::new("chat.skill-failed").with("outcome", error)),
    };
    Some(RoomEvent::TurnEnd(TurnEnd {
        message_id: message.id,
        exchange_id: message.exchange_id.clone(),
        failure,
    }))
}

/// Returns the messages of an answer, one for each output, or of the text before an answer by callback.
fn said(message: &KakaoMessage, utterance: Option<i64>) -> Vec<RoomEvent> {
    let mut outputs: Vec<SkillOutput> = Vec::new();
    let mut refused = None;
    match (&message.answer, &message.text) {
        (Some(answer), _) => {
            let error = message.error.clone();
            refused = error.or_else(|| refusal(answer));
            outputs = message
                .answer_json()
                .as_ref()
                .map(self::outputs)
                .unwrap_or_default();
            if outputs.is_empty() && refused.is_some() {
                outputs.push(SkillOutput::default());
            }
        }
        (None, Some(text)) => outputs.push(SkillOutput {
            text: text.clone(),
            is_text: true,
            ..SkillOutput::default()
        }),
        // A failure without an answer, which the end of the turn tells.
        (None, None) => {}
    }
    let said = |output: SkillOutput| {
        let said = SaidMessage {
            exchange_id: message.exchange_id.clone(),
            message: BotMessage {
                id: message.id,
                room: 0,
                bot_id: SKILL.into(),
                bot_name: SKILL.into(),
                reply_to: utterance,
                user: Some(message.user.clone()),
                text: output.text,
                is_text: output.is_text,
                cards: output.cards,
                offers: output.offers,
                buttons: output.buttons,
                metadata: None,
                refusal: refused.clone(),
                state: MessageState::New,
            },
        };
        RoomEvent::Said(Box::new(said))
    };
    outputs.into_iter().map(said).collect()
}
