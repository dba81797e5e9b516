//! Known failures of a bot, so that a check finds new ones: each with a reason, until a date. Latency is never in it.
use super::{CheckOutcome, CheckReport, CheckVerdict};
use crate::error::{Error, Result};
use crate::model::time::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days until an entry that momo writes expires.
const VALID_DAYS: i64 = 90;
/// Why a failure is known that momo wrote down.
const NO_REASON: &str = "not mended yet (written by momo; say why)";

/// A baseline file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// By the id of the check.
    failures: BTreeMap<String, KnownFailure>,
}

/// A known failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KnownFailure {
    reason: String,
    /// Where the mending is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ticket: Option<String>,
    /// The last day on which it is known, in UTC: `2027-03-01`. `None` for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
}

impl KnownFailure {
    /// Returns what is wrong with the entry.
    fn problem(&self) -> Option<String> {
        if self.reason.trim().is_empty() {
            return Some("has no reason".into());
        }
        let date = self
            .expires
            .as_ref()
            .filter(|text| text.parse::<Date>().is_err());
        date.map(|text| format!("expires on `{text}`, which is no date"))
    }

    /// Returns the last day if it is over.
    fn expired(&self, now: Timestamp) -> Option<Date> {
        let last: Date = self.expires.as_ref()?.parse().ok()?;
        (last < today(now)).then_some(last)
    }
}

impl Baseline {
    /// Parses a file. `name` is its name for messages.
    ///
    /// # Errors
    /// It is no JSON of this form, or an entry has no reason.
    pub fn parse(bytes: &[u8], name: &str) -> Result<Self> {
        let wrong = |why: String| {
            Error::usage(format!("the baseline `{name}` cannot be read"))
                .because(why)
                .hint("An entry is `\"signature.twice\": { \"reason\": \"...\", \"expires\": \"2027-03-01\" }` in `failures`; `--baseline-update` writes the file.")
        };
        let baseline: Self =
            serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))?;
        let problem = baseline
            .failures
            .iter()
            .find_map(|(id, known)| Some((id, known.problem()?)));
        match problem {
            Some((id, problem)) => Err(wrong(format!("the entry of `{id}` {problem}"))),
            None => Ok(baseline),
        }
    }

    /// Marks a failure as known, or says that its entry has expired.
    pub fn mark(&self, outcome: &mut CheckOutcome, now: Timestamp) {
        let Some(known) = self
            .failures
            .get(outcome.id)
            .filter(|_| outcome.verdict == CheckVerdict::Fail)
        else {
            return;
        };
        match known.expired(now) {
            Some(last) => {
                let expired = format!("known until {last}, and not mended since: {}", known.reason);
                let note = outcome.note.take();
                outcome.note =
                    Some(note.map_or_else(|| expired.clone(), |note| format!("{note}; {expired}")));
            }
            None => {
                let until = known
                    .expires
                    .as_ref()
                    .map(|last| format!(" (until {last})"));
                outcome.known = Some(format!("{}{}", known.reason, until.unwrap_or_default()));
            }
        }
    }

    /// Returns the baseline after a run: with its failures, and without what was checked and is mended.
    #[must_use]
    pub fn updated(&self, report: &CheckReport, now: Timestamp) -> Self {
        let mut updated = self.clone();
        for outcome in &report.outcomes {
            match outcome.verdict {
                CheckVerdict::Fail if outcome.id.starts_with("load.") => {}
                CheckVerdict::Fail => {
                    let known = updated.failures.entry(outcome.id.to_owned());
                    known.or_insert_with(|| KnownFailure {
                        reason: NO_REASON.into(),
                        ticket: None,
                        expires: expiry(now),
                    });
                }
                CheckVerdict::Pass | CheckVerdict::Warn => {
                    updated.failures.remove(outcome.id);
                }
                CheckVerdict::CouldNotTell | CheckVerdict::NotApplicable => {}
            }
        }
        updated
    }

    /// Returns the ids that name no check.
    pub fn unknown_ids<'a>(&'a self, ids: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
        let names = self.failures.keys().map(String::as_str);
        names.filter(|id| !ids.contains(id))
    }

    pub fn len(&self) -> usize {
        self.failures.len()
    }

    pub fn is_empty(&self) -> bool {
        self.failures.is_empty()
    }

    /// Returns the file's text.
    pub fn to_text(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        format!("{value:#}\n")
    }
}

/// Returns the day in UTC.
fn today(now: Timestamp) -> Date {
    let second = jiff::Timestamp::from_second(now.seconds()).unwrap_or_default();
    second.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn expiry(now: Timestamp) -> Option<String> {
    let last = today(now)
        .checked_add(jiff::Span::new().days(VALID_DAYS))
        .ok()?;
    Some(last.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::check::catalogue;
    use crate::model::protocol::Protocol;

    fn failure() -> CheckOutcome {
        let checks = catalogue(Protocol::Momotalk);
        let check = checks.iter().find(|check| check.id == "signature.missing");
        CheckOutcome::missed(check.expect("a check"), "401", "200")
    }

    #[test]
    fn known_failure_counts_again_after_its_last_day() {
        let text = br#"{"failures":{"signature.missing":{"reason":"a gateway checks it","expires":"2026-06-07"}}}"#;
        let baseline = Baseline::parse(text, "baseline.json").expect("a baseline");
        for (now, is_new) in [
            ("2026-06-07T23:59:59Z", false),
            ("2026-06-08T00:00:00Z", true),
        ] {
            let mut outcome = failure();
            baseline.mark(&mut outcome, Timestamp::parse(now).expect("a time"));
            assert_eq!(outcome.is_new_failure(), is_new, "{now}");
        }
    }

    #[test]
    fn entry_without_reason_is_refused() {
        let text = br#"{"failures":{"signature.missing":{"reason":" "}}}"#;
        assert!(Baseline::parse(text, "baseline.json").is_err());
    }
}
