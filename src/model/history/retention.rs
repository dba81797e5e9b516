//! How much of the history a server keeps.
use crate::model::text::units::{duration_text, parse_duration, parse_size};
use std::fmt;
use std::time::Duration;

/// The smallest limit of a file, in bytes: an empty history with its indexes takes a tenth of it.
pub const MIN_BYTES: u64 = 1_000_000;
/// The limit of a file that nobody has set, in bytes.
pub const DEFAULT_BYTES: u64 = 2_000_000_000;

/// The limits of the history while a server runs; `None` sets no limit. Starred exchanges stay whatever the limits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Maximum size of the file, in bytes.
    pub max_bytes: Option<u64>,
    /// Maximum number of exchanges.
    pub max_count: Option<u64>,
    /// Maximum time since an exchange started.
    pub max_age: Option<Duration>,
}

/// One limit, as `--keep` takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetentionLimit {
    Bytes(u64),
    Count(u64),
    Age(Duration),
    /// No limit.
    All,
}

impl RetentionLimit {
    /// Parses a size (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`.
    ///
    /// # Errors
    /// Returns a sentence about another form, about a size below [`MIN_BYTES`], and about zero.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::All);
        }
        if let Ok(count) = text.parse::<u64>() {
            return match count {
                0 => {
                    Err("one exchange is the least; `momo webhook history clear` empties it".into())
                }
                count => Ok(Self::Count(count)),
            };
        }
        // The units of a time are other letters than those of a size, but for the case of `m` and `M`.
        if let Some(age) = parse_duration(text) {
            return match age {
                Duration::ZERO => Err("an age must be longer than nothing".into()),
                age => Ok(Self::Age(age)),
            };
        }
        match parse_size(text) {
            Some(bytes) if bytes < MIN_BYTES => Err("1MB is the least for the file".into()),
            Some(bytes) => Ok(Self::Bytes(bytes)),
            None => Err(
                "write a size (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`"
                    .into(),
            ),
        }
    }
}

impl Retention {
    /// Keeps everything.
    pub const ALL: Self = Self {
        max_bytes: None,
        max_count: None,
        max_age: None,
    };

    /// Combines limits; the smallest of each kind counts. Without any, these are the [default](Self::default) ones.
    pub fn from_limits(limits: &[RetentionLimit]) -> Self {
        if limits.is_empty() {
            return Self::default();
        }
        let mut retention = Self::ALL;
        for limit in limits {
            match *limit {
                RetentionLimit::Bytes(bytes) => lower(&mut retention.max_bytes, bytes),
                RetentionLimit::Count(count) => lower(&mut retention.max_count, count),
                RetentionLimit::Age(age) => lower(&mut retention.max_age, age),
                RetentionLimit::All => {}
            }
        }
        retention
    }
}

impl Default for Retention {
    /// Limits the file to [`DEFAULT_BYTES`].
    fn default() -> Self {
        Self {
            max_bytes: Some(DEFAULT_BYTES),
            ..Self::ALL
        }
    }
}

fn lower<T: Ord>(limit: &mut Option<T>, value: T) {
    if limit.as_ref().is_none_or(|limit| value < *limit) {
        *limit = Some(value);
    }
}

impl fmt::Display for Retention {
    /// Writes the limits as `--keep` takes them, for example `--keep 2GB --keep 7d`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limits = [
            self.max_bytes.map(size_text),
            self.max_count.map(|count| count.to_string()),
            self.max_age.map(age_text),
        ];
        let limits = limits.into_iter().flatten();
        let flags: Vec<_> = limits.map(|limit| format!("--keep {limit}")).collect();
        match flags.is_empty() {
            true => formatter.write_str("--keep all"),
            false => formatter.write_str(&flags.join(" ")),
        }
    }
}

fn size_text(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "KB")];
    let unit = units.iter().find(|(scale, _)| bytes.is_multiple_of(*scale));
    unit.map_or_else(
        || format!("{bytes}B"),
        |(scale, unit)| format!("{}{unit}", bytes / scale),
    )
}

fn age_text(age: Duration) -> String {
    let units = [(604_800, "w"), (86_400, "d"), (3600, "h"), (60, "m")];
    let seconds = age.as_secs();
    let unit = units
        .iter()
        .find(|(scale, _)| age.subsec_nanos() == 0 && seconds.is_multiple_of(*scale));
    unit.map_or_else(
        || duration_text(age),
        |(scale, unit)| format!("{}{unit}", seconds / scale),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_written() {
        for (text, limit) in [
            ("500MB", RetentionLimit::Bytes(500_000_000)),
            ("64MiB", RetentionLimit::Bytes(64 << 20)),
            ("10000", RetentionLimit::Count(10_000)),
            ("7d", RetentionLimit::Age(Duration::from_secs(604_800))),
            ("30m", RetentionLimit::Age(Duration::from_secs(1800))),
            ("all", RetentionLimit::All),
        ] {
            assert_eq!(RetentionLimit::parse(text), Ok(limit), "{text}");
        }
        for text in ["", "0", "0s", "-1", "10KB", "much", "7 days"] {
            assert!(RetentionLimit::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn smallest_limit_of_a_kind_counts() {
        let parse = |texts: &[&str]| {
            let limits: Result<Vec<_>, _> = texts
                .iter()
                .map(|text| RetentionLimit::parse(text))
                .collect();
            limits.map(|limits| Retention::from_limits(&limits).to_string())
        };
        for (texts, expected) in [
            (&[][..], "--keep 2GB"),
            (&["all"], "--keep all"),
            (&["3GB", "7d", "500MB", "36h"], "--keep 500MB --keep 36h"),
            (&["1500"], "--keep 1500"),
        ] {
            assert_eq!(parse(texts).as_deref(), Ok(expected), "{texts:?}");
        }
    }
}
