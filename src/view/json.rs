//! Pretty-prints JSON by changing only the white space between tokens.
//!
//! Numbers, escapes and keys stay as written: a parser would turn `1e2` into `100.0` and lose the digits of large
//! numbers.
use serde::de::IgnoredAny;

/// Maximum length of the output: the input's bytes times a factor, plus an allowance in bytes. Deeply nested brackets
/// would else produce gigabytes of indentation.
const MAX_GROWTH_FACTOR: usize = 16;
const GROWTH_ALLOWANCE: usize = 64 * 1024;

/// Prints one value a line. Returns `None` for invalid JSON, or if the output exceeds the maximum length.
pub fn pretty(text: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(text).ok()?;
    let max_length = text.len() * MAX_GROWTH_FACTOR + GROWTH_ALLOWANCE;
    let mut layout = Layout::default();
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        if layout.text.len() > max_length {
            return None;
        }
        match ch {
            '"' => layout.string(&mut chars),
            ' ' | '\t' | '\n' | '\r' => {}
            '{' | '[' => {
                while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                layout.open(ch, chars.next_if(|next| matches!(next, '}' | ']')));
            }
            '}' | ']' => layout.close(ch),
            ',' => {
                layout.text.push(',');
                layout.line();
            }
            ':' => layout.text.push_str(": "),
            _ => layout.text.push(ch),
        }
    }
    Some(layout.text)
}

#[derive(Default)]
struct Layout {
    text: String,
    depth: usize,
}

impl Layout {
    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    /// Opens an object or array; `end` closes an empty one on the same line.
    fn open(&mut self, ch: char, end: Option<char>) {
        self.text.push(ch);
        if let Some(end) = end {
            return self.text.push(end);
        }
        self.depth += 1;
        self.line();
    }

    fn close(&mut self, ch: char) {
        self.depth = self.depth.saturating_sub(1);
        self.line();
        self.text.push(ch);
    }

    /// Copies a string whose opening quote is already read.
    fn string(&mut self, chars: &mut impl Iterator<Item = char>) {
        self.text.push('"');
        let mut escaped = false;
        for ch in chars {
            self.text.push(ch);
            match ch {
                '"' if !escaped => return,
                _ => escaped = ch == '\\' && !escaped,
            }
        }
    }
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
