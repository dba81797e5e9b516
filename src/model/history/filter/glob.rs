//! Names with `*` for any letters: `talk.*`, `*_created`, `bot_1`.
use std::fmt;

/// A name, or a pattern of names. Letters count as they are written: `Talk.*` is another pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// A pattern; without `*` it is a name.
    pub fn new(pattern: impl Into<String>) -> Self {
        Self(pattern.into())
    }

    /// The name, where it is one.
    pub fn name(&self) -> Option<&str> {
        (!self.0.contains('*')).then_some(&self.0)
    }

    /// The pattern as SQLite's `GLOB` takes it, in which `?` and `[` mean something too.
    pub fn for_sqlite(&self) -> String {
        self.0.replace('[', "[[]").replace('?', "[?]")
    }

    /// Whether the text is of this name or pattern. A pattern, as SQLite reads texts, fits none with a NUL in it.
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
            // The first place is the best: it leaves most for what follows.
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
