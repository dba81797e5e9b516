//! What can be given to be delivered: bytes, exchanges, lines of them; and what of it is kept.
use super::{PLAIN, event, fine, is_signed, momo, replay};
use crate::support::{Momo, Peer};
use momo::model::history::exchange::ExchangeKind;
use momo::model::http::Request;
use momo::model::protocol::Protocol;
use momo::model::replay::captured::CapturedRequest;
use serde_json::{Value, json};

#[test]
fn any_bytes_are_a_payload() {
    let (momo, peer) = (momo(), fine());
    let file = momo.file("binary", b"\xff\x00\r\n{");
    replay(&momo, &["./binary", "--to", &peer.url("/")]).expect_notes(0);
    let output = momo.run_with_input(&["webhook", "replay", "-", "--to", &peer.url("/")], b"");
    output.expect_notes(0);
    replay(
        &momo,
        &[&file, "--to", &peer.url("/"), "--protocol", "http"],
    )
    .expect(0);
    let seen = peer.seen();
    assert_eq!(seen[0].body, b"\xff\x00\r\n{");
    assert_eq!(seen[1].body, b"");
    assert!(is_signed(&seen[0]) && is_signed(&seen[1]));
    assert_eq!(seen[2].header("x-momotalk-bot-signature"), None);
}

#[test]
fn piped_sample_arrives_as_printed() {
    let (momo, peer) = (momo(), fine());
    let printed = momo
        .run(&["webhook", "sample", "momotalk/message_created.nfd"])
        .expect(0)
        .stdout;
    let args = ["webhook", "replay", "--keep-ids", "--to", &peer.url("/")];
    momo.run_with_input(&args, &printed).expect_notes(0);
    let whole = momo
        .run(&[
            "webhook",
            "sample",
            PLAIN,
            "--exchange",
            "--set",
            "message.body=hi",
        ])
        .expect(0)
        .stdout;
    momo.run_with_input(&args, &whole).expect_notes(0);
    let seen = peer.seen();
    assert_eq!(seen[0].body, printed);
    assert!(is_signed(&seen[0]));
    assert_eq!(event(&seen[1])["message"]["body"], "hi");
    assert!(is_signed(&seen[1]));
}

