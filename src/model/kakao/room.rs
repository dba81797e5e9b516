//! Rooms in which the local platform simulates Kakao: the skill to call, and the messages.
//!
//! All of this is momo's own choice: Kakao has one room for each channel and user, and no API for it.
use super::dialogue::{Block, Choice, choices};
use super::lint::{Finding, lint};
use super::payload::CallOrigin;
use crate::model::json::pretty::compact;
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A simulated room: a skill and how to call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KakaoRoom {
    /// From 1.
    pub id: i64,
    pub name: String,
    pub skill_url: String,
    /// The part of Kakao that the calls imitate.
    pub variant: CallOrigin,
    /// Whether the block has the callback option.
    pub has_callback: bool,
    /// Name of the header to send with each call. Its value is a secret and stored separately.
    pub header: Option<String>,
    pub created_at: Timestamp,
    /// Names of the users that have sent messages.
    pub users: Vec<String>,
}

/// Returns the id of a room in the API, for example `kakao_1`.
pub fn room_name(id: i64) -> String {
    format!("kakao_{id}")
}

/// Parses an id such as `kakao_1`; `None` for any other text.
pub fn room_number(name: &str) -> Option<i64> {
    let digits = name.strip_prefix("kakao_")?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    is_plain.then(|| digits.parse().ok()).flatten()
}

/// A room in responses of the local platform's API.
#[derive(Debug, Serialize)]
pub struct KakaoRoomJson<'a> {
    room_id: String,
    name: &'a str,
    skill_url: &'a str,
    variant: &'static str,
    callback: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<&'a str>,
    users: &'a [String],
    created_at: i64,
}

impl KakaoRoom {
    /// Returns the room for the local platform's API.
    pub fn to_json(&self) -> KakaoRoomJson<'_> {
        KakaoRoomJson {
            room_id: room_name(self.id),
            name: &self.name,
            skill_url: &self.skill_url,
            variant: self.variant.name(),
            callback: self.has_callback,
            header: self.header.as_deref(),
            users: &self.users,
            created_at: self.created_at.seconds(),
        }
    }
}

named! {
    /// The sender of a message.
    pub enum Speaker {
        User = "user",
        Skill = "skill",
        /// Kakao, or momo, which reports what a user of Kakao would not see.
        Notice = "notice",
    }
}

named! {
    /// The state of an utterance.
    pub enum UtteranceState {
        /// The skill is being called.
        Waiting = "waiting",
        /// The skill announced a later answer (`useCallback`).
        AwaitsCallback = "waits_callback",
        /// The skill answered, and Kakao would show the answer.
        Answered = "answered",
        /// Kakao would show nothing, or only a part of the answer.
        Failed = "failed",
    }
}

/// A message of a simulated room.
#[derive(Debug, Clone, PartialEq)]
pub struct KakaoMessage {
    /// Ascending across all rooms.
    pub id: i64,
    pub room_id: i64,
    /// Name of the user whose dialogue contains the message.
    pub user: String,
    pub from: Speaker,
    /// `None` for a skill, which has an `answer`.
    pub text: Option<String>,
    /// The skill's answer, byte for byte.
    pub answer: Option<Vec<u8>>,
    /// The block of the answer; a tap on the answer refers to it.
    pub block: Option<Block>,
    /// A sentence without a full stop.
    pub error: Option<Phrase>,
    /// `None` unless the message is from a user.
    pub state: Option<UtteranceState>,
    /// The exchange that produced the message.
    pub exchange_id: Option<String>,
    pub created_at: Timestamp,
}

/// A message in responses of the local platform's API.
#[derive(Debug, Serialize)]
pub struct KakaoMessageJson<'a> {
    message_id: i64,
    room_id: String,
    user: &'a str,
    from: Speaker,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<Finding>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Choice>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble_phrase: Option<&'a Phrase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<UtteranceState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange_id: Option<&'a str>,
    created_at: i64,
}

impl KakaoMessage {
    /// Returns the message for the local platform's API. Numbers in the answer keep their spelling.
    pub fn to_json(&self) -> KakaoMessageJson<'_> {
        let answer = self.answer_json();
        let raw_value = |bytes: &Vec<u8>| {
            let text = compact(std::str::from_utf8(bytes).ok()?);
            RawValue::from_string(text).ok()
        };
        KakaoMessageJson {
            message_id: self.id,
            room_id: room_name(self.room_id),
            user: &self.user,
            from: self.from,
            text: self.text.as_deref(),
            answer: answer
                .is_some()
                .then(|| self.answer.as_ref().and_then(raw_value))
                .flatten(),
            findings: self.answer.as_deref().map(lint),
            choices: answer.as_ref().map(choices),
            trouble: self.error.as_ref().map(Phrase::to_string),
            trouble_phrase: self.error.as_ref(),
            state: self.state,
            exchange_id: self.exchange_id.as_deref(),
            created_at: self.created_at.seconds(),
        }
    }

    /// Parses the skill's answer; `None` if there is none or it is not a JSON object.
    pub fn answer_json(&self) -> Option<Value> {
        let value = serde_json::from_slice(self.answer.as_deref()?).ok()?;
        Some(value).filter(Value::is_object)
    }

    /// Returns the choice at this path of the answer.
    pub fn choice(&self, path: &str) -> Option<Choice> {
        let list = choices(&self.answer_json()?);
        list.into_iter().find(|choice| choice.path == path)
    }
}
