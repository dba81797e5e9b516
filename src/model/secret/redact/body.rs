//! Redacting bodies: JSON value by value, by what its key says; of anything else the length stays.
use super::{REDACTED, ExchangeRedactor};
use serde_json::{Map, Value};

/// Keys of words that a protocol chooses from.
const WORD_KEYS: [&str; 7] = [
    "event_type",
    "message_type",
    "type",
    "status",
    "version",
    "visibility",
    "role",
];

/// Keys of numbers that measure and count.
const NUMBER_KEYS: [&str; 9] = [
    "timestamp",
    "status",
    "code",
    "count",
    "attempt",
    "limit",
    "version",
    "size",
    "retry_after",
];

/// What a key says of its value.
#[derive(Clone, Copy, PartialEq)]
enum ValueKind {
    EventId,
    BotId,
    Id,
    Name,
    Secret,
    Word,
    Number,
    Text,
}

fn classify_key(key: &str) -> ValueKind {
    let lower = key.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    match &*lower {
        "event_id" => ValueKind::EventId,
        "bot_id" => ValueKind::BotId,
        _ if has(&["token", "secret", "password", "signature", "cookie", "auth"]) => ValueKind::Secret,
        _ if has(&["name", "nick"]) => ValueKind::Name,
        word if NUMBER_KEYS.contains(&word) || word.ends_with("_at") => match WORD_KEYS.contains(&word) {
            true => ValueKind::Word,
            false => ValueKind::Number,
        },
        word if WORD_KEYS.contains(&word) => ValueKind::Word,
        id if id == "id" || id.ends_with("_id") || key.ends_with("Id") => ValueKind::Id,
        _ if has(&[
            "_ids", "user", "sender", "author", "member", "room", "reply_to",
        ]) =>
        {
            ValueKind::Id
        }
        _ => ValueKind::Text,
    }
}

/// The ids of users, rooms and messages that a body names, where they are long enough to be found elsewhere.
pub(super) fn ids(body: &[u8]) -> Vec<String> {
    fn collect(value: &Value, of: ValueKind, found: &mut Vec<String>) {
        match value {
            Value::String(text) if matches!(of, ValueKind::Id | ValueKind::Name) && text.len() >= 4 => {
                found.push(text.clone());
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, of, found)),
            Value::Object(fields) => {
                let fields = fields.iter();
                fields.for_each(|(key, value)| collect(value, classify_key(key), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice(body) {
        collect(&value, ValueKind::Text, &mut found);
    }
    found
}

impl ExchangeRedactor<'_> {
    pub(super) fn body(&self, body: &[u8]) -> Vec<u8> {
        if body.is_empty() {
            return Vec::new();
        }
        match serde_json::from_slice(body) {
            Ok(value) => self.value(value, ValueKind::Text).to_string().into_bytes(),
            Err(_) => format!("({} bytes redacted)", body.len()).into_bytes(),
        }
    }

    fn value(&self, value: Value, of: ValueKind) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value,
            Value::Number(number) => self.number(number, of),
            Value::String(text) => self.text(&text, of).into(),
            Value::Array(values) => {
                let values = values.into_iter().map(|value| self.value(value, of));
                values.collect()
            }
            Value::Object(fields) => self.object(fields),
        }
    }

    fn object(&self, fields: Map<String, Value>) -> Value {
        let fields = fields.into_iter().map(|(key, value)| {
            let value = self.value(value, classify_key(&key));
            (self.protocol_word(&key), value)
        });
        Value::Object(fields.collect())
    }

    fn number(&self, number: serde_json::Number, of: ValueKind) -> Value {
        match of {
            ValueKind::Number | ValueKind::Word => Value::Number(number),
            ValueKind::Id | ValueKind::EventId | ValueKind::BotId => self.pseudonym_number(&number.to_string()).into(),
            ValueKind::Name | ValueKind::Secret | ValueKind::Text => 0.into(),
        }
    }

    fn text(&self, text: &str, of: ValueKind) -> String {
        match of {
            _ if text.is_empty() => String::new(),
            ValueKind::EventId => self.platform_id(text, "evt_"),
            ValueKind::BotId => self.platform_id(text, "bot_"),
            ValueKind::Id => self.pseudonym_id(text),
            ValueKind::Name => format!("name-{}", self.pseudonym_digits(text, 8)),
            ValueKind::Word => self.protocol_word(text),
            ValueKind::Secret => REDACTED.to_owned(),
            ValueKind::Number | ValueKind::Text => {
                format!("({} letters redacted)", text.chars().count())
            }
        }
    }
}