#[test]
fn exchanges_are_replayed_line_by_line() {
    let (momo, peer) = (momo(), fine());
    let exchange = |method: &str, body: &str, headers: Value| {
        json!({"type": "exchange", "id": "ex_1", "direction": "sent", "request": {
            "method": method, "url": "http://attacker.invalid/", "headers": headers, "body": body}})
        .to_string()
    };
    let lines = [
        r#"{"type":"ready","url":"http://127.0.0.1:8710/"}"#.to_owned(),
        exchange("POST", r#"{"event_type":"x","event_id":"evt_1"}"#, json!([{"name": "Host", "value": "old.example"}, {"name": "X-Extra", "value": "1"}, {"name": "Content-Length", "value": "7"}])),
        String::new(),
        exchange("GET", "", json!([])),
        json!({"request": {"method": "PUT", "headers": [{"name": "X-MoMoTalk-Event-Id", "value": "evt_9"}], "body_base64": "/wA="}}).to_string(),
        r#"{"type":"summary"}"#.to_owned(),
    ];
    let file = momo.file("all.ndjson", lines.join("\n"));
    replay(&momo, &[&file, "--to", &peer.url("/"), "--keep-ids"]).expect_notes(0);
    let seen = peer.seen();
    let methods: Vec<_> = seen.iter().map(|seen| seen.line.clone()).collect();
    assert_eq!(
        methods,
        ["POST / HTTP/1.1", "GET / HTTP/1.1", "PUT / HTTP/1.1"]
    );
    assert_eq!(seen[0].header("x-extra"), Some("1"));
    assert_ne!(seen[0].header("host"), Some("old.example"));
    assert_eq!(seen[0].header("content-length"), Some("37"));
    assert!(is_signed(&seen[0]) && is_signed(&seen[2]));
    // Nothing marks the second as MoMoTalk's.
    assert_eq!(seen[1].header("x-momotalk-bot-signature"), None);
    assert_eq!(seen[2].body, b"\xff\x00");
}

#[test]
fn given_signatures_and_headers_can_be_kept() {
    let (momo, peer) = (
        momo(),
        Peer::answering(401, "text/plain", "invalid signature"),
    );
    let line = json!({"request": {"method": "POST", "headers": [
        {"name": "X-MoMoTalk-Bot-Signature", "value": "ab"}], "body": "{\"event_id\":\"evt_1\"}"}});
    let file = momo.file("one.json", line.to_string());
    let kept = replay(&momo, &[&file, "--to", &peer.url("/"), "--keep-signature"]).expect(1);
    assert!(
        kept.out()
            .contains("its signature is not that of this body and secret"),
        "{kept}"
    );
    let unsigned = replay(&momo, &["--keep-signature", PLAIN, "--to", &peer.url("/")]).expect(1);
    assert!(
        unsigned.out().contains("it was sent without a signature"),
        "{unsigned}"
    );
    let args = [
        PLAIN,
        "--to",
        &peer.url("/"),
        "-H",
        "X-MoMoTalk-Bot-Signature: 00",
        "-H",
        "Host: bot.example",
        "--expect-status",
        "200,401",
    ];
    let expected = replay(&momo, &args).expect_notes(0);
    assert_eq!(expected.out().lines().count(), 1, "{expected}");
    let seen = peer.seen();
    assert_eq!(seen[0].header("x-momotalk-bot-signature"), Some("ab"));
    assert_eq!(seen[0].body, b"{\"event_id\":\"evt_1\"}");
    assert_eq!(seen[1].header("x-momotalk-bot-signature"), None);
    assert_eq!(seen[2].header("x-momotalk-bot-signature"), Some("00"));
    assert_eq!(seen[2].header("host"), Some("bot.example"));
}

#[test]
fn payload_may_carry_its_own_request() {
    for payload in [
        &br#"{"request":"mine","event_id":"evt_1"}"#[..],
        br#"{"request":{"id":1}}"#,
        b"{}\n{}",
        b"[]",
        b"\xff",
        b"",
        b"\n\n",
        br#"{"type":"ready"}"#,
    ] {
        assert_eq!(
            CapturedRequest::parse_all(payload).unwrap(),
            None,
            "{}",
            String::from_utf8_lossy(payload)
        );
    }
    let broken = br#"{"request":{"method":"POST","headers":7}}"#;
    assert!(CapturedRequest::parse_all(broken).is_err());
}

proptest::proptest! {
    #[test]
    fn captured_requests_are_read_back(
        body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..64),
        value in proptest::collection::vec(1_u8..=255, 0..16),
        method in "[A-Z]{1,7}",
    ) {
        let mut request = Request::post("/x?y", "text/plain", body);
        request.method = method;
        request.headers.push("X-Any", value);
        let captured = CapturedRequest::new(request.clone(), Protocol::Http, ExchangeKind::Event);
        let mut line = serde_json::to_vec(&captured).unwrap();
        let one = CapturedRequest::parse_all(&line).unwrap().unwrap();
        proptest::prop_assert_eq!(&one[0].request, &request);
        line.push(b'\n');
        line.extend(line.clone());
        let two = CapturedRequest::parse_all(&line).unwrap().unwrap();
        proptest::prop_assert_eq!(&two[1].request, &request);
    }

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..64)) {
        let _ = CapturedRequest::parse_all(&bytes);
    }
}

#[test]
fn password_in_a_target_is_refused_and_not_repeated() {
    for target in ["http://user:canary@127.0.0.1:9/@", "user:canary@host:3000"] {
        let args = ["webhook", "replay", "momotalk/message_created", "--to"];
        let output = Momo::new().run(&[&args[..], &[target]].concat()).expect(2);
        assert!(output.err().contains("***@"), "{output}");
        assert!(!output.err().contains("canary"), "{output}");
    }
}

#[test]
fn repeated_header_is_sent_as_often_and_in_order() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let args = [
        PLAIN,
        "--to",
        &url,
        "-H",
        "X-Mine: a",
        "-H",
        "Content-Type: text/plain",
        "-H",
        "x-mine: b",
        "-H",
        "X-Mine:",
    ];
    replay(&momo, &args).expect_notes(0);
    let seen = peer.only();
    let values = |name: &str| -> Vec<_> {
        let headers = seen.headers.iter();
        let named = headers.filter(|(header, _)| header == name);
        named.map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(values("x-mine"), ["a", "b", ""]);
    assert_eq!(values("content-type"), ["text/plain"]);
}
