//! Each key of words in the page's modules has an English and a Korean text.
use momo::model::fault::Fault;
use momo::model::history::exchange::{Direction, FailureCause};
use momo::model::secret::signature::SignatureVerdict;
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The page's modules.
fn app() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view/page/files/app")
}

/// Returns path and text of all modules below a folder.
fn modules(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(modules(&path));
        } else {
            found.push((
                path.display().to_string(),
                fs::read_to_string(&path).unwrap(),
            ));
        }
    }
    found
}

/// Returns the English and Korean words by key.
fn tables() -> BTreeMap<String, [String; 2]> {
    let text = r"'((?:[^'\\]|\\.)*)'";
    let pair = Regex::new(&format!(r"'([\w.-]+)': \[\s*{text},\s*{text},?\s*\]")).unwrap();
    let begins = Regex::new(r"(?m)^  '[^']*': \[").unwrap();
    let mut all = BTreeMap::new();
    for (path, source) in modules(&app().join("words")) {
        let before = all.len();
        for found in pair.captures_iter(&source) {
            let words = [found[2].to_owned(), found[3].to_owned()];
            assert!(
                all.insert(found[1].to_owned(), words).is_none(),
                "{path}: `{}` twice",
                &found[1]
            );
        }
        assert_eq!(
            all.len() - before,
            begins.find_iter(&source).count(),
            "{path}: an entry is no pair of words"
        );
    }
    all
}

/// Returns the possible parts of each key that the modules build at run time.
fn parts() -> BTreeMap<&'static str, Vec<&'static str>> {
    let causes: Vec<_> = FailureCause::ALL
        .map(FailureCause::name)
        .into_iter()
        .chain(["none"])
        .collect();
    let checks = SignatureVerdict::ALL.map(SignatureVerdict::name).to_vec();
    let faults = Fault::PLATFORM.map(Fault::api_name).to_vec();
    let views = vec!["chat", "wire", "bots", "faults"];
    let sides = vec!["request", "response"];
    BTreeMap::from([
        (
            "bots.see.${it}",
            vec!["private", "unlisted", "public", "review_required"],
        ),
        (
            "bots.visibility.${bot.visibility}",
            vec!["private", "unlisted", "public", "review_required"],
        ),
        ("bots.what.${it}", vec!["both", "secret", "token"]),
        (
            "bots.status.${bot.status}",
            vec!["active", "pending", "rejected"],
        ),
        ("bots.${decision}", vec!["approve", "reject"]),
        ("bots.done.${decision}", vec!["approve", "reject"]),
        ("bots.role.${name}", vec!["developer", "operator", "admin"]),
        ("chat.bot.${bot.status}", vec!["pending", "rejected"]),
        ("chat.silent.${bot.status}", vec!["pending", "rejected"]),
        ("chat.not-sent.${bot.status}", vec!["pending", "rejected"]),
        ("chat.cause.${cause}", causes.clone()),
        ("chat.cause.${head.failure?.cause ?? 'none'}", causes),
        ("chat.pane.${pane}", vec!["rooms", "talk", "turns"]),
        ("faults.clock.${step}", vec!["1m", "1h", "24h"]),
        ("faults.${kind}", faults.clone()),
        ("faults.${kind}.about", faults),
        (
            "faults.field.${name}",
            vec![
                "rate",
                "times",
                "contains",
                "bot_id",
                "room_id",
                "seed",
                "delay_ms",
                "status",
                "retry_after",
            ],
        ),
        ("file.mark.${mark}", vec!["met", "current", "failed"]),
        (
            "file.state.${playback.state}",
            vec!["waiting", "playing", "passed", "failed", "stopped"],
        ),
        ("json.${state}", vec!["good", "empty", "not-object"]),
        (
            "json.${why}",
            vec![
                "bom",
                "more",
                "deep",
                "comma",
                "comma-or-brace",
                "comma-or-bracket",
                "value",
                "key",
                "colon",
                "open-string",
                "control",
                "escape",
            ],
        ),
        ("kakao.${id}", vec!["skill-url", "name"]),
        ("kakao.${state}", vec!["waiting", "waits_callback"]),
        (
            "state.${state}",
            vec!["starting", "connected", "lost", "refused"],
        ),
        ("split.${name}", vec!["rooms", "turns", "list"]),
        ("theme.${name}", vec!["auto", "light", "dark", "contrast"]),
        ("view.${name}", views.clone()),
        ("view.${view}", views),
        (
            "wire.${direction}",
            Direction::ALL.map(Direction::name).to_vec(),
        ),
        (
            "wire.${exchange.direction}",
            Direction::ALL.map(Direction::name).to_vec(),
        ),
        ("wire.${judged}", checks.clone()),
        ("wire.${verdict}", checks.clone()),
        ("wire.about-${judged}", checks),
        (
            "wire.${name}",
            vec![
                "all",
                "failed",
                "bad-signature",
                "starred",
                "json",
                "text",
                "bytes",
                "time",
                "type",
                "took",
                "bot",
                "event",
                "attempt",
                "chaos",
                "protocol",
                "id",
                "given",
                "algorithm",
                "signed-bytes",
                "fingerprint",
                "overview",
                "request",
                "response",
                "signature",
                "timing",
                "raw",
                "hex",
                "edit",
                "compare",
            ],
        ),
        (
            "wire.${words}",
            vec![
                "next", "previous", "newest", "oldest", "follow", "filter", "into", "resend",
                "edit", "as-curl", "mark", "compare", "starred", "remove", "in-chat", "pause",
                "back",
            ],
        ),
        ("wire.${side}", sides.clone()),
        ("wire.${side}-body", sides),
        ("wire.as-${as}", vec!["curl", "momo", "ndjson", "har"]),
        ("wire.export-${as}", vec!["ndjson", "har"]),
        ("wire.json-${node.kind}", vec!["object", "array"]),
        (
            "wire.phase-${name}",
            vec![
                "queue",
                "sent-again",
                "connect",
                "wait",
                "first-byte",
                "body",
                "answer",
                "no-answer",
            ],
        ),
    ])
}

