//! What the server says is told in Korean as well: the page has each sentence that it may be sent, and no other.
use super::Paged;
use crate::support::{Momo, browser_test, has_browser};
use momo::model::kakao::lint::RULES;
use momo::model::secret::Secret;
use momo::model::secret::explain::{LabelledSecret, explain};
use momo::model::secret::signature::Signer;
use regex_lite::Regex;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Files and folders whose sentences come to a person on the page.
const SPEAKERS: &[&str] = &[
    "flow/inspect",
    "flow/kakao/say/mod.rs",
    "flow/platform/bots.rs",
    "flow/platform/routes.rs",
    "flow/platform/clock.rs",
    "flow/platform/dispatcher/attempt.rs",
    "flow/platform/events.rs",
    "flow/platform/faults.rs",
    "flow/platform/kakao",
    "flow/platform/rooms.rs",
    "flow/receive/secret_cache.rs",
    "flow/web",
    "io/client/failure.rs",
    "io/client/parts.rs",
    "model/platform/bot.rs",
    "model/fault/rules.rs",
    "model/fault/rule.rs",
    "model/secret/explain",
    "model/history/filter",
    "model/kakao/callback.rs",
    "model/kakao/lint",
    "model/protocol",
    "model/secret/signature.rs",
    "model/http/target.rs",
];

/// What stands in those files and is no sentence for a person: what libraries say, reasons of panics, commands, headers,
/// parts of sentences, and what only the terminal shows.
const OTHERS: &[&str] = &[
    " (os error",
    " at line ",
    ", and it does not lead to this machine",
    "32 bytes are 64 digits",
    "HMAC takes a key of any length",
    "[object Object]",
    "`x`, column x: x",
    "a String takes all that is written",
    "attachment; filename=\"x\"",
    "cannot start the skill call's thread",
    "deadline has elapsed",
    "invalid chunk",
    "invalid content-length",
    "invalid http",
    "invalid transfer-encoding",
    "message head is too large",
    "momo room subscribe --room x --bot x",
    "momo seed",
    "momo webhook replay x\n",
    "momo webhook test",
    "momo's own assumption",
    "no fault that is known",
    "reported by authors of bots, not by Kakao",
    "skill call",
    "text and numbers are always written as JSON",
    "text/plain; charset=utf-8",
    "the answer",
    "the credentials",
    "tls handshake",
    "x x",
    "xxx: x",
];

/// A sentence of the page's table: `{...}` stands for what varies.
struct Sentence {
    english: String,
    regex: Regex,
    /// The longest part that does not vary.
    mark: String,
}

/// The value of a constant of the page's module of sentences.
fn constant(name: &str) -> Value {
    let module = momo::view::page::file("app/words/told.js").unwrap().bytes;
    let module = String::from_utf8(module.into_owned()).unwrap();
    let begin = format!("export const {name} = ");
    let line = module.lines().find_map(|line| line.strip_prefix(&begin));
    serde_json::from_str(line.unwrap().trim_end_matches(';')).unwrap()
}

/// The pairs of English and Korean of a constant.
fn pairs(name: &str) -> Vec<(String, String)> {
    serde_json::from_value(constant(name)).unwrap()
}

fn sentences() -> Vec<Sentence> {
    let place = Regex::new(r"\{\w+\}").unwrap();
    let one = |english: String| {
        let parts: Vec<&str> = place.split(&english).collect();
        let escaped: Vec<_> = parts.iter().map(|part| regex_lite::escape(part)).collect();
        let mark = parts
            .iter()
            .max_by_key(|part| part.len())
            .unwrap()
            .to_string();
        Sentence {
            regex: Regex::new(&format!("^(?:{})$", escaped.join("(?s:.+?)"))).unwrap(),
            mark,
            english,
        }
    };
    pairs("sentences")
        .into_iter()
        .map(|(english, _)| one(english))
        .collect()
}

/// The texts that stand in these sources, with `x` for what varies; comments and tests are left out.
fn texts(places: &[&str]) -> BTreeSet<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for place in places {
        collect(&src.join(place), &mut files);
    }
    let place = Regex::new(r"\{[\w:.?]*\}").unwrap();
    let mut found = BTreeSet::new();
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        found.extend(
            literals(source)
                .into_iter()
                .map(|text| place.replace_all(&text, "x").into_owned()),
        );
    }
    found
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        assert!(
            path.is_file(),
            "{} is no more: who says what it said?",
            path.display()
        );
        return files.push(path.to_owned());
    }
    let mut inside: Vec<_> = fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inside.sort();
    inside.iter().for_each(|path| collect(path, files));
}

/// The string literals of a source.
fn literals(source: &str) -> Vec<String> {
    let token = r#"//[^\n]*|'(?:\\.[^']*|[^'\\])'|r#*"|"((?:[^"\\]|\\[^\x00])*)""#;
    let token = Regex::new(&token.replace(r"\\[^\x00]", r"\\(?s:.)")).unwrap();
    let fold = Regex::new(r"\\\n\s*").unwrap();
    let texts = token.captures_iter(source).filter_map(|it| it.get(1));
    let plain = |text: &str| {
        let text = fold.replace_all(text, "");
        text.replace("\\\"", "\"")
            .replace("\\n", "\n")
            .replace("\\\\", "\\")
    };
    texts.map(|text| plain(text.as_str())).collect()
}

