//! Compares two texts line by line.
use super::align::align;
use serde::Serialize;
use similar::{ChangeTag, DiffableStr, group_diff_ops};

/// Maximum total number of lines that are aligned; more would take too long.
const MAX_ALIGNED_LINES: usize = 4000;
/// Number of unchanged lines kept before and after a change.
const CONTEXT_LINES: usize = 2;
/// Maximum size of a reported line, in bytes.
const MAX_LINE_BYTES: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    pub mark: LineMark,
    /// The line without its newline.
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineMark {
    /// In both texts.
    Same,
    /// Removed.
    Old,
    /// Added.
    New,
    /// A placeholder for omitted lines, or a remark about the line above.
    Gap,
}

impl LineMark {
    /// Returns the character that precedes the line in output.
    pub fn sign(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Old => '-',
            Self::New => '+',
            Self::Gap => '@',
        }
    }
}

/// Returns up to `max_lines` lines, changes with their context, and the number of omitted ones.
/// `None` if the texts are too long to align.
pub(super) fn compare(old: &str, new: &str, max_lines: usize) -> Option<(Vec<DiffLine>, usize)> {
    if old.lines().count() + new.lines().count() > MAX_ALIGNED_LINES {
        return None;
    }
    let (old, new) = (old.tokenize_lines(), new.tokenize_lines());
    let groups = group_diff_ops(align(&old, &new), CONTEXT_LINES);
    let (mut lines, mut more) = (Vec::new(), 0);
    for (index, group) in groups.iter().enumerate() {
        if index > 0 && lines.len() < max_lines {
            lines.push(line(LineMark::Gap, "..."));
        }
        for change in group.iter().flat_map(|step| step.iter_changes(&old, &new)) {
            let mark = match change.tag() {
                ChangeTag::Equal => LineMark::Same,
                ChangeTag::Delete => LineMark::Old,
                ChangeTag::Insert => LineMark::New,
            };
            match lines.len() < max_lines {
                true => lines.push(line(mark, change.value())),
                false => more += 1,
            }
            // Otherwise two lines that differ only in their newline would look alike.
            let has_newline = change.value().ends_with_newline();
            if !has_newline && mark != LineMark::Same && lines.len() < max_lines {
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
        // The limit ends the first group, so the gap before the second is left out too.
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let (lines, more) = compare(old, "x\n2\n3\n4\n5\n6\n7\n8\ny\n", 4).expect("short");
        assert_eq!((lines.len(), more), (4, 4));
        assert!(compare(&"x\n".repeat(5000), "y", 100).is_none());
    }
}
