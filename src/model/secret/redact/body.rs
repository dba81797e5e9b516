//! Redacts bodies: JSON value by value according to its key, anything else to its length.
use super::{ExchangeRedactor, REDACTED};
use serde_json::{Map, Value};

/// Keys whose values are words of a protocol.
const WORD_KEYS: [&str; 8] = [
    "event_type",
    "message_type",
    "sender_type",
    "type",
    "status",
    "version",
    "visibility",
    "role",
];

/// Keys whose values are measurements, counts or times.
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

/// The kind of a value according to its key.
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
        _ if has(&["token", "secret", "password", "signature", "cookie", "auth"]) => {
            ValueKind::Secret
        }
        _ if has(&["name", "nick"]) => ValueKind::Name,
        word if NUMBER_KEYS.contains(&word) || word.ends_with("_at") => {
            match WORD_KEYS.contains(&word) {
                true => ValueKind::Word,
                false => ValueKind::Number,
            }
        }
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

/// Returns the ids and names in a body that are texts of at least 4 bytes, to find them elsewhere in the exchange.
/// `event_id` and `bot_id` do not count.
pub(super) fn ids(body: &[u8]) -> Vec<String> {
    fn collect(value: &Value, kind: ValueKind, ids: &mut Vec<String>) {
        match value {
            Value::String(text)
                if matches!(kind, ValueKind::Id | ValueKind::Name) && text.len() >= 4 =>
            {
                ids.push(text.clone());
            }
            Value::Array(values) => values.iter().for_each(|value| collect(value, kind, ids)),
            Value::Object(members) => {
                let members = members.iter();
                members.for_each(|(key, value)| collect(value, classify_key(key), ids));
            }
            _ => {}
        }
    }
    let mut ids = Vec::new();
    if let Ok(value) = serde_json::from_slice(body) {
        collect(&value, ValueKind::Text, &mut ids);
    }
    ids
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

    fn value(&self, value: Value, kind: ValueKind) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value,
            Value::Number(number) => self.number(number, kind),
            Value::String(text) => self.text(&text, kind).into(),
            Value::Array(values) => {
                let values = values.into_iter().map(|value| self.value(value, kind));
                values.collect()
            }
            Value::Object(members) => self.object(members),
        }
    }

    fn object(&self, members: Map<String, Value>) -> Value {
        let members = members.into_iter().map(|(key, value)| {
            let value = self.value(value, classify_key(&key));
            (self.protocol_word(&key), value)
        });
        Value::Object(members.collect())
    }

    fn number(&self, number: serde_json::Number, kind: ValueKind) -> Value {
        match kind {
            ValueKind::Number | ValueKind::Word => Value::Number(number),
            ValueKind::Id | ValueKind::EventId | ValueKind::BotId => {
                self.pseudonym_number(&number.to_string()).into()
            }
            ValueKind::Name | ValueKind::Secret | ValueKind::Text => 0.into(),
        }
    }

    fn text(&self, text: &str, kind: ValueKind) -> String {
        match kind {
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
