//! `momo message send`: the documented call, its refusals, and where tokens may go.
use crate::support::{CANARIES, Momo, Peer, at_platform, keep_bot, response};
use serde_json::json;

const BOT: &str = "bot_1";

fn sender(peer: &Peer) -> Momo {
    let momo = Momo::new();
    keep_bot(&momo, BOT, "stage", &peer.url("/api"));
    momo.file(
        "config.json",
        format!(
            r#"{{"profiles":{{"stage":{{"api_base":"{}"}}}}}}"#,
            peer.url("/api")
        ),
    );
    momo
}

#[test]
fn message_request_is_the_documented_one() {
    let peer = Peer::answering(201, "application/json", r#"{"ok":true}"#);
    let momo = sender(&peer);
    let output = momo.run(&[
        "message",
        "send",
        "--room",
        "123",
        "--reply-to",
        "456",
        "--metadata",
        r#"{"intent":"ack","n":1.50}"#,
        "Thanks. 감사합니다",
    ]);
    let output = output.expect_notes(0);
    assert_eq!(output.out(), "sent to room 123 (the answer is 201)\n");
    let seen = peer.only();
    assert_eq!(seen.line, "POST /api/bots/bot_1/messages HTTP/1.1");
    assert_eq!(seen.header("authorization"), Some("Bearer canary-token-1"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    let body = r#"{"room_id":123,"reply_to_message_id":456,"body":"Thanks. 감사합니다","metadata":{"intent":"ack","n":1.50}}"#;
    assert_eq!(String::from_utf8(seen.body).unwrap(), body);
}

#[test]
fn room_and_text_suffice_and_text_may_come_from_a_pipe() {
    let peer = Peer::answering(200, "text/plain", "fine");
    let momo = sender(&peer);
    let args = ["message", "send", "--room", "1", "-", "--json"];
    let output = momo
        .run_with_input(&args, "두 줄\n둘째\n".as_bytes())
        .expect(0);
    assert_eq!(output.json()["status"], 200);
    assert_eq!(output.json()["answer"], json!(null));
    let body = String::from_utf8(peer.only().body).unwrap();
    assert_eq!(body, r#"{"room_id":1,"body":"두 줄\n둘째"}"#);
    momo.run_with_input(&args, b"\xff").expect(2);
}

#[test]
fn sent_message_is_shown_as_a_chat_line() {
    let answer = json!({"ok": true, "message": {"message_id": 7, "room_id": 1, "sender_type": "bot",
        "sender_name": "에코\u{1b}[31m", "body": "hi\u{202e}"}});
    let peer = Peer::answering(201, "application/json", &answer.to_string());
    let output = sender(&peer)
        .run(&["message", "send", "--room", "1", "hi"])
        .expect_notes(0);
    assert_eq!(output.out(), "#7 에코\\x1b[31m: hi\\u{202e}\n");
}

#[test]
fn each_refusal_is_a_no_with_its_reason() {
    let explained =
        r#"{"error":{"code":"forbidden","message":"not in room 9","hint":"Subscribe it."}}"#;
    let cases = [
        (
            401,
            "text/plain",
            "nope",
            "does not accept the token",
            "rotated",
        ),
        (
            403,
            "application/json",
            explained,
            "not in room 9",
            "Subscribe it.",
        ),
        (
            404,
            "text/html",
            "<html>",
            "knows nothing under this address",
            "exist there",
        ),
        (
            422,
            "application/json",
            r#"{"error":{"message":"`body` is empty"}}"#,
            "`body` is empty",
            "metadata",
        ),
        (500, "text/plain", "", "it failed (the answer is empty)", ""),
        (
            302,
            "text/plain",
            "",
            "does not follow it with a token",
            "API base",
        ),
    ];
    for (status, content_type, body, message, hint) in cases {
        let peer = Peer::answering(status, content_type, body);
        let output = sender(&peer)
            .run(&["message", "send", "--room", "1", "hi"])
            .expect(1);
        let err = output.err();
        assert!(err.contains(&format!("the answer is {status}: ")), "{err}");
        assert!(err.contains(message) && err.contains(hint), "{err}");
        assert!(!err.contains("canary"), "{err}");
        peer.only();
        let json = sender(&peer)
            .run(&["message", "send", "--room", "1", "hi", "--json"])
            .expect(1);
        assert_eq!(json.json()["refused"]["status"], status);
    }
}

#[test]
fn only_temporary_refusals_are_retried() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let calls = AtomicUsize::new(0);
    let peer = Peer::raw(move |_| match calls.fetch_add(1, Ordering::SeqCst) {
        0 => b"HTTP/1.1 429 No\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .to_vec(),
        1 => response(425, "text/plain", ""),
        _ => response(201, "application/json", "{}"),
    });
    let output = sender(&peer)
        .run(&["message", "send", "--room", "1", "hi"])
        .expect_notes(0);
    assert_eq!(peer.seen().len(), 3);
    let bodies: Vec<_> = peer.seen().into_iter().map(|seen| seen.body).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert!(
        output.err().contains("The answer is 429: not now."),
        "{output}"
    );

    let far = Peer::raw(|_| {
        b"HTTP/1.1 429 No\r\nRetry-After: 3600\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .to_vec()
    });
    let output = sender(&far)
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(1);
    far.only();
    assert!(output.err().contains("Try again in 3600 s."), "{output}");
}

#[test]
fn lost_connection_is_not_retried() {
    let peer = Peer::raw(|_| Vec::new());
    let output = sender(&peer)
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(3);
    peer.only();
    assert!(
        output
            .err()
            .contains("Nobody knows whether the message arrived"),
        "{output}"
    );
}

#[test]
fn metadata_must_be_an_object() {
    let momo = Momo::new();
    for (text, why) in [
        ("{\"a\":", "line 1 column 5"),
        ("[1]", "another kind of value"),
        ("{} x", "line 1 column 4"),
    ] {
        let args = ["message", "send", "--room", "1", "--metadata", text, "hi"];
        let output = momo.run(&args).expect(2);
        assert!(output.err().contains(why), "{output}");
    }
}

#[test]
fn environment_alone_suffices() {
    let peer = Peer::answering(200, "application/json", "{}");
    let momo = Momo::new()
        .with("MOMOTALK_BOT_ID", "bot_env")
        .with("MOMOTALK_BOT_TOKEN", "token-env")
        .with("MOMOTALK_API_BASE", &peer.url("/api/"));
    momo.run(&["message", "send", "--room", "1", "hi"])
        .expect_notes(0);
    let seen = peer.only();
    assert_eq!(seen.line, "POST /api/bots/bot_env/messages HTTP/1.1");
    assert_eq!(seen.header("authorization"), Some("Bearer token-env"));
}

#[test]
fn bot_given_by_flag_uses_its_own_token() {
    let peer = Peer::answering(200, "application/json", "{}");
    let momo = sender(&peer)
        .with("MOMOTALK_BOT_ID", BOT)
        .with("MOMOTALK_BOT_TOKEN", "token-env");
    let token = |seen: crate::support::Seen| seen.header("authorization").unwrap().to_owned();
    momo.run(&["message", "send", "--room", "1", "--bot", BOT, "hi"])
        .expect_notes(0);
    momo.run(&["message", "send", "--room", "1", "hi"])
        .expect_notes(0);
    let tokens: Vec<_> = peer.seen().into_iter().map(token).collect();
    assert_eq!(tokens, ["Bearer canary-token-1", "Bearer token-env"]);
}

#[test]
fn project_file_cannot_redirect_a_token() {
    let thief = Peer::answering(200, "application/json", "{}");
    let momo = Momo::new();
    keep_bot(&momo, BOT, "stage", "https://stage.example/api");
    let evil =
        r#"{"profile":"stage","profiles":{"stage":{"api_base":"https://thief.example/api"}}}"#;
    momo.file("momo.json", evil);
    let output = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(3);
    let err = output.err();
    assert!(
        err.contains("momo.json` names the API `https://thief.example/api`"),
        "{err}"
    );
    assert!(
        err.contains("for `https://stage.example/api` and go nowhere else"),
        "{err}"
    );

    // Nor a token of the environment.
    let momo = momo
        .with("MOMOTALK_BOT_TOKEN", CANARIES[2])
        .with("MOMOTALK_BOT_ID", "bot_other");
    let output = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(3);
    assert!(
        output.err().contains("only a project's file names"),
        "{output}"
    );

    // Nor by an address that swallows a variable.
    let swallow = r#"{"profile":"x","profiles":{"x":{"api_base":"http://127.0.0.1:1/${MOMOTALK_BOT_TOKEN}"}}}"#;
    momo.file("momo.json", swallow);
    let output = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(3);
    assert!(output.err().contains("looks like a secret"), "{output}");
    assert!(thief.seen().is_empty());
    at_platform(&thief).run(&["room", "list"]).expect_notes(0);
}

#[test]
fn missing_bot_token_or_platform_is_explained() {
    let momo = Momo::new();
    let output = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(3);
    assert!(output.err().contains("no bot is known here"), "{output}");
    let output = momo
        .run(&["message", "send", "--room", "1", "--bot", "bot_x", "hi"])
        .expect(3);
    assert!(
        output.err().contains("momo bot add bot_x --token-file"),
        "{output}"
    );
    keep_bot(&momo, "bot_l", "local", "http://127.0.0.1:1/api");
    let output = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(3);
    assert!(
        output.err().contains("no local platform is running"),
        "{output}"
    );
    assert!(output.err().contains("momo dev"), "{output}");
    keep_bot(&momo, "bot_m", "local", "http://127.0.0.1:1/api");
    let output = momo
        .run(&["message", "send", "--room", "1", "hi"])
        .expect(2);
    assert!(
        output
            .err()
            .contains("2 bots are known here and none was chosen: bot_l (에코), bot_m (에코)"),
        "{output}"
    );
    let output = momo
        .run(&["message", "send", "--room", "1", "--bot", "../x", "hi"])
        .expect(2);
    assert!(output.err().contains("no bot id"), "{output}");
}
