//! How a Kakao account stands, for people.
use crate::model::kakao::status::{Check, Found, Value};
use crate::view::escape;
use crate::view::table::table;
use crate::view::terminal::Styles;

/// The values as a table: key, value or fingerprint, where it came from.
pub fn values(values: &[Value], width: Option<usize>) -> String {
    let row = |value: &Value| {
        let text = match (&value.problem, &value.value, &value.fingerprint) {
            (Some(_), ..) => "cannot be used".to_owned(),
            (None, Some(text), _) => escape::line(text).to_string(),
            (None, None, Some(fingerprint)) => format!("set ({fingerprint})"),
            (None, None, None) => "-".to_owned(),
        };
        let from = value.from.as_deref().unwrap_or("");
        [value.key.to_owned(), text, escape::line(from).to_string()]
    };
    table(["key", "value", "from"], values.iter().map(row), width)
}

/// The checks, one a line.
pub fn checks(checks: &[Check], ink: Styles) -> String {
    let line = |check: &Check| {
        let (mark, words) = match check.found {
            Found::Works => (ink.good("✓"), ""),
            Found::Note => (ink.warn("!"), ""),
            Found::No => (ink.bad("✗"), ""),
            Found::Unknown => (ink.warn("?"), "cannot tell: "),
            Found::Skipped => (ink.faint("-"), ""),
        };
        let says = escape::line(&check.says);
        format!("{mark} {:<19} {words}{says}", check.name)
    };
    checks.iter().map(line).collect::<Vec<_>>().join("\n")
}
