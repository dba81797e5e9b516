//! What the server says is told in Korean as well: the page's table of sentences, and what a Korean reader sees.
use super::Paged;
use crate::support::{Momo, browser_test, has_browser};
use momo::model::kakao::lint::RULES;
use momo::model::secret::Secret;
use momo::model::secret::explain::{LabelledSecret, explain};
use momo::model::secret::signature::Signer;
use momo::model::text::phrase::Phrase;
use regex_lite::Regex;
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
        label: Phrase::new("secret.given"),
        secret,
    }];
    let found = explain(b"{}", given.as_bytes(), &known, &[]);
    let explanation: Vec<_> = found.iter().map(|it| it.text.to_string()).collect();
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
