//! The steps of the demo as text.
use super::escape;
use super::terminal::{Styles, told};
use crate::model::platform::demo::DemoStep;

/// Renders a step: mark and title, the equivalent command, the details, and the problem if the check failed.
pub fn step(step: &DemoStep, styles: Styles) -> String {
    let mark = if step.passed() {
        styles.good("✓")
    } else {
        styles.bad("✗")
    };
    let title = styles.strong(format!("{}. {}", step.number, told(step.title)));
    let mut lines = vec![
        format!("{mark} {title}"),
        format!("     {}", styles.accent(format!("$ {}", step.command))),
    ];
    let details = step.details.iter().flat_map(|detail| detail.lines());
    lines.extend(details.map(|detail| format!("     {}", escape::line(&told(detail)))));
    if let Some(problem) = &step.problem {
        lines.push(format!("     {}", styles.bad(escape::line(&told(problem)))));
    }
    lines.push(String::new());
    lines.join("\n")
}
