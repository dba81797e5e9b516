//! What GitHub Actions shows of conversations: an annotation at each failed line, and the step's summary.
use super::result::{details, summary};
use crate::model::chat::outcome::{ChatVerdict, ConversationResult, PlayedAttempt};
use crate::view::github;
use crate::view::terminal::Styles;
use std::time::Duration;

/// Returns the lines that GitHub's runner turns into annotations.
pub fn annotations(results: &[ConversationResult], allows_flaky: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for result in missed(results) {
        let Some(attempt) = result.shown_attempt() else {
            continue;
        };
        let kind = match result.verdict() {
            ChatVerdict::Flaky if allows_flaky => "warning",
            _ => "error",
        };
        let (file, line) = place(result, attempt);
        let text = reason(result, attempt);
        lines.push(format!(
            "::{kind} file={},line={line},title={}::{}",
            github::property(file),
            github::property(&format!("momo chat test: {}", result.title)),
            github::text(&text)
        ));
    }
    lines
}

/// Renders the step's summary: counts, and what each conversation that did not pass shows on a terminal.
pub fn step_summary(results: &[ConversationResult], elapsed: Duration) -> String {
    let counts = summary(Styles::plain(), results, elapsed);
    let mut text = format!("### momo chat test: {}\n", counts.join("\n\n"));
    for result in missed(results) {
        let details = details(Styles::plain(), result, None).join("\n");
        let fence = fence(&details);
        text.push_str(&format!(
            "\n**{}** `{}:{}`\n\n{fence}\n{}\n{fence}\n",
            result.title.replace(['*', '<', '`'], ""),
            result.file,
            result.line,
            details.trim_matches('\n')
        ));
    }
    text
}

/// Returns the conversations that were played and did not pass.
fn missed(results: &[ConversationResult]) -> impl Iterator<Item = &ConversationResult> {
    results
        .iter()
        .filter(|result| !matches!(result.verdict(), ChatVerdict::Passed | ChatVerdict::Skipped))
}

fn place<'a>(result: &'a ConversationResult, attempt: &'a PlayedAttempt) -> (&'a str, usize) {
    match &attempt.failure {
        Some(failure) => (&failure.place.file, failure.place.position.line),
        None => (&result.file, result.line),
    }
}

fn reason(result: &ConversationResult, attempt: &PlayedAttempt) -> String {
    let reason = attempt.failure.as_ref().map_or_else(
        || attempt.error.clone().unwrap_or_default(),
        |failure| failure.reason.to_string(),
    );
    let details = details(Styles::plain(), result, None).join("\n");
    format!("{reason}\n{}", details.trim_matches('\n'))
}

/// Returns a fence that stands nowhere in the text.
fn fence(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    fence
}
