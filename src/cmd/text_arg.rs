//! Arguments for a message: its text and its metadata.
use crate::error::{Error, Result};
use crate::io::files::read_text;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::path::Path;

/// The text of a message.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct TextArg {
    /// The text, `-` to read it from standard input (one newline at its end is removed)
    #[arg(value_name = "TEXT", allow_hyphen_values = false)]
    text: String,
}

impl TextArg {
    /// Returns the text, from standard input if it is `-`. Fails if that is not UTF-8.
    pub(crate) fn read(&self) -> Result<String> {
        if self.text != "-" {
            return Ok(self.text.clone());
        }
        let bytes = read_text(Path::new("-"))?;
        let mut text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            Error::usage(format!(
                "standard input is no UTF-8 text (at byte {offset})"
            ))
        })?;
        if text.ends_with('\n') {
            text.pop();
            if text.ends_with('\r') {
                text.pop();
            }
        }
        Ok(text)
    }
}

/// Checks that the text is a JSON object and returns it unchanged.
pub(crate) fn parse_metadata(text: &str) -> Result<Box<RawValue>> {
    let invalid = |why: String| {
        Error::usage(format!("`--metadata` is no JSON object: {why}"))
            .hint("For example: --metadata '{\"intent\":\"ack\"}'")
    };
    let raw: Box<RawValue> =
        serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    match serde_json::from_str::<Map<String, Value>>(raw.get()) {
        Ok(_) => Ok(raw),
        Err(error) if error.is_data() => Err(invalid(
            "it is another kind of value (at line 1 column 1)".into(),
        )),
        Err(error) => Err(invalid(error.to_string())),
    }
}
