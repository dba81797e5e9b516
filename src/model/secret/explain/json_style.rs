//! The styles of common JSON serialisers.
use crate::model::text::phrase::Phrase;

/// The number format of a serialiser. JavaScript also orders keys that are array indexes before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// `1.0` becomes `1`, and long integers lose precision.
    JavaScript,
    /// `1e2` becomes `100.0`, and integers stay.
    Python,
    /// Every number is a double: `123` becomes `123.0`, and `1780833600` becomes `1.7808336E9`.
    Java,
}

/// The characters that a serialiser escapes although JSON does not ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExtraEscapes {
    None,
    /// `<`, `>`, `&`, U+2028 and U+2029.
    Go,
    /// As Go, and `=` and `'`.
    Gson,
    /// Control characters get upper-case hex digits.
    Jackson,
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
    pub(super) extra_escapes: ExtraEscapes,
    pub(super) numbers: NumberFormat,
}

impl JsonStyle {
    /// Iterates over all styles, the likeliest first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::of_scripts().chain(Self::of_compiled_languages())
    }

    /// Iterates over the compact styles of Go and Java.
    fn of_compiled_languages() -> impl Iterator<Item = Self> {
        let style = |extra_escapes, sort_keys, numbers| Self {
            layout: JsonLayout::Compact,
            sort_keys,
            escape_non_ascii: false,
            escape_slash: false,
            extra_escapes,
            numbers,
        };
        [
            style(ExtraEscapes::Go, true, NumberFormat::JavaScript),
            style(ExtraEscapes::Go, false, NumberFormat::JavaScript),
            style(ExtraEscapes::Gson, false, NumberFormat::JavaScript),
            style(ExtraEscapes::Gson, false, NumberFormat::Java),
            style(ExtraEscapes::Jackson, false, NumberFormat::JavaScript),
            style(ExtraEscapes::Jackson, true, NumberFormat::JavaScript),
        ]
        .into_iter()
    }

    /// Iterates over the 64 combinations of JavaScript, Python and PHP.
    fn of_scripts() -> impl Iterator<Item = Self> {
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
                extra_escapes: ExtraEscapes::None,
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
        let is_java = self.numbers == NumberFormat::Java;
        let escapes = |extra| self.extra_escapes == extra;
        let others = [
            (self.sort_keys, "style.sorted"),
            (self.escape_non_ascii, "style.unicode-escapes"),
            (self.escape_slash, "style.slash-escapes"),
            (is_python, "style.python-numbers"),
            (is_java, "style.java-numbers"),
            (escapes(ExtraEscapes::Go), "style.go"),
            (escapes(ExtraEscapes::Gson), "style.gson"),
            (escapes(ExtraEscapes::Jackson), "style.jackson"),
        ];
        let others = others.into_iter().filter(|(is_set, _)| *is_set);
        let others = others.map(|(_, code)| Phrase::new(code));
        Phrase::comma_list(std::iter::once(layout).chain(others))
    }
}
