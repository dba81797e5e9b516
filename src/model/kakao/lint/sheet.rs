//! The sheet on which findings are written, and the questions that most rules ask.
use super::Finding;
use super::rules::{self, Level, Rule};
use super::tree::{Node, Value};
use crate::model::text::nearest::nearest;
use crate::model::text::utf16::units;
use std::collections::HashSet;
use std::ops::Range;

pub(super) struct Sheet<'a> {
    bytes: &'a [u8],
    found: Vec<Finding>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            found: Vec::new(),
        }
    }

    /// The findings in the order of the answer.
    pub(super) fn findings(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| finding.place.start);
        let mut cursor = Cursor::new(self.bytes);
        for finding in &mut self.found {
            (finding.line, finding.column) = cursor.position(finding.place.start);
        }
        self.found
    }

    /// The rule is broken here.
    pub(super) fn broken(&mut self, rule: &Rule, node: &Node, message: impl Into<String>) {
        self.write(rule, rule.level, node, message.into());
    }

    /// The rule is broken here, in its own words.
    pub(super) fn says(&mut self, rule: &Rule, node: &Node) {
        self.broken(rule, node, rule.says);
    }

    fn write(&mut self, rule: &Rule, level: Level, node: &Node, message: String) {
        self.note(rule, level, node.path(), node.place.clone(), message);
    }

    fn note(
        &mut self,
        rule: &Rule,
        level: Level,
        path: String,
        place: Range<usize>,
        message: String,
    ) {
        self.found.push(Finding {
            level,
            rule: rule.id,
            path,
            // Known once all findings are in order.
            line: 0,
            column: 0,
            message,
            source: rule.source.name(),
            place,
        });
    }

    /// The bytes are no JSON at all.
    pub(super) fn no_json(&mut self) {
        let (at, reason) = fault(self.bytes);
        let message = format!("this is no JSON: {reason}");
        let (rule, path) = (&rules::JSON, String::new());
        self.note(rule, rule.level, path, at..at, message);
    }

    /// Whether it is an object; notes fields that are none of `known` and fields that are repeated.
    pub(super) fn object(&mut self, node: &Node, known: &[&str]) -> bool {
        let Value::Object(members) = &node.value else {
            self.wrong_kind(node, "an object");
            return false;
        };
        let mut seen = HashSet::new();
        for (key, value) in members {
            if !known.contains(&&**key) {
                let message = match nearest(key, known.iter().copied()) {
                    Some(near) => {
                        format!("no document names the field `{key}`; is `{near}` meant?")
                    }
                    None => format!("no document names the field `{key}`"),
                };
                self.broken(&rules::UNKNOWN, value, message);
            }
            if !seen.insert(key) {
                let message = format!("`{key}` stands here again; momo reads the last");
                self.broken(&rules::REPEATED, value, message);
            }
        }
        true
    }

    /// The elements, if it is a list.
    pub(super) fn list<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(elements) => Some(elements),
            _ => {
                self.wrong_kind(node, "a list");
                None
            }
        }
    }

    /// The text, if it is one.
    pub(super) fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        if node.text().is_none() {
            self.wrong_kind(node, "a text");
        }
        node.text()
    }

    /// That it is true or false.
    pub(super) fn truth(&mut self, node: Option<&Node>) {
        if let Some(node) = node
            && !matches!(node.value, Value::Bool(_))
        {
            self.wrong_kind(node, "true or false");
        }
    }

    /// That it is a number.
    pub(super) fn number(&mut self, node: Option<&Node>) {
        if let Some(node) = node
            && !matches!(node.value, Value::Number(_))
        {
            self.wrong_kind(node, "a number");
        }
    }

    pub(super) fn wrong_kind(&mut self, node: &Node, wanted: &str) {
        let message = format!("`{}` is {}, not {wanted}", node.name(), node.kind());
        self.broken(&rules::TYPE, node, message);
    }

    /// The text of this field, which must be there and not empty.
    pub(super) fn required<'n>(
        &mut self,
        node: &'n Node,
        key: &str,
        rule: &Rule,
    ) -> Option<&'n str> {
        let Some(value) = node.get(key) else {
            self.broken(rule, node, format!("`{key}` is missing: {}", rule.says));
            return None;
        };
        let text = self.text(value)?;
        if text.is_empty() {
            self.broken(rule, value, format!("`{key}` is empty: {}", rule.says));
        }
        Some(text)
    }

    /// That the text of this field, if there is one, is no longer than the rule's limit.
    pub(super) fn at_most(&mut self, node: &Node, key: &str, rule: &Rule) {
        if let Some(value) = node.get(key)
            && let Some(text) = self.text(value)
        {
            self.short(value, text, rule);
        }
    }

    /// That the text is no longer than the rule's limit.
    pub(super) fn short(&mut self, node: &Node, text: &str, rule: &Rule) {
        let (units, letters) = (units(text), text.chars().count());
        if units <= rule.limit {
            return;
        }
        if letters > rule.limit {
            let message = format!(
                "{units} characters, {} are allowed: {}",
                rule.limit, rule.says
            );
            return self.broken(rule, node, message);
        }
        let message = format!(
            "{units} characters if counted as UTF-16, as momo assumes ({letters} code points): {}",
            rule.says
        );
        self.write(rule, rule.level.max(Level::Assumption), node, message);
    }

    /// That there are no more elements than the rule's limit.
    pub(super) fn few(&mut self, node: &Node, rule: &Rule) {
        let count = node.elements().len();
        if count > rule.limit {
            let message = format!("there are {count}: {}", rule.says);
            self.broken(rule, node, message);
        }
    }

    /// That it has no more lines than the rule's limit.
    pub(super) fn few_lines(&mut self, node: &Node, text: &str, rule: &Rule) {
        let count = text.lines().count();
        if count > rule.limit {
            self.broken(rule, node, format!("{count} lines: {}", rule.says));
        }
    }

    /// That it is one of these words.
    pub(super) fn one_of(&mut self, node: &Node, words: &[&str], rule: &Rule) {
        if let Some(text) = self.text(node)
            && !words.contains(&text)
        {
            let message = match nearest(text, words.iter().copied()) {
                Some(near) => format!("`{text}` is not allowed, is `{near}` meant? {}", rule.says),
                None => format!("`{text}` is not allowed: {}", rule.says),
            };
            self.broken(rule, node, message);
        }
    }
}

