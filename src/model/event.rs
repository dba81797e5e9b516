//! The body of a MoMoTalk event: building one, and giving one that exists a new id and new times.
//!
//! Shape and key order are those of the example in <https://mmrnd.net/bot-developer-guide.html>, written
//! compactly. Times are whole seconds since 1970.
use super::id;
use super::json_span::{Json, Member, splice};
use super::time::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// The only event type that MoMoTalk documents.
pub const MESSAGE_CREATED: &str = "talk.message_created";

/// A user's message in a room to which a bot is subscribed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageCreated<'a> {
    /// `evt_...`; the same on every attempt to deliver it.
    pub event_id: &'a str,
    /// [`MESSAGE_CREATED`], unless a test wants another.
    pub event_type: &'a str,
    /// `bot_...`: the bot that the event is for.
    pub bot_id: &'a str,
    /// When the event came about.
    pub timestamp: Timestamp,
    /// The room.
    pub room_id: i64,
    /// The message.
    pub message_id: i64,
    /// `user_...`: who wrote it.
    pub sender_user_id: &'a str,
    /// What was written.
    pub body: &'a str,
    /// `TEXT` is the only type that is documented.
    pub message_type: &'a str,
    /// When the message was written.
    pub created_at: Timestamp,
}

impl MessageCreated<'_> {
    /// The event's body as it is signed and sent.
    pub fn to_body(&self) -> Vec<u8> {
        let body = Body {
            event_id: self.event_id,
            event_type: self.event_type,
            bot_id: self.bot_id,
            timestamp: self.timestamp.seconds(),
            message: Message {
                room_id: self.room_id,
                message_id: self.message_id,
                sender_user_id: self.sender_user_id,
                body: self.body,
                message_type: self.message_type,
                created_at: self.created_at.seconds(),
            },
        };
        serde_json::to_vec(&body).expect("text and numbers are always written as JSON")
    }
}

#[derive(Serialize)]
struct Body<'a> {
    event_id: &'a str,
    event_type: &'a str,
    bot_id: &'a str,
    timestamp: i64,
    message: Message<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    room_id: i64,
    message_id: i64,
    sender_user_id: &'a str,
    body: &'a str,
    message_type: &'a str,
    created_at: i64,
}

/// A new identity for an event: what makes it another event than the one it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The new `event_id`.
    pub event_id: String,
    /// The new `message_id`; none leaves it.
    pub message_id: Option<i64>,
    /// The new `bot_id`; none leaves it.
    pub bot_id: Option<String>,
    /// The new `timestamp` and `created_at`.
    pub now: Timestamp,
}

impl Stamp {
    /// A new event id and new times; message and bot stay.
    pub fn new(random: [u8; 12], now: Timestamp) -> Self {
        Self {
            event_id: id::event(random),
            message_id: None,
            bot_id: None,
            now,
        }
    }

    /// Also another message, numbered by these random bytes.
    #[must_use]
    pub fn with_message(mut self, random: [u8; 4]) -> Self {
        self.message_id = Some(i64::from(u32::from_be_bytes(random) >> 1) + 1);
        self
    }

    /// The message stays the one it is.
    #[must_use]
    pub fn without_message(mut self) -> Self {
        self.message_id = None;
        self
    }

    /// Also another bot.
    #[must_use]
    pub fn with_bot(mut self, bot_id: Option<&str>) -> Self {
        self.bot_id = bot_id.map(str::to_owned);
        self
    }
}

/// Sixteen bytes that a seed and a count always give again: for samples that are the same in every run.
pub fn seeded(seed: u64, count: u64) -> [u8; 16] {
    let digest = Sha256::new()
        .chain_update(b"momo seed")
        .chain_update(seed.to_be_bytes())
        .chain_update(count.to_be_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes
}

/// A value of an event that is another one in every new delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `event_id`.
    EventId,
    /// `bot_id`.
    BotId,
    /// `message.message_id`.
    MessageId,
    /// `timestamp` and `message.created_at`.
    Seconds,
}

/// Where an event's changing values stand, as far as they are there and of the documented kind (ids text, times
/// numbers). What is no JSON object has none.
pub fn parts(body: &[u8]) -> Vec<(Range<usize>, Part)> {
    let Some(json) = Json::parse(body) else {
        return Vec::new();
    };
    let members = json.members(&json.root()).unwrap_or_default();
    let messages = members.iter().filter(|member| member.key == "message");
    let inner = messages.filter_map(|message| json.members(&message.value));
    let inner: Vec<_> = inner.flatten().collect();
    let found = |members: &[Member], names: &[(&str, Part)]| -> Vec<_> {
        let part = |member: &Member| {
            let (_, part) = *names.iter().find(|(name, _)| *name == member.key)?;
            let is_fit = match part {
                Part::EventId | Part::BotId => is_text,
                Part::MessageId | Part::Seconds => is_number,
            };
            is_fit(json.at(&member.value)).then(|| (member.value.clone(), part))
        };
        members.iter().filter_map(part).collect()
    };
    let outer = [
        ("event_id", Part::EventId),
        ("bot_id", Part::BotId),
        ("timestamp", Part::Seconds),
    ];
    let of_message = [
        ("created_at", Part::Seconds),
        ("message_id", Part::MessageId),
    ];
    let mut parts = found(&members, &outer);
    parts.extend(found(&inner, &of_message));
    parts.sort_by_key(|(place, _)| place.start);
    parts
}

/// The same event under a new identity: only the values that the stamp names change, and only where they
/// stand and are of the documented kind. Every other byte stays as it was; what is no JSON object stays whole.
pub fn restamp(body: &[u8], stamp: &Stamp) -> Vec<u8> {
    let new = |part: Part| {
        Some(match part {
            Part::EventId => quoted(&stamp.event_id),
            Part::BotId => quoted(stamp.bot_id.as_ref()?),
            Part::MessageId => stamp.message_id?.to_string(),
            Part::Seconds => stamp.now.seconds().to_string(),
        })
    };
    let parts = parts(body).into_iter();
    let changes = parts.filter_map(|(place, part)| Some((place, new(part)?.into_bytes())));
    splice(body, changes.collect())
}

fn is_text(value: &str) -> bool {
    value.starts_with('"')
}

fn is_number(value: &str) -> bool {
    value.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
