//! Agents over HTTP, and what becomes of their answers.
use super::{Serving, first_text, request, texts};
use crate::support::{DeadPort, Momo, Peer, response};
use serde_json::json;

const FAILED: &str = "죄송합니다. 메시지 처리 중 오류가 발생했습니다. 잠시 후 다시 시도해주세요.";

/// What the user gets where an endpoint answers so.
fn answered(status: u16, content_type: &str, body: &str) -> String {
    let peer = Peer::answering(status, content_type, body);
    let serving = Serving::agent(&peer.url("/skill"), &[]);
    serving.call(&request("u1", "안녕").to_string()).1
}

#[test]
fn http_agent_gets_the_request_unchanged() {
    let peer = Peer::answering(200, "text/plain", "반가워요\n");
    let account = json!({ "skillHeader": "X-Key", "skillSecret": "sk1ll" });
    let mut serving = Serving::configured(&account, &["--agent", &peer.url("/skill?a=b")]);
    let body = " {\"userRequest\":\r\n{\"utterance\":\"\\uc548녕\",\"x\":1.0}} ";
    let (status, answer) = serving.send("POST", "/kakao/webhook", "X-Key: sk1ll\r\n", body);
    assert_eq!((status, first_text(&answer)), (200, "반가워요".into()));
    let seen = peer.only();
    assert_eq!(seen.line, "POST /skill?a=b HTTP/1.1");
    assert_eq!(seen.body, body.as_bytes());
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("x-key"), None);
    // Both are in the history.
    let call = serving.exchange();
    assert_eq!(call["direction"], "sent");
    assert_eq!(call["protocol"], "kakao-skill");
    let line = serving.exchange();
    assert_eq!(line["direction"], "received");
    assert_eq!(call["forwarded_from"], line["id"]);
    let history = serving.history();
    for id in [&call["id"], &line["id"]] {
        assert!(history.get(id.as_str().unwrap()).unwrap().is_some());
    }
}

#[test]
fn text_in_every_form_becomes_bubbles() {
    for (content_type, body) in [
        ("text/plain", "안녕\n하세요"),
        ("text/html; charset=utf-8", "안녕\n하세요"),
        ("application/json", r#"{"text":"안녕\n하세요"}"#),
        ("text/html", " {\"text\": \"안녕\\n하세요\", \"more\": 1}\n"),
    ] {
        let answer = answered(200, content_type, body);
        assert_eq!(texts(&answer), ["안녕\n하세요"], "{content_type}");
    }
    for body in ["", " \n", r#"{"text":""}"#] {
        assert_eq!(
            texts(&answered(200, "text/plain", body)),
            ["메시지를 처리했습니다."]
        );
    }
}

#[test]
fn long_text_is_cut_by_the_account_limit() {
    let long = "가나다 ".repeat(100);
    let peer = Peer::answering(200, "text/plain", &long);
    let account = json!({ "textChunkLimit": 100 });
    let serving = Serving::configured(&account, &["--agent", &peer.url("/")]);
    let (_, answer) = serving.call(&request("u1", "안녕").to_string());
    let bubbles = texts(&answer);
    assert_eq!(bubbles.len(), 3);
    assert!(
        bubbles
            .iter()
            .all(|text| text.encode_utf16().count() <= 100)
    );
    assert!(bubbles[2].contains("생략"), "{answer}");
}

#[test]
fn skill_response_is_passed_unchanged_and_linted() {
    let good = "{ \"version\":\"2.0\",\n\"template\":{\"outputs\":[{\"simpleText\":{\"text\":\"\\uac00\"}}]} }";
    assert_eq!(answered(200, "application/json", good), good);
    let bad = r#"{"version":"2.0","template":{"outputs":[]}}"#;
    let peer = Peer::answering(200, "text/plain", bad);
    let mut serving = Serving::agent(&peer.url("/"), &[]);
    assert_eq!(serving.call(&request("u1", "안녕").to_string()).1, bad);
    let line = serving.received();
    assert_eq!(line["findings"][0]["level"], "error", "{line}");
    let note = line["note"].as_str().unwrap();
    assert!(
        note.starts_with("lint: 1 error; template.outputs: "),
        "{note}"
    );
    // What validates an entity is answered in a form of its own.
    let verdict = r#"{"status":"SUCCESS","value":"3"}"#;
    let peer = Peer::answering(200, "application/json", verdict);
    let mut serving = Serving::agent(&peer.url("/"), &[]);
    let validation = r#"{"isInSlotFilling":true,"utterance":"3","user":{"id":"u"},"value":{"origin":"3","resolved":"3"}}"#;
    assert_eq!(serving.call(validation).1, verdict);
    assert_eq!(serving.received()["findings"], json!([]));
}

#[test]
fn failing_agent_apologises_to_the_user_and_is_logged() {
    for (status, body) in [(500, "oops"), (404, "{}"), (302, ""), (200, "\u{0}\u{1}")] {
        let answer = answered(status, "text/plain", body);
        let expected = if status == 200 { body } else { FAILED };
        assert_eq!(first_text(&answer), expected, "{status}");
    }
    let no_text = Peer::raw(|_| {
        let mut bytes = response(200, "text/plain", "ab");
        bytes.pop();
        bytes.push(0xff);
        bytes
    });
    let serving = Serving::agent(&no_text.url("/"), &[]);
    assert_eq!(serving.say("안녕"), FAILED);
    let large = "가".repeat(50_000);
    assert_eq!(first_text(&answered(200, "text/plain", &large)), FAILED);
    let dead = DeadPort::new();
    let mut serving = Serving::agent(&dead.url("/"), &[]);
    assert_eq!(serving.say("안녕"), FAILED);
    let line = serving.received();
    let note = line["note"].as_str().unwrap();
    assert!(note.starts_with("the agent failed: "), "{note}");
    assert_eq!(line["response"]["status"], 200);
}

#[test]
fn routing_chooses_the_agent_of_an_account() {
    let (shop, any) = (
        Peer::answering(200, "text/plain", "가게"),
        Peer::answering(200, "text/plain", "다른"),
    );
    let momo = Momo::new().with("CLERK", &shop.url("/"));
    let settings = json!({
        "channels": { "kakao": { "accounts": { "shop": {}, "home": {} } } },
        "routing": { "bindings": [
            { "channel": "kakao", "agent": "rest" },
            { "channel": "kakao", "account": "shop", "agent": "clerk" },
        ] },
        "agents": { "clerk": { "url": "${CLERK}" }, "rest": { "url": any.url("/") } },
    });
    momo.file("config.json", settings.to_string());
    let serving = Serving::with(momo, &["--account", "shop"]);
    assert_eq!(serving.ready["agent"], "clerk");
    assert_eq!(serving.say("안녕"), "가게");
    let Serving { momo, running, .. } = serving;
    drop(running);
    let serving = Serving::with(momo, &["--account", "home"]);
    assert_eq!(serving.say("안녕"), "다른");
}

#[test]
fn html_page_is_no_answer_for_a_user() {
    let page = "\n<!DOCTYPE html><html><body>Internal error</body></html>";
    assert_eq!(texts(&answered(200, "text/html", page)), [FAILED]);
}

#[test]
fn quick_replies_stay_with_their_text() {
    let replies = json!([{ "label": "네", "action": "message", "messageText": "네" }]);
    let said = json!({ "text": "계속할까요?", "quickReplies": replies }).to_string();
    let answer = answered(200, "application/json", &said);
    assert_eq!(texts(&answer), ["계속할까요?"]);
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["template"]["quickReplies"], replies);
}

