//! Redacting bodies: JSON value by value, by what its key says; of anything else the length stays.
use super::{GONE, Of};
use serde_json::{Map, Value};

/// Keys of words that a protocol chooses from.
const WORDS: [&str; 7] = [
    "event_type",
    "message_type",
    "type",
    "status",
    "version",
    "visibility",
    "role",
];

/// Keys of numbers that measure and count.
const MEASURES: [&str; 9] = [
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
enum Sense {
    EventId,
    BotId,
    Id,
    Name,
    Secret,
    Word,
    Measure,
    Text,
}

fn sense(key: &str) -> Sense {
    let lower = key.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| lower.contains(part));
    match &*lower {
        "event_id" => Sense::EventId,
        "bot_id" => Sense::BotId,
        _ if has(&["token", "secret", "password", "signature", "cookie", "auth"]) => Sense::Secret,
        _ if has(&["name", "nick"]) => Sense::Name,
        word if MEASURES.contains(&word) || word.ends_with("_at") => match WORDS.contains(&word) {
            true => Sense::Word,
            false => Sense::Measure,
        },
        word if WORDS.contains(&word) => Sense::Word,
        id if id == "id" || id.ends_with("_id") || key.ends_with("Id") => Sense::Id,
        _ if has(&[
            "_ids", "user", "sender", "author", "member", "room", "reply_to",
        ]) =>
        {
            Sense::Id
        }
        _ => Sense::Text,
    }
}

/// The ids of users, rooms and messages that a body names, where they are long enough to be found elsewhere.
pub(super) fn ids(body: &[u8]) -> Vec<String> {
    fn collect(value: &Value, of: Sense, found: &mut Vec<String>) {
        match value {
            Value::String(text) if matches!(of, Sense::Id | Sense::Name) && text.len() >= 4 => {
                found.push(text.clone());
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, of, found)),
            Value::Object(fields) => {
                let fields = fields.iter();
                fields.for_each(|(key, value)| collect(value, sense(key), found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice(body) {
        collect(&value, Sense::Text, &mut found);
    }
    found
}

impl Of<'_> {
    pub(super) fn body(&self, body: &[u8]) -> Vec<u8> {
        if body.is_empty() {
            return Vec::new();
        }
        match serde_json::from_slice(body) {
            Ok(value) => self.value(value, Sense::Text).to_string().into_bytes(),
            Err(_) => format!("({} bytes redacted)", body.len()).into_bytes(),
        }
    }

    fn value(&self, value: Value, of: Sense) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value,
            Value::Number(number) => self.amount(number, of),
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
            let value = self.value(value, sense(&key));
            (self.word(&key), value)
        });
        Value::Object(fields.collect())
    }

    fn amount(&self, number: serde_json::Number, of: Sense) -> Value {
        match of {
            Sense::Measure | Sense::Word => Value::Number(number),
            Sense::Id | Sense::EventId | Sense::BotId => self.number(&number.to_string()).into(),
            Sense::Name | Sense::Secret | Sense::Text => 0.into(),
        }
    }

    fn text(&self, text: &str, of: Sense) -> String {
        match of {
            _ if text.is_empty() => String::new(),
            Sense::EventId => self.own_id(text, "evt_"),
            Sense::BotId => self.own_id(text, "bot_"),
            Sense::Id => self.id(text),
            Sense::Name => format!("name-{}", self.digits(text, 8)),
            Sense::Word => self.word(text),
            Sense::Secret => GONE.to_owned(),
            Sense::Measure | Sense::Text => {
                format!("({} letters redacted)", text.chars().count())
            }
        }
    }
}
