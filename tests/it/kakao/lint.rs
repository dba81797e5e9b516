//! `momo kakao lint`: what it says of whole answers, where it points, and how it ends.
use crate::support::{Momo, Peer, fuzz};
use momo::model::kakao::dialogue::Dialogue;
use momo::model::kakao::lint::{Severity, highest_severity, lint};
use momo::model::kakao::payload::fallback_block;
use momo::model::time::Timestamp;
use momo::view::kakao::answer::{one_line, render};
use momo::view::terminal::Styles;
use proptest::prelude::*;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The answer of the brief's example.
const FINE: &str = r#"{
  "version": "2.0",
  "template": {
    "outputs": [
      { "simpleText": { "text": "I'm doing great! How can I help?" } }
    ],
    "quickReplies": [
      { "label": "Help", "action": "message", "messageText": "Help" }
    ]
  }
}
"#;

#[test]
fn valid_answer_is_a_yes() {
    let output = Momo::new()
        .run_with_input(&["kakao", "lint"], FINE.as_bytes())
        .expect(0);
    assert_eq!(
        output.out(),
        "nothing that Kakao documents speaks against this answer\n"
    );
    assert_eq!(output.err(), "");
}

#[test]
fn finding_names_position_rule_and_source() {
    let momo = Momo::new();
    let answer = FINE
        .replace("simpleText", "simpletext")
        .replace("\"Help\", \"act", "\"Help me with all of it\", \"act");
    let file = momo.file("answer.json", answer);
    let output = momo.run(&["kakao", "lint", &file]).expect(1);
    assert_eq!(
        output.out(),
        "\
error      template.outputs[0].simpletext (line 5, column 23)
           `simpletext` is no component; is `simpleText` meant?
           output/component, https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format
assumption template.quickReplies[0].label (line 8, column 18)
           22 characters, 14 are allowed: a quick reply has a label of at most 14 characters
           quick-replies/label, reported by authors of bots, not by Kakao
Kakao would refuse this answer, or not show all of it: 1 error, 1 assumption
"
    );
}

#[test]
fn json_output_is_one_value() {
    let output = Momo::new()
        .run_with_input(
            &["kakao", "lint", "-", "--json"],
            b"{\"template\":{\"outputs\":[]}}",
        )
        .expect(1);
    let report = output.json();
    assert_eq!(report["ok"], false);
    let rules: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["rule"])
        .collect();
    assert_eq!(rules, ["answer/version", "template/outputs"]);
    assert_eq!(report["findings"][1]["path"], "template.outputs");
    assert_eq!(
        (
            &report["findings"][1]["line"],
            &report["findings"][1]["column"]
        ),
        (&1.into(), &24.into())
    );
}

#[test]
fn warning_is_a_no_only_with_strict() {
    let momo = Momo::new();
    let answer = br#"{"version":"2.0","data":{"a":1}}"#;
    let output = momo.run_with_input(&["kakao", "lint"], answer).expect(0);
    assert!(
        output
            .out()
            .starts_with("warning    the answer (line 1, column 1)\n"),
        "{output}"
    );
    momo.run_with_input(&["kakao", "lint", "--strict"], answer)
        .expect(1);
}

#[test]
fn invalid_json_is_located() {
    let cases: [(&[u8], &str, usize, usize); 5] = [
        (b"", "this is no JSON: it is empty", 1, 1),
        (b"{\n  \"a\": ,\n}", "this is no JSON: expected value", 2, 8),
        (
            b"Internal Server Error",
            "this is no JSON: expected value",
            1,
            1,
        ),
        (
            "{\"한글\": \u{0}}".as_bytes(),
            "this is no JSON: expected value",
            1,
            8,
        ),
        (
            b"{\"a\": \"\xff\"}",
            "this is no JSON: it is not UTF-8",
            1,
            8,
        ),
    ];
    for (answer, message, line, column) in cases {
        let found = lint(answer);
        let [one] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(
            (&*one.phrase.to_string(), one.line, one.column),
            (message, line, column)
        );
    }
}