#[test]
fn agent_callback_without_callback_url_is_reported() {
    let peer = Peer::answering(
        200,
        "application/json",
        r#"{"version":"2.0","useCallback":true}"#,
    );
    let mut serving = Serving::agent(&peer.url("/skill"), &[]);
    serving.call(&request("u1", "안녕").to_string());
    let note = serving.received()["note"].to_string();
    assert!(note.contains("names no callback URL"), "{note}");
}

#[test]
fn broken_json_fails_if_declared_and_is_noted_otherwise() {
    let broken = r#"{"version":"2.0","template":{"outputs":[{"simpleText":{"text":"hi"}},]}}"#;
    for (kind, said, remark) in [
        (
            "application/json",
            FAILED,
            "the agent failed: its answer is no JSON, as it says it is: trailing comma at line 1 column",
        ),
        (
            "application/json; charset=UTF-8",
            FAILED,
            "the agent failed: its answer is no JSON",
        ),
        (
            "text/plain",
            broken,
            "the agent's answer begins with `{` and is no JSON (trailing comma at line 1 column",
        ),
    ] {
        let peer = Peer::answering(200, kind, broken);
        let mut serving = Serving::agent(&peer.url("/"), &[]);
        assert_eq!(serving.say("안녕"), said, "{kind}");
        let line = serving.received();
        let note = line["note"].as_str().unwrap();
        assert!(note.starts_with(remark), "{note}");
    }
    // Nothing is nothing to say, not a failure; words are words.
    assert_eq!(
        texts(&answered(200, "application/json", "")),
        ["메시지를 처리했습니다."]
    );
    let peer = Peer::answering(200, "text/plain", "(안녕");
    let mut serving = Serving::agent(&peer.url("/"), &[]);
    serving.say("안녕");
    assert_eq!(serving.received()["note"], json!(null));
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn summary_counts_each_agent_failure() {
    for (status, kind, body, failed) in [
        (200, "text/plain", "네", 0),
        (500, "text/plain", "oops", 1),
        (200, "text/html", "<!doctype html>", 1),
        (200, "application/json", "{", 1),
    ] {
        let peer = Peer::answering(status, kind, body);
        let url = peer.url("/");
        let serving = Serving::agent(&url, &[]);
        assert_eq!(serving.ready["agent"], url);
        serving.say("안녕");
        let summary = serving.stop_for_summary();
        assert_eq!(summary["agent_calls"], 1, "{body}");
        assert_eq!(summary["failed_agent_calls"], failed, "{body}");
    }
}
