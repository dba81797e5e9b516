//! Workflow commands of GitHub Actions: an annotation for each failure and each warning.
use super::junit::message;
use crate::model::check::{CheckReport, CheckVerdict};
use crate::view::github;

/// Returns the lines that GitHub's runner turns into annotations.
pub fn annotations(report: &CheckReport) -> Vec<String> {
    let missed = report.outcomes.iter().filter(|outcome| outcome.is_missed());
    let lines = missed.map(|outcome| {
        let kind = match (outcome.verdict, &outcome.known) {
            (CheckVerdict::Fail, None) => "error",
            (CheckVerdict::Fail, Some(_)) => "notice",
            _ => "warning",
        };
        let repair = outcome.repair.as_deref().unwrap_or_default();
        let text = format!("{}\n{repair}", message(outcome, &report.url));
        format!(
            "::{kind} title=momo check {}::{}",
            outcome.id,
            github::text(text.trim_end())
        )
    });
    lines.collect()
}
