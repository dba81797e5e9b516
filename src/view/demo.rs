//! The steps of the demo, as a person reads them.
use super::escape;
use super::terminal::Styles;
use crate::model::platform::demo::Step;

/// A mark and a title, the command that does it alone, what came of it, and why the check failed if it did.
pub fn step(step: &Step, ink: Styles) -> String {
    let mark = if step.passed() {
        ink.good("✓")
    } else {
        ink.bad("✗")
    };
    let title = ink.strong(format!("{}. {}", step.number, step.title));
    let mut lines = vec![
        format!("{mark} {title}"),
        format!("     {}", ink.accent(format!("$ {}", step.command))),
    ];
    let details = step.details.iter().flat_map(|detail| detail.lines());
    lines.extend(details.map(|detail| format!("     {}", escape::line(detail))));
    if let Some(problem) = &step.problem {
        lines.push(format!("     {}", ink.bad(escape::line(problem).as_ref())));
    }
    lines.push(String::new());
    lines.join("\n")
}
