//! Import formats: detection, validation and errors with positions.
use super::exchange::Exchange;
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::fmt;

/// A file format for exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportFormat {
    /// One exchange per line.
    Ndjson,
    /// An HTTP Archive.
    Har,
}

impl ImportFormat {
    /// Returns the name in the user interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "NDJSON",
            Self::Har => "HAR",
        }
    }
}

/// An error in an imported file, with its position. Lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportError {
    line: usize,
    column: usize,
    message: String,
}

impl ImportError {
    pub fn new(line: usize, column: usize, message: impl Into<String>) -> Self {
        Self {
            line,
            column,
            message: message.into(),
        }
    }

    /// Converts an error of the JSON parser.
    pub fn from_json_error(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let position = format!(" at line {line} column {column}");
        let message = message.strip_suffix(&position).unwrap_or(&message);
        Self::new(line.max(1), column.max(1), message)
    }

    /// Sets the line, for an error in one line of a larger text.
    #[must_use]
    pub fn on_line(mut self, line: usize) -> Self {
        self.line = line;
        self
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            message,
        } = self;
        write!(f, "line {line} column {column}: {message}")
    }
}

/// Detects the format by the first bytes of a file.
///
/// # Errors
/// Fails if the first character after white space is not `{`.
pub fn detect_format(head: &[u8]) -> Result<ImportFormat, ImportError> {
    let text = head.trim_ascii_start();
    if text.is_empty() {
        // An empty file contains no exchanges.
        return Ok(ImportFormat::Ndjson);
    }
    let Some(inner) = text.strip_prefix(b"{") else {
        let before = &head[..head.len() - text.len()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n');
        let column = column.count() + 1;
        return Err(ImportError::new(
            line,
            column,
            "neither NDJSON nor a HAR begins so",
        ));
    };
    let mut lines = text.splitn(2, |byte| *byte == b'\n');
    let (first_line, has_more) = (lines.next().unwrap_or_default(), lines.next().is_some());
    let whole = serde_json::from_slice::<HashMap<String, IgnoredAny>>(first_line);
    let is_archive = match whole {
        Ok(fields) => fields.contains_key("log") && !fields.contains_key("request"),
        // An object that spans several lines is not NDJSON.
        Err(error) if error.is_eof() && has_more => true,
        Err(_) => inner.trim_ascii_start().starts_with(b"\"log\""),
    };
    Ok(if is_archive {
        ImportFormat::Har
    } else {
        ImportFormat::Ndjson
    })
}

/// Checks the values that the history could not store: id and status.
///
/// # Errors
/// Fails for an invalid id, and for a status outside 100 to 999.
pub fn validate(exchange: &Exchange) -> Result<(), String> {
    let id = &exchange.id;
    let is_id_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    if id.is_empty() || id.len() > 64 || !id.bytes().all(is_id_byte) {
        return Err("`id` is no id: 1 to 64 letters, digits, `_` and `-`".into());
    }
    let status = exchange.response.as_ref().map(|response| response.status);
    if let Some(status) = status.filter(|status| !(100..1000).contains(status)) {
        return Err(format!("{status} is no status"));
    }
    Ok(())
}
