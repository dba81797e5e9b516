//! Deliveries that wait: held while nobody listens, set aside, retried and dropped by hand.
use super::{Fields, Local, failing, taker, text, wait_for_requests};
use crate::support::{DeadPort, response, wait_for};
use serde_json::{Value, json};
use std::io::{Read, Write};

/// Takes connections at a port that was dead until now.
fn listen(dead: DeadPort) -> std::net::TcpListener {
    let port = dead.port();
    drop(dead);
    std::net::TcpListener::bind(("127.0.0.1", port)).unwrap()
}

/// Takes everything at this listener, and gives the texts of the first `count` messages.
fn texts_at(listener: &std::net::TcpListener, count: usize) -> Vec<String> {
    let mut texts = Vec::new();
    while texts.len() < count {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
        let body = loop {
            let count = stream.read(&mut chunk).unwrap_or(0);
            request.extend_from_slice(&chunk[..count]);
            let split = request.windows(4).position(|it| it == b"\r\n\r\n");
            let body =
                split.and_then(|at| serde_json::from_slice::<Value>(&request[at + 4..]).ok());
            if body.is_some() || count == 0 {
                break body;
            }
        };
        // A look at the port sends nothing.
        let Some(body) = body else { continue };
        texts.push(body["message"].text("body"));
        let _ = stream.write_all(&response(200, "text/plain", ""));
    }
    texts
}

#[test]
fn events_of_a_bot_that_does_not_listen_are_held_and_sent_when_it_does() {
    let local = Local::start();
    let dead = DeadPort::new();
    let bot = local.bot(&dead.url("/"));
    let event = local.say(1, "하나")["deliveries"][0].text("event_id");
    local.say(1, "둘");
    let held = wait_for("the event to be held", || {
        local.deliveries("?state=held").pop()
    });
    assert_eq!(
        held,
        json!({
            "event_id": event, "bot_id": bot.id, "room_id": 1, "message_id": 1, "state": "held", "attempts": 0,
            "next_attempt_at": null, "last_status": null,
            "last_failure": format!("nobody listens at 127.0.0.1:{}; it is delivered as soon as the bot does", dead.port()),
            "last_failure_phrase": held["last_failure_phrase"], "last_exchange_id": null,
        })
    );
    assert!(local.attempts(&event).is_empty());
    assert_eq!(local.platform().waiting_deliveries().unwrap(), 2);
    let listener = listen(dead);
    assert_eq!(texts_at(&listener, 2), ["하나", "둘"]);
    local.wait_until_sent();
    let attempts = local.attempts(&event);
    assert_eq!(attempts.len(), 1);
    let delivered = local.deliveries("?state=delivered");
    assert!(
        delivered.iter().all(|it| it["attempts"] == 1),
        "{delivered:?}"
    );
}

#[test]
fn message_of_a_bot_comes_after_no_event_that_is_held() {
    let (local, dead) = (Local::start(), DeadPort::new());
    let bot = local.bot(&dead.url("/"));
    local.say(1, "하나");
    wait_for("the event to be held", || {
        local.deliveries("?state=held").pop()
    });
    let greeting = json!({ "room_id": 1, "body": "hello" });
    local.send(&bot, &greeting).good();
    let messages = local.developer("GET", "/rooms/1/messages", None);
    let posted = &messages["messages"][1];
    assert_eq!(
        (&posted["body"], &posted["after_message_id"]),
        (&json!("hello"), &Value::Null)
    );
}

#[test]
fn held_events_follow_the_bot_to_another_port() {
    let (mut local, dead, peer) = (Local::start(), DeadPort::new(), taker());
    let bot = local.bot(&dead.url("/"));
    local.say(1, "하나");
    wait_for("the event to be held", || {
        local.deliveries("?state=held").pop()
    });
    // Held events stay so over a restart.
    local.stop();
    local.start_again();
    assert_eq!(local.platform().waiting_deliveries().unwrap(), 1);
    let path = format!("/bots/{}", bot.id);
    local.developer(
        "PATCH",
        &path,
        Some(&json!({ "callback_url": peer.url("/") })),
    );
    let seen = wait_for_requests(&peer, 1);
    assert_eq!(text(&seen[0]), "하나");
    local.wait_until_sent();
}

#[test]
fn faults_of_a_held_event_are_counted_once() {
    let (local, dead) = (Local::start(), DeadPort::new());
    local.bot(&dead.url("/"));
    local.fault(&json!({ "kind": "duplicate", "times": 1 }));
    local.say(1, "하나");
    wait_for("the event to be held", || {
        local.deliveries("?state=held").pop()
    });
    local.say(1, "둘");
    let listener = listen(dead);
    assert_eq!(texts_at(&listener, 3), ["하나", "하나", "둘"]);
    local.wait_until_sent();
}

