//! What is said in rooms: the event's exact bytes, replies, metadata, and every character as it was written.
use super::{Fields, Local, hmac_hex, raw, taker, wait_for_requests};
use crate::support::wait_for;
use serde_json::{Value, json};

#[test]
fn message_becomes_the_documented_event_for_each_bot_of_the_room() {
    let (local, peer) = (Local::start(), taker());
    let bots = [local.bot(&peer.url("/a")), local.bot(&peer.url("/b"))];
    let body = json!({ "user": "모모이", "body": "안녕 \"봇\"" });
    let told = local.developer("POST", "/rooms/1/messages", Some(&body));
    let (message, deliveries) = (&told["message"], told["deliveries"].as_array().unwrap());
    assert_eq!(deliveries.len(), 2);
    let seen = wait_for_requests(&peer, 2);
    for (path, bot) in ["/a", "/b"].iter().zip(&bots) {
        let seen = seen
            .iter()
            .find(|it| it.line == format!("POST {path} HTTP/1.1"))
            .unwrap();
        let delivery = deliveries
            .iter()
            .find(|it| it["bot_id"] == *bot.id)
            .unwrap();
        let (event, at) = (delivery.text("event_id"), &message["created_at"]);
        let (user, number) = (message.text("sender_user_id"), &message["message_id"]);
        assert!(event.starts_with("evt_") && user.starts_with("user_") && at.is_i64());
        assert_eq!(
            String::from_utf8(seen.body.clone()).unwrap(),
            format!(
                r#"{{ "event_id":"{event}", "event_type":"talk.message_created", "bot_id":"{}", "timestamp":{at}, "message":{{ "room_id":1, "message_id":{number}, "sender_user_id":"{user}", "body":"안녕 \"봇\"", "message_type":"TEXT", "created_at":{at} }} }}"#,
                bot.id
            )
        );
        for (name, value) in [
            ("content-type", "application/json"),
            ("x-momotalk-bot-id", &bot.id),
            ("x-momotalk-event-id", &event),
            (
                "x-momotalk-bot-signature",
                &hmac_hex(&bot.secret, &seen.body),
            ),
        ] {
            assert_eq!(seen.header(name), Some(value), "{name}");
        }
    }
    assert_ne!(deliveries[0]["event_id"], deliveries[1]["event_id"]);
}