/// Returns every key that the modules use.
fn shown() -> BTreeSet<String> {
    let first: BTreeSet<String> = tables()
        .keys()
        .filter_map(|key| Some(key.split_once('.')?.0.to_owned()))
        .collect();
    let names = first.into_iter().collect::<Vec<_>>().join("|");
    let whole = Regex::new(&format!(r"'((?:{names})\.[a-z][\w.-]*)'")).unwrap();
    let said = Regex::new(r"(?:\bt\(|\b(?:words|label|hint): )\[?'([^']+)'").unwrap();
    let built = Regex::new(&format!(r"`((?:{names})\.[^`]*\$\{{[^`]*)`")).unwrap();
    let (parts, mut keys) = (parts(), BTreeSet::new());
    for (path, source) in modules(&app()) {
        if path.contains("/words/") {
            continue;
        }
        keys.extend(
            whole
                .captures_iter(&source)
                .chain(said.captures_iter(&source))
                .map(|it| it[1].to_owned()),
        );
        for template in built.captures_iter(&source) {
            let template = &template[1];
            let (begin, rest) = template.split_once("${").unwrap();
            let end = rest.split_once('}').unwrap().1;
            let parts = parts.get(template);
            let parts = parts.unwrap_or_else(|| panic!("{path}: what is `{template}` built from?"));
            keys.extend(parts.iter().map(|part| format!("{begin}{part}{end}")));
        }
    }
    keys
}

#[test]
fn each_shown_key_has_words_in_both_languages() {
    let tables = tables();
    let without: Vec<_> = shown()
        .into_iter()
        .filter(|key| !tables.contains_key(key))
        .collect();
    assert!(without.is_empty(), "shown raw: {without:?}");
    let hangul = |text: &str| text.chars().any(|ch| ('가'..='힣').contains(&ch));
    let same = |key: &str, [english, korean]: &[String; 2]| {
        assert!(!english.is_empty() && !korean.is_empty(), "{key}");
        !hangul(korean) && english.split(' ').count() > 3
    };
    let untold: Vec<_> = tables
        .iter()
        .filter(|(key, words)| same(key, words))
        .collect();
    assert!(untold.is_empty(), "not in Korean: {untold:?}");
}

#[test]
fn no_unused_words_are_kept() {
    let shown = shown();
    let sources: String = modules(&app())
        .into_iter()
        .filter(|(path, _)| !path.contains("/words/"))
        .map(|(_, source)| source)
        .collect();
    let is_used = |key: &String| shown.contains(key) || sources.contains(&format!("'{key}'"));
    let unused: Vec<_> = tables().into_keys().filter(|key| !is_used(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}
