//! What setting up a Kakao account would change, for people.
use super::draw::wrapped;
use crate::model::kakao::setup::{Change, Fate, Line};
use crate::view::escape;
use crate::view::table::table;
use crate::view::terminal::Styles;

/// The changes of the settings file, then those of the credentials file.
pub fn changes(changes: &[Change], settings: &str, credentials: &str, ink: Styles) -> String {
    let of = |secret: bool, file: &str| {
        let mut lines = changes.iter().filter(|it| it.secret == secret).peekable();
        lines.peek()?;
        let lines: Vec<_> = lines.map(|it| change(it, ink)).collect();
        let head = ink.strong(format!("In {}:", escape::line(file)));
        Some(format!("{head}\n{}", lines.join("\n")))
    };
    let parts = [of(false, settings), of(true, credentials)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn change(change: &Change, ink: Styles) -> String {
    let path = escape::line(&change.path);
    let text = |text: &str| escape::line(text).to_string();
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            format!("{} {path}: {} -> {}", ink.warn("~"), text(old), text(new))
        }
        (None, Some(new)) => format!("{} {path}: {}", ink.good("+"), text(new)),
        (Some(old), None) => format!("{} {path}: {}", ink.bad("-"), text(old)),
        (None, None) => format!("{} {path}", ink.bad("-")),
    }
}

/// What became of each value of another program's file.
pub fn imported(lines: &[Line], width: Option<usize>) -> String {
    let row = |line: &Line| {
        let fate = match line.fate {
            Fate::Taken => "taken",
            Fate::Renamed => "renamed",
            Fate::LeftOut => "left out",
        };
        [
            escape::line(&line.path).to_string(),
            fate.to_owned(),
            escape::line(&line.why).to_string(),
        ]
    };
    table(
        ["value", "what became of it", "how or why"],
        lines.iter().map(row),
        width,
    )
}

/// An explanation above a question: indented, in lines of at most so many cells.
pub fn explained(text: &str, width: usize) -> String {
    let lines = wrapped(text, width.saturating_sub(3).max(20));
    let lines: Vec<_> = lines.iter().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}
