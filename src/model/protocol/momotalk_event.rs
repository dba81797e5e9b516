//! Builds the body of a MoMoTalk event, and replaces ids and times in an existing body.
//!
//! Structure and key order follow the example in <https://mmrnd.net/bot-developer-guide.html>; the white space is momo's
//! own choice ([`padded`]). Times are whole seconds since 1970.
use crate::model::json::pretty::padded;
use crate::model::json::tree::{JsonDocument, JsonKind, JsonNode};
use crate::model::text::id;
use crate::model::time::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::ops::Range;

/// The only event type that MoMoTalk documents.
pub const MESSAGE_CREATED: &str = "talk.message_created";

/// Event: a user wrote a message in a room to which the bot is subscribed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageCreated<'a> {
    /// `evt_...`, the same for every attempt of its delivery.
    pub event_id: &'a str,
    /// [`MESSAGE_CREATED`], or another type for tests.
    pub event_type: &'a str,
    /// `bot_...`: the bot that receives the event.
    pub bot_id: &'a str,
    /// Time of the event.
    pub timestamp: Timestamp,
    pub room_id: i64,
    pub message_id: i64,
    /// `user_...`: the author of the message.
    pub sender_user_id: &'a str,
    pub body: &'a str,
    /// Only `TEXT` is documented.
    pub message_type: &'a str,
    pub created_at: Timestamp,
}

impl MessageCreated<'_> {
    /// Serialises the event to the bytes that are signed and sent.
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
        let text = serde_json::to_string(&body);
        padded(&text.expect("text and numbers are always written as JSON")).into_bytes()
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

/// New ids and times for a copy of an event, so that receivers take it for another event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventIdentity {
    pub event_id: String,
    /// `None` keeps the `message_id`.
    pub message_id: Option<i64>,
    /// `None` keeps the `bot_id`.
    pub bot_id: Option<String>,
    /// Becomes `timestamp` and `created_at`, in whole seconds.
    pub now: Timestamp,
}

impl EventIdentity {
    /// Creates an identity with a new event id and new times. Message and bot stay.
    pub fn new(random: [u8; 12], now: Timestamp) -> Self {
        Self {
            event_id: id::event(random),
            message_id: None,
            bot_id: None,
            now,
        }
    }

    /// Also replaces the message id by a number from 1 to 2^31 made of the random bytes.
    #[must_use]
    pub fn with_message(mut self, random: [u8; 4]) -> Self {
        self.message_id = Some(i64::from(u32::from_be_bytes(random) >> 1) + 1);
        self
    }

    /// Keeps the message id.
    #[must_use]
    pub fn without_message(mut self) -> Self {
        self.message_id = None;
        self
    }

    /// Also replaces the bot id. `None` keeps it.
    #[must_use]
    pub fn with_bot(mut self, bot_id: Option<&str>) -> Self {
        self.bot_id = bot_id.map(str::to_owned);
        self
    }
}

/// Derives 16 bytes from a seed and a count, for samples that are the same in every run.
pub fn seeded_bytes(seed: u64, count: u64) -> [u8; 16] {
    derived_bytes(&seed.to_be_bytes(), count)
}

/// Derives 16 bytes from a key and a count. With a random key the result is an unguessable id.
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

/// Replaces the ids and times of an event. Replaces only values of the documented type (ids: string, times and message
/// ids: number) and keeps every other byte. Returns a body that is not a JSON object unchanged.
pub fn replace_identity(body: &[u8], identity: &EventIdentity) -> Vec<u8> {
    EventTemplate::parse(body).fill(identity)
}

/// An event body with the spans of its ids and times, parsed once for any number of identities.
#[derive(Debug, Clone)]
pub struct EventTemplate<'a> {
    body: &'a [u8],
    /// Ordered by position.
    fields: Vec<(Range<usize>, IdentityField)>,
}

/// The part of an [`EventIdentity`] that replaces a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityField {
    EventId,
    BotId,
    /// `message.message_id`.
    MessageId,
    /// `timestamp` and `message.created_at`.
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

    /// Returns the documented type of the value.
    fn kind(self) -> JsonKind {
        match self {
            Self::EventId | Self::BotId => JsonKind::Text,
            Self::MessageId | Self::Time => JsonKind::Number,
        }
    }
}

impl<'a> EventTemplate<'a> {
    /// Finds the fields. A body that is not a JSON object has none.
    pub fn parse(body: &'a [u8]) -> Self {
        let json = JsonDocument::parse(body);
        let fields = json.map_or_else(Vec::new, |json| identity_fields(json.root()));
        Self { body, fields }
    }

    /// Returns spans and fields, ordered by position.
    pub fn fields(&self) -> &[(Range<usize>, IdentityField)] {
        &self.fields
    }

    /// Returns the body with the ids and times of `identity`.
    pub fn fill(&self, identity: &EventIdentity) -> Vec<u8> {
        let mut result = Vec::with_capacity(self.body.len() + 64);
        let mut copied_to = 0;
        for (span, field) in &self.fields {
            result.extend_from_slice(&self.body[copied_to..span.start]);
            match (field, &identity.bot_id, identity.message_id) {
                (IdentityField::EventId, ..) => write_json(&mut result, &identity.event_id),
                (IdentityField::Time, ..) => write_json(&mut result, &identity.now.seconds()),
                (IdentityField::BotId, Some(bot_id), _) => write_json(&mut result, bot_id),
                (IdentityField::MessageId, _, Some(id)) => write_json(&mut result, &id),
                _ => result.extend_from_slice(&self.body[span.clone()]),
            }
            copied_to = span.end;
        }
        result.extend_from_slice(&self.body[copied_to..]);
        result
    }
}

fn identity_fields(event: JsonNode<'_>) -> Vec<(Range<usize>, IdentityField)> {
    let mut fields = Vec::new();
    let mut add = |value: JsonNode<'_>, field: Option<IdentityField>| {
        let field = field.filter(|field| field.kind() == value.kind());
        fields.extend(field.map(|field| (value.span(), field)));
    };
    for (key, value) in event.members() {
        add(value, IdentityField::from_event_key(key));
        if key == "message" {
            for (key, value) in value.members() {
                add(value, IdentityField::from_message_key(key));
            }
        }
    }
    fields
}

fn write_json(result: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(result, value).expect("text and numbers are always written as JSON");
}
