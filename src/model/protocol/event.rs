//! Reads ids and type of an event, and recognises the platform from the content of a request.
use super::share::{self, RESOURCE_ID_HEADER};
use super::{Protocol, share_query, skill};
use crate::model::http::Request;
use crate::model::protocol::momotalk_event::EventIdentity;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// The ids and the type of an event. Every field is optional: momo also accepts malformed events.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Event {
    /// MoMoTalk: `event_id`. Share webhook: `X-Kakao-Resource-ID`. `None` for a skill call.
    pub id: Option<String>,
    /// MoMoTalk: `event_type`. Kakao has no types; `kakao.skill` and `kakao.share` are momo's own.
    pub event_type: Option<String>,
    /// MoMoTalk: `bot_id`. Skill call: `bot.id`.
    pub bot_id: Option<String>,
    /// `message.room_id`.
    pub room_id: Option<i64>,
}

impl Event {
    /// Parses the body of a MoMoTalk event. All fields are `None` if the body is not a JSON object or repeats a key
    /// that momo reads.
    pub fn parse(body: &[u8]) -> Self {
        let body: Option<EventFields<'_>> = parse_object(body);
        body.map_or_else(Self::default, |body| body.to_event())
    }

    /// Returns the event with the ids of `identity`, as [`EventTemplate::fill`] writes them. Absent ids stay absent.
    ///
    /// [`EventTemplate::fill`]: crate::model::protocol::momotalk_event::EventTemplate::fill
    #[must_use]
    pub fn with_identity(&self, identity: &EventIdentity) -> Self {
        let id = |_: &String| identity.event_id.clone();
        let bot_id = |current: &String| identity.bot_id.clone().unwrap_or_else(|| current.clone());
        Self {
            id: self.id.as_ref().map(id),
            bot_id: self.bot_id.as_ref().map(bot_id),
            ..self.clone()
        }
    }

    /// Reads the event of a request of this protocol.
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

/// The keys of ids, and those that distinguish the platforms. The values stay unparsed, because a body may be large.
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

#[derive(Deserialize)]
struct MessageFields<'a> {
    #[serde(borrow)]
    room_id: Option<&'a RawValue>,
}

/// Parses a value as `T`. `None` if it is absent or has another type.
fn parse_as<'a, T: Deserialize<'a>>(value: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(value?.get()).ok()
}

/// Returns whether a value has type `T`.
fn is_type<'a, T: Deserialize<'a>>(value: Option<&'a RawValue>) -> bool {
    parse_as::<T>(value).is_some()
}

/// Parses an object as `T`. Rejects arrays, which serde would accept as a struct by position.
fn parse_object<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Option<T> {
    let is_object = json.trim_ascii_start().starts_with(b"{");
    serde_json::from_slice(json).ok().filter(|_| is_object)
}

impl EventFields<'_> {
    fn to_event(&self) -> Event {
        let message = self
            .message
            .and_then(|message| parse_object(message.get().as_bytes()));
        Event {
            id: parse_as(self.event_id),
            event_type: parse_as(self.event_type),
            bot_id: parse_as(self.bot_id),
            room_id: message.and_then(|message: MessageFields<'_>| parse_as(message.room_id)),
        }
    }

    /// Returns whether the body is a skill call: `userRequest` with `user` or `utterance`, or the flat form of an
    /// entity validation, as seen in captured calls of Kakao.
    fn is_skill(&self) -> bool {
        let user_request: Option<HashMap<String, IgnoredAny>> = parse_as(self.user_request);
        let has_user_key = |key| {
            user_request
                .as_ref()
                .is_some_and(|user_request| user_request.contains_key(key))
        };
        let is_validation =
            || is_type::<bool>(self.is_in_slot_filling) && is_type::<String>(self.utterance);
        has_user_key("user") || has_user_key("utterance") || is_validation()
    }

    fn is_share(&self) -> bool {
        is_type::<String>(self.chat_type) && is_type::<String>(self.hash_chat_id)
    }
}

/// Recognises the protocol of a request without platform headers from its query and body.
pub(super) fn recognise_content(request: &Request) -> Protocol {
    if share_query::has_share_query(request) {
        return Protocol::KakaoShare;
    }
    match parse_object::<EventFields<'_>>(&request.body) {
        Some(body) if body.is_share() => Protocol::KakaoShare,
        Some(body) if body.is_skill() => Protocol::KakaoSkill,
        Some(body) if is_type::<String>(body.event_type) => Protocol::Momotalk,
        _ => Protocol::Http,
    }
}
