//! NDJSON format: one exchange per line, in the form of `--json`, with all stored data.
//!
//! The reader skips lines of other types: `ready` and `summary` of `--json` output, and the note of a redacted export.
use super::exchange::Exchange;
use crate::error::Result;
use crate::model::history::export_format::{ExportFormat, ExportedText, REDACTION_NOTE, to_json};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

/// Exports exchanges as NDJSON.
pub struct NdjsonWriter;

impl ExportFormat for NdjsonWriter {
    fn begin(&mut self, is_redacted: bool) -> Result<String> {
        let line = json!({ "type": "redacted", "note": REDACTION_NOTE });
        Ok(match is_redacted {
            true => format!("{line}\n"),
            false => String::new(),
        })
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<ExportedText> {
        let mut line = to_json(exchange)?;
        line.push('\n');
        Ok(line.into())
    }
}

/// Parses one line. `None` for a line of another `type`.
///
/// # Errors
/// Fails if the line is neither an exchange nor an object with a `type` and without a `request`.
pub fn parse_line(line: &[u8]) -> serde_json::Result<Option<Exchange>> {
    #[derive(Deserialize)]
    struct Marks {
        #[serde(default)]
        r#type: Option<IgnoredAny>,
        request: Option<IgnoredAny>,
    }
    if !line.trim_ascii_start().starts_with(b"{") {
        // serde would also accept an array as a struct, by position.
        let object = serde_json::from_slice::<Map<String, Value>>(line);
        return object.map(|_| None);
    }
    match serde_json::from_slice(line) {
        Ok(exchange) => Ok(Some(exchange)),
        Err(error) => match serde_json::from_slice::<Marks>(line) {
            Ok(Marks {
                r#type: Some(_),
                request: None,
            }) => Ok(None),
            _ => Err(error),
        },
    }
}
