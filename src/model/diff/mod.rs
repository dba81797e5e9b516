//! What is not the same in two answers: status, content type, and body, by its structure where both are JSON.
mod json;
mod text;

pub use json::IgnoredPath;
pub use text::{DiffLine, LineMark};

use super::http::Response;
use crate::model::json::tree::JsonTree;
use serde::Serialize;
use serde_json::value::RawValue;

/// How many differences of one body are kept; a page of another kind differs in thousands.
const MAX_DIFFERENCES: usize = 100;

/// Everything that is not the same; nothing where the answers are equal.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Diff {
    /// One by one, in the order of the answer.
    pub differences: Vec<Difference>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// One thing that is not the same.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "in", rename_all = "snake_case")]
pub enum Difference {
    /// The status.
    Status {
        /// What it was.
        old: u16,
        /// What it is.
        new: u16,
    },
    /// The content type, beyond its spelling.
    ContentType {
        /// What it was.
        old: Option<String>,
        /// What it is.
        new: Option<String>,
    },
    /// A value of a JSON body.
    Json {
        /// Where, as a JSON Pointer; an element of a list by its place in the new answer, or where it went, in the old.
        path: String,
        /// What it was; none where nothing was there.
        #[serde(skip_serializing_if = "Option::is_none")]
        old: Option<Box<RawValue>>,
        /// What it is; none where it is gone.
        #[serde(skip_serializing_if = "Option::is_none")]
        new: Option<Box<RawValue>>,
    },
    /// A body of text, line by line.
    Text {
        /// What changed, with a few lines around it.
        lines: Vec<DiffLine>,
    },
    /// Bodies that are no text, or too long to compare line by line.
    Bytes {
        /// How many bytes it had.
        old: usize,
        /// How many it has.
        new: usize,
        /// How many at the beginning are the same.
        same: usize,
    },
}

/// Compares an answer with the one before; what the patterns lead to does not count.
pub fn compare(old: &Response, new: &Response, ignored: &[IgnoredPath]) -> Diff {
    let mut diff = Diff::default();
    if old.status != new.status {
        diff.push(Difference::Status {
            old: old.status,
            new: new.status,
        });
    }
    let content_type = |response: &Response| response.headers.text("Content-Type").map(str::to_owned);
    let (old_type, new_type) = (content_type(old), content_type(new));
    if old_type.as_deref().map(normalized_content_type) != new_type.as_deref().map(normalized_content_type) {
        diff.push(Difference::ContentType { old: old_type, new: new_type });
    }
    if old.body != new.body {
        diff.push_body_differences(&old.body, &new.body, ignored);
    }
    diff
}

/// Compares two bodies alone.
pub fn compare_bodies(old: &[u8], new: &[u8], ignored: &[IgnoredPath]) -> Diff {
    let mut diff = Diff::default();
    if old != new {
        diff.push_body_differences(old, new, ignored);
    }
    diff
}

impl Diff {
    /// Whether there is no difference.
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
        if let (Some(old), Some(new)) = (JsonTree::parse(old), JsonTree::parse(new)) {
            return json::compare(&old, &new, ignored, &mut |difference| self.push(difference));
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
            same_bytes: same_bytes.count(),
        });
    }
}

/// `application/json; charset=UTF-8` and `application/json;charset=utf-8` are the same.
fn normalized_content_type(kind: &str) -> String {
    let kind = kind.chars().filter(|ch| !ch.is_whitespace());
    kind.collect::<String>().to_ascii_lowercase()
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