#[test]
fn server_sentences_have_korean() {
    let sentences = sentences();
    // These hold another sentence only, and would hold any.
    let specific: Vec<_> = sentences.iter().filter(|it| it.mark.len() > 3).collect();
    let is_rule = |text: &str| RULES.iter().any(|rule| rule.text() == text);
    let is_told = |text: &str| {
        let text = text.strip_prefix(", ").unwrap_or(text);
        specific
            .iter()
            .any(|it| text.contains(&it.mark) && it.regex.is_match(text))
            || sentences.iter().any(|it| {
                it.english
                    .replace("{field}", "x")
                    .replace("{text}", "x")
                    .replace("{what}", "x")
                    == text
            })
    };
    let is_sentence = |text: &str| {
        let words = text
            .split(' ')
            .filter(|word| word.bytes().any(|byte| byte.is_ascii_lowercase()));
        text.trim().contains(' ')
            && words.count() > 1
            && !OTHERS.contains(&text)
            && !text.starts_with("Filters:")
    };
    let texts = texts(SPEAKERS);
    let untold: Vec<_> = texts
        .iter()
        .filter(|text| is_sentence(text) && !is_told(text) && !is_rule(text))
        .collect();
    assert!(
        untold.is_empty(),
        "these are not in the catalogue: {untold:#?}"
    );
}

#[test]
fn unused_sentences_are_not_kept() {
    let texts = texts(&["model", "flow", "io"]);
    let is_said = |it: &Sentence| {
        let near = texts.iter().filter(|text| text.contains(&it.mark));
        near.map(|text| text.strip_prefix(", ").unwrap_or(text))
            .any(|text| it.regex.is_match(text))
    };
    let unsaid: Vec<_> = sentences()
        .into_iter()
        .filter(|it| !is_said(it))
        .map(|it| it.english)
        .collect();
    assert!(unsaid.is_empty(), "nobody says these: {unsaid:#?}");
}

#[test]
fn lint_rules_have_korean() {
    let rules = constant("rules");
    let translated: BTreeSet<&str> = rules.as_object().unwrap().keys().map(|id| &**id).collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(translated, rules);
}

#[test]
fn korean_uses_the_arguments_of_the_english() {
    let place = Regex::new(r"\{\w+\}").unwrap();
    for (english, korean) in pairs("sentences").into_iter().chain(pairs("foreign")) {
        let names: Vec<&str> = place.find_iter(&english).map(|it| it.as_str()).collect();
        let unknown: Vec<_> = place
            .find_iter(&korean)
            .filter(|it| !names.contains(&it.as_str()))
            .collect();
        assert!(unknown.is_empty(), "{english}: {korean}");
        let is_hangul = |ch: char| ('가'..='힣').contains(&ch);
        let has_words = !english.starts_with('`') || english.len() > 20;
        assert!(
            korean.chars().any(is_hangul) || !has_words,
            "{english}: {korean}"
        );
    }
}

/// An event whose sender signed a newline that is not there, as momo's receiver keeps it.
fn forged() -> serde_json::Value {
    let secret = Secret::new("s3cret").unwrap();
    let given = Signer::new(&secret).sign(b"{}\n").to_string();
    let known = [LabelledSecret {
        label: "the given one".into(),
        secret,
    }];
    let found = explain(b"{}", given.as_bytes(), &known, &[]);
    let explanation: Vec<_> = found.into_iter().map(|it| it.text).collect();
    json!({
        "id": "ex_06gzxqt000000001", "direction": "received", "protocol": "momotalk", "kind": "event",
        "started_at": 1_795_277_400_000_u64, "event_id": "evt_1", "event_type": "talk.message_created", "bot_id": "bot_1",
        "signature": { "verdict": "invalid", "secret": "da91c89a", "explanation": explanation },
        "request": {
            "method": "POST", "url": "/webhook", "body": "{}",
            "headers": [{ "name": "X-MoMoTalk-Bot-Signature", "value": given }],
        },
        "response": { "status": 401, "headers": [], "body": "" },
        "timing": { "total_ms": 3.25, "first_byte_ms": 3.0 },
    })
}

#[test]
fn korean_page_is_korean_everywhere() {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let exchange = forged();
    let file = momo.file("exchanges.ndjson", format!("{exchange}\n"));
    momo.run(&["webhook", "history", "import", &file]).expect(0);
    let dev = Paged::dev(&momo, &["--retry-base", "20ms"]);
    let page = dev.ready["page"].as_str().unwrap();
    let id = exchange["id"].as_str().unwrap();
    browser_test("korean.mjs", &[("PAGE", page), ("FORGED", id)]);
}
