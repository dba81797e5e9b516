//! Expectations on the response to a replayed request.
use crate::error::Verdict;
use crate::model::diff::{self, Diff, IgnoredPath};
use crate::model::http::Response;
use crate::model::http::status::StatusSet;
use crate::model::kakao::lint::{Finding, Severity, highest_severity};
use crate::model::text::needle::nfc;
use crate::model::text::pattern::parse_slashed;
use regex_lite::Regex;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// The expectations on a response.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Expected statuses.
    pub statuses: StatusSet,
    /// Maximum response time, inclusive. `None` accepts any time.
    pub max_duration: Option<Duration>,
    /// Expected body content. `None` accepts any body.
    pub body: Option<BodyRule>,
    /// Expects the recorded response except for these paths. `None` does not compare.
    pub recorded_ignoring: Option<Vec<IgnoredPath>>,
}

impl Default for Expectation {
    /// Expects any 2xx status, without a time limit.
    fn default() -> Self {
        Self {
            statuses: StatusSet::default(),
            max_duration: None,
            body: None,
            recorded_ignoring: None,
        }
    }
}

/// The failed expectations on a response. Empty if it is as expected.
#[derive(Debug, Clone, Default)]
pub struct Mismatch {
    /// Failed expectations, each completing a sentence that begins with `expected`.
    pub expected: Vec<String>,
    /// Whether the status is not as expected.
    pub has_wrong_status: bool,
    /// Difference to the recorded response. `None` if they are equal or were not compared.
    pub diff: Option<Diff>,
    /// Whether a comparison was requested but no response was recorded.
    pub has_no_recording: bool,
    /// Lint findings of the platform. Only errors are failed expectations.
    pub findings: Vec<Finding>,
}

/// Expected body content: a text, or a regular expression (`/ok|done/`).
#[derive(Debug, Clone)]
pub enum BodyRule {
    /// The body contains this text.
    Text(String),
    /// The body matches this expression.
    Pattern(Regex),
}

impl Expectation {
    /// Checks a response that took `millis` milliseconds against the expectations and the recorded response.
    pub fn check(&self, response: &Response, millis: f64, recorded: Option<&Response>) -> Mismatch {
        let mut mismatch = Mismatch::default();
        if !self.statuses.contains(response.status) {
            mismatch.has_wrong_status = true;
            mismatch.expected.push(format!("was {}", self.statuses));
        }
        if let Some(max_duration) = self.max_duration
            && millis > max_duration.as_secs_f64() * 1000.0
        {
            let expected_text = format!("was an answer within {max_duration:?}");
            mismatch.expected.push(expected_text);
        }
        if let Some(rule) = &self.body
            && !rule.matches(&response.body)
        {
            mismatch.expected.push(format!("was a body with {rule}"));
        }
        if let Some(ignored) = &self.recorded_ignoring {
            mismatch.compare(recorded, response, ignored);
        }
        mismatch
    }
}

impl Mismatch {
    /// Returns `Yes` if everything is as expected, and `Unknown` if only the recorded response is missing.
    pub fn verdict(&self) -> Verdict {
        match self {
            _ if !self.expected.is_empty() => Verdict::No,
            _ if self.has_no_recording => Verdict::Unknown,
            _ => Verdict::Yes,
        }
    }

    /// Adds a failed expectation once. The text completes a sentence that begins with `expected`.
    pub fn add_expected(&mut self, text: String) {
        if !self.expected.contains(&text) {
            self.expected.push(text);
        }
    }

    /// Sets the lint findings. An error is a failed expectation.
    pub fn set_findings(&mut self, findings: Vec<Finding>) {
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
            Self::Text(part) => nfc(&text).contains(&*nfc(part)),
            Self::Pattern(pattern) => pattern.is_match(&nfc(&text)),
        }
    }
}

impl FromStr for BodyRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match parse_slashed(text) {
            _ if text.is_empty() => Err("every body holds nothing".into()),
            Some(pattern) => pattern.map(Self::Pattern),
            None => Ok(Self::Text(text.to_owned())),
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
        let matches = |rule: &str, body: &str| {
            rule.parse::<BodyRule>()
                .is_ok_and(|rule| rule.matches(body.as_bytes()))
        };
        assert!(matches("ok", "it is ok") && !matches("ok", "OK"));
        assert!(matches("/^(ok|done)$/", "done") && !matches("/^ok$/", "not ok"));
        assert!(
            matches("/(?i)안녕/", "안녕하세요") && matches("/", "a/b") && matches("//", "http://x")
        );
        assert!("".parse::<BodyRule>().is_err() && "/(/".parse::<BodyRule>().is_err());
    }
}