#[test]
fn repeated_fields_are_reported() {
    let found = lint(br#"{"version":"1.0","version":"2.0","template":{"outputs":[{"simpleText":{"text":"a"}}]}}"#);
    let rules: Vec<_> = found.iter().map(|it| it.rule).collect();
    assert_eq!(rules, ["field/repeated"]);
}

/// 999 syllables and an emoji are 1,000 characters for people and for Python, and 1,001 for Java.
#[test]
fn byte_order_mark_is_reported_wherever_the_answer_comes_from() {
    let marked = format!("\u{feff}{FINE}");
    let rules = |bytes: &[u8]| lint(bytes).iter().map(|it| it.rule).collect::<Vec<_>>();
    assert_eq!(rules(marked.as_bytes()), ["answer/byte-order-mark"]);
    assert!(rules(FINE.as_bytes()).is_empty());
    let momo = Momo::new();
    let file = momo.file("answer.json", &marked);
    let outputs = [
        momo.run(&["kakao", "lint", &file, "--strict"]).expect(1),
        momo.run_with_input(&["kakao", "lint", "--strict"], marked.as_bytes())
            .expect(1),
    ];
    for output in outputs {
        assert!(output.out().contains("answer/byte-order-mark"), "{output}");
    }
    let peer = Peer::answering(200, "application/json", &marked);
    let said = momo.run(&["kakao", "say", "--skill", &peer.url("/"), "안녕"]);
    assert!(
        said.to_string().contains("answer/byte-order-mark"),
        "{said}"
    );
}

#[test]
fn text_too_long_only_in_utf_16_is_an_assumption() {
    let text = "가".repeat(999) + "😀";
    let answer = FINE.replace("I'm doing great! How can I help?", &text);
    let found = lint(answer.as_bytes());
    let told: Vec<_> = found.iter().map(|it| (it.rule, it.level)).collect();
    assert_eq!(told, [("simple-text/length", Severity::Assumption)]);
    let message = found[0].phrase.to_string();
    assert!(
        message.starts_with("1001 characters if counted as UTF-16"),
        "{message}"
    );
}

#[test]
fn untrusted_text_moves_no_cursor() {
    let answer = "{\"version\":\"2.0\",\"\u{1b}[2J\u{202e}\":1,\"template\":{\"outputs\":[{\"\u{9b}31m\":{}}]}}";
    let output = Momo::new()
        .run_with_input(&["kakao", "lint"], answer.as_bytes())
        .expect(1);
    assert!(
        !output.out().contains(['\u{1b}', '\u{202e}', '\u{9b}']),
        "{output}"
    );
}

#[test]
fn rules_are_listed_with_their_sources() {
    let momo = Momo::new();
    let listed = momo.run(&["kakao", "lint", "--rules"]).expect(0);
    assert!(
        listed.out().contains("error      simple-text/length\n"),
        "{listed}"
    );
    let listed = momo.run(&["kakao", "lint", "--rules", "--json"]).expect(0);
    let rules = listed.json();
    let length = rules
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["rule"] == "simple-text/length");
    assert_eq!(length.unwrap()["limit"], 1000);
}

/// However deep it is nested, no stack runs over: wherever the answer comes from, the lint says what it is.
#[test]
fn endless_nesting_is_a_finding() {
    let momo = Momo::new();
    for count in [128, 60_000] {
        let deep = [
            "[".repeat(count) + &"]".repeat(count),
            "{\"a\":".repeat(count) + "1" + &"}".repeat(count),
        ];
        for answer in deep {
            let output = momo.run_with_input(&["kakao", "lint"], answer.as_bytes());
            let output = output.expect(1);
            assert!(
                output
                    .out()
                    .contains("this is no JSON: it is nested too deeply"),
                "{output}"
            );
        }
    }
    let deep = "[".repeat(60_000) + &"]".repeat(60_000);
    let answer = FINE.replace("\"Help\", \"act", &format!("{deep}, \"act"));
    let skill = Peer::answering(200, "application/json", &answer);
    let said = momo.run(&["kakao", "say", "hi", "--to", &skill.url("/")]);
    assert!(said.to_string().contains("nested too deeply"), "{said}");
    let replayed = momo.run(&[
        "webhook",
        "replay",
        "kakao-skill/text",
        "--to",
        &skill.url("/"),
        "--json",
    ]);
    let replayed = replayed.json_lines();
    let id = replayed[0]["id"].as_str().unwrap();
    let shown = momo.run(&["webhook", "history", "show", id]);
    assert!(shown.to_string().contains("nested too deeply"), "{shown}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "holds a time that a library without optimisation takes alone"
)]
fn answer_full_of_errors_is_linted_quickly() {
    let fields: Vec<_> = (0..100_000).map(|at| format!("\"x{at}\":1")).collect();
    let answer = format!("{{{},\"version\":1}}", fields.join(","));
    let begun = Instant::now();
    let found = lint(answer.as_bytes());
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(found.len(), 100_003);
    let last = found.last().unwrap();
    assert_eq!(
        (last.column, last.rule),
        (answer.len() - 1, "answer/version")
    );
    let output = Momo::new()
        .run_with_input(&["kakao", "lint"], answer.as_bytes())
        .expect(1);
    // The gravest are shown.
    assert!(output.out().contains("answer/version"), "{output}");
    assert!(output.out().contains("\nand 99903 more;"), "{output}");
    // A key that stands above many values is written out where it is asked for only.
    let long = "k".repeat(1_000_000);
    let zeros = vec!["0"; 100_000].join(",");
    let answer = format!("{{\"{long}\":[{zeros}]}}");
    assert_eq!(lint(answer.as_bytes()).len(), 4);
    assert!(begun.elapsed() < Duration::from_secs(40));
}

