//! Compares two responses: status, content type and body. JSON bodies are compared by structure.
mod align;
mod json;
mod text;

pub use json::IgnoredPath;
pub use text::{DiffLine, LineMark};

use super::http::Response;
use crate::model::json::tree::JsonDocument;
use serde::Serialize;
use serde_json::value::RawValue;

/// Maximum number of reported differences: unrelated bodies have thousands.
const MAX_DIFFERENCES: usize = 100;

/// The differences between two responses; empty if they are equal.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Diff {
    /// In the order status, content type, body.
    pub differences: Vec<Difference>,
    /// Number of omitted differences and omitted lines of a text.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "in", rename_all = "snake_case")]
pub enum Difference {
    Status {
        old: u16,
        new: u16,
    },
    /// The content type, apart from case and white space. `None` for a missing header.
    ContentType {
        old: Option<String>,
        new: Option<String>,
    },
    /// A value of a JSON body.
    Json {
        /// A JSON Pointer. The index of a list element is its index in the new response, or for a removed one in the
        /// old.
        path: String,
        /// `None` for an added value.
        #[serde(skip_serializing_if = "Option::is_none")]
        old: Option<Box<RawValue>>,
        /// `None` for a removed value.
        #[serde(skip_serializing_if = "Option::is_none")]
        new: Option<Box<RawValue>>,
    },
    /// A body of text, line by line.
    Text {
        /// The changed lines, with context.
        lines: Vec<DiffLine>,
    },
    /// Bodies that are not text, or too long to compare by lines. Sizes in bytes.
    Bytes {
        old: usize,
        new: usize,
        /// Length of the common prefix.
        same: usize,
    },
}

/// Compares two responses, without the JSON values at `ignored` paths.
pub fn compare(old: &Response, new: &Response, ignored: &[IgnoredPath]) -> Diff {
    let mut diff = Diff::default();
    if old.status != new.status {
        diff.push(Difference::Status {
            old: old.status,
            new: new.status,
        });
    }
    let content_type =
        |response: &Response| response.headers.text("Content-Type").map(str::to_owned);
    let (old_type, new_type) = (content_type(old), content_type(new));
    if old_type.as_deref().map(normalized_content_type)
        != new_type.as_deref().map(normalized_content_type)
    {
        diff.push(Difference::ContentType {
            old: old_type,
            new: new_type,
        });
    }
    if old.body != new.body {
        diff.push_body_differences(&old.body, &new.body, ignored);
    }
    diff
}

/// Compares two bodies.
pub fn compare_bodies(old: &[u8], new: &[u8], ignored: &[IgnoredPath]) -> Diff {
    let mut diff = Diff::default();
    if old != new {
        diff.push_body_differences(old, new, ignored);
    }
    diff
}

impl Diff {
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
    }

    fn push(&mut self, difference: Difference) {
        if self.differences.len() < MAX_DIFFERENCES {
            self.differences.push(difference);
        } else {
            self.more += 1;
        }
    }

    fn push_body_differences(&mut self, old: &[u8], new: &[u8], ignored: &[IgnoredPath]) {
        let documents = (JsonDocument::parse_text(old), JsonDocument::parse_text(new));
        if let (Some(old), Some(new)) = &documents {
            let report = &mut |difference| self.push(difference);
            return json::compare(old.root(), new.root(), ignored, report);
        }
        let texts = (std::str::from_utf8(old), std::str::from_utf8(new));
        let lines = match texts {
            (Ok(old), Ok(new)) => text::compare(old, new, MAX_DIFFERENCES),
            _ => None,
        };
        if let Some((lines, more)) = lines {
            self.push(Difference::Text { lines });
            self.more += more;
            return;
        }
        let same_bytes = old.iter().zip(new).take_while(|(old, new)| old == new);
        self.push(Difference::Bytes {
            old: old.len(),
            new: new.len(),
            same: same_bytes.count(),
        });
    }
}

/// Removes white space and case: `application/json; charset=UTF-8` equals `application/json;charset=utf-8`.
fn normalized_content_type(kind: &str) -> String {
    let kind = kind.chars().filter(|ch| !ch.is_whitespace());
    kind.collect::<String>().to_ascii_lowercase()
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
