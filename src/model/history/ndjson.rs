//! Exchanges as NDJSON: one a line, in the form of `--json`, byte for byte as the history keeps them.
//!
//! What is read back is what was written. Lines of other types, as `--json` writes them around exchanges (`ready`,
//! `summary`), and the line by which a redacted export says so are passed over.
use super::exchange::Exchange;
use crate::error::Result;
use crate::model::history::export_format::{ExportFormat, REDACTION_NOTE, to_json};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

/// The shape.
pub struct NdjsonWriter;

impl ExportFormat for NdjsonWriter {
    fn begin(&mut self, is_redacted: bool) -> Result<String> {
        let line = json!({ "type": "redacted", "note": REDACTION_NOTE });
        Ok(match is_redacted {
            true => format!("{line}\n"),
            false => String::new(),
        })
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<Option<String>> {
        let mut line = to_json(exchange)?;
        line.push('\n');
        Ok(Some(line))
    }
}

/// One line; none where it holds no exchange and says so by its `type`.
pub fn parse_line(line: &[u8]) -> serde_json::Result<Option<Exchange>> {
    #[derive(Deserialize)]
    struct Marks {
        #[serde(default)]
        r#type: Option<IgnoredAny>,
        #[serde(default)]
        request: Option<IgnoredAny>,
    }
    if !line.trim_ascii_start().starts_with(b"{") {
        // Lists are read as structs too, by their order.
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