#[test]
fn deliveries_are_retried_and_dropped_by_hand() {
    let (local, peer) = (Local::with_long_pauses(), failing(1));
    let bot = local.bot(&peer.url("/"));
    let event = local.say(1, "하나")["deliveries"][0].text("event_id");
    let later = local.say(1, "둘")["deliveries"][0].text("event_id");
    wait_for("the attempt to fail", || {
        let waiting = local.deliveries("?state=waiting");
        waiting.iter().any(|it| it["attempts"] == 1).then_some(())
    });
    let change = |verb: &str, body: Value| {
        let path = format!("/deliveries/{verb}");
        local.call(&local.console("developer"), "POST", &path, Some(&body))
    };
    let ids = |answer: &Value| -> Vec<String> {
        let deliveries = answer["deliveries"].as_array().unwrap().iter();
        deliveries.map(|it| it.text("event_id")).collect()
    };
    let dropped = change("drop", json!({ "event_id": later })).good();
    assert_eq!(ids(&dropped), std::slice::from_ref(&later));
    assert_eq!(dropped["deliveries"][0]["last_failure"], "you gave it up");
    assert_eq!(
        ids(&change("retry", json!({ "bot_id": bot.id, "room_id": 1 })).good()),
        std::slice::from_ref(&event)
    );
    local.wait_until_sent();
    let texts: Vec<_> = peer.seen().iter().map(text).collect();
    assert_eq!(texts, ["하나", "하나"]);
    let states: Vec<_> = local
        .deliveries("")
        .iter()
        .map(|it| it.text("state"))
        .collect();
    assert_eq!(states, ["dropped", "delivered"]);
    change("retry", json!({ "event_id": event })).refuses(409, "conflict", "is delivered already");
    change("retry", json!({ "event_id": "evt_none" })).refuses(404, "not_found", "`evt_none`");
    assert_eq!(ids(&change("drop", json!({})).good()), [] as [String; 0]);
    change("drop", json!({ "room": 1 })).refuses(422, "unprocessable", "`room`");
}

#[test]
fn failed_event_gets_one_more_attempt_by_hand() {
    let (local, peer) = (Local::start(), failing(6));
    local.bot(&peer.url("/"));
    let event = local.say(1, "하나")["deliveries"][0].text("event_id");
    local.wait_until_sent();
    assert_eq!(local.deliveries("?state=failed,set_aside").len(), 1);
    local.developer("POST", "/deliveries/retry", None);
    local.wait_until_sent();
    let delivery = &local.deliveries(&format!("?event_id={event}"))[0];
    assert_eq!(
        (&delivery["state"], &delivery["attempts"]),
        (&json!("delivered"), &json!(7))
    );
}

#[test]
fn deliveries_of_others_stay_as_they_are() {
    let (local, peer) = (Local::with_long_pauses(), failing(9));
    let body = json!({ "name": "x", "callback_url": peer.url("/") });
    local.operator("POST", "/bots", Some(&body));
    let event = local.say(1, "하나")["deliveries"][0].text("event_id");
    wait_for_requests(&peer, 1);
    for verb in ["retry", "drop"] {
        let path = format!("/deliveries/{verb}");
        let none = local.developer("POST", &path, Some(&json!({})));
        assert_eq!(none, json!({ "deliveries": [] }));
        let named = json!({ "event_id": event });
        local
            .call(&local.console("developer"), "POST", &path, Some(&named))
            .refuses(404, "not_found", &event);
    }
    local.operator("POST", "/deliveries/drop", None);
    local.wait_until_sent();
}

#[test]
fn event_that_ends_the_bot_twice_is_set_aside() {
    let (local, dead) = (Local::with_long_pauses(), DeadPort::new());
    let bot = local.bot(&dead.url("/"));
    let listener = listen(dead);
    let event = local.say(1, "죽어")["deliveries"][0].text("event_id");
    local.say(1, "다음");
    let path = format!("/bots/{}/process", bot.id);
    let process = |state: Value| local.developer("POST", &path, Some(&state))["interrupted"].take();
    for end in 1..=2 {
        // The process ends: its connection is reset without an answer.
        drop(listener.accept().unwrap());
        wait_for("the attempt to fail", || {
            (local.attempts(&event).len() == end).then_some(())
        });
        let ended = process(json!({ "state": "ended", "status": 7 }));
        assert_eq!(ended.as_array().unwrap().len(), 1, "{ended}");
        let state = if end == 1 { "waiting" } else { "set_aside" };
        assert_eq!(
            (&ended[0]["event_id"], &ended[0]["text"], &ended[0]["state"]),
            (&json!(event), &json!("죽어"), &json!(state))
        );
    }
    // Its room goes on.
    assert_eq!(texts_at(&listener, 1), ["다음"]);
    local.wait_until_sent();
    let aside = &local.deliveries("?state=set_aside")[0];
    assert_eq!(
        aside["last_failure"],
        "the bot ended 2 times while it handled the event, the last time with 7"
    );
    // Nothing is in its hands now.
    assert_eq!(process(json!({ "state": "ended", "status": 0 })), json!([]));
    local.developer(
        "POST",
        "/deliveries/retry",
        Some(&json!({ "event_id": event })),
    );
    assert_eq!(texts_at(&listener, 1), ["죽어"]);
    local.wait_until_sent();
}
