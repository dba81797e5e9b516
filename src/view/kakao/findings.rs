//! What the lint found, for people.
use crate::model::kakao::lint::{Finding, Level, RULES, Rule};
use crate::view::escape;
use crate::view::terminal::Styles;

/// How many findings are shown: of more, the gravest.
pub(super) const MOST: usize = 100;
/// How many below a line of something else.
const MOST_BELOW: usize = 10;
/// How many letters of a path or a message are shown: a stranger's words may stand in them.
const LETTERS: usize = 400;

/// The findings, one below the other in the answer's order, and a line that sums them up.
pub fn list(findings: &[Finding], ink: Styles) -> String {
    let (told, left_out) = gravest(findings.iter().collect(), MOST);
    let mut text: String = told
        .iter()
        .map(|finding| format!("{}\n", one(finding, ink)))
        .collect();
    if let Some(left_out) = left_out {
        text.push_str(&format!("{left_out}; `--json` names them all\n"));
    }
    text.push_str(&summary(findings, ink));
    text
}

/// The findings below a line of something else; those that only somebody assumes are left out.
pub fn below(findings: &[Finding], ink: Styles) -> Vec<String> {
    let weighs = |finding: &&Finding| finding.level != Level::Assumption;
    let (told, left_out) = gravest(findings.iter().filter(weighs).collect(), MOST_BELOW);
    let told: Vec<_> = told.iter().map(|finding| one(finding, ink)).collect();
    let lines = told.iter().flat_map(|text| text.lines());
    lines
        .chain(left_out.as_deref())
        .map(|line| format!("  {line}"))
        .collect()
}

/// At most so many, the gravest, in their order; and how many more there are.
pub(super) fn gravest(mut findings: Vec<&Finding>, most: usize) -> (Vec<&Finding>, Option<String>) {
    let more = findings.len().saturating_sub(most);
    if more == 0 {
        return (findings, None);
    }
    findings.sort_by_key(|finding| finding.level);
    findings.truncate(most);
    findings.sort_by_key(|finding| finding.place.start);
    (findings, Some(format!("and {more} more")))
}

/// The text, or the beginning of a long one.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

/// One finding: how grave and where, what, and by which rule.
pub fn one(finding: &Finding, ink: Styles) -> String {
    let path = match &*finding.path {
        "" => "the answer",
        path => path,
    };
    let (line, column) = (finding.line, finding.column);
    let place = ink.faint(format!("(line {line}, column {column})"));
    let rule = ink.faint(format!("{}, {}", finding.rule, finding.source));
    format!(
        "{} {} {place}\n           {}\n           {rule}",
        level(finding.level, ink),
        escape::line(&cut(path)),
        escape::line(&cut(&finding.message)),
    )
}

/// What weighs, in a few words: `lint: 2 errors, the first at template.outputs: ...`; none where nothing does.
pub fn brief(findings: &[Finding]) -> Option<String> {
    let weighs = |finding: &&Finding| finding.level != Level::Assumption;
    let first = findings
        .iter()
        .filter(weighs)
        .min_by_key(|finding| finding.level)?;
    let path = match &*first.path {
        "" => "the answer",
        path => path,
    };
    let counts = counts(findings, &[Level::Error, Level::Warning]).join(", ");
    let (path, message) = (cut(path), cut(&first.message));
    Some(format!("lint: {counts}; {path}: {message}"))
}

fn level(level: Level, ink: Styles) -> String {
    let word = format!("{:<10}", level.name());
    match level {
        Level::Error => ink.bad(word),
        Level::Warning => ink.warn(word),
        Level::Assumption => ink.faint(word),
    }
}

fn count(findings: &[Finding], level: Level) -> usize {
    let is_such = |finding: &&Finding| finding.level == level;
    findings.iter().filter(is_such).count()
}

/// `2 errors` and so on, of the levels that there are.
fn counts(findings: &[Finding], levels: &[Level]) -> Vec<String> {
    let counted = |level: &Level| {
        let count = count(findings, *level);
        let plural = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {}{plural}", level.name()))
    };
    levels.iter().filter_map(counted).collect()
}

fn summary(findings: &[Finding], ink: Styles) -> String {
    let levels = [Level::Error, Level::Warning, Level::Assumption];
    let counts = counts(findings, &levels);
    let verdict = if count(findings, Level::Error) > 0 {
        ink.bad("Kakao would refuse this answer, or not show all of it")
    } else if count(findings, Level::Warning) > 0 {
        ink.strong("Kakao would take this answer, but not all of it works as it looks")
    } else {
        ink.good("nothing that Kakao documents speaks against this answer")
    };
    match counts.is_empty() {
        true => verdict,
        false => format!("{verdict}: {}", counts.join(", ")),
    }
}

/// Every rule, in the order in which answers are read.
pub fn rules(ink: Styles) -> String {
    let one = |rule: &Rule| {
        format!(
            "{} {}\n           {}\n           {}",
            level(rule.level, ink),
            rule.id,
            rule.says,
            ink.faint(rule.source.name())
        )
    };
    RULES.iter().map(one).collect::<Vec<_>>().join("\n")
}
