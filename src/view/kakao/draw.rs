//! Boxes in cells, and findings marked below what they are about.
use super::super::{cells, escape, terminal::Styles};
use super::findings::{MOST, cut, gravest};
use crate::model::kakao::lint::{Finding, Level};
use unicode_width::UnicodeWidthChar;

/// A card that is being drawn.
pub(super) struct Card {
    inner: usize,
    ink: Styles,
    lines: Vec<String>,
    /// Whether a rule is to be drawn before the next line.
    is_parted: bool,
}

impl Card {
    /// A card of so many cells.
    pub(super) fn new(width: usize, ink: Styles) -> Self {
        let inner = width.saturating_sub(4);
        Self {
            inner,
            ink,
            lines: vec![format!("┌{}┐", "─".repeat(inner + 2))],
            is_parted: false,
        }
    }

    /// A text, in as many lines as it needs; nothing for an empty one.
    pub(super) fn line(&mut self, text: &str) {
        self.put(text, |_, line| line);
    }

    /// The same, as a title.
    pub(super) fn strong(&mut self, text: &str) {
        self.put(text, |ink, line| ink.strong(line));
    }

    /// What Kakao says of something of the card, below it; by what of `base` it is about.
    pub(super) fn mark(&mut self, finding: &Finding, base: &str) {
        let place = below(base, &finding.path).unwrap_or_default();
        let words = words(finding, place);
        let text = format!("{} {words} ({})", sign(finding.level), finding.rule);
        self.put(&text, |ink, line| paint(finding.level, ink, line));
    }

    /// Parts what follows from what is there, where both are something.
    pub(super) fn rule(&mut self) {
        self.is_parted = self.lines.len() > 1;
    }

    pub(super) fn end(mut self) -> Vec<String> {
        self.lines.push(format!("└{}┘", "─".repeat(self.inner + 2)));
        self.lines
    }

    fn put(&mut self, text: &str, paint: impl Fn(Styles, String) -> String) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.is_parted) {
            self.lines.push(format!("├{}┤", "─".repeat(self.inner + 2)));
        }
        for line in escape::lines(text).as_ref().lines() {
            for piece in wrapped(line, self.inner) {
                let piece = paint(self.ink, cells::left(&piece, self.inner));
                self.lines.push(format!("│ {piece} │"));
            }
        }
    }
}

/// A line in pieces of at most so many cells, cut behind a space where one is near.
pub(super) fn wrapped(line: &str, width: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = line.replace('\t', "    ");
    while cells::width(&rest) > width {
        let mut used = 0;
        let fits = rest.char_indices().find(|(_, ch)| {
            used += ch.width().unwrap_or(0);
            used > width
        });
        let end = fits.map_or(rest.len(), |(at, _)| at).max(1);
        let space = rest[..end].rfind(' ').filter(|at| *at > end / 2);
        let cut = space.map_or(end, |at| at + 1);
        let after = rest.split_off(cut);
        pieces.push(rest.trim_end().to_owned());
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// What was found, each told once.
pub(super) struct Marks<'a> {
    waiting: Vec<&'a Finding>,
    /// Where there are too many: how many more.
    left_out: Option<String>,
    ink: Styles,
}

impl<'a> Marks<'a> {
    pub(super) fn new(findings: &'a [Finding], ink: Styles) -> Self {
        let (waiting, left_out) = gravest(findings.iter().collect(), MOST);
        Self {
            waiting,
            left_out,
            ink,
        }
    }

    /// What was found at this path or below it, and was not told yet.
    pub(super) fn take(&mut self, path: &str) -> Vec<&'a Finding> {
        let is_here = |finding: &&Finding| below(path, &finding.path).is_some();
        let (here, waiting): (Vec<&Finding>, _) = self.waiting.drain(..).partition(is_here);
        self.waiting = waiting;
        here
    }

    /// How many findings are not told, where there are too many.
    pub(super) fn left_out(&mut self) -> Option<String> {
        self.left_out.take()
    }

    /// A line that tells a finding, by what of `base` it is about.
    pub(super) fn line(&self, finding: &Finding, base: &str) -> String {
        let place = match below(base, &finding.path).unwrap_or_default() {
            "" if base.is_empty() => "the answer",
            place => place,
        };
        let words = words(finding, place);
        let sign = paint(finding.level, self.ink, sign(finding.level));
        format!("{sign} {words} {}", self.ink.faint(finding.rule))
    }
}

/// What is left of a path below `base`; none where it is elsewhere.
fn below<'p>(base: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(base)?;
    match rest.strip_prefix('.') {
        Some(rest) => Some(rest),
        None if base.is_empty() || rest.is_empty() || rest.starts_with('[') => Some(rest),
        None => None,
    }
}

fn words(finding: &Finding, place: &str) -> String {
    let message = cut(&finding.message);
    let message = escape::line(&message);
    match place {
        "" => message.to_string(),
        place => format!("{}: {message}", escape::line(&cut(place))),
    }
}

fn sign(level: Level) -> &'static str {
    match level {
        Level::Error => "✗",
        Level::Warning => "!",
        Level::Assumption => "?",
    }
}

fn paint(level: Level, ink: Styles, text: impl AsRef<str>) -> String {
    match level {
        Level::Error => ink.bad(text),
        Level::Warning => ink.warn(text),
        Level::Assumption => ink.faint(text),
    }
}
