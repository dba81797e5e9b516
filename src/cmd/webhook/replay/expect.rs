//! Flags with expectations about responses, which make `webhook replay` a test.
use crate::cmd::values;
use crate::model::diff::IgnoredPath;
use crate::model::http::status::StatusSet;
use crate::model::replay::expect::{BodyRule, Expectation};
use std::time::Duration;

/// Flags that say what is expected of an answer.
#[derive(clap::Args, Debug, Clone)]
pub(super) struct ExpectArgs {
    /// The statuses that are as they should be, for example `200,2xx`; others make the exit code 1
    #[arg(
        long,
        value_name = "STATUSES",
        default_value = "2xx",
        help_heading = "Expectations"
    )]
    expect_status: StatusSet,
    /// How long an answer may take at most, counted from the sending
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = "Expectations")]
    expect_within: Option<Duration>,
    /// What the answer's body must hold: a text, or `/a pattern/`
    #[arg(long, value_name = "TEXT|/REGEX/", help_heading = "Expectations")]
    expect_body: Option<BodyRule>,
    /// The answers that were recorded with what is delivered: status, content type and body, JSON by what it says;
    /// what has no recorded answer makes the exit code 3
    #[arg(long, help_heading = "Expectations")]
    expect_same: bool,
    /// What does not count for --expect-same: JSON Pointers into the answer, `*` for any key or place, for example
    /// `/timestamp,/items/*/id`; repeatable
    #[arg(
        long,
        value_name = "POINTERS",
        value_delimiter = ',',
        requires = "expect_same",
        help_heading = "Expectations"
    )]
    ignore: Vec<IgnoredPath>,
    /// End with the first delivery that is not as expected
    #[arg(long, help_heading = "Expectations")]
    fail_fast: bool,
}

impl ExpectArgs {
    pub(super) fn expectation(&self) -> Expectation {
        Expectation {
            statuses: self.expect_status.clone(),
            max_duration: self.expect_within,
            body: self.expect_body.clone(),
            recorded_ignoring: self.expect_same.then(|| self.ignore.clone()),
        }
    }

    pub(super) fn is_fail_fast(&self) -> bool {
        self.fail_fast
    }
}
