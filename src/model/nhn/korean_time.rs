//! Korean time: send times, the night hours without advertising, and the end of the compatibility mode.
use crate::model::time::{TimeParser, Timestamp};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{self, TimeZone};
use std::fmt;

/// A calendar date in Korea.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KoreanDate(Date);

impl KoreanDate {
    /// The last day of the compatibility mode, as planned by NHN Cloud: 2026-12-31
    /// (`ko/friendtalk-compatible-api-guide.md`).
    pub const COMPATIBILITY_ENDS: Self = Self(jiff::civil::date(2026, 12, 31));
    /// From this day, NHN Cloud refuses Friend Talk calls without the header of the compatibility mode.
    pub const COMPATIBILITY_HEADER_REQUIRED: Self = Self(jiff::civil::date(2025, 12, 30));

    /// Parses a date such as `2026-12-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let has_format = text.len() == 10 && text.as_bytes()[4] == b'-';
        text.parse().ok().filter(|_| has_format).map(Self)
    }

    /// Returns the date of a time in Korea.
    pub fn from_timestamp(timestamp: Timestamp) -> Self {
        Self(to_korean(timestamp).date())
    }
}

impl fmt::Display for KoreanDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Returns Korea's time zone, UTC+9 without daylight saving time.
pub fn korea() -> TimeZone {
    TimeZone::fixed(tz::offset(9))
}

fn to_korean(timestamp: Timestamp) -> DateTime {
    let timestamp = jiff::Timestamp::from_millisecond(timestamp.0).unwrap_or_default();
    korea().to_datetime(timestamp)
}

/// Formats a time for NHN Cloud, for example `2026-11-22 09:00`.
pub fn formatted(timestamp: Timestamp) -> String {
    to_korean(timestamp).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Formats a time as `20261122090000`, the start of the local platform's request ids.
pub fn compact_digits(timestamp: Timestamp) -> String {
    to_korean(timestamp).strftime("%Y%m%d%H%M%S").to_string()
}

/// Parses a time in NHN Cloud's format; `None` for any other text.
pub fn parse(text: &str) -> Option<Timestamp> {
    let has_format = text.len() == 16
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            10 => byte == b' ',
            13 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let korean: DateTime = text.parse().ok().filter(|_| has_format)?;
    let timestamp = korea().to_timestamp(korean).ok()?;
    Some(Timestamp(timestamp.as_millisecond()))
}

/// Parses user input: `2026-11-22 09:00`, `09:00` (today) or RFC 3339. Without an offset it is Korean time.
pub fn parse_user_time(text: &str, now: Timestamp) -> Option<Timestamp> {
    let parser = TimeParser { now, zone: korea() };
    let has_time = text.contains(':');
    parser.parse(text).filter(|_| has_time)
}

/// Returns whether no advertising is delivered at this time: from 20:50 to before 08:00 in Korea.
pub fn is_night(timestamp: Timestamp) -> bool {
    let time = to_korean(timestamp).time();
    time >= Time::constant(20, 50, 0, 0) || time < Time::constant(8, 0, 0, 0)
}

/// Returns the next 08:00 in Korea, when advertising is delivered again.
pub fn next_morning(timestamp: Timestamp) -> Timestamp {
    let now = to_korean(timestamp);
    let eight = Time::constant(8, 0, 0, 0);
    let day = match now.time() < eight {
        true => now.date(),
        false => now.date().tomorrow().unwrap_or(now.date()),
    };
    let morning = korea().to_timestamp(day.to_datetime(eight));
    morning.map_or(timestamp, |morning| Timestamp(morning.as_millisecond()))
}
