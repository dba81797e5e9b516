//! Reads what was said out of exchanges of the history: events of MoMoTalk, and the message calls of bots.
//!
//! The history knows no names of users: the first of a room is called as the platform's first user, the others by a number.
//! A bot's name is known where the platform answered its call with the message, as momo's does.
use crate::model::history::exchange::{Exchange, ExchangeKind};
use crate::model::platform::room::DEFAULT_USER;
use crate::model::protocol::Protocol;
use crate::model::protocol::momotalk_event::MESSAGE_CREATED;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What was said in a room, as messages of the platform's API, oldest first.
#[derive(Debug, Clone)]
pub struct RoomTalk {
    pub room_id: i64,
    pub messages: Vec<Value>,
    /// Ids of its users, in the order of their first messages.
    users: Vec<String>,
    /// Ids of its bots.
    bots: BTreeSet<String>,
}

/// Numbers of exchanges that are no part of a talk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Of another platform, of another event, or of another call.
    pub other: usize,
    /// Message calls that were refused or not answered.
    pub refused: usize,
    /// Further deliveries of a message: to other bots, or tried again.
    pub repeated: usize,
    /// Without a readable room and text.
    pub unreadable: usize,
}

/// Returns the talks of the exchanges, which come oldest first, in the order of their first messages.
pub fn talks<'a>(exchanges: impl IntoIterator<Item = &'a Exchange>) -> (Vec<RoomTalk>, LeftOut) {
    let mut reader = Reader::default();
    exchanges
        .into_iter()
        .for_each(|exchange| reader.add(exchange));
    for talk in &mut reader.talks {
        // A message may have been delivered late; without numbers the order of the exchanges stays.
        let has_numbers = talk.messages.iter().all(|it| it["message_id"].is_i64());
        if has_numbers {
            talk.messages.sort_by_key(|it| it["message_id"].as_i64());
        }
    }
    (reader.talks, reader.left_out)
}

#[derive(Default)]
struct Reader {
    talks: Vec<RoomTalk>,
    /// Numbers of the messages that are part of a talk, by its index.
    seen: BTreeSet<(usize, i64)>,
    left_out: LeftOut,
}

impl Reader {
    fn add(&mut self, exchange: &Exchange) {
        let is_event = exchange.kind == ExchangeKind::Event;
        let is_message = match is_event {
            true => exchange.event_type.as_deref() == Some(MESSAGE_CREATED),
            false => exchange.request.path().ends_with("/messages"),
        };
        if exchange.protocol != Protocol::Momotalk || !is_message {
            self.left_out.other += 1;
        } else if is_event {
            self.add_event(exchange);
        } else if !exchange.is_success() {
            self.left_out.refused += 1;
        } else {
            self.add_call(exchange);
        }
    }

    fn add_event(&mut self, exchange: &Exchange) {
        let event: Value = serde_json::from_slice(&exchange.request.body).unwrap_or_default();
        let message = &event["message"];
        let (Some(room_id), Some(id), Some(text)) = (
            message["room_id"].as_i64(),
            message["message_id"].as_i64(),
            message["body"].as_str(),
        ) else {
            self.left_out.unreadable += 1;
            return;
        };
        let user = message["sender_user_id"].as_str().unwrap_or_default();
        let index = self.talk(room_id, exchange.bot_id.as_deref(), Some(user));
        if !self.seen.insert((index, id)) {
            self.left_out.repeated += 1;
            return;
        }
        let talk = &mut self.talks[index];
        let name = talk.user_name(user);
        talk.messages.push(json!({
            "message_id": id, "sender_type": "user", "sender_name": name, "body": text,
        }));
    }

    fn add_call(&mut self, exchange: &Exchange) {
        let call: Value = serde_json::from_slice(&exchange.request.body).unwrap_or_default();
        let response = exchange.response.as_ref();
        let answer: Value = response
            .and_then(|response| serde_json::from_slice(&response.body).ok())
            .unwrap_or_default();
        let (Some(room_id), Some(text)) = (call["room_id"].as_i64(), call["body"].as_str()) else {
            self.left_out.unreadable += 1;
            return;
        };
        let posted = &answer["message"];
        let id = posted["message_id"].as_i64();
        let index = self.talk(room_id, exchange.bot_id.as_deref(), None);
        if id.is_some_and(|id| !self.seen.insert((index, id))) {
            self.left_out.repeated += 1;
            return;
        }
        let name = posted["sender_name"]
            .as_str()
            .or(exchange.bot_id.as_deref());
        let mut message = json!({
            "message_id": posted["message_id"],
            "sender_type": "bot",
            "sender_name": name.unwrap_or_default(),
            "body": text,
        });
        for key in ["reply_to_message_id", "metadata"] {
            if let Some(value) = call.get(key) {
                message[key] = value.clone();
            }
        }
        self.talks[index].messages.push(message);
    }

    /// Returns the index of a room's talk. Rooms of two platforms may have one number: bots and users tell them apart.
    fn talk(&mut self, room_id: i64, bot: Option<&str>, user: Option<&str>) -> usize {
        let is_of_talk = |talk: &RoomTalk| {
            let has_bot = bot.is_some_and(|bot| talk.bots.contains(bot));
            let has_user = user.is_some_and(|user| talk.users.iter().any(|it| it == user));
            talk.room_id == room_id && (has_bot || has_user)
        };
        let index = self.talks.iter().position(is_of_talk);
        let index = index.unwrap_or_else(|| {
            self.talks.push(RoomTalk {
                room_id,
                messages: Vec::new(),
                users: Vec::new(),
                bots: BTreeSet::new(),
            });
            self.talks.len() - 1
        });
        self.talks[index].bots.extend(bot.map(str::to_owned));
        index
    }
}

impl RoomTalk {
    fn user_name(&mut self, id: &str) -> String {
        let index = self.users.iter().position(|user| user == id);
        let index = index.unwrap_or_else(|| {
            self.users.push(id.to_owned());
            self.users.len() - 1
        });
        match index {
            0 => DEFAULT_USER.to_owned(),
            _ => format!("user {}", index + 1),
        }
    }
}
