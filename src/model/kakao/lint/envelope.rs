//! Recognises whole answers that stand in an envelope or have an old format.
use super::rules::{self, LintRule};
use crate::model::json::tree::{JsonDocument, JsonNode};
use crate::model::text::phrase::Phrase;

/// Why Kakao finds no answer at the top.
pub(super) struct Envelope<'n> {
    pub(super) rule: &'static LintRule,
    /// The value that the finding points at.
    pub(super) node: JsonNode<'n>,
    pub(super) phrase: Phrase,
    /// The answer inside; `None` if there is none that can be checked in place.
    pub(super) answer: Option<JsonNode<'n>>,
}

/// Returns why the object is no answer though it looks like one; `None` for an object of its own.
pub(super) fn find<'n>(root: JsonNode<'n>) -> Option<Envelope<'n>> {
    if root.get("template").is_some() || root.get("useCallback").is_some_and(JsonNode::is_true) {
        return None;
    }
    let has_version = root.get("version").is_some();
    old_format(root).or_else(|| {
        let mut members = root.members();
        members.find_map(|(key, value)| wrapped(key, value, has_version))
    })
}

/// Returns the answer of Kakao's older interfaces: `contents` of the first skills, `message` of the auto-reply.
fn old_format<'n>(root: JsonNode<'n>) -> Option<Envelope<'n>> {
    let (code, node) = if let Some(contents) = root.get("contents") {
        ("lint.old-contents", contents)
    } else if root.get("version").is_none()
        && let Some(message) = root
            .get("message")
            .filter(|message| message.get("text").is_some() || message.get("photo").is_some())
    {
        ("lint.old-message", message)
    } else {
        return None;
    };
    let rule = &rules::OLD_FORMAT;
    Some(Envelope {
        rule,
        node,
        phrase: rule.phrase_in(code),
        answer: None,
    })
}

fn wrapped<'n>(key: &str, value: JsonNode<'n>, has_version: bool) -> Option<Envelope<'n>> {
    let code = if is_answer(value, has_version) {
        "lint.wrapped"
    } else if is_answer_text(value, has_version) {
        "lint.wrapped-text"
    } else {
        return None;
    };
    let rule = &rules::WRAPPED;
    Some(Envelope {
        rule,
        node: value,
        phrase: rule.phrase_in(code).with("key", key),
        answer: value.is_object().then_some(value),
    })
}

/// Returns whether a value looks like a whole answer. Inside of an object with a `version` it must have one too.
fn is_answer(value: JsonNode<'_>, needs_version: bool) -> bool {
    let has = |key| value.get(key).is_some();
    let has_template = value.get("template").is_some_and(JsonNode::is_object);
    match has("version") {
        true => has_template || has("data") || has("useCallback"),
        false => has_template && !needs_version,
    }
}

fn is_answer_text(value: JsonNode<'_>, needs_version: bool) -> bool {
    let text = value
        .text()
        .filter(|text| text.trim_start().starts_with('{'));
    let document = text.and_then(|text| JsonDocument::parse_bounded(text.as_bytes()));
    document.is_some_and(|document| is_answer(document.root(), needs_version))
}

/// Returns what the finding about an answer that is no object says more; `None` if no answer is in it.
pub(super) fn inside_other(root: JsonNode<'_>) -> Option<Phrase> {
    if is_answer_text(root, false) {
        return Some(Phrase::new("lint.twice-written"));
    }
    let is_listed = root.elements().any(|element| is_answer(element, false));
    is_listed.then(|| Phrase::new("lint.in-list"))
}
