//! The styles of common JSON serialisers.
use crate::model::text::phrase::Phrase;

/// The number format of a serialiser. JavaScript also orders keys that are array indexes before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// `1.0` becomes `1`, and long integers lose precision.
    JavaScript,
    /// `1e2` becomes `100.0`, and integers stay.
    Python,
}

/// White space between tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonLayout {
    /// `{"a":1,"b":2}`: JSON.stringify.
    Compact,
    /// `{"a": 1, "b": 2}`: Python's json.dumps.
    Spaced,
    /// One value per line, indented by this many spaces per level.
    Indented(usize),
}

/// A style of serialising JSON.
#[derive(Debug, Clone, Copy)]
pub(super) struct JsonStyle {
    pub(super) layout: JsonLayout,
    pub(super) sort_keys: bool,
    /// Whether characters beyond ASCII become `\uXXXX`.
    pub(super) escape_non_ascii: bool,
    /// Whether `/` becomes `\/`, as in PHP.
    pub(super) escape_slash: bool,
    pub(super) numbers: NumberFormat,
}

impl JsonStyle {
    /// Iterates over all 64 combinations, the likeliest first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let layouts = [
            JsonLayout::Compact,
            JsonLayout::Spaced,
            JsonLayout::Indented(2),
            JsonLayout::Indented(4),
        ];
        (0..64).map(move |number: usize| {
            let bit = |index: usize| number >> index & 1 == 1;
            Self {
                escape_non_ascii: bit(0),
                layout: layouts[number >> 1 & 3],
                sort_keys: bit(3),
                numbers: if bit(4) {
                    NumberFormat::Python
                } else {
                    NumberFormat::JavaScript
                },
                escape_slash: bit(5),
            }
        })
    }

    /// Names the style.
    pub(super) fn phrase(&self) -> Phrase {
        let layout = match self.layout {
            JsonLayout::Compact => Phrase::new("style.compact"),
            JsonLayout::Spaced => Phrase::new("style.python"),
            JsonLayout::Indented(by) => Phrase::new("style.indented").with("n", by),
        };
        let is_python = self.numbers == NumberFormat::Python;
        let others = [
            (self.sort_keys, "style.sorted"),
            (self.escape_non_ascii, "style.unicode-escapes"),
            (self.escape_slash, "style.slash-escapes"),
            (is_python, "style.python-numbers"),
        ];
        let others = others.into_iter().filter(|(is_set, _)| *is_set);
        let others = others.map(|(_, code)| Phrase::new(code));
        Phrase::comma_list(std::iter::once(layout).chain(others))
    }
}
