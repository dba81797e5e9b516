//! What is not the same in two answers, as lines: what was there after `-`, what is there now after `+`.
use super::cells;
use super::escape;
use super::terminal::Styles;
use crate::model::diff::{Diff, Difference, Line, Mark};
use serde_json::value::RawValue;

/// How many differences, and how many lines of a text, are shown.
const MAX_DIFFERENCES: usize = 12;

/// The first differences, each on lines of its own that are cut to the width, if there is one.
pub fn lines(ink: Styles, diff: &Diff, width: Option<usize>) -> Vec<String> {
    let page = DiffWriter { ink, width };
    let mut lines = Vec::new();
    for difference in diff.differences.iter().take(MAX_DIFFERENCES) {
        page.difference(difference, &mut lines);
    }
    let more = diff.more + diff.differences.len().saturating_sub(MAX_DIFFERENCES);
    if more > 0 {
        lines.push(ink.faint(format!("    and {more} more")));
    }
    lines
}

struct DiffWriter {
    ink: Styles,
    width: Option<usize>,
}

impl DiffWriter {
    fn difference(&self, difference: &Difference, lines: &mut Vec<String>) {
        match difference {
            Difference::Status { old, new } => {
                lines.push(self.heading("status"));
                self.change(Some(&old.to_string()), Some(&new.to_string()), lines);
            }
            Difference::ContentType { old, new } => {
                lines.push(self.heading("content type"));
                self.change(old.as_deref(), new.as_deref(), lines);
            }
            Difference::Json { path, old, new } => {
                let whole = if path.is_empty() { "the body" } else { path };
                lines.push(self.heading(whole));
                let text =
                    |raw: &Option<Box<RawValue>>| raw.as_ref().map(|raw| raw.get().to_owned());
                self.change(text(old).as_deref(), text(new).as_deref(), lines);
            }
            Difference::Text { lines: changed } => {
                lines.push(self.heading("the body"));
                let most = 2 * MAX_DIFFERENCES;
                lines.extend(changed.iter().take(most).map(|line| self.line(line)));
                if changed.len() > most {
                    let more = changed.len() - most;
                    lines.push(self.ink.faint(format!("    and {more} more lines")));
                }
            }
            Difference::Bytes { old, new, same } => {
                lines.push(self.heading("the body"));
                let (was, is) = (format!("{old} bytes"), format!("{new} bytes"));
                self.change(Some(&was), Some(&is), lines);
                lines.push(format!("    the first {same} bytes are the same"));
            }
        }
    }

    fn heading(&self, place: &str) -> String {
        self.ink
            .strong(self.cut(format!("    {}", escape::line(place))))
    }

    fn change(&self, old: Option<&str>, new: Option<&str>, lines: &mut Vec<String>) {
        for (mark, text) in [(Mark::Old, old), (Mark::New, new)] {
            if let Some(text) = text {
                let text = text.to_owned();
                lines.push(self.line(&Line { mark, text }));
            }
        }
    }

    fn line(&self, line: &Line) -> String {
        let text = format!("      {} {}", line.mark.sign(), escape::line(&line.text));
        let text = self.cut(text);
        match line.mark {
            Mark::Old => self.ink.bad(text),
            Mark::New => self.ink.good(text),
            Mark::Same => text,
            Mark::Gap => self.ink.faint(text),
        }
    }

    fn cut(&self, text: String) -> String {
        match self.width {
            Some(width) => cells::cut(&text, width.max(20)),
            None => text,
        }
    }
}