fn json() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "version",
        "template",
        "outputs",
        "simpleText",
        "text",
        "carousel",
        "type",
        "items",
        "itemCard",
        "itemList",
        "itemListSummary",
        "title",
        "description",
        "thumbnail",
        "thumbnails",
        "width",
        "buttons",
        "action",
        "label",
        "context",
        "values",
        "link",
        "2.0",
        "basicCard",
        "listCard",
        "commerceCard",
        "quickReplies",
        "price",
    ]);
    let key = prop_oneof![4 => word.prop_map(str::to_owned), 1 => ".{0,4}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        key.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6).prop_map(|members| members
                .into_iter()
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

/// Whatever a bot answers, the lint says something of it and points into it.
#[test]
fn fuzz_any_answer_is_linted() {
    fuzz("lint of JSON", &json(), |answer| {
        let text = answer.to_string();
        for finding in lint(text.as_bytes()) {
            prop_assert!(finding.span.end <= text.len() && finding.line == 1);
        }
        Ok(())
    });
    let nested = (json(), 0..400_usize, any::<bool>());
    fuzz("lint of deep JSON", &nested, |(inner, depth, is_list)| {
        let (open, close) = if is_list {
            ("[", "]")
        } else {
            ("{\"template\":", "}")
        };
        let text = open.repeat(depth) + &inner.to_string() + &close.repeat(depth);
        let is_read = serde_json::from_str::<Value>(&text).is_ok();
        let found = lint(text.as_bytes());
        let is_deep = |message: &str| message.ends_with("nested too deeply");
        prop_assert_eq!(
            is_read,
            !found
                .iter()
                .any(|finding| is_deep(&finding.phrase.to_string()))
        );
        Ok(())
    });
    fuzz(
        "lint of bytes",
        &prop::collection::vec(any::<u8>(), 0..200),
        |bytes| {
            let found = lint(&bytes);
            let is_json = serde_json::from_slice::<Value>(&bytes).is_ok();
            prop_assert!(is_json || highest_severity(&found) == Some(Severity::Error));
            Ok(())
        },
    );
}

/// Whatever a bot answers can be drawn: nothing of it stands outside its box, and each finding is told once.
#[test]
fn fuzz_any_answer_is_drawn() {
    let ink = Styles::plain();
    fuzz("an answer in a terminal", &json(), |answer| {
        let findings = lint(answer.to_string().as_bytes());
        let lines = render(&answer, &findings, 44, false, ink);
        let marks = lines.iter().filter(|line| line.contains(['✗', '!', '?']));
        prop_assert!(marks.count() >= findings.len().min(100), "{lines:#?}");
        let mut dialogue = Dialogue::default();
        dialogue.apply_answer(fallback_block(), &answer, Timestamp(0));
        for choice in &dialogue.choices {
            let _ = choice.to_utterance();
        }
        let _ = one_line(&answer);
        Ok(())
    });
}

#[test]
fn warning_and_wrong_version_are_worded_clearly() {
    let momo = Momo::new();
    let said = |answer: &str, code| {
        let file = momo.file("answer.json", answer);
        momo.run(&["kakao", "lint", &file]).expect(code).out()
    };
    let wrong = said(
        r#"{"version":"1.0","template":{"outputs":[{"simpleText":{"text":"a"}}]}}"#,
        1,
    );
    assert!(wrong.contains("`version` must be \"2.0\""), "{wrong}");
    let folded = serde_json::json!({"version": "2.0", "template": {"outputs": [{"simpleText": {"text": "가".repeat(501)}}]}});
    let folded = said(&folded.to_string(), 0);
    assert!(
        folded.contains("not all of it works as it looks: 1 warning")
            && !folded.contains("speaks against"),
        "{folded}"
    );
}
