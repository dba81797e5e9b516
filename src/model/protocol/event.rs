//! What can be read of an event's body, and which platform its shape gives away.
use super::share::{self, RESOURCE_ID_HEADER};
use super::{Protocol, share_query, skill};
use crate::model::http::Request;
use crate::model::protocol::momotalk_event::EventIdentity;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// What can be read of an event without insisting on anything.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Event {
    /// MoMoTalk: `event_id`. Share webhook: `X-Kakao-Resource-ID`. A skill call has none.
    pub id: Option<String>,
    /// MoMoTalk: `event_type`. Kakao names no types; `kakao.skill` and `kakao.share` are momo's own.
    pub event_type: Option<String>,
    /// `bot_id`; of a skill call `bot.id`.
    pub bot_id: Option<String>,
    /// `message.room_id`.
    pub room_id: Option<i64>,
}

impl Event {
    /// Reads the body of a MoMoTalk event; a body that is no JSON object gives nothing.
    pub fn parse(body: &[u8]) -> Self {
        let body: Option<EventFields<'_>> = read_object(body);
        body.map_or_else(Self::default, |body| body.to_event())
    }

    /// What the body says when it has been stamped.
    #[must_use]
    pub fn with_identity(&self, stamp: &EventIdentity) -> Self {
        let id = |_: &String| stamp.event_id.clone();
        let bot_id = |old: &String| stamp.bot_id.clone().unwrap_or_else(|| old.clone());
        Self {
            id: self.id.as_ref().map(id),
            bot_id: self.bot_id.as_ref().map(bot_id),
            ..self.clone()
        }
    }

    /// Reads a request of this protocol.
    pub fn from_request(protocol: Protocol, request: &Request) -> Self {
        let kind = |name: &str| Some(name.to_owned());
        match protocol {
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => Self::parse(&request.body),
            Protocol::KakaoSkill => Self {
                event_type: kind(skill::EVENT_TYPE),
                bot_id: skill::bot_id(&request.body),
                ..Self::default()
            },
            Protocol::KakaoShare => Self {
                id: request.headers.text(RESOURCE_ID_HEADER).map(str::to_owned),
                event_type: kind(share::EVENT_TYPE),
                ..Self::default()
            },
        }
    }
}

/// The keys that tell platforms apart, each as it stands in the body: a body may be large, and most of it is not asked for.
#[derive(Deserialize)]
struct EventFields<'a> {
    #[serde(borrow)]
    event_id: Option<&'a RawValue>,
    event_type: Option<&'a RawValue>,
    bot_id: Option<&'a RawValue>,
    message: Option<&'a RawValue>,
    #[serde(rename = "CHAT_TYPE")]
    chat_type: Option<&'a RawValue>,
    #[serde(rename = "HASH_CHAT_ID")]
    hash_chat_id: Option<&'a RawValue>,
    #[serde(rename = "userRequest")]
    user_request: Option<&'a RawValue>,
    #[serde(rename = "isInSlotFilling")]
    is_in_slot_filling: Option<&'a RawValue>,
    utterance: Option<&'a RawValue>,
}

/// What of a message is asked for.
#[derive(Deserialize)]
struct MessageFields<'a> {
    #[serde(borrow)]
    room_id: Option<&'a RawValue>,
}

/// A value of this type; none where there is none, or one of another type.
fn read_as<'a, T: Deserialize<'a>>(value: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(value?.get()).ok()
}

/// Whether a value is of this type.
fn is_type<'a, T: Deserialize<'a>>(value: Option<&'a RawValue>) -> bool {
    read_as::<T>(value).is_some()
}

/// A value as [`read`] gives it, of an object. An array would pass for one whose keys are not named.
fn read_object<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    let is_object = json.trim_ascii_start().starts_with(b"{");
    serde_json::from_slice(json).ok().filter(|_| is_object)
}

impl EventFields<'_> {
    fn to_event(&self) -> Event {
        let message = self.message.and_then(|it| read_object(it.get().as_bytes()));
        Event {
            id: read_as(self.event_id),
            event_type: read_as(self.event_type),
            bot_id: read_as(self.bot_id),
            room_id: message.and_then(|message: MessageFields<'_>| read_as(message.room_id)),
        }
    }

    /// `userRequest` with a user or an utterance; or the flat form of an entity's validation, which captures of
    /// Kakao's calls show.
    fn is_skill(&self) -> bool {
        let asked: Option<HashMap<String, IgnoredAny>> = read_as(self.user_request);
        let asks = |key| asked.as_ref().is_some_and(|asked| asked.contains_key(key));
        let is_flat = || is_type::<bool>(self.is_in_slot_filling) && is_type::<String>(self.utterance);
        asks("user") || asks("utterance") || is_flat()
    }

    fn is_share(&self) -> bool {
        is_type::<String>(self.chat_type) && is_type::<String>(self.hash_chat_id)
    }
}

/// The protocol of a request that no header marks.
pub(super) fn recognise_by_content(request: &Request) -> Protocol {
    if share_query::has_share_query(request) {
        return Protocol::KakaoShare;
    }
    match read_object::<EventFields<'_>>(&request.body) {
        Some(body) if body.is_share() => Protocol::KakaoShare,
        Some(body) if body.is_skill() => Protocol::KakaoSkill,
        Some(body) if is_type::<String>(body.event_type) => Protocol::Momotalk,
        _ => Protocol::Http,
    }
}
