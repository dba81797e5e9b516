//! `momo room`: what is asked of the platform, and how rooms and messages look.
use crate::support::{Momo, Peer, Seen, at_platform, response, start_dev};
use serde_json::{Value, json};

fn room() -> Value {
    json!({"room_id": 1, "name": "room 1", "created_at": 1, "bots": ["bot_1", "bot_2"]})
}

fn message(id: i64, who: &str, name: &str, body: &str) -> Value {
    json!({"message_id": id, "room_id": 1, "sender_type": who, "sender_name": name, "body": body,
        "message_type": "TEXT", "created_at": 1})
}

fn json_peer(status: u16, answer: &Value) -> Peer {
    Peer::answering(status, "application/json", &answer.to_string())
}

fn lines(peer: &Peer) -> Vec<String> {
    let line = |seen: &Seen| seen.line.trim_end_matches(" HTTP/1.1").to_owned();
    peer.seen().iter().map(line).collect()
}

#[test]
fn each_verb_makes_its_api_call() {
    let peer = json_peer(200, &room());
    let momo = at_platform(&peer);
    let block = "room 1\n  name           room 1\n  bots           bot_1, bot_2\n--- status 0\n";
    momo.run(&["room", "create", "주문"]).is(block);
    momo.run(&["room", "show", "--room", "1"]).is(block);
    momo.run(&["room", "subscribe", "--room", "1", "--bot", "bot_2"])
        .is(block);
    momo.run(&["room", "unsubscribe", "--room", "1", "--bot", "bot_2"])
        .is(block);
    assert_eq!(
        lines(&peer),
        [
            "POST /api/rooms",
            "GET /api/rooms/1",
            "PUT /api/rooms/1/bots/bot_2",
            "DELETE /api/rooms/1/bots/bot_2"
        ]
    );
    let body: Value = serde_json::from_slice(&peer.seen()[0].body).unwrap();
    assert_eq!(body, json!({"name": "주문"}));
    for seen in peer.seen() {
        assert_eq!(
            seen.header("authorization"),
            Some("Bearer console-developer")
        );
    }
}

#[test]
fn rooms_and_messages_are_listed() {
    let peer = json_peer(
        200,
        &json!({"rooms": [room(), {"room_id": 12, "name": "주문", "bots": []}]}),
    );
    at_platform(&peer).run(&["room", "list"]).is("\
room  name    bots
1     room 1  bot_1, bot_2
12    주문    -
--- status 0
");
    let said = [
        message(1, "user", "앨리스", "안녕\n\u{1b}[2J"),
        message(2, "bot", "에코", "hi"),
    ];
    let peer = json_peer(200, &json!({"messages": said}));
    let momo = at_platform(&peer);
    momo.run(&[
        "room", "messages", "--room", "1", "--after", "0", "--limit", "9",
    ])
    .is("\
#1 앨리스: 안녕
    \\x1b[2J
#2 에코: hi
--- status 0
");
    momo.run(&["room", "messages", "--room", "1", "--json"])
        .expect(0)
        .json();
    assert_eq!(
        lines(&peer),
        [
            "GET /api/rooms/1/messages?after=0&limit=9",
            "GET /api/rooms/1/messages?before=9007199254740991&limit=100"
        ]
    );
}

/// A platform in which a bot answers at the third question for it.
fn talking(answers: bool) -> Peer {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    Peer::raw(move |seen| {
        let answer = if seen.line.starts_with("POST") {
            json!({"message": message(5, "user", "앨리스", "안녕"),
                "deliveries": [{"event_id": "evt_1", "bot_id": "bot_1"}]})
        } else if seen.line.contains("/deliveries") && answers {
            json!({"deliveries": [{"event_id": "evt_1", "bot_id": "bot_1", "state": "delivered", "attempts": 1}]})
        } else if seen.line.contains("/deliveries") {
            json!({"deliveries": [{"event_id": "evt_0", "state": "waiting"},
                {"event_id": "evt_1", "bot_id": "bot_1", "state": "waiting", "attempts": 2, "last_status": 401}]})
        } else if answers && asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= 2 {
            let mut reply = message(7, "bot", "에코", "Echo: 안녕");
            reply["reply_to_message_id"] = 5.into();
            json!({"messages": [message(6, "user", "밥", "?"), reply]})
        } else {
            json!({"messages": []})
        };
        response(200, "application/json", &answer.to_string())
    })
}

#[test]
fn say_waits_for_the_bots_reply() {
    let peer = talking(true);
    let args = [
        "room",
        "say",
        "--room",
        "1",
        "--user",
        "앨리스",
        "--metadata",
        r#"{"a":1.0}"#,
        "안녕",
        "--wait",
        "10s",
    ];
    at_platform(&peer)
        .run(&args)
        .is("#5 앨리스: 안녕\n#7 에코 (to #5): Echo: 안녕\n--- status 0\n");
    let body = String::from_utf8(peer.seen()[0].body.clone()).unwrap();
    assert_eq!(
        body,
        r#"{"user":"앨리스","body":"안녕","metadata":{"a":1.0}}"#
    );
    let json = at_platform(&talking(true))
        .run(&[&args[..], &["--json"]].concat())
        .expect(0)
        .json();
    assert_eq!(json["replies"][0]["message_id"], 7);
    assert_eq!(json["message"]["message_id"], 5);
}

#[test]
fn say_explains_silence() {
    let output = at_platform(&talking(false))
        .run(&["room", "say", "--room", "1", "안녕", "--wait", "60ms"])
        .expect(1);
    assert!(
        output.err().contains("no bot answered within 60ms"),
        "{output}"
    );
    let why = "The event evt_1 for bot_1 is waiting after 2 attempts; the last answer was 401.";
    assert!(
        output.err().contains(why) && !output.err().contains("evt_0"),
        "{output}"
    );
}

#[test]
fn say_reports_that_no_bot_is_subscribed() {
    let peer = json_peer(
        201,
        &json!({"message": message(5, "user", "a", "b"), "deliveries": []}),
    );
    let output = at_platform(&peer)
        .run_with_input(&["room", "say", "--room", "1", "-"], b"b\n")
        .expect_notes(0);
    assert!(output.err().contains("No bot hears it"), "{output}");
    assert_eq!(peer.only().body, br#"{"body":"b"}"#);
}

#[test]
fn room_commands_need_a_local_platform() {
    let momo = Momo::new();
    let output = momo.run(&["room", "list"]).expect(3);
    assert!(
        output.err().contains("no local platform is running"),
        "{output}"
    );
    let output = momo
        .run(&["room", "list", "--profile", "production"])
        .expect(2);
    assert!(
        output.err().contains("MoMoTalk documents no call for it"),
        "{output}"
    );
    momo.run(&["room", "say", "hello"]).expect(3);
}

#[test]
fn message_that_is_too_large_is_refused_with_the_limits() {
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    let text = "x".repeat(1_500_000);
    let output = momo.run_with_input(&["room", "say", "--room", "1", "-"], text.as_bytes());
    let output = output.expect(1);
    assert!(output.err().contains("bodies of 1 MiB"), "{output}");
    assert!(output.err().contains("10,000 characters"), "{output}");
}
