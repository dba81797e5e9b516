//! Workflow commands of GitHub Actions: an annotation for each failure and each warning.
use super::junit::message;
use crate::model::check::{CheckReport, CheckVerdict};

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
            escaped(text.trim_end())
        )
    });
    lines.collect()
}

/// Escapes the text of a workflow command
/// (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>).
fn escaped(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}
