//! Reader of one line of a `.chat` file.
use super::error::{ChatError, Position};

/// Position within a line. The line has no white space at its end.
#[derive(Debug, Clone)]
pub(super) struct StepReader<'a> {
    line: &'a str,
    /// In bytes.
    offset: usize,
    number: usize,
}

impl<'a> StepReader<'a> {
    /// Starts at this offset, in bytes. `number` is that of the line.
    pub(super) fn new(line: &'a str, offset: usize, number: usize) -> Self {
        Self {
            line,
            offset,
            number,
        }
    }

    pub(super) fn position(&self) -> Position {
        Position {
            line: self.number,
            column: self.line[..self.offset].chars().count() + 1,
        }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.line[self.offset..]
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.offset += bytes;
    }

    /// Skips spaces and tabs.
    pub(super) fn skip_spaces(&mut self) {
        let rest = self.rest();
        self.offset += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// Skips a prefix if it is there.
    pub(super) fn take(&mut self, prefix: &str) -> bool {
        let is_there = self.rest().starts_with(prefix);
        if is_there {
            self.offset += prefix.len();
        }
        is_there
    }

    /// Skips a word if it is there: `prefix` that white space or the line's end follows.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let rest = self.rest().strip_prefix(word);
        let is_there = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        if is_there {
            self.offset += word.len();
            self.skip_spaces();
        }
        is_there
    }

    /// Returns what stands before white space, a colon or the line's end.
    pub(super) fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|ch: char| ch.is_whitespace() || ch == ':');
        let word = &rest[..end.unwrap_or(rest.len())];
        self.offset += word.len();
        word
    }

    /// Returns the rest without white space before it, and moves to the end.
    pub(super) fn take_rest(&mut self) -> &'a str {
        self.skip_spaces();
        let rest = self.rest();
        self.offset = self.line.len();
        rest
    }

    /// Returns a name in double quotes, in which `\` escapes the next character; `None` if no quotation mark is next.
    pub(super) fn quoted(&mut self) -> Result<Option<String>, ChatError> {
        let start = self.position();
        if !self.take("\"") {
            return Ok(None);
        }
        let name = self.until('"');
        let name = name.ok_or_else(|| ChatError::new(start, "a quotation mark has no end"))?;
        match name.trim().is_empty() {
            true => Err(ChatError::new(start, "a name is empty")),
            false => Ok(Some(name)),
        }
    }

    /// Returns what stands before `end`, and skips `end`. `\` escapes the next character. `None` if there is no end.
    pub(super) fn until(&mut self, end: char) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((index, ch)) = chars.next() {
            match ch {
                '\\' => text.extend(chars.next().map(|(_, ch)| ch)),
                _ if ch == end => {
                    self.offset += index + end.len_utf8();
                    return Some(text);
                }
                _ => text.push(ch),
            }
        }
        None
    }

    /// Returns a regular expression and moves behind its closing slash; `None` if there is none. The opening slash was
    /// read. `\/` stays as it is.
    pub(super) fn until_slash(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let mut chars = rest.char_indices();
        while let Some((index, ch)) = chars.next() {
            match ch {
                '\\' => drop(chars.next()),
                '/' => {
                    self.offset += index + 1;
                    return Some(&rest[..index]);
                }
                _ => {}
            }
        }
        None
    }

    pub(super) fn error(&self, message: impl Into<String>) -> ChatError {
        ChatError::new(self.position(), message)
    }
}

/// Returns the length of a line's indentation in bytes: spaces and tabs.
pub(super) fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Escapes a name or a label for [`StepReader::until`].
pub(super) fn escape(text: &str, end: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for ch in text.chars() {
        if ch == end || ch == '\\' {
            escaped.push('\\');
        }
        escaped.push(ch);
    }
    escaped
}
