//! `momo webhook replay FILE.har`: of all that a browser or a proxy saw, the events.
use super::{PLAIN, event, fine, is_signed, momo, replay};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// A request as browsers write it down, with an answer of 500.
fn entry(method: &str, url: &str, body: &Value) -> Value {
    let body = match body {
        Value::Null => Value::Null,
        body => json!({ "mimeType": "application/json", "text": body.to_string() }),
    };
    json!({
        "startedDateTime": "2026-11-21T10:00:00.000Z",
        "time": 12,
        "request": {
            "method": method, "url": url, "httpVersion": "h2", "postData": body,
            "headers": [
                { "name": ":authority", "value": "bot.example" },
                { "name": "Cookie", "value": "canary" },
                { "name": "X-Mine", "value": "kept" }
            ]
        },
        "response": { "status": 500, "headers": [], "content": { "size": 4, "text": "boom" } }
    })
}

fn archive(entries: &[Value]) -> Vec<u8> {
    json!({ "log": { "version": "1.2", "entries": entries } })
        .to_string()
        .into_bytes()
}

#[test]
fn events_are_selected_and_the_rest_counted() {
    let (momo, peer) = (momo(), fine());
    let said =
        json!({ "event_id": "evt_1", "event_type": "talk.message_created", "bot_id": "bot_1" });
    let har = momo.file(
        "page.har",
        archive(&[
            entry("GET", "https://shop.example/", &Value::Null),
            entry(
                "POST",
                "https://shop.example/login",
                &json!({ "name": "a" }),
            ),
            entry("POST", "https://api.example/api/bots/bot_1/messages", &said),
            entry("POST", "https://bot.example/hook", &said),
        ]),
    );
    let output = replay(&momo, &[&har, "--to", &peer.url("/")]).expect_notes(0);
    assert!(output.err().starts_with("3 of 4 requests in "), "{output}");
    assert!(output.out().contains("page.har:4 -> "), "{output}");
    let seen = peer.only();
    assert!(is_signed(&seen));
    assert_eq!(event(&seen)["event_type"], "talk.message_created");
    assert_eq!(seen.header("x-mine"), Some("kept"));
    assert_eq!(seen.header("cookie"), None, "another place's credential");
    // What was answered then is known too.
    let output = replay(&momo, &[&har, "--expect-same", "--to", &peer.url("/")]).expect(1);
    assert!(output.out().contains("- boom"), "{output}");
}

#[test]
fn without_platform_headers_the_posts_to_one_url_are_selected() {
    let (momo, peer) = (momo(), fine());
    let get = entry("GET", "https://shop.example/", &Value::Null);
    let post = |path: &str| {
        let url = format!("https://bot.example/{path}");
        entry("POST", &url, &json!({ "path": path }))
    };
    let one = momo.file("one.har", archive(&[get.clone(), post("a"), post("a")]));
    let output = replay(&momo, &[&one, "--to", &peer.url("/")]).expect_notes(0);
    assert!(output.err().starts_with("1 of 3 requests in "), "{output}");
    assert_eq!(peer.seen().len(), 2);
    let several = momo.file("several.har", archive(&[get, post("a"), post("b")]));
    let output = replay(&momo, &[&several, "--to", &peer.url("/")]).expect(3);
    assert!(output.err().contains("looks like an event"), "{output}");
    assert!(
        output.err().contains("momo webhook history import"),
        "{output}"
    );
    assert_eq!(peer.seen().len(), 2);
}

#[test]
fn archive_of_momo_gives_its_events_by_id() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let sent = replay(&momo, &[PLAIN, "--to", &url, "--json"])
        .expect(0)
        .json_lines();
    let export = ["webhook", "history", "export", "--as", "har"];
    let har = momo.file("own.har", &momo.run(&export).expect(0).stdout);
    let output = replay(&momo, &[&har, "--to", &url, "--expect-same"]).expect_notes(0);
    assert!(
        output.out().contains(sent[0]["id"].as_str().unwrap()),
        "{output}"
    );
}

#[test]
fn invalid_archive_names_the_position() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let broken = momo.file("broken.har", archive(&[json!({ "request": 1 })]));
    let output = replay(&momo, &[&broken, "--to", &url]).expect(3);
    assert!(
        output.err().contains("no HAR to be read: line 1 column"),
        "{output}"
    );
    // A payload may speak of a log of its own.
    let payload = momo.file(
        "payload.json",
        br#"{"log":{"entries":7},"event_id":"evt_1"}"#,
    );
    replay(&momo, &[&payload, "--to", &url, "--keep-ids"]).expect_notes(0);
    assert_eq!(
        peer.only().body,
        br#"{"log":{"entries":7},"event_id":"evt_1"}"#.to_vec()
    );
}

#[test]
fn coding_that_the_body_does_not_have_is_left_out() {
    let said = json!({ "event_id": "evt_1", "event_type": "talk.message_created" });
    let packed = [0x1f, 0x8b, 8, 0];
    for (coding, body, is_sent) in [
        ("gzip", said.to_string().into_bytes(), false),
        ("br", said.to_string().into_bytes(), false),
        ("gzip", packed.to_vec(), true),
        ("identity", said.to_string().into_bytes(), true),
    ] {
        let (momo, peer) = (momo(), fine());
        let mut entry = entry("POST", "https://bot.example/hook", &said);
        entry["request"]["postData"] = json!({
            "mimeType": "application/json", "encoding": "base64", "text": STANDARD.encode(&body),
        });
        let header = json!({ "name": "content-encoding", "value": coding });
        entry["request"]["headers"]
            .as_array_mut()
            .unwrap()
            .push(header);
        let har = momo.file("page.har", archive(&[entry]));
        let args = [&*har, "--keep-ids", "--to", &peer.url("/")];
        let output = replay(&momo, &args).expect_notes(0);
        let note = "Content-Encoding is left out of 1 request";
        assert_eq!(output.err().contains(note), !is_sent, "{output}");
        let seen = peer.only();
        assert_eq!(seen.header("content-encoding"), is_sent.then_some(coding));
        assert_eq!(seen.body, body);
    }
}
