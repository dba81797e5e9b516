//! Formats lint findings for the terminal.
use crate::model::kakao::lint::{Finding, LintRule, RULES, Severity};
use crate::view::terminal::{self, Styles, label, told};
use crate::view::{cells, escape};

/// Maximum findings shown; the most severe are chosen.
pub(super) const MAX_LISTED: usize = 100;
/// Maximum findings shown below another line.
const MAX_INDENTED: usize = 10;
/// Maximum characters of a path or a message: they may contain untrusted text of the answer.
const MAX_CHARS: usize = 400;

/// Lists the findings in the answer's order, with a summary line.
pub fn list(findings: &[Finding], styles: Styles) -> String {
    let (shown, omitted) = most_severe(findings.iter().collect(), MAX_LISTED);
    let mut text: String = shown
        .iter()
        .map(|finding| format!("{}\n", describe(finding, styles)))
        .collect();
    if let Some(omitted) = omitted {
        let all = told("`--json` names them all");
        text.push_str(&format!("{omitted}; {all}\n"));
    }
    text.push_str(&summary(findings, styles));
    text
}

/// Lists errors and warnings, indented for display below another line. Assumptions are omitted.
pub fn indented(findings: &[Finding], styles: Styles) -> Vec<String> {
    let is_relevant = |finding: &&Finding| finding.level != Severity::Assumption;
    let (shown, omitted) = most_severe(findings.iter().filter(is_relevant).collect(), MAX_INDENTED);
    let shown: Vec<_> = shown
        .iter()
        .map(|finding| describe(finding, styles))
        .collect();
    let lines = shown.iter().flat_map(|text| text.lines());
    lines
        .chain(omitted.as_deref())
        .map(|line| format!("  {line}"))
        .collect()
}

/// Selects at most `max` findings by severity, in the answer's order. The text counts the others; `None` if all fit.
pub(super) fn most_severe(
    mut findings: Vec<&Finding>,
    max: usize,
) -> (Vec<&Finding>, Option<String>) {
    let more = findings.len().saturating_sub(max);
    if more == 0 {
        return (findings, None);
    }
    findings.sort_by_key(|finding| finding.level);
    findings.truncate(max);
    findings.sort_by_key(|finding| finding.span.start);
    (
        findings,
        Some(told(&format!("and {more} more")).into_owned()),
    )
}

/// Cuts a text to `MAX_CHARS` characters.
pub(super) fn truncate(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// Formats a finding: level and position, message, and rule.
pub fn describe(finding: &Finding, styles: Styles) -> String {
    let path = match &*finding.path {
        "" => label("the answer"),
        path => path,
    };
    let (line, column) = (finding.line, finding.column);
    let position = styles.faint(told(&format!("(line {line}, column {column})")));
    let rule = styles.faint(format!("{}, {}", finding.rule, told(finding.source)));
    format!(
        "{} {} {position}\n           {}\n           {rule}",
        level_label(finding.level, styles),
        escape::line(&truncate(path)),
        escape::line(&truncate(&terminal::render(&finding.phrase))),
    )
}

/// Summarizes errors and warnings as `lint: 2 errors; template.outputs: ...`; `None` without any.
pub fn one_line(findings: &[Finding]) -> Option<String> {
    let is_relevant = |finding: &&Finding| finding.level != Severity::Assumption;
    let first = findings
        .iter()
        .filter(is_relevant)
        .min_by_key(|finding| finding.level)?;
    let path = match &*first.path {
        "" => label("the answer"),
        path => path,
    };
    let counts = counts(findings, &[Severity::Error, Severity::Warning]).join(", ");
    let (path, message) = (truncate(path), truncate(&terminal::render(&first.phrase)));
    Some(format!("lint: {counts}; {path}: {message}"))
}

fn level_label(level: Severity, styles: Styles) -> String {
    let word = cells::pad_right(label(level.name()), 10);
    match level {
        Severity::Error => styles.bad(word),
        Severity::Warning => styles.warn(word),
        Severity::Assumption => styles.faint(word),
    }
}

fn count(findings: &[Finding], level: Severity) -> usize {
    let has_level = |finding: &&Finding| finding.level == level;
    findings.iter().filter(has_level).count()
}

/// Formats counts such as `2 errors`, without the zero ones.
fn counts(findings: &[Finding], levels: &[Severity]) -> Vec<String> {
    let label = |level: &Severity| {
        let count = count(findings, *level);
        let plural = if count == 1 { "" } else { "s" };
        let text = format!("{count} {}{plural}", level.name());
        (count > 0).then(|| told(&text).into_owned())
    };
    levels.iter().filter_map(label).collect()
}

fn summary(findings: &[Finding], styles: Styles) -> String {
    let levels = [Severity::Error, Severity::Warning, Severity::Assumption];
    let counts = counts(findings, &levels);
    let verdict = if count(findings, Severity::Error) > 0 {
        styles.bad(told(
            "Kakao would refuse this answer, or not show all of it",
        ))
    } else if count(findings, Severity::Warning) > 0 {
        styles.strong(told(
            "Kakao would take this answer, but not all of it works as it looks",
        ))
    } else {
        styles.good(told(
            "nothing that Kakao documents speaks against this answer",
        ))
    };
    match counts.is_empty() {
        true => verdict,
        false => format!("{verdict}: {}", counts.join(", ")),
    }
}

/// Lists all lint rules.
pub fn rules(styles: Styles) -> String {
    let line = |rule: &LintRule| {
        format!(
            "{} {}\n           {}\n           {}",
            level_label(rule.level, styles),
            rule.id,
            terminal::render(&rule.phrase()),
            styles.faint(told(rule.source.name()))
        )
    };
    RULES.iter().map(line).collect::<Vec<_>>().join("\n")
}
