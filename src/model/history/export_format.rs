//! What the history can be exported as. Each shape writes one exchange at a time, so that any number takes no memory.
use super::exchange::Exchange;
use crate::error::{Error, Result};
use serde::Serialize;

/// What a redacted export says of itself.
pub const REDACTION_NOTE: &str = "Redacted: ids, names and addresses are pseudonyms, texts and secrets are left out. \
                            Signatures no longer fit the bodies.";

/// A file format for exchanges.
pub trait ExportFormat {
    /// What stands before the first exchange. Of a redacted export it says so.
    fn begin(&mut self, is_redacted: bool) -> Result<String>;

    /// The exchange; none where it has no place in this shape.
    fn exchange(&mut self, exchange: &Exchange) -> Result<Option<String>>;

    /// What stands behind the last exchange.
    fn end(&mut self) -> Result<String> {
        Ok(String::new())
    }
}

/// A value as JSON on one line.
pub(super) fn to_json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::unknown("an exchange cannot be written as JSON").because(error))
}
