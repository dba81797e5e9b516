//! Errors in conversation files: place, line with a caret, hints, chain of includes.
use crate::model::chat::script::FileError;
use crate::view::terminal::{Styles, told};
use crate::view::{cells, escape};

/// Longest part of a line that is shown, in cells.
const MAX_CELLS: usize = 100;

/// Renders an error. `line` is the line that has it; `None` if it is not known.
pub fn error(styles: Styles, error: &FileError, line: Option<&str>) -> Vec<String> {
    let position = error.error.position;
    let place = format!("{}:{}:{}", error.file, position.line, position.column);
    let mut lines = vec![format!(
        "{} {}",
        styles.accent(format!("{}:", escape::line(&place))),
        escape::line(&told(&error.error.message))
    )];
    if let Some(line) = line {
        let number = position.line.to_string();
        let margin = " ".repeat(number.len());
        let (line, caret) = with_caret(line, position.column);
        lines.push(format!("  {} {line}", styles.faint(format!("{number} |"))));
        let caret = format!("{}{}", " ".repeat(caret), styles.bad("^"));
        lines.push(format!("  {} {caret}", styles.faint(format!("{margin} |"))));
    }
    for site in error.includes.iter().rev() {
        let place = format!("{}:{}", site.file, site.line);
        let from = format!("included from {place}");
        lines.push(format!("  {}", escape::line(&told(&from))));
    }
    let hints = error.error.hints.iter();
    lines.extend(hints.map(|hint| {
        let hint = format!(
            "  {} {}",
            styles.faint(told("hint:")),
            escape::line(&told(hint))
        );
        styles.prose(&hint)
    }));
    lines
}

/// Returns the part of a line around a column, and the number of cells before the column.
fn with_caret(line: &str, column: usize) -> (String, usize) {
    let escaped = |ch: char| match ch {
        '\t' => " ".to_owned(),
        ch => escape::line(&ch.to_string()).to_string(),
    };
    let before: Vec<String> = line.chars().take(column - 1).map(escaped).collect();
    let after: String = line.chars().skip(column - 1).map(escaped).collect();
    let (mut start, mut shown) = (before.len(), 0);
    while start > 0 && shown + cells::width(&before[start - 1]) <= MAX_CELLS / 2 {
        start -= 1;
        shown += cells::width(&before[start]);
    }
    let before = before[start..].concat();
    let text = format!("{before}{}", cells::cut(&after, MAX_CELLS - shown));
    (text, shown)
}
