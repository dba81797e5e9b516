//! Texts and patterns that a bot's message is compared with.
//!
//! Both sides are composed (NFC). An exact text and a glob ignore white space at the ends of lines and blank lines at both
//! ends; a regular expression sees the text as it came.
use super::template;
use super::{ChatText, RegexText};
use crate::model::text::needle::nfc;
use regex_lite::{Regex, RegexBuilder};
use std::collections::BTreeMap;

/// Values by their names: named groups of regular expressions, and `env:NAME`.
pub type Values = BTreeMap<String, String>;

/// Returns the text with its values; fails with the name of an unknown value.
pub fn fill(text: &ChatText, values: &Values) -> Result<String, String> {
    template::fill(&text.text, String::push_str, |filled, name| {
        filled.push_str(values.get(name)?);
        Some(())
    })
}

/// Returns whether a text is the expected one.
pub fn is_exact(expected: &str, text: &str) -> bool {
    normalized(expected) == normalized(text)
}

/// Returns the composed text without `\r`, white space at the ends of lines, and blank lines at both ends.
pub fn normalized(text: &str) -> String {
    let composed = nfc(text);
    let lines: Vec<_> = composed.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty());
    let lines = first.map_or(&[][..], |first| &lines[first..]);
    lines.join("\n").trim_end().to_owned()
}

/// A text in which `*` stands for anything, and `\*` for a star, `\\` for a backslash.
#[derive(Debug)]
pub struct TextGlob {
    /// What stands between the stars, in order: at least one.
    pieces: Vec<String>,
}

impl TextGlob {
    /// Fails with the name of an unknown value.
    pub fn new(text: &ChatText, values: &Values) -> Result<Self, String> {
        // `\0` stands for a star that is meant.
        let literal = |filled: &mut String, text: &str| {
            let mut chars = text.chars().peekable();
            while let Some(ch) = chars.next() {
                let escaped = chars.next_if(|next| ch == '\\' && matches!(next, '*' | '\\'));
                match escaped {
                    Some('*') => filled.push('\0'),
                    _ => filled.push(ch),
                }
            }
        };
        let value = |filled: &mut String, name: &str| {
            filled.push_str(&values.get(name)?.replace('*', "\0"));
            Some(())
        };
        let filled = template::fill(&text.text, literal, value)?;
        let pieces = filled.split('*').map(|piece| nfc(piece).replace('\0', "*"));
        Ok(Self {
            pieces: pieces.collect(),
        })
    }

    pub fn matches(&self, text: &str) -> bool {
        let text = normalized(text);
        let [first, middle @ .., last] = &*self.pieces else {
            return self.pieces.first().is_some_and(|piece| *piece == text);
        };
        let Some(mut tail) = text.strip_prefix(&**first) else {
            return false;
        };
        for piece in middle {
            // The first match is the best: it leaves the longest rest for the following pieces.
            match tail.find(&**piece) {
                Some(offset) => tail = &tail[offset + piece.len()..],
                None => return false,
            }
        }
        tail.ends_with(&**last)
    }
}

/// Compiles a regular expression with its values as literal texts.
///
/// # Errors
/// Fails with the name of an unknown value, or if the values make it too large.
pub fn regex(regex: &RegexText, values: &Values) -> Result<Regex, String> {
    let source = template::fill(&regex.regex, String::push_str, |filled, name| {
        filled.push_str(&regex_lite::escape(values.get(name)?));
        Some(())
    })?;
    build(&source, regex.ignores_case)
}

/// Checks the syntax. Values count as a letter.
///
/// # Errors
/// Returns a sentence for the user.
pub fn check_regex(regex: &RegexText) -> Result<(), String> {
    compiled(regex).map(drop)
}

/// Returns the names of the named groups.
pub fn group_names(regex: &RegexText) -> Vec<String> {
    let compiled = compiled(regex);
    let names = compiled.iter().flat_map(Regex::capture_names).flatten();
    names.map(str::to_owned).collect()
}

fn compiled(regex: &RegexText) -> Result<Regex, String> {
    let letter = |filled: &mut String, _: &str| {
        filled.push('x');
        Some(())
    };
    let source = template::fill(&regex.regex, String::push_str, letter)?;
    build(&source, regex.ignores_case)
}

fn build(source: &str, ignores_case: bool) -> Result<Regex, String> {
    let source = source.replace("\\/", "/");
    let regex = RegexBuilder::new(&nfc(&source))
        .case_insensitive(ignores_case)
        .build();
    regex.map_err(|error| format!("`/{source}/` is no regular expression: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> ChatText {
        ChatText {
            text: text.into(),
            starts: Vec::new(),
        }
    }

    fn values() -> Values {
        Values::from([("a".into(), "1*2".into())])
    }

    #[test]
    fn globs_match_texts() {
        for (glob, matching, other) in [
            ("*감사*", "정말 감사합니다", "고마워요"),
            ("안녕?", "안녕?", "안녕!"),
            (r"\*굵게\*", "*굵게*", "xx굵게xx"),
            (r"a\\*", r"a\b", "ab"),
            ("{a}*", "1*2!", "1x2!"),
            ("a*b*c", "aXbXbXc", "abXcX"),
            ("a*a", "aa", "a"),
            ("*", "", "never"),
            ("a\n*\nc", "a  \nb\nb\nc", "a\nc"),
        ] {
            let compiled = TextGlob::new(&text(glob), &values()).expect("its values are known");
            assert!(compiled.matches(matching), "{glob} {matching}");
            assert!(glob == "*" || !compiled.matches(other), "{glob} {other}");
        }
        assert_eq!(
            TextGlob::new(&text("{b}"), &values()).err(),
            Some("b".into())
        );
    }

    #[test]
    fn exact_texts_ignore_space_at_the_ends() {
        assert!(is_exact("a\nb", "\r\n\na \r\nb\n"));
        assert!(is_exact("é", "e\u{301}"));
        assert!(!is_exact("a b", "a  b"));
        assert!(!is_exact("a", " a"));
    }

    #[test]
    fn regex_takes_values_as_texts() {
        let expression = |regex: &str| RegexText {
            regex: regex.into(),
            ignores_case: true,
            start: Default::default(),
        };
        let compiled = regex(&expression(r"^{a}\/X{2}$"), &values()).expect("it is one");
        assert!(compiled.is_match("1*2/xx") && !compiled.is_match("112/xx"));
        assert_eq!(group_names(&expression("(?<id>.)(?<b>{a})")), ["id", "b"]);
        assert!(check_regex(&expression("(")).is_err());
    }
}
