//! Linter for SkillResponses: checks an answer against every limit in Kakao's documents.
//!
//! A finding has one of three severities: forbidden by the documents, allowed but misleading, and assumed by momo
//! or other developers. Kakao does not say how it counts characters. momo counts UTF-16 units, like Java and
//! JavaScript; a text that is too long only by this count is an assumption.
mod answer;
mod cards;
mod carousel;
mod commerce_card;
mod envelope;
mod item_card;
mod linter;
mod list_card;
mod outputs;
mod parts;
mod position;
mod rules;
mod shape;

pub use rules::{LintRule, RULES, RuleSource, Severity};

use crate::model::json::tree::JsonDocument;
use crate::model::text::phrase::{self, Phrase};
use linter::Linter;
use serde::Serialize;
use std::ops::Range;

/// The byte order mark of UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A violation of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub level: Severity,
    /// The rule's id, for example `simple-text/length`.
    pub rule: &'static str,
    /// For example `template.outputs[0].simpleText.text`; empty for the whole answer.
    pub path: String,
    /// Line of the value, from 1.
    pub line: usize,
    /// Column of the value's first character, from 1, in characters.
    pub column: usize,
    /// A sentence without a full stop; may quote the answer. JSON: `message` and `phrase`.
    #[serde(flatten, serialize_with = "phrase::as_message")]
    pub phrase: Phrase,
    /// URL or description of the rule's source.
    pub source: &'static str,
    /// Byte range of the value.
    #[serde(skip)]
    pub span: Range<usize>,
}

impl Finding {
    /// Returns whether the finding only says that KakaoTalk folds a long text.
    pub fn is_fold(&self) -> bool {
        self.rule == rules::SIMPLE_TEXT_FOLD.id
    }
}

/// Checks an answer and returns the findings, in the order of the answer.
pub fn lint(bytes: &[u8]) -> Vec<Finding> {
    let mut linter = Linter::new(bytes);
    match JsonDocument::parse_bounded(bytes) {
        Some(json) => {
            if bytes.starts_with(BYTE_ORDER_MARK) {
                linter.report_rule(&rules::BYTE_ORDER_MARK, json.root());
            }
            answer::check(&mut linter, json.root(), bytes.len());
        }
        None => linter.report_invalid_json(),
    }
    linter.findings()
}

/// Returns the highest severity of the findings; `None` without findings.
pub fn highest_severity(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.level).min()
}
