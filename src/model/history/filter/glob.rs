//! Patterns with `*` for any characters: `talk.*`, `*_created`, `bot_1`.
use std::fmt;

/// A name or a pattern of names, case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// Creates a pattern. Without `*` it matches one name.
    pub fn new(pattern: impl Into<String>) -> Self {
        Self(pattern.into())
    }

    /// Returns the name, or `None` if it is a pattern.
    pub fn name(&self) -> Option<&str> {
        (!self.0.contains('*')).then_some(&self.0)
    }

    /// Returns the pattern for SQLite's `GLOB`, with `?` and `[` escaped.
    pub fn for_sqlite(&self) -> String {
        self.0.replace('[', "[[]").replace('?', "[?]")
    }

    /// Returns whether the text matches. As in SQLite, a pattern never matches text with a NUL.
    pub fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else {
            return text == self.0;
        };
        let Some(mut text) = text.strip_prefix(first).filter(|_| !text.contains('\0')) else {
            return false;
        };
        let mut pieces: Vec<_> = rest.split('*').collect();
        let last = pieces.pop().unwrap_or_default();
        for piece in pieces {
            // The first match is the best: it leaves the longest rest for the following pieces.
            match text.find(piece) {
                Some(offset) => text = &text[offset + piece.len()..],
                None => return false,
            }
        }
        text.ends_with(last)
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_names() {
        for (pattern, matching, other) in [
            ("talk", "talk", "talks"),
            ("talk.*", "talk.", "talk"),
            ("*created", "talk.message_created", "created "),
            ("a*b*c", "aXbXbXc", "abXcX"),
            ("a*a", "aa", "a"),
            ("*", "", "\0"),
            ("**", "x", "x\0"),
            ("안*요", "안녕하세요", "안녕하세"),
            ("[a]?*", "[a]?b", "ab"),
        ] {
            let glob = Glob::new(pattern);
            assert!(glob.matches(matching), "{pattern} {matching}");
            assert!(!glob.matches(other), "{pattern} {other}");
        }
    }
}
