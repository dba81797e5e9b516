//! Parses the values of filter keys.
use super::bounds::{Bounds, parse_integer, parse_millis};
use super::error::FilterError;
use super::key::FilterKey;
use super::{FilterTest, Glob, ResponseTest};
use crate::model::history::exchange::{Direction, ExchangeKind, FailureCause};
use crate::model::protocol::Protocol;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;
use crate::model::time::TimeParser;

/// Parses the value of a key.
pub(super) fn parse_test(
    key: FilterKey,
    text: &str,
    time_parser: &TimeParser,
) -> Result<FilterTest, FilterError> {
    let glob = || Glob::new(text);
    let owned = || text.to_owned();
    let time = || {
        time_parser
            .parse(text)
            .ok_or_else(|| invalid_value(text, "filter.time").hint(time_hint()))
    };
    Ok(match key {
        FilterKey::Type => FilterTest::Type(glob()),
        FilterKey::Bot => FilterTest::Bot(glob()),
        FilterKey::Event => FilterTest::Event(glob()),
        FilterKey::Id => FilterTest::Id(owned()),
        FilterKey::Url => FilterTest::Url(owned()),
        FilterKey::Body => FilterTest::Body(owned()),
        FilterKey::Status => FilterTest::Response(parse_response_test(text)?),
        FilterKey::Ms => FilterTest::TotalMs(parse_total_ms(text)?),
        FilterKey::Attempt => {
            FilterTest::Attempt(Bounds::parse(text, parse_integer).ok_or_else(|| {
                let hint = Phrase::new("filter.hint-one-of").with("one", "attempt:1");
                invalid_value(text, "filter.attempt").hint(hint.with("other", "attempt:>1"))
            })?)
        }
        FilterKey::Sig => FilterTest::Signature(parse_word(
            key,
            text,
            &SignatureVerdict::ALL,
            SignatureVerdict::name,
        )?),
        FilterKey::Dir => {
            FilterTest::Direction(parse_word(key, text, &Direction::ALL, Direction::name)?)
        }
        FilterKey::Kind => FilterTest::Kind(parse_word(
            key,
            text,
            &ExchangeKind::ALL,
            ExchangeKind::name,
        )?),
        FilterKey::Protocol => {
            FilterTest::Protocol(parse_word(key, text, &Protocol::ALL, Protocol::name)?)
        }
        FilterKey::Since => FilterTest::Since(time()?),
        FilterKey::Until => FilterTest::Until(time()?),
        FilterKey::Starred => {
            FilterTest::Starred(parse_word(key, text, &[true, false], |value| {
                if value { "yes" } else { "no" }
            })?)
        }
        FilterKey::Is => parse_word(key, text, &[FilterTest::Failed], |_| "failed")?,
    })
}

/// Returns the hint for an invalid time.
fn time_hint() -> Phrase {
    let then =
        "`10:00`, `today`, `yesterday`, `2026-11-21`, `2026-11-21T10:00`, `2026-11-21T01:00:00Z`";
    let ago = "`30s`, `10m`, `2h`, `3d`, `1w`";
    Phrase::new("filter.hint-time")
        .with("ago", ago)
        .with("then", then)
}

/// Creates the error for an empty value.
pub(super) fn missing_value(key: Option<FilterKey>) -> FilterError {
    match key {
        Some(key) => FilterError::new(Phrase::new("filter.empty-key").with("key", key.name()))
            .hint("filter.hint-value"),
        None => FilterError::new("filter.empty-text").hint("filter.hint-comma"),
    }
}

fn invalid_value(text: &str, problem: impl Into<Phrase>) -> FilterError {
    let message = Phrase::new("text.problem").with("text", text);
    FilterError::new(message.with("what", problem.into()))
}

/// Parses one of a fixed set of words, case-insensitive.
fn parse_word<T: Clone>(
    key: FilterKey,
    text: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, FilterError> {
    let names: Vec<_> = all.iter().cloned().map(&name).collect();
    let index = names
        .iter()
        .position(|value| value.eq_ignore_ascii_case(text));
    if let Some(index) = index {
        return Ok(all[index].clone());
    }
    let key = key.name();
    let error = invalid_value(text, Phrase::new("filter.unknown-value").with("key", key));
    let error = error.hint_near(key, nearest(text, names.iter().copied()));
    Err(error.hint(Phrase::new("filter.hint-values").with("names", names.join("`, `"))))
}

fn parse_response_test(text: &str) -> Result<ResponseTest, FilterError> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(ResponseTest::None);
    }
    let causes = FailureCause::ALL.map(FailureCause::name);
    if let Some(index) = causes
        .iter()
        .position(|value| value.eq_ignore_ascii_case(text))
    {
        return Ok(ResponseTest::Cause(FailureCause::ALL[index]));
    }
    if let [class @ b'1'..=b'9', b'x' | b'X', b'x' | b'X'] = text.as_bytes() {
        let first = u16::from(class - b'0') * 100;
        return Ok(ResponseTest::Status(Bounds::Between(first, first + 99)));
    }
    let status = |text: &str| parse_integer(text).filter(|status| (100..=999).contains(status));
    if let Some(bounds) = Bounds::parse(text, status) {
        return Ok(ResponseTest::Status(bounds));
    }
    let error = invalid_value(text, "filter.status").hint_near("status", nearest(text, causes));
    let examples = "`500`, `5xx`, `>=400`, `400-499`, `none`";
    let hint = Phrase::new("filter.hint-status").with("examples", examples);
    Err(error.hint(hint.with("causes", causes.join("`, `"))))
}

fn parse_total_ms(text: &str) -> Result<Bounds<f64>, FilterError> {
    match Bounds::parse(text, parse_millis) {
        Some(Bounds::Equal(_)) => {
            let hint = Phrase::new("filter.hint-exact").with("more", text);
            Err(invalid_value(text, "filter.exact").hint(hint.with("less", text)))
        }
        Some(bounds) => Ok(bounds),
        None => {
            let examples = "`ms:>1000`, `ms:<50`, `ms:100-200`, `ms:>1.5s`";
            let hint = Phrase::new("filter.hint-example").with("examples", examples);
            Err(invalid_value(text, "filter.duration").hint(hint))
        }
    }
}
