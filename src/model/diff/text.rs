//! Two texts compared line by line.
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

/// Longer texts are only told apart: to align their lines would take too long.
const LONG: usize = 4000;
/// How many lines around a change are kept.
const AROUND: usize = 2;
/// How many bytes of a line are kept.
const WIDE: usize = 4096;

/// One line of either text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Whose it is.
    pub mark: Mark,
    /// The line without its end.
    pub text: String,
}

/// Whose a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It stands in both.
    Same,
    /// It is gone.
    Old,
    /// It came.
    New,
    /// Lines that stand in both are left out here, or a word about the line above.
    Gap,
}

impl Mark {
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
pub(super) fn compare(old: &str, new: &str, most: usize) -> Option<(Vec<Line>, usize)> {
    if old.lines().count() + new.lines().count() > LONG {
        return None;
    }
    let diff = TextDiff::from_lines(old, new);
    let (mut lines, mut more) = (Vec::new(), 0);
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 && more == 0 {
            lines.push(line(Mark::Gap, "..."));
        }
        for change in group.iter().flat_map(|step| diff.iter_changes(step)) {
            let mark = match change.tag() {
                ChangeTag::Equal => Mark::Same,
                ChangeTag::Delete => Mark::Old,
                ChangeTag::Insert => Mark::New,
            };
            match lines.len() < most {
                true => lines.push(line(mark, change.value())),
                false => more += 1,
            }
            // Two lines of which only one ends would look alike.
            if change.missing_newline() && mark != Mark::Same && lines.len() < most {
                lines.push(line(Mark::Gap, "no newline at the end"));
            }
        }
    }
    Some((lines, more))
}

fn line(mark: Mark, text: &str) -> Line {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = match text.len() > WIDE {
        true => format!(
            "{}... ({} bytes)",
            &text[..text.floor_char_boundary(WIDE)],
            text.len()
        ),
        false => text.to_owned(),
    };
    Line { mark, text }
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
