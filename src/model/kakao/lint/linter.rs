//! Collects findings and provides the checks that most rules share.
use super::Finding;
use super::rules::{self, LintRule, Severity};
use crate::model::json::tree::{JsonKind, JsonNode, PathSegment};
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;
use crate::model::text::utf16::units;
use std::collections::HashSet;
use std::ops::Range;

pub(super) struct Linter<'a> {
    bytes: &'a [u8],
    findings_so_far: Vec<Finding>,
}

impl<'a> Linter<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            findings_so_far: Vec::new(),
        }
    }

    /// Returns the findings, in the order of the answer, with line and column.
    pub(super) fn findings(mut self) -> Vec<Finding> {
        self.findings_so_far
            .sort_by_key(|finding| finding.span.start);
        let mut counter = LineCounter::new(self.bytes);
        for finding in &mut self.findings_so_far {
            (finding.line, finding.column) = counter.position(finding.span.start);
        }
        self.findings_so_far
    }

    /// Reports a violation at a node.
    pub(super) fn report(&mut self, rule: &LintRule, node: JsonNode<'_>, phrase: Phrase) {
        self.report_with_severity(rule, rule.level, node, phrase);
    }

    /// Reports a violation with the rule's own phrase.
    pub(super) fn report_rule(&mut self, rule: &LintRule, node: JsonNode<'_>) {
        self.report(rule, node, rule.phrase());
    }

    /// Reports that an object lacks a field.
    pub(super) fn report_missing(&mut self, rule: &LintRule, object: JsonNode<'_>, key: &str) {
        let phrase = rule.phrase_in("lint.missing-field").with("key", key);
        self.report(rule, object, phrase);
    }

    /// Reports a number that violates the rule; `code` says what was counted.
    pub(super) fn report_number(
        &mut self,
        rule: &LintRule,
        node: JsonNode<'_>,
        code: &'static str,
        number: usize,
    ) {
        self.report(rule, node, rule.phrase_in(code).with("n", number));
    }

    fn report_with_severity(
        &mut self,
        rule: &LintRule,
        severity: Severity,
        node: JsonNode<'_>,
        phrase: Phrase,
    ) {
        self.push_finding(rule, severity, path(node), node.span(), phrase);
    }

    fn push_finding(
        &mut self,
        rule: &LintRule,
        level: Severity,
        path: String,
        span: Range<usize>,
        phrase: Phrase,
    ) {
        self.findings_so_far.push(Finding {
            level,
            rule: rule.id,
            path,
            // Computed when all findings are sorted.
            line: 0,
            column: 0,
            phrase,
            source: rule.source.name(),
            span,
        });
    }

    pub(super) fn report_invalid_json(&mut self) {
        let (offset, reason) = json_error(self.bytes);
        let phrase = Phrase::new("lint.not-json").with("reason", reason);
        let (rule, path) = (&rules::JSON, String::new());
        self.push_finding(rule, rule.level, path, offset..offset, phrase);
    }

    /// Checks for an object; returns whether it is one. Also reports fields that are not in `known_fields`, and
    /// repeated fields.
    pub(super) fn expect_object(&mut self, node: JsonNode<'_>, known_fields: &[&str]) -> bool {
        if !node.is_object() {
            self.report_wrong_type(node, "type.object");
            return false;
        }
        let mut names = HashSet::new();
        for (key, value) in node.members() {
            if !known_fields.contains(&key) {
                let phrase = match nearest(key, known_fields.iter().copied()) {
                    Some(near) => Phrase::new("lint.unknown-field-near").with("near", near),
                    None => Phrase::new("lint.unknown-field"),
                };
                self.report(&rules::UNKNOWN, value, phrase.with("key", key));
            }
            if !names.insert(key) {
                let phrase = Phrase::new("lint.repeated").with("key", key);
                self.report(&rules::REPEATED, value, phrase);
            }
        }
        true
    }

    /// Checks for a list and returns its elements.
    pub(super) fn expect_list<'n>(&mut self, node: JsonNode<'n>) -> Option<Vec<JsonNode<'n>>> {
        if node.kind() != JsonKind::List {
            self.report_wrong_type(node, "type.list");
            return None;
        }
        Some(node.elements().collect())
    }

    /// Checks for a text and returns it.
    pub(super) fn expect_text<'n>(&mut self, node: JsonNode<'n>) -> Option<&'n str> {
        if node.text().is_none() {
            self.report_wrong_type(node, "type.a-text");
        }
        node.text()
    }

    pub(super) fn expect_boolean(&mut self, node: Option<JsonNode<'_>>) {
        if let Some(node) = node
            && node.kind() != JsonKind::Bool
        {
            self.report_wrong_type(node, "type.bool");
        }
    }

    pub(super) fn expect_number(&mut self, node: Option<JsonNode<'_>>) {
        if let Some(node) = node
            && node.kind() != JsonKind::Number
        {
            self.report_wrong_type(node, "type.number");
        }
    }

    /// Reports a value of another type than the phrase `expected` names.
    pub(super) fn report_wrong_type(&mut self, node: JsonNode<'_>, expected: &'static str) {
        let path = path(node);
        let name = match path.rsplit_once('.') {
            Some((_, name)) => name,
            None if path.is_empty() => "the answer",
            None => &path,
        };
        let phrase = Phrase::new("lint.type").with("name", name);
        let phrase = phrase.with("kind", kind_phrase(node));
        self.report(
            &rules::TYPE,
            node,
            phrase.with("wanted", Phrase::new(expected)),
        );
    }

    /// Checks that a field is a text that is not empty, and returns it.
    pub(super) fn require_text<'n>(
        &mut self,
        node: JsonNode<'n>,
        key: &str,
        rule: &LintRule,
    ) -> Option<&'n str> {
        let Some(value) = node.get(key) else {
            self.report_missing(rule, node, key);
            return None;
        };
        let text = self.expect_text(value)?;
        if text.is_empty() {
            let phrase = rule.phrase_in("lint.empty-field").with("key", key);
            self.report(rule, value, phrase);
        }
        Some(text)
    }

    /// Checks the length of an optional text field against the rule's limit.
    pub(super) fn check_field_length(&mut self, node: JsonNode<'_>, key: &str, rule: &LintRule) {
        if let Some(value) = node.get(key)
            && let Some(text) = self.expect_text(value)
        {
            self.check_length(value, text, rule);
        }
    }

    /// Checks the length of a text against the rule's limit.
    pub(super) fn check_length(&mut self, node: JsonNode<'_>, text: &str, rule: &LintRule) {
        let (units, letters) = (units(text), text.chars().count());
        if units <= rule.limit {
            return;
        }
        if letters > rule.limit {
            let phrase = rule.phrase_in("lint.characters-limit").with("n", units);
            return self.report(rule, node, phrase.with("most", rule.limit));
        }
        let phrase = rule.phrase_in("lint.utf16").with("n", units);
        let phrase = phrase.with("letters", letters);
        self.report_with_severity(rule, rule.level.max(Severity::Assumption), node, phrase);
    }

    /// Checks the number of elements against the rule's limit.
    pub(super) fn check_count(&mut self, node: JsonNode<'_>, rule: &LintRule) {
        let count = node.elements().count();
        if count > rule.limit {
            self.report_number(rule, node, "lint.count", count);
        }
    }

    /// Checks the number of lines against the rule's limit.
    pub(super) fn check_line_count(&mut self, node: JsonNode<'_>, text: &str, rule: &LintRule) {
        let count = text.lines().count();
        if count > rule.limit {
            self.report_number(rule, node, "lint.lines", count);
        }
    }

    pub(super) fn expect_one_of(&mut self, node: JsonNode<'_>, words: &[&str], rule: &LintRule) {
        if let Some(text) = self.expect_text(node)
            && !words.contains(&text)
        {
            let phrase = match nearest(text, words.iter().copied()) {
                Some(near) => rule.phrase_in("lint.not-allowed-near").with("near", near),
                None => rule.phrase_in("lint.not-allowed"),
            };
            self.report(rule, node, phrase.with("key", text));
        }
    }
}

