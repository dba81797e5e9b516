//! Parses the values of filter keys.
use super::bounds::{Bounds, parse_integer, parse_millis};
use super::error::FilterError;
use super::key::FilterKey;
use super::{FilterTest, Glob, ResponseTest};
use crate::model::history::exchange::{Direction, ExchangeKind, FailureCause};
use crate::model::protocol::Protocol;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::text::nearest::nearest;
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
            .ok_or_else(|| invalid_value(text, "is no time").hint(TIME_HINT))
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
                invalid_value(text, "is no number of an attempt")
                    .hint("For example `attempt:1` or `attempt:>1`.")
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

/// Hint for an invalid time.
const TIME_HINT: &str = "So long ago: `30s`, `10m`, `2h`, `3d`, `1w`; or then: `10:00`, `today`, `yesterday`, `2026-11-21`, \
                     `2026-11-21T10:00`, `2026-11-21T01:00:00Z`.";

/// Creates the error for an empty value.
pub(super) fn missing_value(key: Option<FilterKey>) -> FilterError {
    match key {
        Some(key) => FilterError::new(format!("`{}:` says nothing here", key.name()))
            .hint("A value follows the colon, and each comma."),
        None => {
            FilterError::new("a text is missing here").hint("A comma stands between two texts.")
        }
    }
}

fn invalid_value(text: &str, problem: &str) -> FilterError {
    FilterError::new(format!("`{text}` {problem}"))
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
    let error = invalid_value(text, &format!("is nothing that `{key}:` knows"));
    let error = match nearest(text, names.iter().copied()) {
        Some(near) => error.hint(format!("Perhaps `{key}:{near}` is meant.")),
        None => error,
    };
    Err(error.hint(format!("It knows `{}`.", names.join("`, `"))))
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
    let error = invalid_value(text, "is no status");
    let error = match nearest(text, causes) {
        Some(near) => error.hint(format!("Perhaps `status:{near}` is meant.")),
        None => error,
    };
    Err(error.hint(format!(
        "For example `500`, `5xx`, `>=400`, `400-499`, `none`, or why none came: `{}`.",
        causes.join("`, `")
    )))
}

fn parse_total_ms(text: &str) -> Result<Bounds<f64>, FilterError> {
    match Bounds::parse(text, parse_millis) {
        Some(Bounds::Equal(_)) => {
            Err(
                invalid_value(text, "alone is too exact for a time that was measured").hint(
                    format!("More than that is `ms:>{text}`, less is `ms:<{text}`."),
                ),
            )
        }
        Some(bounds) => Ok(bounds),
        None => Err(invalid_value(text, "is no length of time")
            .hint("For example `ms:>1000`, `ms:<50`, `ms:100-200`, `ms:>1.5s`.")),
    }
}
