//! Timestamps in milliseconds since 1970 (UTC), and parsers of times.
pub mod offset_clock;
use crate::model::text::units::{split_number, unit_millis};
use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01T00:00:00Z. JSON: the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Converts whole seconds, the unit of MoMoTalk events.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Parses seconds since 1970, or RFC 3339 such as `2026-06-07T12:00:00Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.parse() {
            Ok(seconds) => Some(Self::from_seconds(seconds)),
            Err(_) => {
                let time: jiff::Timestamp = text.parse().ok()?;
                Some(Self(time.as_millisecond()))
            }
        }
    }

    /// Formats as RFC 3339, for example `2026-06-07T12:00:59.123Z`.
    /// A time outside the years that RFC 3339 can write becomes 1970-01-01.
    pub fn to_rfc3339(self) -> String {
        let time = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        let text = time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        match text.len() {
            24 => text,
            _ => Self(0).to_rfc3339(),
        }
    }

    /// Returns whole seconds, rounded down: the unit of MoMoTalk events (`timestamp`, `created_at`).
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Returns the time `delay` after this one.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(delay.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// Returns the time since `earlier`; zero if `earlier` is later than `self`.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// Converts to milliseconds, cut to whole microseconds because finer digits are noise.
pub fn millis(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let millis = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Self(millis)
    }
}

/// Parser of the times that people write. Relative times need the current time, days and times of day the time zone.
#[derive(Debug, Clone)]
pub struct TimeParser {
    /// Time from which `2h` counts back.
    pub now: Timestamp,
    /// Time zone of `today` and `10:00`.
    pub zone: TimeZone,
}

impl TimeParser {
    /// Parses a time ago (`500ms`, `30s`, `10m`, `2h`, `3d`, `1w`) or an absolute time (`10:00`, `today`,
    /// `yesterday`, `2026-11-21`, `2026-11-21T10:00`, RFC 3339, seconds since 1970 in at least nine digits).
    /// Returns `None` if the text has none of these forms.
    pub fn parse(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        let is_number = text.bytes().all(|digit| digit.is_ascii_digit());
        if is_number && text.len() < 9 {
            return None;
        }
        let time = self
            .ago(text)
            // Before the civil time: jiff would parse RFC 3339 as one and drop its offset.
            .or_else(|| Timestamp::parse(text))
            .or_else(|| self.civil(text))?;
        // Rejects times outside the calendar's range.
        jiff::Timestamp::from_millisecond(time.0).ok()?;
        Some(time)
    }

    fn ago(&self, text: &str) -> Option<Timestamp> {
        let (number, unit) = split_number(text);
        let count: u32 = number.parse().ok()?;
        let millis = i64::from(count) * i64::from(unit_millis(unit)?);
        Some(Timestamp(self.now.0.checked_sub(millis)?))
    }

    /// Parses a day, a time of day, or both, in `zone`.
    fn civil(&self, text: &str) -> Option<Timestamp> {
        let today = || {
            let now = jiff::Timestamp::from_millisecond(self.now.0).ok()?;
            Some(self.zone.to_datetime(now).date())
        };
        let datetime = match text {
            "today" => today()?.to_datetime(civil::Time::midnight()),
            "yesterday" => today()?
                .yesterday()
                .ok()?
                .to_datetime(civil::Time::midnight()),
            _ if text.len() <= 8 && text.contains(':') => {
                today()?.to_datetime(text.parse::<civil::Time>().ok()?)
            }
            _ => text.parse::<civil::DateTime>().ok()?,
        };
        let time = self.zone.to_timestamp(datetime).ok()?;
        Some(Timestamp(time.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_parsed() {
        // 2026-11-21T01:30:00Z, 10:30 in Seoul.
        let parser = TimeParser {
            now: Timestamp(1_795_224_600_000),
            zone: TimeZone::fixed(jiff::tz::offset(9)),
        };
        for (text, seconds) in [
            ("30s", -30),
            ("500ms", 0),
            ("10m", -600),
            ("2h", -7200),
            ("1d", -86_400),
            ("1w", -604_800),
            ("today", -37_800),
            ("yesterday", -37_800 - 86_400),
            ("10:00", -1800),
            ("10:00:30", -1770),
            ("2026-11-21", -37_800),
            ("2026-11-21T10:00", -1800),
            ("2026-11-21 10:00", -1800),
            ("2026-11-21T01:30:00Z", 0),
            ("2026-11-21T01:30Z", 0),
            ("2026-11-21T02:30:00+01:00", 0),
            ("1795224600", 0),
        ] {
            let time = parser
                .parse(text)
                .map(|time| (time.0 - parser.now.0).div_euclid(1000));
            let expected = if text == "500ms" { -1 } else { seconds };
            assert_eq!(time, Some(expected), "{text}");
        }
        for text in [
            "",
            "5",
            "h",
            "-2h",
            "2 hours",
            "2hh",
            "2mm",
            "25:00",
            "10",
            "tomorrow",
            "2026-13-01",
            "2h1m",
            "1.5h",
            "99999999999w",
            "안녕",
            "999999999999999999",
        ] {
            assert_eq!(parser.parse(text), None, "{text}");
        }
    }
}
