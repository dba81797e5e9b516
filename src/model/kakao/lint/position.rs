//! Converts byte offsets to lines and columns, and locates errors of JSON.
use super::BYTE_ORDER_MARK;
use crate::model::text::phrase::Phrase;
use std::ops::Range;

/// Converts ascending byte offsets to lines and columns in one pass over the answer.
pub(super) struct LineCounter<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: usize,
    column: usize,
}

impl<'a> LineCounter<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let has_bom = bytes.starts_with(BYTE_ORDER_MARK);
        Self {
            bytes,
            offset: if has_bom { 3 } else { 0 },
            line: 1,
            column: 1,
        }
    }

    /// Returns line and column of an offset, both from 1, the column in characters. Offsets must ascend.
    pub(super) fn position(&mut self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.bytes.len());
        for byte in self.bytes.get(self.offset..offset).unwrap_or_default() {
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // The first byte of a character; continuation bytes are 10xxxxxx.
                byte if byte & 0xc0 != 0x80 => self.column += 1,
                _ => {}
            }
        }
        self.offset = self.offset.max(offset);
        (self.line, self.column)
    }
}

/// Returns the byte offset and the reason of a JSON error.
pub(super) fn json_error(bytes: &[u8]) -> (usize, Phrase) {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return (0, Phrase::new("lint.empty"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => return (error.valid_up_to(), Phrase::new("lint.not-utf8")),
    };
    let bom_length = bytes.len() - text.len();
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => (0, Phrase::new("lint.too-deep")),
        Err(error) => (
            bom_length + byte_offset(text, error.line(), error.column()),
            error_reason(&error),
        ),
    }
}

/// Converts serde_json's line and column (from 1, in bytes) to a byte offset.
fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let lines: Range<usize> = 1..line;
    let start: usize = lines
        .zip(text.split_inclusive('\n'))
        .map(|(_, line)| line.len())
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// Returns serde_json's message without the position.
fn error_reason(error: &serde_json::Error) -> Phrase {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map(|(reason, _)| reason);
    Phrase::library(reason.unwrap_or(&text))
}
