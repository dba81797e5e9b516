//! The body of a MoMoTalk event: building one, and giving one that exists a new id and new times.
//!
//! Shape and key order are those of the example in <https://mmrnd.net/bot-developer-guide.html>, written
//! compactly. Times are whole seconds since 1970.
use crate::model::json::span::{JsonText, Member};
use crate::model::text::id;
use crate::model::time::Timestamp;
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
        let body = EventBody {
            event_id: self.event_id,
            event_type: self.event_type,
            bot_id: self.bot_id,
            timestamp: self.timestamp.seconds(),
            message: EventMessage {
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
struct EventBody<'a> {
    event_id: &'a str,
    event_type: &'a str,
    bot_id: &'a str,
    timestamp: i64,
    message: EventMessage<'a>,
}

#[derive(Serialize)]
struct EventMessage<'a> {
    room_id: i64,
    message_id: i64,
    sender_user_id: &'a str,
    body: &'a str,
    message_type: &'a str,
    created_at: i64,
}

/// A new identity for an event: what makes it another event than the one it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventIdentity {
    /// The new `event_id`.
    pub event_id: String,
    /// The new `message_id`; none leaves it.
    pub message_id: Option<i64>,
    /// The new `bot_id`; none leaves it.
    pub bot_id: Option<String>,
    /// The new `timestamp` and `created_at`.
    pub now: Timestamp,
}

impl EventIdentity {
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
pub fn seeded_bytes(seed: u64, count: u64) -> [u8; 16] {
    derived_bytes(&seed.to_be_bytes(), count)
}

/// Sixteen bytes of a key and a count. Of a random key they are ids that nobody can guess.
pub fn derived_bytes(key: &[u8], count: u64) -> [u8; 16] {
    let digest = Sha256::new()
        .chain_update(b"momo seed")
        .chain_update(key)
        .chain_update(count.to_be_bytes())
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes
}

/// The same event under a new identity: only the values that the stamp names change, and only where they
/// stand and are of the documented kind (ids text, times numbers). Every other byte stays as it was; what
/// is no JSON object stays whole.
pub fn replace_identity(body: &[u8], stamp: &EventIdentity) -> Vec<u8> {
    EventTemplate::parse(body).fill(stamp)
}

/// An event's body and the places that a stamp fills; found once, they serve for any number of stamps.
#[derive(Debug, Clone)]
pub struct EventTemplate<'a> {
    body: &'a [u8],
    /// In the order of the body.
    fields: Vec<(Range<usize>, IdentityField)>,
}

/// What of a stamp goes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityField {
    /// `event_id`.
    EventId,
    /// `bot_id`.
    BotId,
    /// `message_id` of the message.
    MessageId,
    /// `timestamp`, and `created_at` of the message.
    Time,
}

impl IdentityField {
    fn from_event_key(key: &str) -> Option<Self> {
        match key {
            "event_id" => Some(Self::EventId),
            "bot_id" => Some(Self::BotId),
            "timestamp" => Some(Self::Time),
            _ => None,
        }
    }

    fn from_message_key(key: &str) -> Option<Self> {
        match key {
            "message_id" => Some(Self::MessageId),
            "created_at" => Some(Self::Time),
            _ => None,
        }
    }

    /// Whether this value is of the documented kind.
    fn fits(self, value: &str) -> bool {
        let is_number = |first: char| first == '-' || first.is_ascii_digit();
        match self {
            Self::EventId | Self::BotId => value.starts_with('"'),
            Self::MessageId | Self::Time => value.starts_with(is_number),
        }
    }
}

impl<'a> EventTemplate<'a> {
    /// Finds the places; what is no JSON object has none.
    pub fn parse(body: &'a [u8]) -> Self {
        let json = JsonText::parse(body);
        let fields = json.and_then(|json| identity_fields(&json)).unwrap_or_default();
        Self { body, fields }
    }

    /// The places, in the order of the body.
    pub fn fields(&self) -> &[(Range<usize>, IdentityField)] {
        &self.fields
    }

    /// The body with what the stamp names in its places.
    pub fn fill(&self, stamp: &EventIdentity) -> Vec<u8> {
        let mut result = Vec::with_capacity(self.body.len() + 64);
        let mut done = 0;
        for (place, field) in &self.fields {
            result.extend_from_slice(&self.body[done..place.start]);
            match (field, &stamp.bot_id, stamp.message_id) {
                (IdentityField::EventId, ..) => write_json(&mut result, &stamp.event_id),
                (IdentityField::Time, ..) => write_json(&mut result, &stamp.now.seconds()),
                (IdentityField::BotId, Some(bot_id), _) => write_json(&mut result, bot_id),
                (IdentityField::MessageId, _, Some(id)) => write_json(&mut result, &id),
                _ => result.extend_from_slice(&self.body[place.clone()]),
            }
            done = place.end;
        }
        result.extend_from_slice(&self.body[done..]);
        result
    }
}

fn identity_fields(json: &JsonText<'_>) -> Option<Vec<(Range<usize>, IdentityField)>> {
    let mut places = Vec::new();
    let mut find = |member: &Member, field: Option<IdentityField>| {
        let field = field.filter(|field| field.fits(json.slice(&member.value)));
        places.extend(field.map(|field| (member.value.clone(), field)));
    };
    for member in json.members(&json.root_span())? {
        find(&member, IdentityField::from_event_key(&member.key));
        if member.key == "message" {
            for inner in json.members(&member.value).unwrap_or_default() {
                find(&inner, IdentityField::from_message_key(&inner.key));
            }
        }
    }
    Some(places)
}

fn write_json(result: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(result, value).expect("text and numbers are always written as JSON");
}
