//! Formats the status of a Kakao account for the terminal.
use crate::model::kakao::status::{AccountCheck, AccountValue, CheckOutcome};
use crate::view::table::table;
use crate::view::terminal::{Styles, label, told};
use crate::view::{cells, escape};

/// Formats the values as a table: key, value or fingerprint, source.
pub fn value_table(values: &[AccountValue], width: Option<usize>) -> String {
    let row = |value: &AccountValue| {
        let text = match (&value.problem, &value.value, &value.fingerprint) {
            (Some(_), ..) => label("cannot be used").to_owned(),
            (None, Some(text), _) => escape::line(text).to_string(),
            (None, None, Some(fingerprint)) => format!("{} ({fingerprint})", label("set")),
            (None, None, None) if value.from.is_some() => label("empty").to_owned(),
            (None, None, None) => "-".to_owned(),
        };
        let source = value.from.as_deref().unwrap_or("");
        [
            value.key.to_owned(),
            text,
            escape::line(&told(source)).to_string(),
        ]
    };
    table(["key", "value", "from"], values.iter().map(row), width)
}

pub fn check_list(checks: &[AccountCheck], styles: Styles) -> String {
    let line = |check: &AccountCheck| {
        let (symbol, prefix) = match check.result {
            CheckOutcome::Works => (styles.good("✓"), ""),
            CheckOutcome::Note => (styles.warn("!"), ""),
            CheckOutcome::Fails => (styles.bad("✗"), ""),
            CheckOutcome::Unknown => (styles.warn("?"), "cannot tell: "),
            CheckOutcome::Skipped => (styles.faint("-"), ""),
        };
        let message = told(&check.message);
        let (message, prefix) = (escape::line(&message), told(prefix));
        let name = cells::pad_right(label(check.name), 19);
        styles.prose(&format!("{symbol} {name} {prefix}{message}"))
    };
    checks.iter().map(line).collect::<Vec<_>>().join("\n")
}
