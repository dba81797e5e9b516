//! Splits a command line in one argument.
use crate::error::{Error, Result};

/// Splits a command line into words by the quoting rules of a shell, without its other features. Empty for a blank one.
/// Fails if a quotation mark does not end; `flag` names the argument.
pub(super) fn split(line: &str, flag: &str) -> Result<Vec<String>> {
    // NUL, which no argument contains, keeps `#` from beginning a comment.
    let line = line.replace('#', "\0");
    let words = shell_words::split(&line).map_err(|_| {
        let ends = shell_words::split(&format!("{line}'")).is_ok();
        let quote = if ends { '\'' } else { '"' };
        Error::usage(format!(
            "`{flag}` has a quotation mark ({quote}) that does not end"
        ))
    })?;
    Ok(words.iter().map(|word| word.replace('\0', "#")).collect())
}
