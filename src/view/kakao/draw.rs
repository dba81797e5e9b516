//! Draws boxes of terminal cells, and findings below the part that they concern.
use super::super::terminal::{self, Styles};
use super::super::{cells, escape};
use super::findings::{MAX_LISTED, most_severe, truncate};
use crate::model::kakao::lint::{Finding, Severity};
use unicode_width::UnicodeWidthChar;

/// Box under construction.
pub(super) struct CardBox {
    inner_width: usize,
    styles: Styles,
    lines: Vec<String>,
    /// Whether a separator precedes the next line.
    has_pending_separator: bool,
}

impl CardBox {
    /// Creates a box of `width` cells, borders included.
    pub(super) fn new(width: usize, styles: Styles) -> Self {
        let inner_width = width.saturating_sub(4);
        Self {
            inner_width,
            styles,
            lines: vec![format!("┌{}┐", "─".repeat(inner_width + 2))],
            has_pending_separator: false,
        }
    }

    /// Adds a text, wrapped; nothing if it is empty.
    pub(super) fn push_line(&mut self, text: &str) {
        self.push_styled(text, |_, line| line);
    }

    /// Adds a text in the style of a title.
    pub(super) fn push_title(&mut self, text: &str) {
        self.push_styled(text, |styles, line| styles.strong(line));
    }

    /// Adds a finding, labelled with its path below `base`.
    pub(super) fn push_finding(&mut self, finding: &Finding, base: &str) {
        let suffix = path_below(base, &finding.path).unwrap_or_default();
        let text = finding_text(finding, suffix);
        let text = format!("{} {text} ({})", symbol(finding.level), finding.rule);
        self.push_styled(&text, |styles, line| {
            style_by_level(finding.level, styles, line)
        });
    }

    /// Separates the next line from the existing ones; no effect at the start or end of the box.
    pub(super) fn add_separator(&mut self) {
        self.has_pending_separator = self.lines.len() > 1;
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        self.lines
            .push(format!("└{}┘", "─".repeat(self.inner_width + 2)));
        self.lines
    }

    fn push_styled(&mut self, text: &str, paint: impl Fn(Styles, String) -> String) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.has_pending_separator) {
            self.lines
                .push(format!("├{}┤", "─".repeat(self.inner_width + 2)));
        }
        for line in escape::lines(text).as_ref().lines() {
            for piece in wrap(line, self.inner_width) {
                let piece = paint(self.styles, cells::pad_right(&piece, self.inner_width));
                self.lines.push(format!("│ {piece} │"));
            }
        }
    }
}

/// Wraps a line into pieces of at most `width` cells, preferably after a space in the second half of a piece.
pub(super) fn wrap(line: &str, width: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = line.replace('\t', "    ");
    while cells::width(&rest) > width {
        let mut used = 0;
        let overflow = rest.char_indices().find(|(_, ch)| {
            used += ch.width().unwrap_or(0);
            used > width
        });
        let end = overflow.map_or(rest.len(), |(offset, _)| offset).max(1);
        let space = rest[..end].rfind(' ').filter(|offset| *offset > end / 2);
        let cut = space.map_or(end, |offset| offset + 1);
        let tail = rest.split_off(cut);
        pieces.push(rest.trim_end().to_owned());
        rest = tail;
    }
    pieces.push(rest);
    pieces
}

/// Findings of an answer; each is shown once.
pub(super) struct FindingMarks<'a> {
    unshown: Vec<&'a Finding>,
    /// Text for the findings above the maximum; `None` if there are none.
    omitted: Option<String>,
    styles: Styles,
}

impl<'a> FindingMarks<'a> {
    pub(super) fn new(findings: &'a [Finding], styles: Styles) -> Self {
        let (unshown, omitted) = most_severe(findings.iter().collect(), MAX_LISTED);
        Self {
            unshown,
            omitted,
            styles,
        }
    }

    /// Removes and returns the unshown findings at or below `path`.
    pub(super) fn take_below(&mut self, path: &str) -> Vec<&'a Finding> {
        let matches = |finding: &&Finding| path_below(path, &finding.path).is_some();
        let (matching, unshown): (Vec<&Finding>, _) = self.unshown.drain(..).partition(matches);
        self.unshown = unshown;
        matching
    }

    /// Removes and returns the text for the findings above the maximum.
    pub(super) fn omitted(&mut self) -> Option<String> {
        self.omitted.take()
    }

    /// Formats a finding, labelled with its path below `base`.
    pub(super) fn line(&self, finding: &Finding, base: &str) -> String {
        let suffix = match path_below(base, &finding.path).unwrap_or_default() {
            "" if base.is_empty() => terminal::label("the answer"),
            suffix => suffix,
        };
        let text = finding_text(finding, suffix);
        let symbol = style_by_level(finding.level, self.styles, symbol(finding.level));
        format!("{symbol} {text} {}", self.styles.faint(finding.rule))
    }
}

/// Returns the rest of `path` below `base`; `None` if it is not below.
fn path_below<'p>(base: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(base)?;
    match rest.strip_prefix('.') {
        Some(rest) => Some(rest),
        None if base.is_empty() || rest.is_empty() || rest.starts_with('[') => Some(rest),
        None => None,
    }
}

fn finding_text(finding: &Finding, suffix: &str) -> String {
    let message = truncate(&terminal::render(&finding.phrase));
    let message = escape::line(&message);
    match suffix {
        "" => message.to_string(),
        suffix => format!("{}: {message}", escape::line(&truncate(suffix))),
    }
}

fn symbol(level: Severity) -> &'static str {
    match level {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Assumption => "?",
    }
}

fn style_by_level(level: Severity, styles: Styles, text: impl AsRef<str>) -> String {
    match level {
        Severity::Error => styles.bad(text),
        Severity::Warning => styles.warn(text),
        Severity::Assumption => styles.faint(text),
    }
}
