//! The page's table of the server's sentences: a JavaScript module made from the catalogue.
use crate::model::text::catalogue::{Entry, entries};
use std::collections::BTreeMap;

/// Path of the module among the page's files. Only readers of Korean load it.
pub(super) const PATH: &str = "app/words/told.js";

/// Returns the module: `sentences` and `foreign` as pairs of English and Korean, `rules` as Korean by rule id.
pub(super) fn module() -> String {
    let (mut sentences, mut foreign, mut rules) = (Vec::new(), Vec::new(), BTreeMap::new());
    for Entry {
        code,
        english,
        korean,
    } in entries()
    {
        match code.split_once('.') {
            Some(("rule", id)) => drop(rules.insert(id, korean)),
            Some(("list" | "diagnosis" | "cause" | "outbox", _) | ("text", "verbatim")) => {}
            Some(("library", _)) => foreign.push([english, korean]),
            _ => sentences.push([english, korean]),
        }
    }
    let constant = |name: &str, value| format!("export const {name} = {value};\n");
    [
        constant("sentences", serde_json::json!(sentences)),
        constant("foreign", serde_json::json!(foreign)),
        constant("rules", serde_json::json!(rules)),
    ]
    .concat()
}
