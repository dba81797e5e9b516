//! Points in time as momo keeps them: milliseconds since 1970 in UTC.
use serde::{Deserialize, Serialize};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01T00:00:00Z. JSON: the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// From whole seconds, as MoMoTalk's events carry them.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Reads seconds since 1970, or a moment of RFC 3339 such as `2026-06-07T12:00:00Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.parse() {
            Ok(seconds) => Some(Self::from_seconds(seconds)),
            Err(_) => {
                let moment: jiff::Timestamp = text.parse().ok()?;
                Some(Self(moment.as_millisecond()))
            }
        }
    }

    /// `2026-06-07T12:00:59.123Z` (RFC 3339); a moment that the form cannot write becomes 1970.
    pub fn to_rfc3339(self) -> String {
        let moment = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        let text = moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
        match text.len() {
            24 => text,
            _ => Self(0).to_rfc3339(),
        }
    }

    /// Whole seconds, as MoMoTalk's events carry them (`timestamp`, `created_at`).
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment that comes `later` than this one.
    #[must_use]
    pub fn after(self, later: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(later.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// How long it is from `earlier` to this moment; zero where `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// Milliseconds to the microsecond: digits beyond are noise.
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
