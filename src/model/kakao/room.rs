//! Rooms in which the local platform plays Kakao for a skill: who calls which skill how, and what was said there.
//!
//! All of it is momo's own: Kakao has one room of a channel and a user, and tells nobody of it.
use super::dialogue::{Block, Choice, choices};
use super::lint::{Finding, lint};
use super::payload::Variant;
use crate::model::json::span::compact;
use crate::model::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// A room: a skill and how it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// A number, from 1.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Where the skill is.
    pub skill_url: String,
    /// Where the calls seem to come from.
    pub variant: Variant,
    /// Whether the block has the callback option.
    pub has_callback: bool,
    /// The name of the header that the skill's owner set; its value is a secret and stands elsewhere.
    pub header: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who has spoken here, by name.
    pub users: Vec<String>,
}

/// The id of a room in the API: `kakao_1`.
pub fn room_name(id: i64) -> String {
    format!("kakao_{id}")
}

/// The number of `kakao_1`.
pub fn room_number(name: &str) -> Option<i64> {
    let digits = name.strip_prefix("kakao_")?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    is_plain.then(|| digits.parse().ok()).flatten()
}

/// A room as the local platform's API tells it.
#[derive(Debug, Serialize)]
pub struct RoomJson<'a> {
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

impl Room {
    /// As the local platform's API tells it: without the header's value.
    pub fn to_json(&self) -> RoomJson<'_> {
        RoomJson {
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

/// Who a bubble is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// Who speaks to the skill.
    User,
    /// The skill.
    Skill,
    /// Kakao itself, or momo, about what else a user would not see.
    Notice,
}

impl From {
    /// The word that JSON and the database have.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Skill => "skill",
            Self::Notice => "notice",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::User, Self::Skill, Self::Notice];
        all.into_iter().find(|it| it.name() == name)
    }
}

/// What has become of an utterance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The skill is being called.
    Waiting,
    /// The skill has said that it answers later.
    WaitsCallback,
    /// Kakao would show the answer.
    Answered,
    /// Kakao would show nothing, or not all of it.
    Failed,
}

impl State {
    /// The word that JSON and the database have.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::WaitsCallback => "waits_callback",
            Self::Answered => "answered",
            Self::Failed => "failed",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [
            Self::Waiting,
            Self::WaitsCallback,
            Self::Answered,
            Self::Failed,
        ];
        all.into_iter().find(|it| it.name() == name)
    }
}

/// A bubble.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// A number that grows, the same for all rooms.
    pub id: i64,
    /// The room.
    pub room_id: i64,
    /// Whose talk with the skill it belongs to.
    pub user: String,
    /// Who says it.
    pub from: From,
    /// What is said; of a skill nothing: its answer says it.
    pub text: Option<String>,
    /// The skill's answer, byte for byte.
    pub answer: Option<Vec<u8>>,
    /// The block that gave it: a tap refers to it.
    pub block: Option<Block>,
    /// What went wrong; a sentence without a full stop.
    pub trouble: Option<String>,
    /// What has become of an utterance.
    pub state: Option<State>,
    /// The exchange behind it.
    pub exchange_id: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// A bubble as the local platform's API tells it.
#[derive(Debug, Serialize)]
pub struct MessageJson<'a> {
    message_id: i64,
    room_id: String,
    user: &'a str,
    from: From,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<Vec<Finding>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<Choice>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange_id: Option<&'a str>,
    created_at: i64,
}

impl Message {
    /// As the local platform's API tells it. The answer's numbers keep their digits.
    pub fn to_json(&self) -> MessageJson<'_> {
        let value = self.value();
        let raw = |bytes: &Vec<u8>| {
            let text = compact(std::str::from_utf8(bytes).ok()?);
            RawValue::from_string(text).ok()
        };
        MessageJson {
            message_id: self.id,
            room_id: room_name(self.room_id),
            user: &self.user,
            from: self.from,
            text: self.text.as_deref(),
            answer: value
                .is_some()
                .then(|| self.answer.as_ref().and_then(raw))
                .flatten(),
            findings: self.answer.as_deref().map(lint),
            choices: value.as_ref().map(choices),
            trouble: self.trouble.as_deref(),
            state: self.state,
            exchange_id: self.exchange_id.as_deref(),
            created_at: self.created_at.seconds(),
        }
    }

    /// The skill's answer, where it is a JSON object.
    pub fn value(&self) -> Option<Value> {
        let value = serde_json::from_slice(self.answer.as_deref()?).ok()?;
        Some(value).filter(Value::is_object)
    }

    /// What stands at this path of the answer and can be tapped.
    pub fn choice(&self, path: &str) -> Option<Choice> {
        let found = choices(&self.value()?);
        found.into_iter().find(|choice| choice.path == path)
    }
}
