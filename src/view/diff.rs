//! Differences of two responses as lines: old values after `-`, new ones after `+`.
use super::cells;
use super::escape;
use super::terminal::{Styles, label, told};
use crate::model::diff::{Diff, DiffLine, Difference, LineMark};
use serde_json::value::RawValue;

/// Maximum number of differences; twice as many lines of a text are shown.
const MAX_DIFFERENCES: usize = 12;

/// Renders the first differences, cut to `width` cells; `None` cuts nothing.
pub fn lines(styles: Styles, diff: &Diff, width: Option<usize>) -> Vec<String> {
    let writer = DiffWriter { styles, width };
    let mut lines = Vec::new();
    for difference in diff.differences.iter().take(MAX_DIFFERENCES) {
        writer.difference(difference, &mut lines);
    }
    let omitted = diff.more + diff.differences.len().saturating_sub(MAX_DIFFERENCES);
    if omitted > 0 {
        lines.push(styles.faint(format!("    {}", told(&format!("and {omitted} more")))));
    }
    lines
}

struct DiffWriter {
    styles: Styles,
    width: Option<usize>,
}

impl DiffWriter {
    fn difference(&self, difference: &Difference, lines: &mut Vec<String>) {
        match difference {
            Difference::Status { old, new } => {
                lines.push(self.heading(label("status")));
                self.change(Some(&old.to_string()), Some(&new.to_string()), lines);
            }
            Difference::ContentType { old, new } => {
                lines.push(self.heading(label("content type")));
                self.change(old.as_deref(), new.as_deref(), lines);
            }
            Difference::Json { path, old, new } => {
                let location = if path.is_empty() {
                    label("the body")
                } else {
                    path
                };
                lines.push(self.heading(location));
                let text =
                    |raw: &Option<Box<RawValue>>| raw.as_ref().map(|raw| raw.get().to_owned());
                self.change(text(old).as_deref(), text(new).as_deref(), lines);
            }
            Difference::Text { lines: changed } => {
                lines.push(self.heading(label("the body")));
                let max_lines = 2 * MAX_DIFFERENCES;
                lines.extend(changed.iter().take(max_lines).map(|line| self.line(line)));
                if changed.len() > max_lines {
                    let omitted = changed.len() - max_lines;
                    let omitted = told(&format!("and {omitted} more lines")).into_owned();
                    lines.push(self.styles.faint(format!("    {omitted}")));
                }
            }
            Difference::Bytes { old, new, same } => {
                lines.push(self.heading(label("the body")));
                let (old_size, new_size) = (format!("{old} bytes"), format!("{new} bytes"));
                self.change(Some(&told(&old_size)), Some(&told(&new_size)), lines);
                let same = format!("the first {same} bytes are the same");
                lines.push(format!("    {}", told(&same)));
            }
        }
    }

    fn heading(&self, location: &str) -> String {
        self.styles
            .strong(self.cut(format!("    {}", escape::line(location))))
    }

    fn change(&self, old: Option<&str>, new: Option<&str>, lines: &mut Vec<String>) {
        for (mark, text) in [(LineMark::Old, old), (LineMark::New, new)] {
            if let Some(text) = text {
                let text = text.to_owned();
                lines.push(self.line(&DiffLine { mark, text }));
            }
        }
    }

    fn line(&self, line: &DiffLine) -> String {
        let text = format!("      {} {}", line.mark.sign(), escape::line(&line.text));
        let text = self.cut(text);
        match line.mark {
            LineMark::Old => self.styles.bad(text),
            LineMark::New => self.styles.good(text),
            LineMark::Same => text,
            LineMark::Gap => self.styles.faint(text),
        }
    }

    fn cut(&self, text: String) -> String {
        match self.width {
            Some(width) => cells::cut(&text, width.max(20)),
            None => text,
        }
    }
}
