//! What an answer should be like: its status, its time, its body.
use super::http::Response;
use super::status::StatusSet;
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
    pub within: Option<Duration>,
    /// What the body holds.
    pub body: Option<BodyRule>,
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
    /// What is not as it should be of an answer that took so long; each ends a sentence that begins with `expected`.
    pub fn unmet(&self, response: &Response, millis: f64) -> Vec<String> {
        let mut unmet = Vec::new();
        if !self.statuses.contains(response.status) {
            unmet.push(format!("was {}", self.statuses));
        }
        if let Some(within) = self.within
            && millis > within.as_secs_f64() * 1000.0
        {
            unmet.push(format!("was an answer within {within:?}"));
        }
        if let Some(rule) = &self.body
            && !rule.fits(&response.body)
        {
            unmet.push(format!("was a body with {rule}"));
        }
        unmet
    }
}

impl BodyRule {
    fn fits(&self, body: &[u8]) -> bool {
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
    fn bodies() {
        let fits = |rule: &str, body: &str| {
            rule.parse::<BodyRule>()
                .is_ok_and(|rule| rule.fits(body.as_bytes()))
        };
        assert!(fits("ok", "it is ok") && !fits("ok", "OK"));
        assert!(fits("/^(ok|done)$/", "done") && !fits("/^ok$/", "not ok"));
        assert!(fits("/(?i)안녕/", "안녕하세요") && fits("/", "a/b") && fits("//", "http://x"));
        assert!("".parse::<BodyRule>().is_err() && "/(/".parse::<BodyRule>().is_err());
    }
}
