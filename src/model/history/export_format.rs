//! The interface of the history's export formats. A format writes one exchange at a time, so that an export of any
//! size needs the memory of one.
use super::exchange::Exchange;
use crate::error::{Error, Result};
use serde::Serialize;

/// Note at the beginning of a redacted export.
pub const REDACTION_NOTE: &str = "Redacted: names, addresses and the ids of users, rooms and messages are pseudonyms, texts and secrets are left out; \
                            the ids of events, bots and exchanges stay. \
                            Signatures no longer fit the bodies.";

/// An exchange in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedText {
    /// Empty, or a comment, if the exchange is left out.
    pub text: String,
    /// Whether this format does not contain the exchange.
    pub is_left_out: bool,
}

impl From<String> for ExportedText {
    fn from(text: String) -> Self {
        Self {
            text,
            is_left_out: false,
        }
    }
}

/// A file format for exchanges. Its methods fail only if serialisation as JSON fails.
pub trait ExportFormat {
    /// Returns the text before the first exchange. A redacted export contains [`REDACTION_NOTE`].
    fn begin(&mut self, is_redacted: bool) -> Result<String>;

    /// Formats an exchange.
    fn exchange(&mut self, exchange: &Exchange) -> Result<ExportedText>;

    /// Returns sentences about what the output does not hold; `left_out` is the number of exchanges left out.
    fn remarks(&self, left_out: u64) -> Vec<String> {
        let _ = left_out;
        Vec::new()
    }

    /// Returns the text after the last exchange.
    fn end(&mut self) -> Result<String> {
        Ok(String::new())
    }
}

/// Serialises a value as JSON on one line.
pub(super) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::unknown("an exchange cannot be written as JSON").because(error))
}
