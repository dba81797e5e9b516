//! Changes only the white space between the tokens of a JSON text.
//!
//! Numbers, escapes and keys stay as written: a parser would turn `1e2` into `100.0` and lose the digits of large
//! numbers.
use super::scan::tokens;
use serde::de::IgnoredAny;

/// Maximum length of the output: the input's bytes times a factor, plus an allowance in bytes. Deeply nested brackets
/// would else produce gigabytes of indentation.
const MAX_GROWTH_FACTOR: usize = 16;
const GROWTH_ALLOWANCE: usize = 64 * 1024;

/// Removes the white space between tokens.
pub fn compact(text: &str) -> String {
    tokens(text).collect()
}

/// Sets the white space that momo's own events have: a space after each comma and inside the braces of an object, none
/// after a colon. No common serialiser writes so: a receiver that parses a body and writes it again gets other bytes.
pub fn padded(text: &str) -> String {
    let mut padded = String::with_capacity(text.len() + text.len() / 8);
    let mut tokens = tokens(text).peekable();
    while let Some(token) = tokens.next() {
        padded.push_str(token);
        let is_start = token == "," || (token == "{" && tokens.peek() != Some(&"}"));
        let is_end = token != "{" && tokens.peek() == Some(&"}");
        if is_start || is_end {
            padded.push(' ');
        }
    }
    padded
}

/// Prints one value a line. Returns `None` for invalid JSON, or if the output exceeds the maximum length.
pub fn pretty(text: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let max_length = text.len() * MAX_GROWTH_FACTOR + GROWTH_ALLOWANCE;
    let (mut printed, mut depth) = (String::new(), 0);
    let mut tokens = tokens(text).peekable();
    while let Some(token) = tokens.next() {
        let is_open = matches!(token, "{" | "[");
        if matches!(token, "}" | "]") {
            depth -= 1;
            start_line(&mut printed, depth);
        }
        printed.push_str(token);
        if token == ":" {
            printed.push(' ');
        } else if is_open && let Some(end) = tokens.next_if(|next| matches!(*next, "}" | "]")) {
            printed.push_str(end);
        } else if is_open || token == "," {
            depth += usize::from(is_open);
            start_line(&mut printed, depth);
        }
        if printed.len() > max_length {
            return None;
        }
    }
    Some(printed)
}

fn start_line(printed: &mut String, depth: usize) {
    printed.push('\n');
    printed.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pretty_printing_changes_only_white_space() {
        let text = "{\"a\":[1e2,  12345678901234567890123 ,{}, [ ] ],\"b \\\" {,\":\"\\ud55c한\"}";
        let expected = "{\n  \"a\": [\n    1e2,\n    12345678901234567890123,\n    {},\n    []\n  ],\n  \"b \\\" {,\": \"\\ud55c한\"\n}";
        assert_eq!(pretty(text).as_deref(), Some(expected));
        assert_eq!(pretty("{\"a\":}"), None);
        assert_eq!(pretty(" 1 ").as_deref(), Some("1"));
    }

    #[test]
    fn padding_changes_only_white_space() {
        let text = "{\"a\":[1e2,  {} ,{\"b\" : { }}, [ ]],\"c \\\" {,\":\"\\ud55c\"\n}";
        let expected = "{ \"a\":[1e2, {}, { \"b\":{} }, []], \"c \\\" {,\":\"\\ud55c\" }";
        assert_eq!(padded(text), expected);
        assert_eq!(padded(expected), expected);
    }

    #[test]
    fn too_deep_json_is_not_laid_out() {
        let deep = |count: usize| "[".repeat(count) + "1" + &"]".repeat(count);
        assert!(pretty(&deep(100)).is_some());
        // Laid out, this one would take 800 MB.
        assert_eq!(pretty(&deep(20_000)), None);
    }

    proptest! {
        #[test]
        fn value_stays_the_same(keys in proptest::collection::vec((".{0,8}", ".{0,8}"), 0..6)) {
            let value = serde_json::json!({ "list": keys, "map": keys.iter().cloned().collect::<std::collections::BTreeMap<_, _>>() });
            let text = pretty(&value.to_string()).expect("JSON");
            prop_assert_eq!(&text, &format!("{value:#}"));
        }
    }
}
