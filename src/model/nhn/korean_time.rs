//! Korean time: when a message is to go out, the night in which no advertising may, and the last day of a service.
use crate::model::time::{TimeParser, Timestamp};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{self, TimeZone};
use std::fmt;

/// A day of the Korean calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KoreanDate(Date);

impl KoreanDate {
    /// The day on which NHN Cloud plans to end the compatibility mode: 2026-12-31
    /// (`ko/friendtalk-compatible-api-guide.md`).
    pub const COMPATIBILITY_ENDS: Self = Self(jiff::civil::date(2026, 12, 31));
    /// Since this day a Friend Talk call without the header of the compatibility mode is refused.
    pub const COMPATIBILITY_HEADER_REQUIRED: Self = Self(jiff::civil::date(2025, 12, 30));

    /// Reads `2026-12-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_day = text.len() == 10 && text.as_bytes()[4] == b'-';
        text.parse().ok().filter(|_| is_day).map(Self)
    }

    /// The day of a moment in Korea.
    pub fn from_timestamp(timestamp: Timestamp) -> Self {
        Self(to_korean(timestamp).date())
    }
}

impl fmt::Display for KoreanDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Korea's clock, which knows no summer time.
pub fn korea() -> TimeZone {
    TimeZone::fixed(tz::offset(9))
}

fn to_korean(timestamp: Timestamp) -> DateTime {
    let timestamp = jiff::Timestamp::from_millisecond(timestamp.0).unwrap_or_default();
    korea().to_datetime(timestamp)
}

/// `2026-11-22 09:00`, as the calls take times.
pub fn formatted(timestamp: Timestamp) -> String {
    to_korean(timestamp).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `20261122090000`: the beginning of a request id of the local NHN.
pub fn compact_digits(timestamp: Timestamp) -> String {
    to_korean(timestamp).strftime("%Y%m%d%H%M%S").to_string()
}

/// Reads `2026-11-22 09:00`, as the calls take times; nothing else.
pub fn parse(text: &str) -> Option<Timestamp> {
    let is_form = text.len() == 16
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b' ',
            13 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let moment: DateTime = text.parse().ok().filter(|_| is_form)?;
    let moment = korea().to_timestamp(moment).ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

/// What a person writes: `2026-11-22 09:00`, `09:00` (today), or RFC 3339; Korean time where none is said.
pub fn parse_user_time(text: &str, now: Timestamp) -> Option<Timestamp> {
    let parser = TimeParser { now, zone: korea() };
    let has_time = text.contains(':');
    parser.parse(text).filter(|_| has_time)
}

/// Whether no advertising is delivered then: from 20:50 to 08:00 in Korea.
pub fn is_night(timestamp: Timestamp) -> bool {
    let time = to_korean(timestamp).time();
    time >= Time::constant(20, 50, 0, 0) || time < Time::constant(8, 0, 0, 0)
}

/// The first moment of the next day's, or this morning's, eight o'clock: when advertising may go out again.
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