/// Goes through the answer once, from finding to finding.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> Cursor<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let has_mark = bytes.starts_with(b"\xef\xbb\xbf");
        Self {
            bytes,
            at: if has_mark { 3 } else { 0 },
            line: 1,
            column: 1,
        }
    }

    /// Line and column of a byte, not before the last one: both from 1, the column in characters.
    fn position(&mut self, at: usize) -> (usize, usize) {
        let at = at.min(self.bytes.len());
        for byte in self.bytes.get(self.at..at).unwrap_or_default() {
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // The first byte of a character; those that follow it are 10xxxxxx.
                byte if byte & 0xc0 != 0x80 => self.column += 1,
                _ => {}
            }
        }
        self.at = self.at.max(at);
        (self.line, self.column)
    }
}

/// Where and why it is no JSON.
fn fault(bytes: &[u8]) -> (usize, String) {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return (0, "it is empty".into());
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => return (error.valid_up_to(), "it is not UTF-8".into()),
    };
    let skipped = bytes.len() - text.len();
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => (0, "it is nested too deeply".into()),
        Err(error) => (
            skipped + offset(text, error.line(), error.column()),
            reason(&error),
        ),
    }
}

/// The byte at a line and column as serde_json counts them: the column in bytes, from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines: Range<usize> = 1..line;
    let start: usize = lines
        .zip(text.split_inclusive('\n'))
        .map(|(_, line)| line.len())
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// serde_json's words without the place, which is told otherwise.
fn reason(error: &serde_json::Error) -> String {
    let words = error.to_string();
    match words.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => words,
    }
}
