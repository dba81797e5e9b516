//! Regular expressions as people write them on a command line: `/REGEX/`.
use super::needle::nfc;
use regex_lite::Regex;

/// Reads `/REGEX/` in composed form (NFC); `None` for any other text, and for `//`. The inner `Err` says why it is no
/// regular expression.
pub fn parse_slashed(text: &str) -> Option<Result<Regex, String>> {
    let pattern = text.strip_prefix('/')?.strip_suffix('/')?;
    let describe = |error| format!("`{pattern}` is no regular expression: {error}");
    let parse = || Regex::new(&nfc(pattern)).map_err(describe);
    (!pattern.is_empty()).then(parse)
}
