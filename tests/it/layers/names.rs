//! Holds the names of types: each in at most two files, and none of those that were given up.
use super::{code, name_at, sources};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Type names that may be defined in more than two files, and why.
const SHARED_TYPE_NAMES: &[(&str, &str)] = &[
    ("Err", "the associated type of `FromStr`"),
    ("Error", "the associated type of traits of other crates"),
];

/// Words of earlier versions that said nothing to a newcomer. None of them names a type again.
const ABANDONED_TYPE_NAMES: &[&str] = &[
    "Desk",
    "Letter",
    "Errand",
    "Door",
    "Knock",
    "Lodge",
    "House",
    "Crew",
    "Crowd",
    "Site",
    "Trip",
    "Lot",
    "CallLot",
    "Fate",
    "Manner",
    "Dice",
    "Lates",
    "Thinker",
    "Thought",
    "Hearer",
    "Keeper",
    "Unmet",
    "Misread",
    "Seal",
    "Ink",
    "Sheet",
    "Shelf",
    "SecretBook",
    "Gatherer",
    "Gathered",
    "UnderWay",
    "Misfit",
    "Panel",
    "Happening",
    "Teller",
    "Tally",
    "Lanes",
    "OfBot",
    "Ledger",
    "Case",
    "Trouble",
    "Wish",
    "Whose",
    "Distrust",
    "Known",
    "Saying",
    "Said",
    "EventFor",
    "Blank",
    "Stamp",
    "Enrolled",
    "Befalls",
    "Promise",
    "Slot",
    "Waiting",
    "Arrived",
    "Book",
    "Poster",
];

#[test]
fn type_name_is_defined_in_at_most_two_files() {
    let mut files: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for (path, text) in sources() {
        for name in types(&code(&text)) {
            let known = files.entry(name).or_default();
            if !known.contains(&path) {
                known.push(path.clone());
            }
        }
    }
    let is_listed = |name: &str| SHARED_TYPE_NAMES.iter().any(|(listed, _)| *listed == name);
    let shared: Vec<_> = files
        .iter()
        .filter(|(name, files)| files.len() > 2 && !is_listed(name))
        .collect();
    assert!(shared.is_empty(), "{shared:#?}");
    let idle = |(name, _): &&(&str, &str)| files.get(*name).is_none_or(|files| files.len() < 3);
    let idle: Vec<_> = SHARED_TYPE_NAMES.iter().filter(idle).collect();
    assert!(idle.is_empty(), "no longer shared: {idle:?}");
}

#[test]
fn abandoned_type_name_does_not_come_back() {
    for (path, text) in sources() {
        for name in types(&code(&text)) {
            let is_abandoned = ABANDONED_TYPE_NAMES.contains(&&*name);
            assert!(!is_abandoned, "{}: `{name}`", path.display());
        }
    }
}

/// The names of the types that a source defines.
fn types(code: &str) -> Vec<String> {
    let words = ["struct ", "enum ", "trait ", "type ", "union "];
    let defined = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("pub").map_or(line, |rest| {
            let rest = rest.trim_start();
            match rest.strip_prefix('(') {
                Some(inner) => inner.split_once(") ").map_or("", |(_, rest)| rest),
                None => rest,
            }
        });
        let name = words.iter().find_map(|word| line.strip_prefix(word))?;
        Some(name_at(name))
    };
    code.lines().filter_map(defined).collect()
}
