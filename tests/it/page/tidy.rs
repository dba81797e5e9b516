//! The page's files hold no unused exports, imports, words or style classes.
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// Classes named by data: the levels of findings.
const FROM_DATA: [&str; 2] = ["warning", "assumption"];

/// Returns path and text of each file whose path ends with `end`.
fn files(end: &str) -> Vec<(String, String)> {
    let text = |path: String| {
        let file = momo::view::page::file(&path).unwrap();
        (path, String::from_utf8(file.bytes.into_owned()).unwrap())
    };
    let paths = momo::view::page::paths().filter(|path| path.ends_with(end));
    paths.map(text).collect()
}

fn all(pattern: &str, text: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).unwrap();
    let found = pattern.captures_iter(text);
    found.map(|it| it[1].to_owned()).collect()
}

/// Returns all modules but the tables of words, as one text.
fn modules() -> String {
    let modules = files(".js").into_iter();
    let modules = modules.filter(|(path, _)| !path.contains("/words/"));
    modules.map(|(_, text)| text).collect()
}

/// Counts the words of a text; a class name is one word.
fn words(text: &str) -> BTreeMap<&str, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|it: char| !it.is_alphanumeric() && !"_-".contains(it)) {
        *words.entry(word).or_default() += 1;
    }
    words
}

#[test]
fn exports_are_imported_and_imports_exist_and_are_used() {
    let modules = files(".js");
    let known: Vec<_> = modules.iter().map(|(_, text)| words(text)).collect();
    let mut idle = Vec::new();
    for (at, (path, text)) in modules.iter().enumerate() {
        for name in all(
            r"(?m)^export (?:async )?(?:function|const|class) (\w+)",
            text,
        ) {
            let mut others = known.iter().enumerate().filter(|(other, _)| *other != at);
            if !others.any(|(_, words)| words.contains_key(&*name)) {
                idle.push(format!("{path} exports {name}"));
            }
        }
        let imports = text.lines().filter_map(|it| it.strip_prefix("import "));
        for (names, from) in imports.filter_map(|it| it.split_once(" from ")) {
            let name = from.trim_matches(['\'', ';']).rsplit("./").next();
            if !modules
                .iter()
                .any(|(path, _)| path.ends_with(name.unwrap_or_default()))
            {
                idle.push(format!("{path} imports {from}, which is not there"));
            }
            for name in names.trim_matches(['{', '}', ' ']).split(", ") {
                let name = name.rsplit(' ').next().unwrap_or_default();
                if known[at].get(name).is_none_or(|count| *count < 2) {
                    idle.push(format!("{path} imports {name}"));
                }
            }
        }
    }
    assert_eq!(idle, [""; 0]);
}

#[test]
fn every_word_key_is_used() {
    let modules = modules();
    let said = all(r"['`]([\w.-]+)['`]", &modules);
    // Keys that are put together begin so, and go on with names that are known.
    let names = words(&modules);
    let is_known =
        |part: &str| names.contains_key(part) || part.split('-').all(|it| names.contains_key(it));
    let begun = all(r"`([\w.-]+)\$\{", &modules);
    let mut idle = Vec::new();
    for (path, text) in files(".js") {
        if !path.contains("/words/") {
            continue;
        }
        for key in all(r"(?m)^  '?([\w.-]+)'?: \[", &text) {
            let is_put_together = begun.iter().any(|it| {
                let rest = key.strip_prefix(it.as_str());
                rest.is_some_and(|rest| rest.split('.').all(is_known))
            });
            if !said.contains(&key) && !is_put_together {
                idle.push(format!("{path}: {key}"));
            }
        }
    }
    assert_eq!(idle, [""; 0]);
}

#[test]
fn every_style_is_used() {
    let code: String = files(".js")
        .into_iter()
        .chain(files(".html"))
        .map(|(_, text)| text)
        .collect();
    let names = words(&code);
    // Classes that are put together begin or end so.
    let begun = all(r"([\w-]+-)\$\{", &code);
    let ended = all(r"\$\{\w+\}(-[\w-]+)", &code);
    let comments = Regex::new(r"(?s)/\*.*?\*/").unwrap();
    let mut idle = Vec::new();
    for (path, text) in files(".css") {
        let text = comments.replace_all(&text, "");
        for rule in all(r"([^{};]+)\{", &text) {
            for class in all(r"\.([a-zA-Z][\w-]*)", &rule) {
                let is_there = names.contains_key(&*class)
                    || begun.iter().any(|it| class.starts_with(it))
                    || ended.iter().any(|it| class.ends_with(it))
                    || FROM_DATA.contains(&&*class);
                if !is_there {
                    idle.push(format!("{path}: .{class}"));
                }
            }
        }
    }
    assert_eq!(idle, [""; 0]);
}
