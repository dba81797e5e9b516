//! Markdown of a check: an implementation report for the bot's own README, and the summary of a CI job.
use super::junit::families;
use crate::model::check::{CheckOutcome, CheckReport, CheckVerdict};
use crate::view::escape;

/// Renders what the bot does and does not, check by check.
pub fn implementation_report(report: &CheckReport) -> String {
    let mut text = format!(
        "# Implementation report\n\n{} of {} by {}, {}: {}.\n",
        report.protocol,
        code(&report.url),
        report.made_by,
        report.started_at.split('T').next().unwrap_or_default(),
        report.summary(),
    );
    for family in families(report) {
        text.push_str(&format!("\n## {family}\n\n"));
        let outcomes = report.outcomes.iter();
        for outcome in outcomes.filter(|outcome| outcome.family() == family) {
            text.push_str(&item(outcome));
        }
    }
    text
}

/// Renders a check as an item of a list: `- [x] id: what`, with a sentence where it is not passed.
fn item(outcome: &CheckOutcome) -> String {
    let mark = match outcome.verdict {
        CheckVerdict::Pass => "[x]",
        CheckVerdict::Fail | CheckVerdict::Warn => "[ ]",
        CheckVerdict::CouldNotTell => "[?]",
        CheckVerdict::NotApplicable => "[n/a]",
    };
    let why = reason(outcome).map(|why| format!(" — {why}"));
    format!(
        "- {mark} `{}`: {}{}\n",
        outcome.id,
        plain(outcome.what),
        why.unwrap_or_default()
    )
}

fn reason(outcome: &CheckOutcome) -> Option<String> {
    let got = |outcome: &CheckOutcome| {
        let (expected, got) = (outcome.expected.as_ref()?, outcome.got.as_ref()?);
        Some(format!(
            "{}: expected {}, got {}",
            outcome.verdict.words(),
            plain(expected),
            plain(got)
        ))
    };
    match (outcome.verdict, &outcome.known, &outcome.note) {
        (CheckVerdict::Fail, Some(known), _) => Some(format!("known: {}", plain(known))),
        (CheckVerdict::Fail | CheckVerdict::Warn, ..) => got(outcome),
        (CheckVerdict::Pass, _, Some(note)) => Some(plain(note)),
        (CheckVerdict::Pass, ..) => None,
        (_, _, Some(note)) => Some(plain(note)),
        _ => None,
    }
}

/// Renders the summary of a CI job: counts, and a table of what is not passed.
pub fn summary(report: &CheckReport) -> String {
    let mut text = format!(
        "### momo check: {}\n\n{}\n",
        report.summary(),
        code(&report.url)
    );
    let missed = report.outcomes.iter().filter(|outcome| outcome.is_missed());
    let rows: Vec<_> = missed.map(row).collect();
    if !rows.is_empty() {
        text.push_str(
            "\n| check | verdict | what | expected | got | repair |\n|---|---|---|---|---|---|\n",
        );
        text.extend(rows);
    }
    text
}

fn row(outcome: &CheckOutcome) -> String {
    let cell = |text: Option<&String>| plain(text.map_or("", String::as_str)).replace('|', "\\|");
    let verdict = match &outcome.known {
        Some(_) => "known failure",
        None => outcome.verdict.words(),
    };
    format!(
        "| `{}` | {verdict} | {} | {} | {} | {} |\n",
        outcome.id,
        plain(outcome.what).replace('|', "\\|"),
        cell(outcome.expected.as_ref()),
        cell(outcome.got.as_ref()),
        cell(outcome.repair.as_ref()),
    )
}

/// Returns a text in code quotes.
fn code(text: &str) -> String {
    format!("`{}`", escape::line(text).as_ref().replace('`', "'"))
}

/// Returns a text on one line in which Markdown sees no markup of HTML and no link.
fn plain(text: &str) -> String {
    let line = escape::line(text).to_string();
    line.replace('<', "&lt;").replace('[', "\\[")
}
