//! Phrases: codes in the sources and in the catalogue, and the languages of the terminal.
use crate::support::{DeadPort, Momo, Output};
use momo::model::check;
use momo::model::history::exchange::{Exchange, FailureCause};
use momo::model::kakao::lint::RULES;
use momo::model::protocol::Protocol;
use momo::model::text::catalogue;
use momo::model::text::language::Language;
use regex_lite::Regex;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Groups whose codes are built from a part, or found by their text.
const BUILT: [&str; 4] = ["fault", "library", "rule", "status"];

/// Long enough to be signed with in silence.
const SECRET: &str = "the-secret-of-these-tests";

/// The string literals of the sources that look like codes: `group.name`.
fn codes_in_sources() -> BTreeSet<String> {
    let code = Regex::new(r#""([a-z-]+\.[a-z0-9/-]+)""#).unwrap();
    let mut codes = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                let source = source.split("#[cfg(test)]").next().unwrap();
                codes.extend(code.captures_iter(source).map(|found| found[1].to_owned()));
            }
        }
    }
    codes
}

fn group(code: &str) -> &str {
    code.split('.').next().unwrap()
}

#[test]
fn no_code_of_the_catalogue_is_idle() {
    let used = codes_in_sources();
    let codes = catalogue::entries().iter().map(|entry| &entry.code);
    let idle: Vec<_> = codes
        .filter(|code| !used.contains(*code) && !BUILT.contains(&group(code)))
        .collect();
    assert!(idle.is_empty(), "no source uses these codes: {idle:#?}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn every_code_of_the_sources_is_in_the_catalogue() {
    let groups: BTreeSet<_> = catalogue::entries()
        .iter()
        .map(|entry| group(&entry.code))
        .collect();
    let ends = [
        "css", "db", "json", "ndjson", "py", "rs", "sh", "toml", "txt",
    ];
    let is_code = |text: &String| {
        groups.contains(group(text)) && !ends.iter().any(|end| text.ends_with(&format!(".{end}")))
    };
    let used = codes_in_sources();
    // Ids of checks have the form of codes.
    let checks = Protocol::ALL.into_iter().flat_map(check::catalogue);
    let checks: BTreeSet<_> = checks.map(|check| check.id).collect();
    let unknown: Vec<_> = used
        .iter()
        .filter(|text| is_code(text) && catalogue::entry(text).is_none())
        .filter(|text| !checks.contains(text.as_str()))
        .collect();
    assert!(
        unknown.is_empty(),
        "the catalogue lacks these: {unknown:#?}"
    );
}

#[test]
fn every_lint_rule_has_a_phrase_and_no_other() {
    let codes = catalogue::entries().iter().map(|entry| &*entry.code);
    let phrases: BTreeSet<_> = codes
        .filter_map(|code| code.strip_prefix("rule."))
        .collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(phrases, rules);
}

#[test]
fn korean_sentences_are_korean() {
    let is_hangul = |ch: char| ('가'..='힣').contains(&ch);
    let literal = Regex::new(r"\{\w+\}|`[^`]*`").unwrap();
    for entry in catalogue::entries() {
        let words = literal.replace_all(&entry.english, "");
        let has_words = words.contains(|ch: char| ch.is_ascii_alphabetic());
        let is_korean = entry.korean.contains(is_hangul);
        assert!(
            is_korean || !has_words || group(&entry.code) == "list",
            "{}: {}",
            entry.code,
            entry.korean
        );
    }
}

/// Verifies a body whose sender signed a newline that is not there.
fn verify(momo: &Momo, more: &[&str]) -> Output {
    let body = momo.file("body.json", "{}");
    let signed = momo.file("signed.json", "{}\n");
    let key = ["--secret", SECRET];
    let sign = [&["sign", &*signed, "--quiet"], &key[..]].concat();
    let signature = momo.run(&sign).expect(0).out();
    let args = ["verify", &body, "--explain", "-s", signature.trim()];
    momo.run(&[&args[..], &key, more].concat()).expect(1)
}

#[test]
fn explanation_is_korean_on_request() {
    let momo = Momo::new();
    let english = verify(&momo, &[]).out();
    let line = "matches if a newline (LF) is added to the body";
    assert!(english.contains(line), "{english}");
    let korean = verify(&momo, &["--lang", "ko"]).out();
    let line = "다음이면 일치합니다: 본문 끝에 줄바꿈(LF) 추가";
    assert!(korean.contains(line), "{korean}");
    let value = verify(&momo, &["--lang", "ko", "--json"]).json();
    assert_eq!(
        value["explanation"][0],
        json!({
            "mistake": "newline_added",
            "text": "matches if a newline (LF) is added to the body",
            "phrase": {
                "code": "mistake.matches",
                "args": { "what": [{
                    "code": "mistake.newline-added",
                    "text": "a newline (LF) is added to the body",
                }] },
                "text": "matches if a newline (LF) is added to the body",
            },
        })
    );
}

/// Replays an event to a port where nothing listens.
fn replay(momo: &Momo, port: &DeadPort, more: &[&str]) -> Output {
    let to = format!("http://127.0.0.1:{}/", port.port());
    let args = ["webhook", "replay", "momotalk/message_created"];
    let to = ["--to", &*to, "--secret", SECRET];
    momo.run(&[&args[..], &to, more].concat()).expect(3)
}

#[test]
fn language_is_that_of_flag_then_variable_then_locale() {
    let port = DeadPort::new();
    let place = format!("127.0.0.1:{}", port.port());
    let korean = [
        "연결 거부".to_owned(),
        format!("`{place}`에서 받는 프로그램이 없습니다"),
        "봇을 실행하거나".to_owned(),
    ];
    let english = [
        "connection refused".to_owned(),
        format!("nothing listens on `{place}`"),
        "Start your bot".to_owned(),
    ];
    let says = |variables: &[(&str, &str)], flags: &[&str], words: &[String]| {
        let set = |momo: Momo, (name, value): &(&str, &str)| momo.with(name, value);
        let momo = variables.iter().fold(Momo::new(), set);
        let output = replay(&momo, &port, flags).out();
        for words in words {
            assert!(output.contains(words), "{variables:?} {flags:?}: {output}");
        }
    };
    says(&[], &[], &english);
    says(&[("LANG", "ko_KR.UTF-8")], &[], &korean);
    says(
        &[("LANG", "ko_KR.UTF-8"), ("LC_ALL", "C.UTF-8")],
        &[],
        &english,
    );
    says(&[("LC_MESSAGES", "ko_KR.UTF-8")], &[], &korean);
    says(&[("LC_ALL", ""), ("LANG", "ko")], &[], &korean);
    says(&[("MOMO_LANG", "ko")], &[], &korean);
    says(&[("MOMO_LANG", "ko")], &["--lang", "en"], &english);
    says(
        &[("MOMO_LANG", "en"), ("LC_ALL", "ko_KR.UTF-8")],
        &[],
        &english,
    );
}

#[test]
fn json_is_english_and_has_the_codes() {
    let port = DeadPort::new();
    let place = format!("127.0.0.1:{}", port.port());
    let momo = Momo::new().with("MOMO_LANG", "ko");
    let lines = replay(&momo, &port, &["--json"]).json_lines();
    let message = format!("connection refused by `{place}`");
    assert_eq!(
        lines[0]["failure"],
        json!({
            "cause": "refused",
            "message": message,
            "phrase": { "code": "failure.refused", "args": { "place": place }, "text": message },
        })
    );
    let diagnosis = &lines[0]["diagnosis"];
    let message = format!("nothing listens on `{place}`");
    assert_eq!(diagnosis["message"], *message);
    assert_eq!(diagnosis["phrase"]["code"], "diagnosis.nothing-listens");
    let texts = diagnosis["hint_phrases"].as_array().unwrap().iter();
    let texts: Vec<_> = texts.map(|phrase| phrase["text"].clone()).collect();
    assert_eq!(diagnosis["hints"], Value::Array(texts));
    // The history keeps the phrase.
    let id = lines[0]["id"].as_str().unwrap();
    let shown = momo
        .run(&["webhook", "history", "show", id])
        .expect(0)
        .out();
    let korean = format!("refused: `{place}`에서 연결을 거부했습니다");
    assert!(shown.contains(&korean), "{shown}");
}

#[test]
fn texts_without_a_phrase_are_shown_as_they_are() {
    let old = json!({
        "id": "ex_06gzxqt000000001", "direction": "sent", "protocol": "momotalk", "kind": "event",
        "started_at": 1_795_277_400_000_u64,
        "signature": { "verdict": "invalid", "explanation": ["as it was explained"] },
        "request": { "method": "POST", "url": "/webhook", "body": "{}", "headers": [] },
        "failure": { "cause": "timeout", "message": "as it was said" },
        "timing": { "total_ms": 3.25 },
    });
    let exchange: Exchange = serde_json::from_value(old.clone()).unwrap();
    let failure = exchange.failure.clone().unwrap();
    assert_eq!(failure.cause, FailureCause::Timeout);
    assert_eq!(failure.message.render(Language::Korean), "as it was said");
    let written = serde_json::to_value(&exchange).unwrap();
    assert_eq!(written["failure"], old["failure"]);
    assert_eq!(written["signature"], old["signature"]);
    let momo = Momo::new().with("MOMO_LANG", "ko");
    let file = momo.file("old.ndjson", format!("{old}\n"));
    momo.run(&["webhook", "history", "import", &file]).expect(0);
    let id = old["id"].as_str().unwrap();
    let shown = momo
        .run(&["webhook", "history", "show", id])
        .expect(0)
        .out();
    assert!(shown.contains("timeout: as it was said"), "{shown}");
    assert!(shown.contains("as it was explained"), "{shown}");
}
