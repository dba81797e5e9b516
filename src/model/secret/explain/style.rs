//! The styles in which JSON is written again.
use std::fmt;

/// Whose numbers are written. JavaScript also puts keys that are array indices before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// `1.0` becomes `1`, and long integers lose digits.
    JavaScript,
    /// `1e2` becomes `100.0`; integers stay.
    Python,
}

/// How JSON is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// `{"a":1,"b":2}`: JSON.stringify.
    Compact,
    /// `{"a": 1, "b": 2}`: Python's json.dumps.
    Spaced,
    /// A line a value, indented by so many spaces a level.
    Indented(usize),
}

/// One way of writing JSON. `Display` names it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) layout: Layout,
    pub(super) sorted: bool,
    /// Whether `\uXXXX` stands for everything beyond ASCII.
    pub(super) ascii: bool,
    /// Whether `/` is written `\/`, as PHP does.
    pub(super) slash: bool,
    pub(super) numbers: Numbers,
}

impl Style {
    /// Every combination, the likeliest first.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let layouts = [
            Layout::Compact,
            Layout::Spaced,
            Layout::Indented(2),
            Layout::Indented(4),
        ];
        (0..64).map(move |number: usize| {
            let bit = |place: usize| number >> place & 1 == 1;
            Self {
                ascii: bit(0),
                layout: layouts[number >> 1 & 3],
                sorted: bit(3),
                numbers: if bit(4) {
                    Numbers::Python
                } else {
                    Numbers::JavaScript
                },
                slash: bit(5),
            }
        })
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.layout {
            Layout::Compact => f.write_str("compact")?,
            Layout::Spaced => f.write_str("spaced like Python's json.dumps")?,
            Layout::Indented(by) => write!(f, "indented by {by}")?,
        }
        for (is_so, words) in [
            (self.sorted, ", keys sorted"),
            (self.ascii, ", `\\uXXXX` escapes"),
            (self.slash, ", `\\/` for a slash"),
            (
                self.numbers == Numbers::Python,
                ", numbers and key order as in Python",
            ),
        ] {
            if is_so {
                f.write_str(words)?;
            }
        }
        Ok(())
    }
}
