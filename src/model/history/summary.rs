//! Exchanges without bodies, for lists.
use super::exchange::Exchange;
use serde_json::{Value, json};

/// An exchange without bodies, with their total size.
#[derive(Debug, Clone, PartialEq)]
pub struct ExchangeSummary {
    /// The exchange with empty bodies.
    pub exchange: Exchange,
    /// Size of both bodies in bytes.
    pub size: u64,
}

impl ExchangeSummary {
    /// Creates the summary of a complete exchange.
    pub fn from_exchange(exchange: &Exchange) -> Self {
        Self {
            size: Self::size(exchange),
            exchange: exchange.without_bodies(),
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

    /// Returns the JSON form of the exchange without bodies, with `size` and `starred`.
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
        value
    }
}
