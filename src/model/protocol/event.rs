//! What can be read of an event's body, and which platform its shape gives away.
use super::share::{self, RESOURCE_ID_HEADER};
use super::{Protocol, share_query, skill};
use crate::model::event::Stamp;
use crate::model::http::Request;
use serde::Deserialize;
use serde_json::Value;

/// What can be read of an event without insisting on anything.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Event {
    /// MoMoTalk: `event_id`. Share webhook: `X-Kakao-Resource-ID`. A skill call has none.
    pub id: Option<String>,
    /// MoMoTalk: `event_type`. Kakao names no types; `kakao.skill` and `kakao.share` are momo's own.
    pub kind: Option<String>,
    /// `bot_id`; of a skill call `bot.id`.
    pub bot_id: Option<String>,
    /// `message.room_id`.
    pub room_id: Option<i64>,
}

impl Event {
    /// Reads the body of a MoMoTalk event; a body that is no JSON object gives nothing.
    pub fn read(body: &[u8]) -> Self {
        match serde_json::from_slice::<Body>(body) {
            Ok(body) => body.event(),
            Err(_) => Self::default(),
        }
    }

    /// What the body says when it has been stamped.
    #[must_use]
    pub fn stamped(&self, stamp: &Stamp) -> Self {
        let id = |_: &String| stamp.event_id.clone();
        let bot_id = |old: &String| stamp.bot_id.clone().unwrap_or_else(|| old.clone());
        Self {
            id: self.id.as_ref().map(id),
            bot_id: self.bot_id.as_ref().map(bot_id),
            ..self.clone()
        }
    }

    /// Reads a request of this protocol.
    pub fn of(protocol: Protocol, request: &Request) -> Self {
        let kind = |name: &str| Some(name.to_owned());
        match protocol {
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => Self::read(&request.body),
            Protocol::KakaoSkill => Self {
                kind: kind(skill::TYPE),
                bot_id: skill::bot_id(&request.body),
                ..Self::default()
            },
            Protocol::KakaoShare => Self {
                id: request.headers.text(RESOURCE_ID_HEADER).map(str::to_owned),
                kind: kind(share::TYPE),
                ..Self::default()
            },
        }
    }
}

/// The keys that tell platforms apart, read in one go: a body may be large.
#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    event_id: Value,
    #[serde(default)]
    event_type: Value,
    #[serde(default)]
    bot_id: Value,
    #[serde(default)]
    message: Value,
    #[serde(default, rename = "CHAT_TYPE")]
    chat_type: Value,
    #[serde(default, rename = "HASH_CHAT_ID")]
    hash_chat_id: Value,
    #[serde(default, rename = "userRequest")]
    user_request: Value,
    #[serde(default, rename = "isInSlotFilling")]
    is_in_slot_filling: Value,
    #[serde(default)]
    utterance: Value,
}

impl Body {
    fn event(&self) -> Event {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Event {
            id: text(&self.event_id),
            kind: text(&self.event_type),
            bot_id: text(&self.bot_id),
            room_id: self.message.get("room_id").and_then(Value::as_i64),
        }
    }

    /// `userRequest` with a user or an utterance; or the flat form of an entity's validation, which captures of
    /// Kakao's calls show.
    fn is_skill(&self) -> bool {
        let asks = |key: &str| self.user_request.get(key).is_some();
        asks("user")
            || asks("utterance")
            || (self.is_in_slot_filling.is_boolean() && self.utterance.is_string())
    }

    fn is_share(&self) -> bool {
        self.chat_type.is_string() && self.hash_chat_id.is_string()
    }
}

/// The protocol of a request that no header marks.
pub(super) fn recognise_shape(request: &Request) -> Protocol {
    if share_query::is_query(request) {
        return Protocol::KakaoShare;
    }
    match serde_json::from_slice::<Body>(&request.body) {
        Ok(body) if body.is_share() => Protocol::KakaoShare,
        Ok(body) if body.is_skill() => Protocol::KakaoSkill,
        Ok(body) if body.event_type.is_string() => Protocol::Momotalk,
        _ => Protocol::Http,
    }
}