#[test]
fn only_active_subscribed_bots_get_events() {
    let (local, peer) = (Local::start(), taker());
    let hearing = local.bot(&peer.url("/hearing"));
    let left = local.bot(&peer.url("/left"));
    let pending = local.bot_shown_as(&peer.url("/pending"), "review_required");
    let rejected = local.bot_shown_as(&peer.url("/rejected"), "review_required");
    let body = json!({ "decision": "reject" });
    let operator = local.console("operator");
    local
        .call(
            &operator,
            "POST",
            &format!("/bots/{}/review", rejected.id),
            Some(&body),
        )
        .good();
    local.developer("DELETE", &format!("/rooms/1/bots/{}", left.id), None);
    let told = local.say(1, "누구 있어?");
    let events: Vec<_> = told["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["bot_id"])
        .collect();
    assert_eq!(events, [&hearing.id]);
    for (bot, words) in [
        (&left, "is not in room 1"),
        (&pending, "it is pending"),
        (&rejected, "it is rejected"),
    ] {
        let body = json!({ "room_id": 1, "body": "나" });
        local.send(bot, &body).refuses(403, "forbidden", words);
    }
    // Who is approved or comes back hears the next message.
    let body = json!({ "decision": "approve" });
    local
        .call(
            &operator,
            "POST",
            &format!("/bots/{}/review", pending.id),
            Some(&body),
        )
        .good();
    for _ in 0..2 {
        local.developer("PUT", &format!("/rooms/1/bots/{}", left.id), None);
    }
    assert_eq!(
        local.say(1, "다시")["deliveries"].as_array().unwrap().len(),
        3
    );
    wait_for_requests(&peer, 4);
}

#[test]
fn bot_message_makes_no_event() {
    let (local, peer) = (Local::start(), taker());
    let (bot, _other) = (local.bot(&peer.url("/")), local.bot(&peer.url("/")));
    let said = local.say(1, "핑");
    wait_for_requests(&peer, 2);
    let replied = said["message"]["message_id"].clone();
    let body = json!({ "room_id": 1.0, "reply_to_message_id": replied, "body": "퐁", "metadata": { "b": 1, "a": [null] }, "new_field": 1 });
    let told = local.send(&bot, &body).good();
    assert_eq!(told["ok"], true);
    let message = &told["message"];
    assert_eq!(message["metadata"].to_string(), r#"{"b":1,"a":[null]}"#);
    assert_eq!(
        (&message["sender_type"], &message["sender_bot_id"]),
        (&json!("bot"), &json!(bot.id))
    );
    assert_eq!(
        (&message["sender_name"], &message["reply_to_message_id"]),
        (&json!("에코"), &replied)
    );
    let listed = local.developer("GET", "/rooms/1/messages", None);
    assert_eq!(listed["messages"], json!([said["message"], message]));
    local.wait_until_sent();
    assert_eq!(local.deliveries("").len(), 2);
}

#[test]
fn every_character_stays_as_written() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    // Composed and decomposed Hangul, a family of four, flags, direction marks, line ends, a NUL, spaces alone.
    let texts = [
        "각",
        "\u{1100}\u{1161}\u{11a8}",
        "👨‍👩‍👧‍👦🇰🇷",
        "a\u{202e}b\u{2066}c",
        "하나\r\n둘\n\u{2028}셋",
        "a\0b",
        "\u{1b}[31m",
        "\u{feff}\u{fffd}\u{10ffff}",
        " ",
        "\t앞뒤 ",
    ];
    for text in texts {
        assert_eq!(local.say(1, text)["message"]["body"], text);
        let body = json!({ "room_id": 1, "body": text, "metadata": { text: text } });
        let told = local.send(&bot, &body).good();
        assert_eq!(told["message"]["metadata"], json!({ text: text }));
    }
    let events: Vec<String> = wait_for_requests(&peer, texts.len())
        .iter()
        .map(|seen| serde_json::from_slice::<Value>(&seen.body).unwrap()["message"].text("body"))
        .collect();
    assert_eq!(events, texts);
    let listed = local.developer("GET", "/rooms/1/messages", None);
    let listed: Vec<_> = listed["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.text("body"))
        .collect();
    let twice: Vec<_> = texts.iter().flat_map(|text| [*text, *text]).collect();
    assert_eq!(listed, twice);
}

#[test]
fn user_is_known_by_name_and_defaults_to_alice() {
    let local = Local::start();
    let say =
        |body: Value| local.developer("POST", "/rooms/1/messages", Some(&body))["message"].clone();
    let (first, second) = (
        say(json!({ "body": "1" })),
        say(json!({ "user": "앨리스", "body": "2" })),
    );
    let other = say(json!({ "user": "미도리", "body": "3" }));
    assert_eq!(first["sender_name"], "앨리스");
    assert_eq!(first["sender_user_id"], second["sender_user_id"]);
    assert_ne!(first["sender_user_id"], other["sender_user_id"]);
    let users = local.developer("GET", "/users", None);
    let names: Vec<_> = users["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.text("name"))
        .collect();
    assert_eq!(names, ["미도리", "앨리스"]);
}

#[test]
fn messages_are_paged_oldest_first_within_the_room() {
    let local = Local::start();
    let room = local.developer("POST", "/rooms", Some(&json!({ "name": "게임개발부" })));
    assert_eq!(
        (&room["room_id"], &room["name"], &room["bots"]),
        (&json!(2), &json!("게임개발부"), &json!([]))
    );
    assert_eq!(local.developer("POST", "/rooms", None)["name"], "room 3");
    for number in 1..=4 {
        local.say(2, &number.to_string());
        local.say(1, "딴 방");
    }
    let page = |query: &str| -> Vec<String> {
        let listed = local.developer("GET", &format!("/rooms/2/messages{query}"), None);
        listed["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.text("body"))
            .collect()
    };
    assert_eq!(page(""), ["1", "2", "3", "4"]);
    assert_eq!(page("?limit=2"), ["1", "2"]);
    assert_eq!(page("?after=3&limit=2"), ["3", "4"]);
    assert_eq!(page("?after=7"), [""; 0]);
    assert_eq!(page("?before=7&limit=2"), ["2", "3"]);
    assert_eq!(page("?before=9007199254740991&limit=3"), ["2", "3", "4"]);
    assert_eq!(page("?after=3&before=7"), ["3"]);
    assert_eq!(page("?before=1"), [""; 0]);
    let rooms = local.developer("GET", "/rooms", None);
    let [first, second, third] = [0, 1, 2].map(|at| &rooms["rooms"][at]);
    assert_eq!(
        (&first["message_count"], &second["message_count"]),
        (&json!(4), &json!(4))
    );
    assert_eq!(first["last_message"]["body"], "딴 방");
    assert_eq!(second["last_message"]["body"], "4");
    assert_eq!(second["last_message"]["message_id"], 7);
    assert_eq!(
        (&third["message_count"], third.get("last_message")),
        (&json!(0), None)
    );
}

#[test]
fn metadata_numbers_keep_their_digits() {
    let local = Local::start();
    let metadata = r#"{"big":12345678901234567890123,"price":1.10,"e":1e2,"\\\" \n":" \\"}"#;
    let port = local.platform().address().port();
    let body = format!(
        r#"{{"body":"x","metadata":{}}}"#,
        metadata.replace(',', "\r\n\t, ")
    );
    let request = format!(
        "POST /api/rooms/1/messages HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {}\r\n\
         Connection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        local.console("developer"),
        body.len()
    );
    let told = raw(port, request.as_bytes());
    assert_eq!(told.status, 201, "{told:?}");
    assert!(told.body.contains(metadata), "{told:?}");
}

#[test]
fn message_of_a_bot_comes_after_the_last_event_that_was_sent() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    local.say(1, "하나");
    local.wait_until_sent();
    let starting = json!({ "state": "starting", "run_pid": std::process::id() });
    let path = format!("/bots/{}/process", bot.id);
    local.developer("POST", &path, Some(&starting));
    local.say(1, "둘");
    wait_for("the event to be held", || {
        local.deliveries("?state=held").pop()
    });
    let late = json!({ "room_id": 1, "body": "늦음" });
    local.send(&bot, &late).good();
    let messages = local.developer("GET", "/rooms/1/messages", None);
    assert_eq!(messages["messages"][2]["after_message_id"], 1);
}
