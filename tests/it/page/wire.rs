//! The wire view in a real Chromium: found, explained, compared, and always only text.
use super::Paged;
use crate::support::{Momo, browser_test, has_browser, keep_bot};
use serde_json::{Value, json};

/// An exchange as `momo webhook history import` takes it: `number` is its second and the end of its id.
fn exchange(number: usize, kind: &str, verdict: &Value, headers: &Value, body: &str) -> Value {
    json!({
        "id": format!("ex_06gzxqt{number:09}"), "direction": "received", "protocol": "momotalk", "kind": "event",
        "started_at": 1_795_277_400_000_u64 + number as u64, "event_id": format!("evt_{number}"), "event_type": kind,
        "bot_id": "bot_1", "signature": verdict,
        "request": { "method": "POST", "url": "/webhook", "headers": headers, "body": body },
        "response": { "status": 401, "headers": [], "body": "invalid" },
        "timing": { "total_ms": 3.25, "first_byte_ms": 3.0 },
    })
}

/// Two exchanges: one whose signature is valid, and a later one whose signature is not.
fn two() -> Vec<Value> {
    let invalid = json!({
        "verdict": "invalid", "secret": "da91c89a",
        "explanation": ["the signature is of other bytes", "matches if a newline is added at the end"],
    });
    let valid = json!({ "verdict": "valid", "secret": "da91c89a" });
    let kept = json!([{ "name": "X-Kept", "value": "yes" }]);
    let body = r#"{"same":1,"n":90071992547409931,"only":true,"deep":{"a b":[1,2]}}"#;
    let other = r#"{"same": 1.0,"n":90071992547409930,"deep":{"a b":[1,2]}}"#;
    vec![
        exchange(1, "valid.one", &valid, &kept, body),
        exchange(2, "invalid.two", &invalid, &json!([]), other),
    ]
}

/// Runs a script on the page of a platform whose history holds these exchanges.
#[track_caller]
fn look(script: &str, exchanges: &[Value]) {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let lines: String = exchanges.iter().map(|it| format!("{it}\n")).collect();
    let file = momo.file("exchanges.ndjson", lines);
    momo.run(&["webhook", "history", "import", &file]).expect(0);
    keep_bot(&momo, "bot_1", "local", "http://127.0.0.1:1/api");
    let dev = Paged::dev(&momo, &[]);
    let page = dev.ready["page"].as_str().unwrap();
    browser_test(&format!("wire/{script}.mjs"), &[("PAGE", page)]);
}

#[test]
fn failed_signature_is_explained() {
    look("explained", &two());
}

#[test]
fn filter_is_kept_in_the_address_and_its_mistake_marked() {
    look("search", &two());
}

#[test]
fn two_exchanges_are_compared() {
    look("compare", &two());
}

#[test]
fn every_key_does_what_it_says() {
    look("keyboard", &two());
}

#[test]
fn wire_view_is_accessible() {
    look("accessible", &two());
}

#[test]
fn ten_thousand_exchanges_scroll() {
    let valid = json!({ "verdict": "valid" });
    let one = |number| {
        let kind = format!("number.{number:04}");
        exchange(number, &kind, &valid, &json!([]), "{}")
    };
    look("thousands", &(0..10_000).map(one).collect::<Vec<_>>());
}

#[test]
fn hostile_payload_stays_text() {
    let evil = "<img src=x onerror=hacked=1><script>hacked=1</script>\u{202e}\u{7}\u{1b}[2J";
    let body = json!({ "text": evil, evil: "javascript:hacked=1", "__proto__": { "hacked": 1 } });
    let body = body.to_string().replace(
        "\"text\"",
        "\"n\":12345678901234567890.10,\"a\":[[[[[[]]]]]],\"text\"",
    );
    let said = json!({ "verdict": "invalid", "secret": evil, "explanation": [evil] });
    let headers = json!([{ "name": "X-Evil", "value": evil }]);
    let mut hostile = exchange(1, evil, &said, &headers, &body);
    hostile["request"]["url"] = json!(format!("/{evil}"));
    hostile["bot_id"] = json!(evil);
    hostile["response"]["body"] = json!(evil);
    look("hostile", &[hostile]);
}

#[test]
fn delivery_is_edited_signed_anew_and_resent() {
    look("resend", &two());
}

#[test]
fn fault_is_injected_once_and_shown() {
    look("faults", &[]);
}

#[test]
fn timing_is_shown_part_by_part() {
    let one = |number, kind, timing: Value| {
        let valid = json!({ "verdict": "valid" });
        let mut exchange = exchange(number, kind, &valid, &json!([]), "{}");
        exchange["direction"] = json!("sent");
        exchange["timing"] = timing;
        exchange
    };
    let mut silent = one(
        4,
        "silent.four",
        json!({ "total_ms": 100, "connect_ms": 1 }),
    );
    silent["response"].take();
    silent["failure"] = json!({ "cause": "timeout", "message": "no whole answer" });
    let opened = json!({ "total_ms": 600, "first_byte_ms": 500, "connect_ms": 200, "queue_ms": 4 });
    let again = json!({ "total_ms": 12, "first_byte_ms": 10, "connect_ms": 3, "sent_again_ms": 2 });
    let kept = json!({ "total_ms": 4, "first_byte_ms": 3, "connect_ms": 0 });
    let unmeasured = json!({ "total_ms": 3.25, "first_byte_ms": 3 });
    look(
        "timing",
        &[
            one(1, "opened.one", opened),
            one(2, "kept.two", kept),
            one(3, "unmeasured.three", unmeasured),
            silent,
            one(5, "again.five", again),
        ],
    );
}
