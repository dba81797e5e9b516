//! What stands after the colon: which values each key takes, and what is said of others.
use super::bounds::{Bounds, parse_millis, parse_integer};
use super::key::FilterKey;
use super::error::FilterError;
use super::{ResponseTest, Glob, FilterTest};
use crate::model::history::exchange::{FailureCause, Direction, ExchangeKind};
use crate::model::protocol::Protocol;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::text::nearest::nearest;
use crate::model::time::TimeParser;

/// The test of this key and value.
pub(super) fn parse_test(key: FilterKey, text: &str, clock: &TimeParser) -> Result<FilterTest, FilterError> {
    let glob = || Glob::new(text);
    let given = || text.to_owned();
    let time = || {
        clock
            .parse(text)
            .ok_or_else(|| invalid_value(text, "is no time").hint(TIME_HINT))
    };
    Ok(match key {
        FilterKey::Type => FilterTest::Type(glob()),
        FilterKey::Bot => FilterTest::Bot(glob()),
        FilterKey::Event => FilterTest::Event(glob()),
        FilterKey::Id => FilterTest::Id(given()),
        FilterKey::Url => FilterTest::Url(given()),
        FilterKey::Body => FilterTest::Body(given()),
        FilterKey::Status => FilterTest::Response(parse_response_test(text)?),
        FilterKey::Ms => FilterTest::TotalMs(parse_total_ms(text)?),
        FilterKey::Attempt => FilterTest::Attempt(Bounds::parse(text, parse_integer).ok_or_else(|| {
            invalid_value(text, "is no number of an attempt")
                .hint("For example `attempt:1` or `attempt:>1`.")
        })?),
        FilterKey::Sig => FilterTest::Signature(parse_word(key, text, &SignatureVerdict::ALL, SignatureVerdict::name)?),
        FilterKey::Dir => FilterTest::Direction(parse_word(key, text, &Direction::ALL, Direction::name)?),
        FilterKey::Kind => FilterTest::Kind(parse_word(key, text, &ExchangeKind::ALL, ExchangeKind::name)?),
        FilterKey::Protocol => FilterTest::Protocol(parse_word(key, text, &Protocol::ALL, Protocol::name)?),
        FilterKey::Since => FilterTest::Since(time()?),
        FilterKey::Until => FilterTest::Until(time()?),
        FilterKey::Starred => FilterTest::Starred(parse_word(key, text, &[true, false], |it| {
            if it { "yes" } else { "no" }
        })?),
        FilterKey::Is => parse_word(key, text, &[FilterTest::Failed], |_| "failed")?,
    })
}

/// How times are written.
const TIME_HINT: &str = "So long ago: `30s`, `10m`, `2h`, `3d`, `1w`; or then: `10:00`, `today`, `yesterday`, `2026-11-21`, \
                     `2026-11-21T10:00`, `2026-11-21T01:00:00Z`.";

/// Nothing stands where a value should.
pub(super) fn missing_value(key: Option<FilterKey>) -> FilterError {
    match key {
        Some(key) => FilterError::new(format!("`{}:` says nothing here", key.name()))
            .hint("A value follows the colon, and each comma."),
        None => FilterError::new("a text is missing here").hint("A comma stands between two texts."),
    }
}

fn invalid_value(text: &str, what: &str) -> FilterError {
    FilterError::new(format!("`{text}` {what}"))
}

/// One of a few words.
fn parse_word<T: Clone>(
    key: FilterKey,
    text: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, FilterError> {
    let names: Vec<_> = all.iter().cloned().map(&name).collect();
    let found = names.iter().position(|it| it.eq_ignore_ascii_case(text));
    if let Some(place) = found {
        return Ok(all[place].clone());
    }
    let key = key.name();
    let misread = invalid_value(text, &format!("is nothing that `{key}:` knows"));
    let misread = match nearest(text, names.iter().copied()) {
        Some(near) => misread.hint(format!("Perhaps `{key}:{near}` is meant.")),
        None => misread,
    };
    Err(misread.hint(format!("It knows `{}`.", names.join("`, `"))))
}

fn parse_response_test(text: &str) -> Result<ResponseTest, FilterError> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(ResponseTest::None);
    }
    let causes = FailureCause::ALL.map(FailureCause::name);
    if let Some(place) = causes.iter().position(|it| it.eq_ignore_ascii_case(text)) {
        return Ok(ResponseTest::Cause(FailureCause::ALL[place]));
    }
    if let [class @ b'1'..=b'9', b'x' | b'X', b'x' | b'X'] = text.as_bytes() {
        let first = u16::from(class - b'0') * 100;
        return Ok(ResponseTest::Status(Bounds::Between(first, first + 99)));
    }
    let status = |text: &str| parse_integer(text).filter(|status| (100..=999).contains(status));
    if let Some(bounds) = Bounds::parse(text, status) {
        return Ok(ResponseTest::Status(bounds));
    }
    let misread = invalid_value(text, "is no status");
    let misread = match nearest(text, causes) {
        Some(near) => misread.hint(format!("Perhaps `status:{near}` is meant.")),
        None => misread,
    };
    Err(misread.hint(format!(
        "For example `500`, `5xx`, `>=400`, `400-499`, `none`, or why none came: `{}`.",
        causes.join("`, `")
    )))
}

fn parse_total_ms(text: &str) -> Result<Bounds<f64>, FilterError> {
    match Bounds::parse(text, parse_millis) {
        Some(Bounds::Equal(_)) => Err(
            invalid_value(text, "alone is too exact for a time that was measured").hint(format!(
                "More than that is `ms:>{text}`, less is `ms:<{text}`."
            )),
        ),
        Some(bounds) => Ok(bounds),
        None => Err(invalid_value(text, "is no length of time")
            .hint("For example `ms:>1000`, `ms:<50`, `ms:100-200`, `ms:>1.5s`.")),
    }
}
