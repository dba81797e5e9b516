//! What a check found out, and the report of a run.
use super::{BotCheck, CheckLevel};
use crate::error::Verdict;
use crate::model::text::named::named;
use serde::Serialize;

named! {
    /// The result of a check.
    pub enum CheckVerdict {
        Pass = "pass",
        Fail = "fail",
        Warn = "warn",
        /// Something that the check needs was missing.
        CouldNotTell = "could-not-tell",
        /// The check does not concern this bot or this URL.
        NotApplicable = "not-applicable",
    }
}

impl CheckVerdict {
    /// Returns the name in sentences.
    pub fn words(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::CouldNotTell => "could not tell",
            Self::NotApplicable => "not applicable",
        }
    }
}

/// Commands that repeat what a check did.
#[derive(Debug, Clone, Serialize)]
pub struct RepeatLines {
    pub momo: String,
    /// `None` where curl cannot send such a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curl: Option<String>,
}

/// What one check found out.
#[derive(Debug, Clone, Serialize)]
pub struct CheckOutcome {
    pub id: &'static str,
    pub level: CheckLevel,
    pub verdict: CheckVerdict,
    pub what: &'static str,
    /// What the bot should have done; `None` where nothing was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
    /// What else is to be said: which variant, or how to find out more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeat: Option<RepeatLines>,
    /// Why the failure is known, by the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// Whether it could not be told because the control failed, as all others.
    #[serde(skip)]
    pub is_moot: bool,
    /// How long it took in milliseconds.
    pub took_ms: f64,
}

impl CheckOutcome {
    /// Creates an outcome without expectation.
    pub fn new(check: &BotCheck, verdict: CheckVerdict) -> Self {
        Self {
            id: check.id,
            level: check.level,
            verdict,
            what: check.what,
            expected: None,
            got: None,
            note: None,
            repair: None,
            repeat: None,
            known: None,
            is_moot: false,
            took_ms: 0.0,
        }
    }

    pub fn pass(check: &BotCheck) -> Self {
        Self::new(check, CheckVerdict::Pass)
    }

    /// Creates the outcome of a check that the bot did not pass: what its level says.
    pub fn missed(check: &BotCheck, expected: impl Into<String>, got: impl Into<String>) -> Self {
        let verdict = match check.level {
            CheckLevel::Fail => CheckVerdict::Fail,
            CheckLevel::Warn => CheckVerdict::Warn,
            CheckLevel::Told => CheckVerdict::Pass,
        };
        Self {
            expected: Some(expected.into()),
            got: Some(got.into()),
            ..Self::new(check, verdict)
        }
    }

    /// Creates the outcome of a check that could not be made; `why` is a sentence without a full stop.
    pub fn could_not_tell(check: &BotCheck, why: impl Into<String>) -> Self {
        Self::new(check, CheckVerdict::CouldNotTell).note(why)
    }

    pub fn not_applicable(check: &BotCheck, why: impl Into<String>) -> Self {
        Self::new(check, CheckVerdict::NotApplicable).note(why)
    }

    /// Returns the part of the id before the first dot.
    pub fn family(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Returns whether the bot did not do what the check asks for, also where that is only told.
    pub fn is_missed(&self) -> bool {
        self.expected.is_some() && self.got.is_some() && self.repair_applies()
    }

    fn repair_applies(&self) -> bool {
        matches!(self.verdict, CheckVerdict::Fail | CheckVerdict::Warn)
    }

    /// Returns whether it counts as a failure that nobody knew of.
    pub fn is_new_failure(&self) -> bool {
        self.verdict == CheckVerdict::Fail && self.known.is_none()
    }
}

/// The outcomes of a run.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    pub url: String,
    /// Name and version of momo.
    pub made_by: String,
    /// Time of the start, by RFC 3339.
    pub started_at: String,
    /// Name of the protocol.
    pub protocol: &'static str,
    /// Whether an answer came to the control at all.
    pub is_reached: bool,
    /// Number of requests that the bot got.
    pub requests: usize,
    pub took_ms: f64,
    pub outcomes: Vec<CheckOutcome>,
}

impl CheckReport {
    pub fn count(&self, verdict: CheckVerdict) -> usize {
        let of_verdict = |outcome: &&CheckOutcome| outcome.verdict == verdict;
        self.outcomes.iter().filter(of_verdict).count()
    }

    /// Formats the number of requests with its noun.
    pub fn request_count(&self) -> String {
        match self.requests {
            1 => "1 request".into(),
            count => format!("{count} requests"),
        }
    }

    /// Returns the number of failures that the baseline knows.
    pub fn known(&self) -> usize {
        let known = |outcome: &&CheckOutcome| outcome.known.is_some();
        self.outcomes.iter().filter(known).count()
    }

    /// Returns no where a check failed, unknown where the bot was not reached, else yes.
    pub fn verdict(&self) -> Verdict {
        if !self.is_reached {
            return Verdict::Unknown;
        }
        Verdict::from_bool(!self.outcomes.iter().any(CheckOutcome::is_new_failure))
    }

    /// Summarises the counts: `61 passed, 2 failed, 1 warning`.
    pub fn summary(&self) -> String {
        let count = |verdict| self.count(verdict);
        let mut parts = vec![format!("{} passed", count(CheckVerdict::Pass))];
        for (number, one, many) in [
            (
                count(CheckVerdict::Fail) - self.known_failures(),
                "failed",
                "failed",
            ),
            (self.known_failures(), "known failure", "known failures"),
            (count(CheckVerdict::Warn), "warning", "warnings"),
            (
                count(CheckVerdict::CouldNotTell),
                "could not be told",
                "could not be told",
            ),
            (
                count(CheckVerdict::NotApplicable),
                "not applicable",
                "not applicable",
            ),
        ] {
            match number {
                0 => {}
                1 => parts.push(format!("1 {one}")),
                number => parts.push(format!("{number} {many}")),
            }
        }
        parts.join(", ")
    }

    fn known_failures(&self) -> usize {
        let is_known = |outcome: &&CheckOutcome| {
            outcome.verdict == CheckVerdict::Fail && outcome.known.is_some()
        };
        self.outcomes.iter().filter(is_known).count()
    }
}
