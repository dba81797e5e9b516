//! Fault rules of the local platform as text.
use super::escape;
use super::terminal::{Styles, label};
use crate::model::fault::FaultRule;

/// Renders a rule on one line.
pub fn line(rule: &FaultRule, styles: Styles) -> String {
    let description = rule.to_string();
    format!(
        "{} {}",
        styles.strong(escape::line(&rule.id)),
        escape::line(&description)
    )
}

/// Renders rules as a table; `width` in cells, `None` for no limit.
pub fn table(rules: &[FaultRule], width: Option<usize>) -> String {
    let row = |rule: &FaultRule| {
        let state = if rule.on { "on" } else { "off" };
        [
            escape::line(&rule.id).to_string(),
            escape::line(&rule.to_string()).to_string(),
            label(state).to_owned(),
            rule.matched.to_string(),
            rule.applied.to_string(),
        ]
    };
    let head = ["id", "fault", "", "seen", "struck"];
    super::table::table(head, rules.iter().map(row), width)
}
