//! Parses a JSON text into a tree that keeps the spelling of numbers.
use crate::model::json::span::JsonText;
use std::collections::HashMap;

/// A parsed JSON text without white space and escapes. A repeated key keeps its first position and its last value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JsonTree {
    /// `null`, `true`, `false`.
    Literal(String),
    /// A number as spelled in the text.
    Number(String),
    Text(String),
    Array(Vec<JsonTree>),
    Object(Vec<(String, JsonTree)>),
}

impl JsonTree {
    /// Parses the bytes. Returns `None` if they are not JSON, nest deeper than `MAX_DEPTH`, or contain an escape that
    /// is not a character.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let rest = JsonText::parse_bounded(body)?.text();
        TreeReader { rest }.value()
    }
}

/// Parses a text that serde_json has validated. Visits each byte once, because untrusted input may be deeply nested.
struct TreeReader<'a> {
    rest: &'a str,
}

impl TreeReader<'_> {
    fn value(&mut self) -> Option<JsonTree> {
        Some(match self.peek()? {
            b'{' => {
                let (mut indexes, mut object) = (HashMap::new(), Vec::new());
                self.items(b'}', |reader| {
                    let key = reader.string()?;
                    reader.skip_punctuation();
                    let value = reader.value()?;
                    match indexes.get(&key) {
                        Some(&index) => object[index] = (key, value),
                        None => {
                            indexes.insert(key.clone(), object.len());
                            object.push((key, value));
                        }
                    }
                    Some(())
                })?;
                JsonTree::Object(object)
            }
            b'[' => {
                let mut list = Vec::new();
                self.items(b']', |reader| {
                    list.push(reader.value()?);
                    Some(())
                })?;
                JsonTree::Array(list)
            }
            b'"' => JsonTree::Text(self.string()?),
            b'-' | b'0'..=b'9' => JsonTree::Number(self.literal()),
            _ => JsonTree::Literal(self.literal()),
        })
    }

    /// Parses the items between brackets, including the closing bracket.
    fn items(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.skip_punctuation();
        while self.peek()? != close {
            item(self)?;
            if self.peek()? == b',' {
                self.skip_punctuation();
            }
        }
        self.skip_punctuation();
        Some(())
    }

    /// Returns the next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.bytes().next()
    }

    /// Skips a bracket, a comma or a colon.
    fn skip_punctuation(&mut self) {
        self.peek();
        self.rest = &self.rest[1..];
    }

    /// Parses the string that begins here. `None` if an escape is not a character.
    fn string(&mut self) -> Option<String> {
        self.peek()?;
        let mut escaped = false;
        let end = self.rest.bytes().skip(1).position(|byte| {
            let is_end = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            is_end
        })?;
        serde_json::from_str(self.take(end + 2)).ok()
    }

    /// Reads a number, `true`, `false` or `null`.
    fn literal(&mut self) -> String {
        let is_end = |byte: u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
        let end = self.rest.bytes().position(is_end);
        self.take(end.unwrap_or(self.rest.len())).to_owned()
    }

    fn take(&mut self, length: usize) -> &str {
        let (head, rest) = self.rest.split_at(length);
        self.rest = rest;
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json::span::MAX_DEPTH;
    use std::time::{Duration, Instant};

    #[test]
    fn nesting_costs_linear_time() {
        let text = format!("[\"{}\"]", "x".repeat(500_000));
        let nested = "[".repeat(120) + &text + &"]".repeat(120);
        let time = |text: &str| {
            let begun = Instant::now();
            assert!(JsonTree::parse(text.as_bytes()).is_some());
            begun.elapsed()
        };
        assert!(time(&nested) < time(&text) * 10 + Duration::from_millis(100));
    }

    #[test]
    fn too_deep_json_is_left_unparsed() {
        let deep = |count: usize| "[".repeat(count) + &"]".repeat(count);
        assert!(JsonTree::parse(deep(MAX_DEPTH).as_bytes()).is_some());
        assert!(JsonTree::parse(deep(MAX_DEPTH + 1).as_bytes()).is_none());
    }
}
