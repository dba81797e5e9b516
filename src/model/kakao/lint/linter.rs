//! Collects findings and provides the checks that most rules share.
use super::Finding;
use super::position::{LineCounter, json_error};
use super::rules::{self, LintRule, Severity};
use crate::model::json::tree::{JsonKind, JsonNode, PathSegment};
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;
use crate::model::text::utf16::units;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub(super) struct Linter<'a> {
    bytes: &'a [u8],
    findings_so_far: Vec<Finding>,
    /// Unknown fields near a known one, by the start of their object and the known name.
    misspellings: HashMap<(usize, String), Misspelling>,
}

/// An unknown field that is probably a known one.
struct Misspelling {
    key: String,
    /// Index of its finding.
    finding: usize,
}

impl<'a> Linter<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            findings_so_far: Vec::new(),
            misspellings: HashMap::new(),
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

    /// Reports that an object lacks a required field, or that it stands there misspelled.
    /// [`expect_object`](Self::expect_object) comes first.
    pub(super) fn report_missing(&mut self, rule: &LintRule, object: JsonNode<'_>, key: &str) {
        if self.report_misspelled(object, key) {
            return;
        }
        let phrase = rule.phrase_in("lint.missing-field").with("key", key);
        self.report(rule, object, phrase);
    }

    /// Makes an error of the finding about a field that is probably the missing field `key`; returns whether there is
    /// one.
    pub(super) fn report_misspelled(&mut self, object: JsonNode<'_>, key: &str) -> bool {
        let place = (object.span().start, key.to_owned());
        let Some(Misspelling {
            key: written,
            finding,
        }) = self.misspellings.get(&place)
        else {
            return false;
        };
        let Some(finding) = self.findings_so_far.get_mut(*finding) else {
            return false;
        };
        let phrase = rules::MISSPELLED.phrase_in("lint.misspelled");
        finding.phrase = phrase.with("key", written).with("near", key);
        finding.rule = rules::MISSPELLED.id;
        finding.level = rules::MISSPELLED.level;
        finding.source = rules::MISSPELLED.source.name();
        true
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

    pub(super) fn report_with_severity(
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
                self.report_unknown(node, key, value, known_fields);
            }
            if !names.insert(key) {
                let phrase = Phrase::new("lint.repeated").with("key", key);
                self.report(&rules::REPEATED, value, phrase);
            }
        }
        true
    }

    /// Reports a field that no document names, and remembers the known field that it is near to.
    fn report_unknown(
        &mut self,
        object: JsonNode<'_>,
        key: &str,
        value: JsonNode<'_>,
        known_fields: &[&str],
    ) {
        let phrase = match nearest(key, known_fields.iter().copied()) {
            Some(near) => {
                let place = (object.span().start, near.to_owned());
                self.misspellings.entry(place).or_insert(Misspelling {
                    key: key.to_owned(),
                    finding: self.findings_so_far.len(),
                });
                Phrase::new("lint.unknown-field-near").with("near", near)
            }
            None => Phrase::new("lint.unknown-field"),
        };
        self.report(&rules::UNKNOWN, value, phrase.with("key", key));
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
        if letters > rule.limit && letters <= rule.example {
            let phrase = rule.phrase_in("lint.characters-example").with("n", units);
            let phrase = phrase
                .with("most", rule.limit)
                .with("example", rule.example);
            return self.report_with_severity(rule, Severity::Warning, node, phrase);
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

    /// Checks the number of lines of an optional text field against the rule's limit.
    pub(super) fn check_field_lines(&mut self, node: JsonNode<'_>, key: &str, rule: &LintRule) {
        if let Some(value) = node.get(key)
            && let Some(text) = value.text()
        {
            self.check_line_count(value, text, rule);
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
