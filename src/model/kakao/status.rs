//! How an account stands: which values there are and from where, and what was found to work.
use crate::error::Verdict;
use crate::model::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

/// The last day on which NHN Cloud turns Friend Talk into Brand Messages, where nothing is said: "about one year" from
/// 2025-12-31 (github.com/TOAST-DOCS/Alimtalk, ko/friendtalk-compatible-api-guide.md).
pub const COMPATIBILITY_ENDS: &str = "2026-12-31";

/// One value of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Value {
    /// The key.
    pub key: &'static str,
    /// Whether there is a value.
    pub set: bool,
    /// The value; none of a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The fingerprint of a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Where it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// It works.
    Works,
    /// It works, and something should be known.
    Note,
    /// It does not work.
    No,
    /// It could not be found out.
    Unknown,
    /// It was not looked at.
    Skipped,
}

/// A check and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: &'static str,
    /// What was found.
    pub found: Found,
    /// The same in words.
    pub says: String,
}

impl Check {
    /// What a check found.
    pub fn new(name: &'static str, found: Found, says: impl Into<String>) -> Self {
        let says = says.into();
        Self { name, found, says }
    }
}

/// No where anything does not work, unknown where something could not be found out, else yes.
pub fn verdict(checks: &[Check]) -> Verdict {
    let any = |found| checks.iter().any(|check| check.found == found);
    match (any(Found::No), any(Found::Unknown)) {
        (true, _) => Verdict::No,
        (_, true) => Verdict::Unknown,
        _ => Verdict::Yes,
    }
}

/// The compatibility mode of Friend Talk, by its last day and the day that it is in Korea.
pub fn compatibility(ends: &str, now: Timestamp) -> Check {
    let name = "compatibility mode";
    let Ok(last) = ends.parse::<Date>() else {
        let says = format!("`{ends}` is no day, such as {COMPATIBILITY_ENDS}");
        return Check::new(name, Found::No, says);
    };
    let moment = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    // Korea has had no summer time since 1988.
    let korea = TimeZone::fixed(jiff::tz::offset(9));
    let today = moment.to_zoned(korea).date();
    let days = last.duration_since(today).as_hours() / 24;
    let plural = |days: i64| if days == 1 { "day" } else { "days" };
    match days {
        ..0 => Check::new(
            name,
            Found::Note,
            format!(
                "ended {} {} ago, on {ends}: messages go as Brand Messages",
                -days,
                plural(-days)
            ),
        ),
        0 => Check::new(name, Found::Note, format!("ends today, {ends}")),
        1..=60 => Check::new(
            name,
            Found::Note,
            format!("{days} {} left, until {ends}", plural(days)),
        ),
        _ => Check::new(
            name,
            Found::Works,
            format!("{days} days left, until {ends}"),
        ),
    }
}
