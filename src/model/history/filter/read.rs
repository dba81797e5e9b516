//! From the text of a filter to its terms. What cannot be read is said with its column, and with what could stand there.
use super::key::Key;
use super::misread::Misread;
use super::value::{self, test};
use super::{Term, Test};
use crate::model::text::nearest::nearest;
use crate::model::time::TimeParser;

/// More than anybody writes, and few enough for a statement of SQL.
const MOST_TESTS: usize = 64;
/// Letters; SQLite takes patterns of some more.
const LONGEST: usize = 4096;

/// The terms of a filter.
pub(super) fn filter(text: &str, clock: &TimeParser) -> Result<Vec<Term>, Misread> {
    let mut reader = Reader::new(text, clock)?;
    let mut terms = Vec::new();
    let mut tests = 0;
    loop {
        reader.skip_space();
        let start = reader.at;
        if reader.peek().is_none() {
            return Ok(terms);
        }
        let term = reader.term()?;
        tests += term.tests.len();
        if tests > MOST_TESTS {
            let message = format!("a filter asks at most {MOST_TESTS} things");
            return Err(Misread::new(message).at(start));
        }
        terms.push(term);
    }
}

/// The term `name:text`, where the text stands for itself: a comma is or, and quotes may stand, but spaces end nothing.
pub(super) fn values(name: &str, text: &str, clock: &TimeParser) -> Result<Term, Misread> {
    let key = Key::find(name).ok_or_else(|| unknown_key(name))?;
    let mut reader = Reader::new(text, clock)?;
    reader.spaces_end = false;
    let tests = reader.tests(Some(key))?;
    match tests.len() {
        0..=MOST_TESTS => Ok(Term {
            is_negated: false,
            tests,
        }),
        _ => Err(Misread::new(format!("at most {MOST_TESTS} may stand here"))),
    }
}

struct Reader<'a> {
    letters: Vec<char>,
    at: usize,
    spaces_end: bool,
    clock: &'a TimeParser,
}

impl<'a> Reader<'a> {
    fn new(text: &str, clock: &'a TimeParser) -> Result<Self, Misread> {
        let letters: Vec<char> = text.chars().collect();
        if letters.len() > LONGEST {
            let message = format!("it is longer than {LONGEST} letters");
            return Err(Misread::new(message).at(LONGEST));
        }
        if let Some(place) = letters.iter().position(|ch| *ch == '\0') {
            return Err(Misread::new("no text holds a NUL").at(place));
        }
        Ok(Self {
            letters,
            at: 0,
            spaces_end: true,
            clock,
        })
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    /// Whether a term or value is over here.
    fn is_end(&self) -> bool {
        self.peek()
            .is_none_or(|ch| self.spaces_end && ch.is_whitespace())
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    fn term(&mut self) -> Result<Term, Misread> {
        let is_negated = self.peek() == Some('-');
        self.at += usize::from(is_negated);
        if self.is_end() {
            return Err(Misread::new("`-` stands alone")
                .at(self.at - 1)
                .hint("It belongs to the term that is not to hold: `-type:talk.*`."));
        }
        let key = self.key()?;
        Ok(Term {
            is_negated,
            tests: self.tests(key)?,
        })
    }

    /// The word before a colon, and past the colon; none where a bare word stands.
    fn key(&mut self) -> Result<Option<Key>, Misread> {
        let rest = &self.letters[self.at..];
        let length = rest
            .iter()
            .take_while(|it| it.is_ascii_alphabetic())
            .count();
        if length == 0 || rest.get(length) != Some(&':') {
            return Ok(None);
        }
        let name: String = rest[..length].iter().collect();
        let key = Key::find(&name).ok_or_else(|| unknown_key(&name).at(self.at))?;
        self.at += length + 1;
        Ok(Some(key))
    }

    fn tests(&mut self, key: Option<Key>) -> Result<Vec<Test>, Misread> {
        let mut tests = Vec::new();
        loop {
            let start = self.at;
            let (text, is_quoted) = self.value()?;
            if text.is_empty() {
                return Err(value::missing(key).at(start));
            }
            let read = match key {
                Some(key) => test(key, &text, self.clock).map_err(|misread| misread.at(start))?,
                None if !is_quoted && text.eq_ignore_ascii_case("failed") => Test::Failed,
                None => Test::Text(text),
            };
            tests.push(read);
            if self.peek() != Some(',') {
                return Ok(tests);
            }
            self.at += 1;
        }
    }

    /// The text up to a space or a comma, or between quotes; and whether there were quotes.
    fn value(&mut self) -> Result<(String, bool), Misread> {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => Ok((self.quoted(quote)?, true)),
            _ => {
                let start = self.at;
                while !self.is_end() && self.peek() != Some(',') {
                    self.at += 1;
                }
                Ok((self.letters[start..self.at].iter().collect(), false))
            }
        }
    }

    /// A backslash keeps the quote or backslash after it.
    fn quoted(&mut self, quote: char) -> Result<String, Misread> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let Some(ch) = self.peek() else {
                return Err(Misread::new("this quote is never closed").at(start));
            };
            self.at += 1;
            match (ch, self.peek()) {
                ('\\', Some(next)) if next == quote || next == '\\' => {
                    text.push(next);
                    self.at += 1;
                }
                _ if ch == quote => break,
                _ => text.push(ch),
            }
        }
        if !self.is_end() && self.peek() != Some(',') {
            return Err(Misread::new("a space or a comma must follow the quote").at(self.at));
        }
        Ok(text)
    }
}

fn unknown_key(name: &str) -> Misread {
    let names = Key::ALL.map(Key::name);
    let misread = Misread::new(format!("no term is called `{name}:`"));
    let misread = match nearest(name, names) {
        Some(near) => misread.hint(format!("Perhaps `{near}:` is meant.")),
        None => misread.hint(format!("If it is a text to look for: `\"{name}:...\"`.")),
    };
    misread.hint(format!("Terms are `{}:`.", names.join(":`, `")))
}
