//! The Korean of the catalogue for the page: a JavaScript module.
use crate::model::text::catalogue::entries;
use std::collections::BTreeMap;

/// Path of the module among the page's files. The page loads it only for Korean.
pub(super) const PATH: &str = "app/words/phrases.js";

/// Returns the module: `phrases`, the Korean templates by code.
pub(super) fn module() -> String {
    let phrases = entries().iter().map(|entry| (&entry.code, &entry.korean));
    let phrases: BTreeMap<_, _> = phrases.collect();
    format!("export const phrases = {};\n", serde_json::json!(phrases))
}
