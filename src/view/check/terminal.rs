//! Checks on the terminal: one line each, and below a failure all that helps.
use crate::model::check::{CheckLevel, CheckOutcome, CheckReport, CheckVerdict};
use crate::view::terminal::{Styles, told};
use crate::view::{cells, escape, summary};

/// Returns the line of a check.
pub fn line(styles: Styles, outcome: &CheckOutcome) -> String {
    let note = match &outcome.note {
        Some(note) if outcome.verdict == CheckVerdict::Pass => {
            styles.faint(format!("  ({})", escape::line(&told(note))))
        }
        _ => String::new(),
    };
    format!(
        "{} {:<26}  {}{note}",
        mark(styles, outcome),
        outcome.id,
        told(outcome.what)
    )
}

/// Returns the mark of a verdict with its word.
fn mark(styles: Styles, outcome: &CheckOutcome) -> String {
    match outcome.verdict {
        CheckVerdict::Pass if outcome.level == CheckLevel::Told => styles.faint(told("· told")),
        CheckVerdict::Pass => styles.good(told("✓ pass")),
        CheckVerdict::Fail if outcome.known.is_some() => styles.warn(told("✗ known")),
        CheckVerdict::Fail => styles.bad(told("✗ fail")),
        CheckVerdict::Warn => styles.warn(told("! warn")),
        CheckVerdict::CouldNotTell => styles.warn(told("? open")),
        CheckVerdict::NotApplicable => styles.faint(told("- n/a ")),
    }
}

/// Returns what is said below a check that was not passed; nothing below one that was.
pub fn details(styles: Styles, outcome: &CheckOutcome, url: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut push = |name: &str, text: &str| {
        for (index, part) in escape::lines(text).as_ref().lines().enumerate() {
            let name = if index == 0 { name } else { "" };
            lines.push(format!(
                "       {}{part}",
                styles.faint(cells::pad_right(&told(name), 10))
            ));
        }
    };
    if outcome.verdict == CheckVerdict::Pass {
        return lines;
    }
    if let (Some(expected), Some(got)) = (&outcome.expected, &outcome.got) {
        push(
            "expected",
            &told(&format!("{expected}, got {got} from {url}")),
        );
    }
    if let Some(note) = &outcome.note {
        let name = match outcome.verdict {
            CheckVerdict::Fail | CheckVerdict::Warn => "with",
            _ => "why",
        };
        push(name, &told(note));
    }
    if let Some(known) = &outcome.known {
        push("known", known);
    }
    if let Some(repair) = &outcome.repair {
        push("repair", &told(repair));
    }
    if let Some(repeat) = &outcome.repeat {
        push("again", &repeat.momo);
        if let Some(curl) = &repeat.curl {
            push("", curl);
        }
    }
    lines
}

/// Returns the last line of a run.
pub fn summary(styles: Styles, report: &CheckReport) -> String {
    let text = report.summary();
    let text = told(&text);
    let is_bad = report.outcomes.iter().any(CheckOutcome::is_new_failure);
    let text = match (is_bad, report.count(CheckVerdict::Warn)) {
        (true, _) => styles.bad(text),
        (false, 0) => styles.good(text),
        (false, _) => styles.warn(text),
    };
    let took = summary::millis(report.took_ms);
    format!(
        "{text}; {}",
        told(&format!("{} in {took}", report.request_count()))
    )
}
