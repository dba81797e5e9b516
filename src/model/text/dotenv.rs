//! Formats environment variables as `.env` lines, shell lines or JSON, in forms that all readers interpret alike.
use super::shell;
use crate::model::secret::Secret;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// Returns a line of a `.env` file; `None` if readers would interpret every form differently.
/// Readers disagree about escapes, so the value is unquoted if possible (Docker treats quotes as part of the value),
/// otherwise in quotes that it does not contain.
pub fn line(name: &str, value: &str) -> Option<String> {
    let is_control = |ch: char| ch.is_control();
    if value.chars().any(is_control) {
        return None;
    }
    if shell::is_plain(value) {
        return Some(format!("{name}={value}"));
    }
    if !value.contains('\'') {
        return Some(format!("{name}='{value}'"));
    }
    let literal = !value.contains(['"', '$', '\\', '`']);
    literal.then(|| format!("{name}=\"{value}\""))
}

/// Returns an `export` line for a POSIX shell; `None` if the value contains NUL, which no variable can.
pub fn shell_line(name: &str, value: &str) -> Option<String> {
    let is_possible = !value.contains('\0');
    is_possible.then(|| format!("export {name}={}", shell::quote(value)))
}

/// Returns key and value for a JSON object. A value that is not UTF-8 is in base64, with the key `NAME_BASE64`.
pub fn json_pair(name: &str, value: &Secret) -> (String, Value) {
    match value.reveal_text() {
        Some(text) => (name.to_owned(), text.into()),
        None => (
            format!("{name}_BASE64"),
            STANDARD.encode(value.reveal()).into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotenv_lines_are_written_as_expected() {
        let both = |value| (line("A", value), shell_line("A", value));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            both("a1-_./:"),
            (some("A=a1-_./:"), some("export A=a1-_./:"))
        );
        assert_eq!(
            both("a b#$x"),
            (some("A='a b#$x'"), some("export A='a b#$x'"))
        );
        assert_eq!(
            both("it's"),
            (some("A=\"it's\""), some(r"export A='it'\''s'"))
        );
        assert_eq!(both("'$x"), (None, some(r"export A=''\''$x'")));
        assert_eq!(both("a\nb"), (None, some("export A='a\nb'")));
        assert_eq!(both("\0"), (None, None));
        assert_eq!(both(""), (some("A=''"), some("export A=''")));
    }
}
