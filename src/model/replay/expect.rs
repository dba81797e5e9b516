//! What an answer should be like: its status, its time, its body.
use crate::error::Verdict;
use crate::model::diff::{self, Diff, IgnoredPath};
use crate::model::http::Response;
use crate::model::http::status::StatusSet;
use crate::model::kakao::lint::{Finding, Severity, highest_severity};
use regex_lite::Regex;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Everything that is expected of an answer.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The statuses that are as they should be.
    pub statuses: StatusSet,
    /// How long it may take at most.
    pub max_duration: Option<Duration>,
    /// What the body holds.
    pub body: Option<BodyRule>,
    /// Whether it should be the recorded answer, and what of that does not count.
    pub recorded_ignoring: Option<Vec<IgnoredPath>>,
}

impl Default for Expectation {
    /// Any 2xx, whenever it comes.
    fn default() -> Self {
        Self {
            statuses: StatusSet::default(),
            max_duration: None,
            body: None,
            recorded_ignoring: None,
        }
    }
}

/// What is not as it should be of an answer; nothing where it is.
#[derive(Debug, Clone, Default)]
pub struct Mismatch {
    /// Each ends a sentence that begins with `expected`.
    pub expected: Vec<String>,
    /// Whether the answer's status is among them.
    pub is_status_mismatch: bool,
    /// What is not the same as in the recorded answer.
    pub diff: Option<Diff>,
    /// Whether it should be the recorded answer, but none was recorded.
    pub has_no_recording: bool,
    /// What the platform's own rules say of the answer; only errors are a breach.
    pub findings: Vec<Finding>,
}

/// What a body should hold: a text, or something that fits a pattern (`/ok|done/`).
#[derive(Debug, Clone)]
pub enum BodyRule {
    /// This text, anywhere.
    Text(String),
    /// Something that fits.
    Pattern(Regex),
}

impl Expectation {
    /// What is not as it should be of an answer that took so long, where this one was recorded.
    pub fn check(&self, response: &Response, millis: f64, recorded: Option<&Response>) -> Mismatch {
        let mut unmet = Mismatch::default();
        if !self.statuses.contains(response.status) {
            unmet.is_status_mismatch = true;
            unmet.expected.push(format!("was {}", self.statuses));
        }
        if let Some(within) = self.max_duration
            && millis > within.as_secs_f64() * 1000.0
        {
            let words = format!("was an answer within {within:?}");
            unmet.expected.push(words);
        }
        if let Some(rule) = &self.body
            && !rule.matches(&response.body)
        {
            unmet.expected.push(format!("was a body with {rule}"));
        }
        if let Some(ignored) = &self.recorded_ignoring {
            unmet.compare(recorded, response, ignored);
        }
        unmet
    }
}

impl Mismatch {
    /// Yes: everything is as it should be. Unknown: there was nothing to compare with.
    pub fn verdict(&self) -> Verdict {
        match self {
            _ if !self.expected.is_empty() => Verdict::No,
            _ if self.has_no_recording => Verdict::Unknown,
            _ => Verdict::Yes,
        }
    }

    /// One more thing that was expected; the words end a sentence that begins with `expected`.
    pub fn add_expected(&mut self, words: String) {
        if !self.expected.contains(&words) {
            self.expected.push(words);
        }
    }

    /// What the platform's rules say of the answer.
    pub fn add_findings(&mut self, findings: Vec<Finding>) {
        if highest_severity(&findings) == Some(Severity::Error) {
            self.add_expected("was an answer that Kakao takes".into());
        }
        self.findings = findings;
    }

    fn compare(
        &mut self,
        recorded: Option<&Response>,
        response: &Response,
        ignored: &[IgnoredPath],
    ) {
        let Some(recorded) = recorded else {
            self.has_no_recording = true;
            return;
        };
        let diff = diff::compare(recorded, response, ignored);
        if !diff.is_empty() {
            self.expected.push("was the recorded answer".into());
            self.diff = Some(diff);
        }
    }
}

impl BodyRule {
    fn matches(&self, body: &[u8]) -> bool {
        let text = String::from_utf8_lossy(body);
        match self {
            Self::Text(part) => text.contains(part.as_str()),
            Self::Pattern(pattern) => pattern.is_match(&text),
        }
    }
}

impl FromStr for BodyRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pattern = text
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'));
        match pattern {
            _ if text.is_empty() => Err("every body holds nothing".into()),
            Some(pattern) if !pattern.is_empty() => Regex::new(pattern)
                .map(Self::Pattern)
                .map_err(|error| error.to_string()),
            _ => Ok(Self::Text(text.to_owned())),
        }
    }
}

impl fmt::Display for BodyRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "`{text}`"),
            Self::Pattern(pattern) => write!(f, "`/{pattern}/`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn body_expectations_match() {
        let fits = |rule: &str, body: &str| {
            rule.parse::<BodyRule>()
                .is_ok_and(|rule| rule.matches(body.as_bytes()))
        };
        assert!(fits("ok", "it is ok") && !fits("ok", "OK"));
        assert!(fits("/^(ok|done)$/", "done") && !fits("/^ok$/", "not ok"));
        assert!(fits("/(?i)안녕/", "안녕하세요") && fits("/", "a/b") && fits("//", "http://x"));
        assert!("".parse::<BodyRule>().is_err() && "/(/".parse::<BodyRule>().is_err());
    }
}
