//! Splits a command line in one argument.
use crate::error::{Error, Result};
use crate::io::os::words;

/// Splits a command line into words by the quoting rules of a shell, without its other features. Empty for a blank one.
/// On Windows a backslash quotes a quotation mark alone, so that paths stay what they are. Fails if a quotation mark does not end; `flag` names the argument.
pub(super) fn split(line: &str, flag: &str) -> Result<Vec<String>> {
    // NUL, which no argument contains, keeps `#` from beginning a comment.
    let mut line = line.replace('#', "\0");
    if !words::BACKSLASH_QUOTES {
        line = with_backslashes_kept(&line);
    }
    let words = shell_words::split(&line).map_err(|_| {
        let ends = shell_words::split(&format!("{line}'")).is_ok();
        let quote = if ends { '\'' } else { '"' };
        Error::usage(format!(
            "`{flag}` has a quotation mark ({quote}) that does not end"
        ))
    })?;
    Ok(words.iter().map(|word| word.replace('\0', "#")).collect())
}

/// Doubles the backslashes that quote nothing on Windows: all but those before a quotation mark, and not in single quotes.
fn with_backslashes_kept(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut quote = None;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        kept.push(letter);
        match letter {
            '\\' if quote == Some('\'') => {}
            '\\' if letters.peek() == Some(&'"') => kept.extend(letters.next()),
            '\\' => kept.push('\\'),
            '"' | '\'' if quote == Some(letter) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backslash_of_a_path_stays_on_windows() {
        for (line, words) in [
            (
                r"C:\bot\bot.exe --port 1",
                &[r"C:\bot\bot.exe", "--port", "1"][..],
            ),
            (r#""C:\my bots\bot.exe" x"#, &[r"C:\my bots\bot.exe", "x"]),
            (
                r#"bot '\a' "say \"hi\"" \"q\""#,
                &["bot", r"\a", r#"say "hi""#, r#""q""#],
            ),
            (r"\\server\share\bot.exe", &[r"\\server\share\bot.exe"]),
        ] {
            let split = shell_words::split(&with_backslashes_kept(line)).expect(line);
            assert_eq!(split, words, "{line}");
        }
    }
}
