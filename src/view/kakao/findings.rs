//! What the lint found, for people.
use crate::model::kakao::lint::{Finding, Level, RULES, Rule};
use crate::view::shown;
use crate::view::terminal::Ink;

/// The findings, one below the other in the answer's order, and a line that sums them up.
pub fn list(findings: &[Finding], ink: Ink) -> String {
    let mut text: String = findings
        .iter()
        .map(|finding| format!("{}\n", one(finding, ink)))
        .collect();
    text.push_str(&summary(findings, ink));
    text
}

/// The findings below a line of something else; those that only somebody assumes are left out.
pub fn below(findings: &[Finding], ink: Ink) -> Vec<String> {
    let told = findings
        .iter()
        .filter(|finding| finding.level != Level::Assumption);
    told.map(|finding| one(finding, ink))
        .flat_map(|text| {
            text.lines()
                .map(|line| format!("  {line}"))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// One finding: how grave and where, what, and by which rule.
pub fn one(finding: &Finding, ink: Ink) -> String {
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
        shown::line(path),
        shown::line(&finding.message),
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
    Some(format!("lint: {counts}; {path}: {}", first.message))
}

fn level(level: Level, ink: Ink) -> String {
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

fn summary(findings: &[Finding], ink: Ink) -> String {
    let levels = [Level::Error, Level::Warning, Level::Assumption];
    let counts = counts(findings, &levels);
    let verdict = if count(findings, Level::Error) > 0 {
        ink.bad("Kakao would refuse this answer, or not show all of it")
    } else {
        ink.good("nothing that Kakao documents speaks against this answer")
    };
    match counts.is_empty() {
        true => verdict,
        false => format!("{verdict}: {}", counts.join(", ")),
    }
}

/// Every rule, in the order in which answers are read.
pub fn rules(ink: Ink) -> String {
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
