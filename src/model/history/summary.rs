//! An exchange in a list: everything but its bodies, and how large they were.
use super::exchange::Exchange;
use serde_json::{Value, json};

/// The head of an exchange.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeSummary {
    /// The exchange. Its bodies are empty, whatever they were.
    pub exchange: Exchange,
    /// How many bytes both bodies had.
    pub size: u64,
}

impl ExchangeSummary {
    /// The head of a whole exchange.
    pub fn from_exchange(exchange: &Exchange) -> Self {
        Self {
            size: Self::size(exchange),
            exchange: exchange.without_bodies(),
        }
    }

    /// How many bytes both bodies of a whole exchange have.
    pub fn size(exchange: &Exchange) -> u64 {
        let response = exchange
            .response
            .as_ref()
            .map_or(0, |response| response.body.len());
        (exchange.request.body.len() + response) as u64
    }

    /// The JSON of the exchange without bodies, with `size` and `starred`.
    pub fn to_json(&self) -> Value {
        // Text, numbers and truth values are always written as JSON.
        let mut value = serde_json::to_value(&self.exchange).unwrap_or_default();
        for part in ["request", "response"] {
            if let Some(Value::Object(fields)) = value.get_mut(part) {
                fields.shift_remove("body");
            }
        }
        value["size"] = json!(self.size);
        value["starred"] = json!(self.exchange.starred);
        value
    }
}
