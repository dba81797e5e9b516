//! The status report of an account: its values with their sources, and the results of checks.
use crate::error::Verdict;
use crate::model::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

/// Default last day on which NHN Cloud converts Friend Talk to Brand Messages: "about one year" from 2025-12-31
/// (github.com/TOAST-DOCS/Alimtalk, ko/friendtalk-compatible-api-guide.md).
pub const COMPATIBILITY_ENDS: &str = "2026-12-31";

/// A value of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountValue {
    pub key: &'static str,
    pub set: bool,
    /// `None` for a secret, which has a fingerprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The source of the value, or of the invalid one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Kind of that source.
    #[serde(skip)]
    pub origin: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    Works,
    /// It works, with a remark.
    Note,
    #[serde(rename = "no")]
    Fails,
    /// It could not be determined.
    Unknown,
    /// It was not checked.
    Skipped,
}

/// A check and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountCheck {
    pub name: &'static str,
    #[serde(rename = "found")]
    pub result: CheckOutcome,
    #[serde(rename = "says")]
    pub message: String,
}

impl AccountCheck {
    pub fn new(name: &'static str, result: CheckOutcome, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            name,
            result,
            message,
        }
    }
}

/// Summarizes checks: no if one fails, unknown if one could not be determined, otherwise yes.
pub fn verdict(checks: &[AccountCheck]) -> Verdict {
    let any = |result| checks.iter().any(|check| check.result == result);
    match (any(CheckOutcome::Fails), any(CheckOutcome::Unknown)) {
        (true, _) => Verdict::No,
        (_, true) => Verdict::Unknown,
        _ => Verdict::Yes,
    }
}

/// Checks whether the compatibility mode of Friend Talk still applies. `ends` is its last day, in Korean time.
pub fn check_compatibility(ends: &str, now: Timestamp) -> AccountCheck {
    let name = "compatibility mode";
    let Ok(last) = ends.parse::<Date>() else {
        let message = format!("`{ends}` is no day, such as {COMPATIBILITY_ENDS}");
        return AccountCheck::new(name, CheckOutcome::Fails, message);
    };
    let moment = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    // Korea has had no daylight saving time since 1988.
    let korea = TimeZone::fixed(jiff::tz::offset(9));
    let today = moment.to_zoned(korea).date();
    let days = last.duration_since(today).as_hours() / 24;
    let plural = |days: i64| if days == 1 { "day" } else { "days" };
    match days {
        ..0 => AccountCheck::new(
            name,
            CheckOutcome::Note,
            format!(
                "ended {} {} ago, on {ends}: messages go as Brand Messages",
                -days,
                plural(-days)
            ),
        ),
        0 => AccountCheck::new(name, CheckOutcome::Note, format!("ends today, {ends}")),
        1..=60 => AccountCheck::new(
            name,
            CheckOutcome::Note,
            format!("{days} {} left, until {ends}", plural(days)),
        ),
        _ => AccountCheck::new(
            name,
            CheckOutcome::Works,
            format!("{days} days left, until {ends}"),
        ),
    }
}