/// Returns the path of a value, for example `template.outputs[0].simpleText`; empty for the root.
fn path(node: JsonNode<'_>) -> String {
    let is_word =
        |key: &str| !key.is_empty() && key.chars().all(|ch| ch.is_alphanumeric() || ch == '_');
    let mut path = String::new();
    for segment in node.segments() {
        path += &match segment {
            PathSegment::Index(index) => format!("[{index}]"),
            PathSegment::Key(key) if !is_word(key) => format!("[{key:?}]"),
            PathSegment::Key(key) if path.is_empty() => key.to_owned(),
            PathSegment::Key(key) => format!(".{key}"),
        };
    }
    path
}

/// Returns the type of a value for messages, with its article.
pub(super) fn kind_phrase(node: JsonNode<'_>) -> Phrase {
    Phrase::new(match node.kind() {
        JsonKind::Null => return Phrase::verbatim("null"),
        JsonKind::Bool => "type.bool",
        JsonKind::Number => "type.number",
        JsonKind::Text => "type.a-text",
        JsonKind::List => "type.list",
        JsonKind::Object => "type.object",
    })
}

/// Converts ascending byte offsets to lines and columns in one pass over the answer.
struct LineCounter<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: usize,
    column: usize,
}

impl<'a> LineCounter<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let has_bom = bytes.starts_with(b"\xef\xbb\xbf");
        Self {
            bytes,
            offset: if has_bom { 3 } else { 0 },
            line: 1,
            column: 1,
        }
    }

    /// Returns line and column of an offset, both from 1, the column in characters. Offsets must ascend.
    fn position(&mut self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.bytes.len());
        for byte in self.bytes.get(self.offset..offset).unwrap_or_default() {
            match byte {
                b'\n' => (self.line, self.column) = (self.line + 1, 1),
                // The first byte of a character; continuation bytes are 10xxxxxx.
                byte if byte & 0xc0 != 0x80 => self.column += 1,
                _ => {}
            }
        }
        self.offset = self.offset.max(offset);
        (self.line, self.column)
    }
}

/// Returns the byte offset and the reason of a JSON error.
fn json_error(bytes: &[u8]) -> (usize, Phrase) {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return (0, Phrase::new("lint.empty"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}'),
        Err(error) => return (error.valid_up_to(), Phrase::new("lint.not-utf8")),
    };
    let bom_length = bytes.len() - text.len();
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => (0, Phrase::new("lint.too-deep")),
        Err(error) => (
            bom_length + byte_offset(text, error.line(), error.column()),
            error_reason(&error),
        ),
    }
}

/// Converts serde_json's line and column (from 1, in bytes) to a byte offset.
fn byte_offset(text: &str, line: usize, column: usize) -> usize {
    let lines: Range<usize> = 1..line;
    let start: usize = lines
        .zip(text.split_inclusive('\n'))
        .map(|(_, line)| line.len())
        .sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// Returns serde_json's message without the position.
fn error_reason(error: &serde_json::Error) -> Phrase {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map(|(reason, _)| reason);
    Phrase::library(reason.unwrap_or(&text))
}
