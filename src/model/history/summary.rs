//! Exchanges without bodies, for lists.
use super::exchange::Exchange;
use crate::model::json::message_text::RequestMessage;
use serde_json::{Value, json};

/// An exchange without bodies, with their total size.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeSummary {
    /// The exchange with empty bodies.
    pub exchange: Exchange,
    /// Size of both bodies in bytes.
    pub size: u64,
    /// Whether the complete exchange [failed](Exchange::is_failed).
    pub is_failed: bool,
    /// The request's message, with the beginning of its text; `None` if it is no message, or a long one.
    pub message: Option<RequestMessage>,
}

/// Maximum length of a request body that is read for its text, in bytes.
pub const MAX_TEXT_BODY: usize = 16 * 1024;
/// Maximum length of the text of a message in characters.
const MAX_TEXT_CHARS: usize = 120;

impl ExchangeSummary {
    /// Creates the summary of a complete exchange.
    pub fn from_exchange(exchange: &Exchange) -> Self {
        Self::new(exchange, Self::size(exchange), exchange.is_failed())
    }

    /// Creates the summary of an exchange from which a long request body and the response body may be absent. `size` is
    /// that of both bodies in bytes.
    pub fn new(exchange: &Exchange, size: u64, is_failed: bool) -> Self {
        let body = &exchange.request.body;
        let message = (body.len() <= MAX_TEXT_BODY).then(|| RequestMessage::read(body));
        Self {
            exchange: exchange.without_bodies(),
            size,
            is_failed,
            message: message.flatten().map(|it| RequestMessage {
                text: it.text.chars().take(MAX_TEXT_CHARS).collect(),
                ..it
            }),
        }
    }

    /// Returns the size of both bodies of a complete exchange in bytes.
    pub fn size(exchange: &Exchange) -> u64 {
        let response = exchange
            .response
            .as_ref()
            .map_or(0, |response| response.body.len());
        (exchange.request.body.len() + response) as u64
    }

    /// Returns the JSON form of the exchange without bodies, with `size`, `starred`, `failed` and the fields of its message.
    pub fn to_json(&self) -> Value {
        // Strings, numbers and booleans always serialise.
        let mut value = serde_json::to_value(&self.exchange).unwrap_or_default();
        for part in ["request", "response"] {
            if let Some(Value::Object(fields)) = value.get_mut(part) {
                fields.shift_remove("body");
            }
        }
        value["size"] = json!(self.size);
        value["starred"] = json!(self.exchange.starred);
        value["failed"] = json!(self.is_failed);
        if let Some(message) = &self.message {
            value["text"] = json!(message.text);
            for (name, id) in [
                ("room_id", message.room_id),
                ("reply_to_message_id", message.reply_to),
            ] {
                if let Some(id) = id {
                    value[name] = json!(id);
                }
            }
        }
        value
    }
}
