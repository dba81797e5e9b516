//! A JSON text as a tree that forgets what parsers forget.
use crate::model::json::span::Json;
use std::collections::HashMap;

/// A parsed JSON text: white space and escapes are gone, of a repeated key the last value stays in the first place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tree {
    /// `null`, `true`, `false`.
    Word(String),
    /// A number's digits as they stood.
    Number(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    /// The tree, if the bytes are one JSON text that every language can read, not nested too deeply.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let rest = Json::shallow(body)?.text();
        Reader { rest }.value()
    }
}

/// Reads a text that serde_json has found to be JSON, each byte once: a stranger may have nested it as deep as it goes.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Tree> {
        Some(match self.peek()? {
            b'{' => {
                let (mut places, mut object) = (HashMap::new(), Vec::new());
                self.items(b'}', |reader| {
                    let key = reader.string()?;
                    reader.skip_mark();
                    let value = reader.value()?;
                    match places.get(&key) {
                        Some(&place) => object[place] = (key, value),
                        None => {
                            places.insert(key.clone(), object.len());
                            object.push((key, value));
                        }
                    }
                    Some(())
                })?;
                Tree::Object(object)
            }
            b'[' => {
                let mut list = Vec::new();
                self.items(b']', |reader| {
                    list.push(reader.value()?);
                    Some(())
                })?;
                Tree::List(list)
            }
            b'"' => Tree::Text(self.string()?),
            b'-' | b'0'..=b'9' => Tree::Number(self.word()),
            _ => Tree::Word(self.word()),
        })
    }

    /// What stands between brackets, up to and with the closing one.
    fn items(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.skip_mark();
        while self.peek()? != close {
            item(self)?;
            if self.peek()? == b',' {
                self.skip_mark();
            }
        }
        self.skip_mark();
        Some(())
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.bytes().next()
    }

    /// Passes over a bracket, a comma or a colon.
    fn skip_mark(&mut self) {
        self.peek();
        self.rest = &self.rest[1..];
    }

    /// The text that begins here; none where an escape stands for no letter.
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

    /// A number, or a word without quotes.
    fn word(&mut self) -> String {
        let is_end = |byte: u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
        let end = self.rest.bytes().position(is_end);
        self.take(end.unwrap_or(self.rest.len())).to_owned()
    }

    fn take(&mut self, length: usize) -> &str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json::span::DEPTH;
    use std::time::{Duration, Instant};

    #[test]
    fn nesting_costs_linear_time() {
        let text = format!("[\"{}\"]", "x".repeat(500_000));
        let nested = "[".repeat(120) + &text + &"]".repeat(120);
        let time = |text: &str| {
            let begun = Instant::now();
            assert!(Tree::parse(text.as_bytes()).is_some());
            begun.elapsed()
        };
        assert!(time(&nested) < time(&text) * 10 + Duration::from_millis(100));
    }

    #[test]
    fn too_deep_json_is_left_unparsed() {
        let deep = |count: usize| "[".repeat(count) + &"]".repeat(count);
        assert!(Tree::parse(deep(DEPTH).as_bytes()).is_some());
        assert!(Tree::parse(deep(DEPTH + 1).as_bytes()).is_none());
    }
}
