//! Korean time: when a message is to go out, the night in which no advertising may, and the last day of a service.
use crate::model::time::{TimeParser, Timestamp};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{self, TimeZone};
use std::fmt;

/// A day of the Korean calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// The day on which NHN Cloud plans to end the compatibility mode: 2026-12-31
    /// (`ko/friendtalk-compatible-api-guide.md`).
    pub const COMPATIBILITY_ENDS: Self = Self(jiff::civil::date(2026, 12, 31));
    /// Since this day a Friend Talk call without the header of the compatibility mode is refused.
    pub const HEADER_NEEDED: Self = Self(jiff::civil::date(2025, 12, 30));

    /// Reads `2026-12-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_day = text.len() == 10 && text.as_bytes()[4] == b'-';
        text.parse().ok().filter(|_| is_day).map(Self)
    }

    /// The day of a moment in Korea.
    pub fn of(moment: Timestamp) -> Self {
        Self(local(moment).date())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Korea's clock, which knows no summer time.
pub fn zone() -> TimeZone {
    TimeZone::fixed(tz::offset(9))
}

fn local(moment: Timestamp) -> DateTime {
    let moment = jiff::Timestamp::from_millisecond(moment.0).unwrap_or_default();
    zone().to_datetime(moment)
}

/// `2026-11-22 09:00`, as the calls take times.
pub fn written(moment: Timestamp) -> String {
    local(moment).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `20261122090000`: the beginning of a request id of the local NHN.
pub fn digits(moment: Timestamp) -> String {
    local(moment).strftime("%Y%m%d%H%M%S").to_string()
}

/// Reads `2026-11-22 09:00`, as the calls take times; nothing else.
pub fn read(text: &str) -> Option<Timestamp> {
    let is_form = text.len() == 16
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b' ',
            13 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let moment: DateTime = text.parse().ok().filter(|_| is_form)?;
    let moment = zone().to_timestamp(moment).ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

/// What a person writes: `2026-11-22 09:00`, `09:00` (today), or RFC 3339; Korean time where none is said.
pub fn asked(text: &str, now: Timestamp) -> Option<Timestamp> {
    let clock = TimeParser { now, zone: zone() };
    let has_time = text.contains(':');
    clock.parse(text).filter(|_| has_time)
}

/// Whether no advertising is delivered then: from 20:50 to 08:00 in Korea.
pub fn is_night(moment: Timestamp) -> bool {
    let time = local(moment).time();
    time >= Time::constant(20, 50, 0, 0) || time < Time::constant(8, 0, 0, 0)
}

/// The first moment of the next day's, or this morning's, eight o'clock: when advertising may go out again.
pub fn morning(moment: Timestamp) -> Timestamp {
    let here = local(moment);
    let eight = Time::constant(8, 0, 0, 0);
    let day = match here.time() < eight {
        true => here.date(),
        false => here.date().tomorrow().unwrap_or(here.date()),
    };
    let morning = zone().to_timestamp(day.to_datetime(eight));
    morning.map_or(moment, |morning| Timestamp(morning.as_millisecond()))
}
