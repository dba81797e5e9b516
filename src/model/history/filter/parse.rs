//! Parses filters. Errors have a column and hints.
use super::error::FilterError;
use super::key::FilterKey;
use super::value::{self, parse_test};
use super::{FilterTest, Term};
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;
use crate::model::time::TimeParser;

/// Maximum number of tests, low enough for one SQL statement.
const MAX_TESTS: usize = 64;
/// Maximum length in characters, below SQLite's limit for patterns.
const MAX_CHARS: usize = 4096;

/// Parses all terms of a filter.
pub(super) fn parse_terms(text: &str, time_parser: &TimeParser) -> Result<Vec<Term>, FilterError> {
    let mut parser = FilterParser::new(text, time_parser)?;
    let mut terms = Vec::new();
    let mut tests = 0;
    loop {
        parser.skip_space();
        let start = parser.position;
        if parser.peek().is_none() {
            return Ok(terms);
        }
        let term = parser.parse_term()?;
        tests += term.tests.len();
        if tests > MAX_TESTS {
            let message = Phrase::new("filter.too-many-terms").with("n", MAX_TESTS);
            return Err(FilterError::new(message).at_index(start));
        }
        terms.push(term);
    }
}

/// Parses `text` as the value of a term `name:`. Commas and quotes work as usual, but spaces do not end the value.
pub(super) fn parse_value(
    name: &str,
    text: &str,
    time_parser: &TimeParser,
) -> Result<Term, FilterError> {
    let key = FilterKey::from_name(&name.to_ascii_lowercase()).ok_or_else(|| unknown_key(name))?;
    let mut parser = FilterParser::new(text, time_parser)?;
    parser.space_ends_value = false;
    let tests = parser.parse_tests(Some(key))?;
    match tests.len() {
        0..=MAX_TESTS => Ok(Term {
            is_negated: false,
            tests,
        }),
        _ => {
            let message = Phrase::new("filter.too-many-values").with("n", MAX_TESTS);
            Err(FilterError::new(message))
        }
    }
}

struct FilterParser<'a> {
    chars: Vec<char>,
    position: usize,
    space_ends_value: bool,
    time_parser: &'a TimeParser,
}

impl<'a> FilterParser<'a> {
    fn new(text: &str, time_parser: &'a TimeParser) -> Result<Self, FilterError> {
        let chars: Vec<char> = text.chars().collect();
        if chars.len() > MAX_CHARS {
            let message = Phrase::new("filter.too-long").with("n", MAX_CHARS);
            return Err(FilterError::new(message).at_index(MAX_CHARS));
        }
        if let Some(index) = chars.iter().position(|ch| *ch == '\0') {
            return Err(FilterError::new("filter.nul").at_index(index));
        }
        Ok(Self {
            chars,
            position: 0,
            space_ends_value: true,
            time_parser,
        })
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.position).copied()
    }

    /// Returns whether the current term or value ends here.
    fn is_end(&self) -> bool {
        self.peek()
            .is_none_or(|ch| self.space_ends_value && ch.is_whitespace())
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.position += 1;
        }
    }

    fn parse_term(&mut self) -> Result<Term, FilterError> {
        let is_negated = self.peek() == Some('-');
        self.position += usize::from(is_negated);
        if self.is_end() {
            return Err(FilterError::new("filter.lone-minus")
                .at_index(self.position - 1)
                .hint("filter.hint-minus"));
        }
        let key = self.parse_key()?;
        Ok(Term {
            is_negated,
            tests: self.parse_tests(key)?,
        })
    }

    /// Parses a key and its colon. `None` for a bare word.
    fn parse_key(&mut self) -> Result<Option<FilterKey>, FilterError> {
        let rest = &self.chars[self.position..];
        let length = rest
            .iter()
            .take_while(|ch| ch.is_ascii_alphabetic())
            .count();
        if length == 0 || rest.get(length) != Some(&':') {
            return Ok(None);
        }
        let name: String = rest[..length].iter().collect();
        let key = FilterKey::from_name(&name.to_ascii_lowercase())
            .ok_or_else(|| unknown_key(&name).at_index(self.position))?;
        self.position += length + 1;
        Ok(Some(key))
    }

    fn parse_tests(&mut self, key: Option<FilterKey>) -> Result<Vec<FilterTest>, FilterError> {
        let mut tests = Vec::new();
        loop {
            let start = self.position;
            let (text, is_quoted) = self.parse_value()?;
            if text.is_empty() {
                return Err(value::missing_value(key).at_index(start));
            }
            let test = match key {
                Some(key) => parse_test(key, &text, self.time_parser)
                    .map_err(|error| error.at_index(start))?,
                None if !is_quoted && text.eq_ignore_ascii_case("failed") => FilterTest::Failed,
                None => FilterTest::Text(text),
            };
            tests.push(test);
            if self.peek() != Some(',') {
                return Ok(tests);
            }
            self.position += 1;
        }
    }

    /// Parses the text up to a space or a comma, or between quotes. Also returns whether it was quoted.
    fn parse_value(&mut self) -> Result<(String, bool), FilterError> {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => Ok((self.parse_quoted(quote)?, true)),
            _ => {
                let start = self.position;
                while !self.is_end() && self.peek() != Some(',') {
                    self.position += 1;
                }
                Ok((self.chars[start..self.position].iter().collect(), false))
            }
        }
    }

    /// Parses a quoted text. A backslash escapes the quote or a backslash.
    fn parse_quoted(&mut self, quote: char) -> Result<String, FilterError> {
        let start = self.position;
        let mut text = String::new();
        self.position += 1;
        loop {
            let Some(ch) = self.peek() else {
                return Err(FilterError::new("filter.open-quote").at_index(start));
            };
            self.position += 1;
            match (ch, self.peek()) {
                ('\\', Some(next)) if next == quote || next == '\\' => {
                    text.push(next);
                    self.position += 1;
                }
                _ if ch == quote => break,
                _ => text.push(ch),
            }
        }
        if !self.is_end() && self.peek() != Some(',') {
            return Err(FilterError::new("filter.after-quote").at_index(self.position));
        }
        Ok(text)
    }
}

fn unknown_key(name: &str) -> FilterError {
    let names = FilterKey::ALL.map(FilterKey::name);
    let error = FilterError::new(Phrase::new("filter.unknown-key").with("name", name));
    let error = error.hint(match nearest(name, names) {
        Some(near) => Phrase::new("filter.hint-key").with("near", near),
        None => Phrase::new("filter.hint-text").with("name", name),
    });
    error.hint(Phrase::new("filter.hint-keys").with("names", names.join(":`, `")))
}
