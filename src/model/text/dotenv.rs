//! Formats environment variables as `.env` lines, lines of a shell or of PowerShell, or JSON, in forms that all readers interpret alike.
use super::shell;
use crate::model::secret::Secret;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// Returns a line of a `.env` file; `None` if readers interpret every form of the value differently.
///
/// The line has no quotes, because Docker's `--env-file` treats them as part of the value. So the value may not hold
/// what a POSIX shell would split or replace, `#`, which begins a comment for Node's `dotenv`, or `$`, because
/// python-dotenv replaces `${NAME}` even in single quotes.
pub fn line(name: &str, value: &str) -> Option<String> {
    let without_marks = value.replace(['^', '!', '*', '?', '[', ']', '{', '}'], "");
    let is_literal = without_marks.is_empty() || shell::is_plain(&without_marks);
    is_literal.then(|| format!("{name}={value}"))
}

/// Returns an `export` line for a POSIX shell; `None` if the value contains NUL, which no variable can.
pub fn shell_line(name: &str, value: &str) -> Option<String> {
    let is_possible = !value.contains('\0');
    is_possible.then(|| format!("export {name}={}", shell::quote(value)))
}

/// Returns an assignment for PowerShell; `None` if the value contains NUL, which no variable can.
///
/// In single quotes PowerShell replaces nothing. It takes typographic quotes for straight ones, so those are doubled too.
pub fn powershell_line(name: &str, value: &str) -> Option<String> {
    let is_quote = |letter: &char| "'\u{2018}\u{2019}\u{201a}\u{201b}".contains(*letter);
    let quoted = value.chars().flat_map(|letter| {
        let second = Some(letter).filter(is_quote);
        std::iter::once(letter).chain(second)
    });
    let is_possible = !value.contains('\0');
    is_possible.then(|| format!("$env:{name} = '{}'", quoted.collect::<String>()))
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
    fn powershell_line_is_quoted() {
        let line = |value| powershell_line("A", value);
        assert_eq!(line("a$b`c \"").as_deref(), Some("$env:A = 'a$b`c \"'"));
        assert_eq!(line("it's").as_deref(), Some("$env:A = 'it''s'"));
        assert_eq!(
            line("\u{2019}").as_deref(),
            Some("$env:A = '\u{2019}\u{2019}'")
        );
        assert_eq!(line("\0"), None);
    }

    #[test]
    fn dotenv_lines_are_written_as_expected() {
        let both = |value| (line("A", value), shell_line("A", value));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            both("a1-_./:"),
            (some("A=a1-_./:"), some("export A=a1-_./:"))
        );
        assert_eq!(
            both("a=[b]!"),
            (some("A=a=[b]!"), some("export A='a=[b]!'"))
        );
        for value in [
            "a b", "a#b", "a${HOME}", "$x", "~", "a;b", "\u{a0}", "\"a\"",
        ] {
            assert_eq!(line("A", value), None, "{value}");
        }
        assert_eq!(shell_line("A", "a b#$x"), some("export A='a b#$x'"));
        assert_eq!(both("it's"), (None, some(r"export A='it'\''s'")));
        assert_eq!(both("'$x"), (None, some(r"export A=''\''$x'")));
        assert_eq!(both("a\nb"), (None, some("export A='a\nb'")));
        assert_eq!(both("\0"), (None, None));
        assert_eq!(both(""), (some("A="), some("export A=''")));
    }
}
