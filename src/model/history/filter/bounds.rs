//! Number comparisons of filters: `500`, `>1000`, `>=400`, `<100`, `<=3`, `400-499`.
use crate::model::text::units::split_number;
use std::fmt;
use std::str::FromStr;

/// A set of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds<N> {
    Equal(N),
    GreaterThan(N),
    AtLeast(N),
    LessThan(N),
    AtMost(N),
    /// Both ends are inclusive.
    Between(N, N),
}

impl<N: PartialOrd> Bounds<N> {
    pub fn contains(&self, number: &N) -> bool {
        match self {
            Self::Equal(value) => number == value,
            Self::GreaterThan(bound) => number > bound,
            Self::AtLeast(bound) => number >= bound,
            Self::LessThan(bound) => number < bound,
            Self::AtMost(bound) => number <= bound,
            Self::Between(low, high) => (low..=high).contains(&number),
        }
    }

    /// Parses bounds; `number` parses one number. `None` for malformed bounds and if the range is descending.
    pub(super) fn parse(text: &str, number: impl Fn(&str) -> Option<N>) -> Option<Self> {
        if let Some(rest) = text.strip_prefix(">=") {
            return number(rest).map(Self::AtLeast);
        }
        if let Some(rest) = text.strip_prefix("<=") {
            return number(rest).map(Self::AtMost);
        }
        if let Some(rest) = text.strip_prefix('>') {
            return number(rest).map(Self::GreaterThan);
        }
        if let Some(rest) = text.strip_prefix('<') {
            return number(rest).map(Self::LessThan);
        }
        match text.split_once('-') {
            Some((low, high)) => {
                let (low, high) = (number(low)?, number(high)?);
                (low <= high).then_some(Self::Between(low, high))
            }
            None => number(text).map(Self::Equal),
        }
    }
}

impl<N: fmt::Display> fmt::Display for Bounds<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Equal(value) => write!(f, "{value}"),
            Self::GreaterThan(bound) => write!(f, ">{bound}"),
            Self::AtLeast(bound) => write!(f, ">={bound}"),
            Self::LessThan(bound) => write!(f, "<{bound}"),
            Self::AtMost(bound) => write!(f, "<={bound}"),
            Self::Between(low, high) => write!(f, "{low}-{high}"),
        }
    }
}

/// Parses an integer of digits only.
pub(super) fn parse_integer<N: FromStr>(text: &str) -> Option<N> {
    let is_plain = text.bytes().all(|digit| digit.is_ascii_digit());
    text.parse().ok().filter(|_| is_plain)
}

/// Parses a duration to milliseconds: `1000`, `0.5`, `1000ms`, `1.5s`.
pub(super) fn parse_millis(text: &str) -> Option<f64> {
    let (number, unit) = split_number(text);
    let scale = match unit {
        "" | "ms" => 1.0,
        "s" => 1000.0,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    Some(number * scale).filter(|number| number.is_finite())
}
