//! Faces of the faults that a local platform rehearses.
use super::escape;
use super::terminal::Styles;
use crate::model::fault::FaultRule;

/// One fault, on a line.
pub fn line(switch: &FaultRule, ink: Styles) -> String {
    let words = switch.to_string();
    format!(
        "{} {}",
        ink.strong(escape::line(&switch.id)),
        escape::line(&words)
    )
}

/// Many faults as a table.
pub fn table(switches: &[FaultRule], width: Option<usize>) -> String {
    let row = |switch: &FaultRule| {
        let is_on = if switch.on { "on" } else { "off" };
        [
            escape::line(&switch.id).to_string(),
            escape::line(&switch.to_string()).to_string(),
            is_on.to_owned(),
            switch.seen.to_string(),
            switch.struck.to_string(),
        ]
    };
    let head = ["id", "fault", "", "seen", "struck"];
    super::table::table(head, switches.iter().map(row), width)
}
