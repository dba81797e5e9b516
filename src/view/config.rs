//! Formats settings and what is wrong with them.
use super::escape;
use super::table::table;
use super::terminal::{Styles, label, told};
use crate::model::settings::SettingRow;

/// Formats settings as a table: key, value, source.
pub fn setting_table(rows: &[SettingRow], width: Option<usize>) -> String {
    let row = |row: &SettingRow| {
        let value = match (&row.problem, &row.value) {
            (Some(_), _) => label("cannot be used").to_owned(),
            (None, Some(value)) => escape::line(value).to_string(),
            (None, None) => "-".to_owned(),
        };
        let source = row.from.as_deref().unwrap_or("");
        [
            row.key.clone(),
            value,
            escape::line(&told(source)).to_string(),
        ]
    };
    table(["key", "value", "from"], rows.iter().map(row), width)
}

/// Something wrong in a settings file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SettingsProblem {
    pub file: String,
    /// Line and column, each from 1; `None` where they are not known.
    pub line: Option<usize>,
    pub column: Option<usize>,
    /// A sentence without a full stop.
    pub problem: String,
}

/// Formats a problem as compilers do: `momo.json:3:5: ...`.
pub fn problem_line(problem: &SettingsProblem, styles: Styles) -> String {
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}:", problem.file),
        _ => format!("{}:", problem.file),
    };
    let text = escape::line(&told(&problem.problem)).to_string();
    format!("{} {text}", styles.strong(escape::line(&place)))
}
