//! The filter language: one string that says which exchanges are meant, the same in the terminal and on the page.
//!
//! `type:talk.* status:>=400 -bot:bot_1` holds three terms, and all of them must hold. A [`Filter`] has two readers:
//! [`Filter::matches`], and the SQL of the history; a property test holds them equal.
mod bounds;
mod display;
mod error;
mod glob;
mod key;
mod matches;
mod parse;
mod value;

pub use bounds::Bounds;
pub use error::FilterError;
pub use glob::Glob;
pub use key::HELP;
pub use matches::body_needles;

use super::exchange::{Direction, ExchangeKind, FailureCause};
use crate::error::Result;
use crate::model::protocol::Protocol;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::time::{TimeParser, Timestamp};

/// Which exchanges are meant: those for which all terms hold. Without a term it is all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    terms: Vec<Term>,
}

/// One term: any of its tests, or with `-` none of them. What an exchange does not have passes no test.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Whether it began with `-`.
    pub is_negated: bool,
    /// What stood between the commas; never empty.
    pub tests: Vec<FilterTest>,
}

/// What can be asked of an exchange.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterTest {
    /// `type:` the event's type.
    Type(Glob),
    /// `bot:` the bot's id.
    Bot(Glob),
    /// `event:` the event's id.
    Event(Glob),
    /// `id:` the exchange's own id, or the beginning or end of it.
    Id(String),
    /// `url:` a part of the URL.
    Url(String),
    /// `body:` a part of the request's or the response's body.
    Body(String),
    /// A bare word: a part of any of these.
    Text(String),
    /// `status:` what was answered.
    Response(ResponseTest),
    /// `ms:` how long it took.
    TotalMs(Bounds<f64>),
    /// `attempt:` which attempt of its delivery it was.
    Attempt(Bounds<u32>),
    /// `sig:` the verdict on the signature.
    Signature(SignatureVerdict),
    /// `dir:` who sent the request.
    Direction(Direction),
    /// `kind:` an event or a call of the API.
    Kind(ExchangeKind),
    /// `protocol:` whose request it is.
    Protocol(Protocol),
    /// `since:` started then or later.
    Since(Timestamp),
    /// `until:` started before.
    Until(Timestamp),
    /// `is:failed` not answered with 2xx.
    Failed,
    /// `starred:` whether a person has marked it.
    Starred(bool),
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseTest {
    /// A status among these.
    Status(Bounds<u16>),
    /// No answer, for this reason.
    Cause(FailureCause),
    /// No answer.
    None,
}

impl Filter {
    /// Reads a filter as people write it; `clock` tells what `2h` and `10:00` mean.
    pub fn parse(text: &str, clock: &TimeParser) -> Result<Self, FilterError> {
        parse::parse_terms(text, clock).map(|terms| Self { terms })
    }

    /// Reads what would stand after `key:`; for flags that say the same.
    pub fn parse_value(key: &str, text: &str, clock: &TimeParser) -> Result<Self, FilterError> {
        parse::parse_value(key, text, clock).map(|term| Self { terms: vec![term] })
    }

    /// Those that pass all of these tests.
    pub fn from_tests(tests: impl IntoIterator<Item = FilterTest>) -> Self {
        let term = |test| Term {
            is_negated: false,
            tests: vec![test],
        };
        Self {
            terms: tests.into_iter().map(term).collect(),
        }
    }

    /// Those that both filters mean.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.terms.extend(other.terms);
        self
    }

    /// Whether everything is meant.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms, in the order in which they were written.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The tests that every exchange must pass: those of the terms that hold nothing else.
    pub fn required_tests(&self) -> impl Iterator<Item = &FilterTest> {
        self.terms.iter().filter_map(|term| match &*term.tests {
            [test] if !term.is_negated => Some(test),
            _ => None,
        })
    }
}
