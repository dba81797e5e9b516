//! Formats the changes of `momo kakao setup` for the terminal.
use crate::model::kakao::setup::{ImportAction, ImportLine, SettingChange};
use crate::view::escape;
use crate::view::table::table;
use crate::view::terminal::{Styles, label, told};

/// Lists the changes of the settings file, then those of the credentials file.
pub fn change_list(
    changes: &[SettingChange],
    settings: &str,
    credentials: &str,
    styles: Styles,
) -> String {
    let section = |secret: bool, file: &str| {
        let mut lines = changes
            .iter()
            .filter(|change| change.secret == secret)
            .peekable();
        lines.peek()?;
        let lines: Vec<_> = lines.map(|change| change_line(change, styles)).collect();
        let heading = styles.strong(escape::line(&told(&format!("In {file}:"))));
        Some(format!("{heading}\n{}", lines.join("\n")))
    };
    let parts = [section(false, settings), section(true, credentials)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn change_line(change: &SettingChange, styles: Styles) -> String {
    let path = escape::line(&change.path);
    let text = |text: &str| escape::line(text).to_string();
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            format!(
                "{} {path}: {} -> {}",
                styles.warn("~"),
                text(old),
                text(new)
            )
        }
        (None, Some(new)) => format!("{} {path}: {}", styles.good("+"), text(new)),
        (Some(old), None) => format!("{} {path}: {}", styles.bad("-"), text(old)),
        (None, None) => format!("{} {path}", styles.bad("-")),
    }
}

/// Formats what the import does with each value of another program's file.
pub fn import_table(lines: &[ImportLine], width: Option<usize>) -> String {
    let row = |line: &ImportLine| {
        let action = match line.action {
            ImportAction::Taken => "taken",
            ImportAction::Renamed => "renamed",
            ImportAction::LeftOut => "left out",
        };
        [
            escape::line(&line.path).to_string(),
            label(action).to_owned(),
            escape::line(&told(&line.reason)).to_string(),
        ]
    };
    table(
        ["value", "what became of it", "how or why"],
        lines.iter().map(row),
        width,
    )
}
