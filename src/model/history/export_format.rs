//! The interface of the history's export formats. A format writes one exchange at a time, so that an export of any
//! size needs the memory of one.
use super::exchange::Exchange;
use crate::error::{Error, Result};
use serde::Serialize;

/// Note at the beginning of a redacted export.
pub const REDACTION_NOTE: &str = "Redacted: ids, names and addresses are pseudonyms, texts and secrets are left out. \
                            Signatures no longer fit the bodies.";

/// A file format for exchanges. Its methods fail only if serialisation as JSON fails.
pub trait ExportFormat {
    /// Returns the text before the first exchange. A redacted export contains [`REDACTION_NOTE`].
    fn begin(&mut self, is_redacted: bool) -> Result<String>;

    /// Formats an exchange. `None` if this format does not contain it.
    fn exchange(&mut self, exchange: &Exchange) -> Result<Option<String>>;

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
