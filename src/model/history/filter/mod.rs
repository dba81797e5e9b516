//! The filter language, which selects exchanges in the terminal and on the page.
//!
//! `type:talk.* status:>=400 -bot:bot_1` has three terms, and all must match. A [`Filter`] has two evaluators:
//! [`Filter::matches`] and the SQL of the history. A property test keeps them equal.
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

use super::exchange::{Direction, ExchangeKind, FailureCause};
use crate::error::Result;
use crate::model::protocol::Protocol;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::time::{TimeParser, Timestamp};

/// Selects the exchanges that all terms match. Without terms it selects all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    terms: Vec<Term>,
}

/// Matches if any of its tests passes, or with `-` if none does. An absent field passes no test.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Whether the term begins with `-`.
    pub is_negated: bool,
    /// The comma-separated tests, at least one.
    pub tests: Vec<FilterTest>,
}

/// A test on one exchange.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterTest {
    /// `type:` event type.
    Type(Glob),
    /// `bot:` bot id.
    Bot(Glob),
    /// `event:` event id.
    Event(Glob),
    /// `id:` beginning or end of the exchange id.
    Id(String),
    /// `url:` substring of the URL.
    Url(String),
    /// `body:` substring of the request body or response body.
    Body(String),
    /// A bare word: substring of any of the fields above.
    Text(String),
    /// `status:` response or failure.
    Response(ResponseTest),
    /// `ms:` total time in milliseconds.
    TotalMs(Bounds<f64>),
    /// `attempt:` number of the delivery attempt.
    Attempt(Bounds<u32>),
    /// `sig:` verdict of the signature check.
    Signature(SignatureVerdict),
    /// `dir:` sent or received.
    Direction(Direction),
    /// `kind:` event or API call.
    Kind(ExchangeKind),
    /// `protocol:` protocol of the request.
    Protocol(Protocol),
    /// `since:` started at this time or later.
    Since(Timestamp),
    /// `until:` started before this time.
    Until(Timestamp),
    /// `is:failed`, or just `failed`: no 2xx response, or one that the platform refuses.
    Failed,
    /// `starred:` starred by the user.
    Starred(bool),
}

/// A test on the response or its absence.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseTest {
    Status(Bounds<u16>),
    /// A failure with this cause.
    Cause(FailureCause),
    /// No response.
    None,
}

impl Filter {
    /// Parses a filter. `time_parser` resolves relative times such as `2h` and `10:00`.
    ///
    /// # Errors
    /// Fails for a syntax error, an unknown key, an invalid value, or too long a filter.
    pub fn parse(text: &str, time_parser: &TimeParser) -> Result<Self, FilterError> {
        parse::parse_terms(text, time_parser).map(|terms| Self { terms })
    }

    /// Parses the text after `key:`, for flags with the same meaning.
    ///
    /// # Errors
    /// Fails for an unknown key or an invalid value.
    pub fn parse_value(
        key: &str,
        text: &str,
        time_parser: &TimeParser,
    ) -> Result<Self, FilterError> {
        parse::parse_value(key, text, time_parser).map(|term| Self { terms: vec![term] })
    }

    /// Selects the exchanges that pass all tests.
    pub fn from_tests(tests: impl IntoIterator<Item = FilterTest>) -> Self {
        let term = |test| Term {
            is_negated: false,
            tests: vec![test],
        };
        Self {
            terms: tests.into_iter().map(term).collect(),
        }
    }

    /// Selects the events for bots, without the requests that a receiver refused as none of a platform.
    pub fn events() -> Self {
        let platforms = Protocol::ALL.into_iter().filter(|it| *it != Protocol::Http);
        let mut tests: Vec<_> = platforms.map(FilterTest::Protocol).collect();
        tests.push(FilterTest::Direction(Direction::Sent));
        let success = ResponseTest::Status(Bounds::Between(200, 299));
        tests.push(FilterTest::Response(success));
        let mut filter = Self::from_tests([FilterTest::Kind(ExchangeKind::Event)]);
        filter.terms.push(Term {
            is_negated: false,
            tests,
        });
        filter
    }

    /// Selects the exchanges that both filters match.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.terms.extend(other.terms);
        self
    }

    /// Returns whether the filter selects everything.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns the terms in their original order.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Returns the tests that every selected exchange passes: those of positive terms with a single test.
    pub fn required_tests(&self) -> impl Iterator<Item = &FilterTest> {
        self.terms.iter().filter_map(|term| match &*term.tests {
            [test] if !term.is_negated => Some(test),
            _ => None,
        })
    }
}
