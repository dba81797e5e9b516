//! Whether Kakao would take an answer: a SkillResponse against every limit that its documents name.
//!
//! Findings of three weights are kept apart: what the documents forbid, what works otherwise than it looks, and
//! what only others report or momo assumes. Kakao does not say how it counts characters; momo counts UTF-16 units,
//! as Java and JavaScript do, and calls a text that is too long only by that count an assumption.
mod answer;
mod cards;
mod carousel;
mod commerce_card;
mod item_card;
mod list_card;
mod parts;
mod rules;
mod sheet;
mod tree;

pub use rules::{Level, RULES, Rule, Source};

use serde::Serialize;
use sheet::Sheet;
use std::ops::Range;
use tree::Node;

/// Something about an answer that a rule speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it weighs.
    pub level: Level,
    /// The rule's name: `simple-text/length`.
    pub rule: &'static str,
    /// Where: `template.outputs[0].simpleText.text`; empty for the whole answer.
    pub path: String,
    /// The line of the value, from 1.
    pub line: usize,
    /// The column of its first character, from 1, in characters.
    pub column: usize,
    /// What is the matter. One sentence without a full stop, in which the answer's own words may stand.
    pub message: String,
    /// Who says so: an address, or words.
    pub source: &'static str,
    /// The value's bytes.
    #[serde(skip)]
    pub place: Range<usize>,
}

impl Finding {
    /// Whether it says no more than that KakaoTalk shows a long text in two steps.
    pub fn is_fold(&self) -> bool {
        self.rule == rules::SIMPLE_TEXT_FOLD.id
    }
}

/// What the rules say about an answer, in its order.
pub fn lint(bytes: &[u8]) -> Vec<Finding> {
    let mut sheet = Sheet::new(bytes);
    match Node::root(bytes) {
        Some(answer) => answer::check(&mut sheet, &answer, bytes.len()),
        None => sheet.no_json(),
    }
    sheet.findings()
}

/// The heaviest of the findings.
pub fn worst(findings: &[Finding]) -> Option<Level> {
    findings.iter().map(|finding| finding.level).min()
}
