//! Two texts compared line by line.
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// Longer texts are only told apart: to align their lines would take too long.
const MAX_ALIGNED_LINES: usize = 4000;
/// How many lines around a change are kept.
const CONTEXT_LINES: usize = 2;
/// How many bytes of a line are kept.
const MAX_LINE_BYTES: usize = 4096;

/// One line of either text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    /// Whose it is.
    pub mark: LineMark,
    /// The line without its end.
    pub text: String,
}

/// Whose a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineMark {
    /// It stands in both.
    Same,
    /// It is gone.
    Old,
    /// It came.
    New,
    /// Lines that stand in both are left out here, or a word about the line above.
    Gap,
}

impl LineMark {
    /// What stands before the line.
    pub fn sign(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Old => '-',
            Self::New => '+',
            Self::Gap => '@',
        }
    }
}

/// The first lines that changed, with those around them, and how many more there are; none where a text is too long.
pub(super) fn compare(old: &str, new: &str, max_lines: usize) -> Option<(Vec<DiffLine>, usize)> {
    if old.lines().count() + new.lines().count() > MAX_ALIGNED_LINES {
        return None;
    }
    let diff = TextDiff::from_lines(old, new);
    let (mut lines, mut more) = (Vec::new(), 0);
    for (index, group) in diff.grouped_ops(CONTEXT_LINES).iter().enumerate() {
        if index > 0 && more == 0 {
            lines.push(line(LineMark::Gap, "..."));
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let mark = match change.tag() {
                ChangeTag::Equal => LineMark::Same,
                ChangeTag::Delete => LineMark::Old,
                ChangeTag::Insert => LineMark::New,
            };
            match lines.len() < max_lines {
                true => lines.push(line(mark, change.value())),
                false => more += 1,
            }
            // Two lines of which only one ends would look alike.
            if change.missing_newline() && mark != LineMark::Same && lines.len() < max_lines {
                lines.push(line(LineMark::Gap, "no newline at the end"));
            }
        }
    }
    Some((lines, more))
}

fn line(mark: LineMark, text: &str) -> DiffLine {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = match text.len() > MAX_LINE_BYTES {
        true => format!(
            "{}... ({} bytes)",
            &text[..text.floor_char_boundary(MAX_LINE_BYTES)],
            text.len()
        ),
        false => text.to_owned(),
    };
    DiffLine { mark, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_are_shown_with_context() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let new = "1\n2\n3\n4\n다섯\n6\n7\n8\n9\n";
        let (lines, more) = compare(old, new, 100).expect("short");
        let shown: Vec<_> = lines
            .iter()
            .map(|line| format!("{}{}", line.mark.sign(), line.text))
            .collect();
        assert_eq!(
            (shown, more),
            (
                ["3", "4", "-5", "+다섯", "6", "7"]
                    .map(|line| match line.starts_with(['-', '+']) {
                        true => line.to_owned(),
                        false => format!(" {line}"),
                    })
                    .to_vec(),
                0
            )
        );
    }

    #[test]
    fn long_text_is_cut() {
        let old = "x\n".repeat(300);
        let (lines, more) = compare(&old, "y\n", 100).expect("short enough");
        assert_eq!((lines.len(), more), (100, 201));
        assert!(compare(&"x\n".repeat(5000), "y", 100).is_none());
    }
}
