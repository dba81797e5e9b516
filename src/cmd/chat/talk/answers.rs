//! Tells when the message that was said last is answered.
use crate::model::platform::answer::Answers;
use crate::model::platform::outbox::DeliveryState;
use serde_json::Value;
use std::collections::HashMap;

/// The message that was said last, and what became of it.
#[derive(Default)]
pub(super) struct LastMessage {
    id: i64,
    /// Whether each of its events has been handled once, by event id.
    handled: HashMap<String, bool>,
    answers: Answers,
}

impl LastMessage {
    /// Takes the platform's answer to what was said.
    pub(super) fn new(posted: &Value) -> Self {
        let deliveries = posted["deliveries"].as_array().into_iter().flatten();
        let events = deliveries.filter_map(|delivery| delivery["event_id"].as_str());
        Self {
            id: posted["message"]["message_id"].as_i64().unwrap_or(0),
            handled: events.map(|event| (event.to_owned(), false)).collect(),
            answers: Answers::default(),
        }
    }

    /// Returns whether no bot gets it.
    pub(super) fn is_unheard(&self) -> bool {
        self.handled.is_empty()
    }

    /// Notes a change of the platform.
    pub(super) fn note(&mut self, change: &Value) {
        let delivery = &change["delivery"];
        if let Some(handled) = delivery["event_id"]
            .as_str()
            .and_then(|id| self.handled.get_mut(id))
        {
            let was_attempted = delivery["attempts"].as_i64() > Some(0);
            let is_waiting = delivery["state"] == DeliveryState::Waiting.name()
                || delivery["state"] == "under_way";
            *handled |= !is_waiting || was_attempted && delivery["state"] != "under_way";
        }
        if change["type"] == "message" {
            self.answers.add(change["message"].clone(), self.id);
        }
    }

    /// Returns whether each bot has handled it and one has answered, or no answer can come.
    pub(super) fn is_answered(&self) -> bool {
        let is_handled = self.handled.values().all(|handled| *handled);
        is_handled && (self.is_unheard() || !self.answers.answers.is_empty())
    }
}
