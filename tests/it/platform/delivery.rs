//! Deliveries: the same event until it is taken, each lane in order, no lane held up by another.
use super::{Fields, Local, taker, wait_for_requests};
use crate::support::{DeadPort, Peer, Seen, response, wait_for};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::Duration;

/// Refuses the first so many requests with 500, then takes all.
fn failing(times: usize) -> Peer {
    let calls = AtomicUsize::new(0);
    Peer::raw(move |_| {
        let refuses = calls.fetch_add(1, Ordering::SeqCst) < times;
        response(if refuses { 500 } else { 200 }, "text/plain", "")
    })
}

/// The text of the message that an event tells of.
fn text(seen: &Seen) -> String {
    serde_json::from_slice::<Value>(&seen.body).unwrap()["message"].text("body")
}

#[test]
fn event_refused_twice_comes_a_third_time_with_the_same_bytes() {
    let (local, peer) = (Local::start(), failing(2));
    let bot = local.bot(&peer.url("/"));
    let event = local.say(1, "또")["deliveries"][0].text("event_id");
    let seen = wait_for_requests(&peer, 3);
    local.wait_until_sent();
    for later in &seen[1..] {
        assert_eq!(
            (&later.body, &later.headers),
            (&seen[0].body, &seen[0].headers)
        );
    }
    let attempts = local.attempts(&event);
    let told: Vec<_> = attempts
        .iter()
        .map(|it| {
            (
                it.attempt,
                it.response.as_ref().unwrap().status,
                it.request.body == seen[0].body,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some(1), 500, true),
            (Some(2), 500, true),
            (Some(3), 200, true)
        ]
    );
    assert!(
        attempts
            .iter()
            .all(|it| it.bot_id.as_deref() == Some(&*bot.id))
    );
    let delivery = &local.deliveries("")[0];
    assert_eq!(
        *delivery,
        json!({
            "event_id": event, "bot_id": bot.id, "room_id": 1, "message_id": 1, "state": "delivered", "attempts": 3,
            "next_attempt_at": null, "last_status": 200, "last_failure": null, "last_failure_phrase": null,
            "last_exchange_id": attempts[2].id,
        })
    );
}

#[test]
fn event_fails_after_six_attempts_and_its_room_goes_on() {
    let (local, peer) = (Local::start(), failing(6));
    local.bot(&peer.url("/"));
    let first = local.say(1, "하나")["deliveries"][0].text("event_id");
    local.say(1, "둘");
    let seen = wait_for_requests(&peer, 7);
    local.wait_until_sent();
    let texts: Vec<_> = seen.iter().map(text).collect();
    assert_eq!(
        texts,
        ["하나", "하나", "하나", "하나", "하나", "하나", "둘"]
    );
    let states: Vec<_> = local
        .deliveries("")
        .iter()
        .map(|it| (it.text("state"), it["attempts"].clone()))
        .collect();
    assert_eq!(
        states,
        [("delivered".into(), json!(1)), ("failed".into(), json!(6))]
    );
    let failed = local.deliveries("?state=failed");
    assert_eq!(
        (&failed[0]["event_id"], &failed[0]["last_failure"]),
        (&json!(first), &json!("the callback answered 500"))
    );
    assert_eq!(local.attempts(&first).len(), 6);
}

#[test]
fn all_but_2xx_is_retried_and_no_redirect_followed() {
    let (local, other) = (Local::start(), taker());
    let location = other.url("/stolen");
    let statuses = Mutex::new(vec![204, 404, 302]);
    let peer = Peer::raw(move |_| {
        let status = statuses.lock().unwrap().pop().unwrap();
        format!("HTTP/1.1 {status} X\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
    });
    local.bot(&peer.url("/"));
    let event = local.say(1, "x")["deliveries"][0].text("event_id");
    local.wait_until_sent();
    let statuses: Vec<_> = local
        .attempts(&event)
        .iter()
        .map(|it| it.response.as_ref().unwrap().status)
        .collect();
    assert_eq!(statuses, [302, 404, 204]);
    assert!(other.seen().is_empty());
    // The peer complains when it was never called.
    local.bot(&other.url("/"));
    local.say(1, "y");
    wait_for_requests(&other, 1);
}

#[test]
fn waiting_room_delays_no_other() {
    let local = Local::start();
    let (release, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    let slow = Peer::raw(move |seen| {
        // The first event is held until the other lanes are through; a dropped sender lets go too.
        if text(seen) == "하나" {
            let _ = held.lock().unwrap().recv_timeout(Duration::from_secs(2));
        }
        response(200, "text/plain", "")
    });
    let quick = taker();
    let bot = local.bot(&slow.url("/slow"));
    local.bot(&quick.url("/quick"));
    local.developer("POST", "/rooms", None);
    local.developer("PUT", &format!("/rooms/2/bots/{}", bot.id), None);
    for body in ["하나", "둘", "셋"] {
        local.say(1, body);
    }
    local.say(2, "딴 방");
    // The other bot gets all of them, and the slow bot hears of the other room, while its first event is held.
    let texts: Vec<_> = wait_for_requests(&quick, 3).iter().map(text).collect();
    assert_eq!(texts, ["하나", "둘", "셋"]);
    let other_room = wait_for_requests(&slow, 1);
    assert_eq!(text(&other_room[0]), "딴 방");
    drop(release);
    let seen = wait_for_requests(&slow, 4);
    let texts: Vec<_> = seen[1..].iter().map(text).collect();
    assert_eq!(texts, ["하나", "둘", "셋"]);
}

#[test]
fn concurrent_messages_reach_a_bot_in_room_order() {
    let (local, peer) = (Local::start(), taker());
    local.bot(&peer.url("/"));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..25).for_each(|number| drop(local.say(1, &number.to_string()))));
        }
    });
    let seen = wait_for_requests(&peer, 200);
    let numbers: Vec<_> = seen
        .iter()
        .map(|it| {
            serde_json::from_slice::<Value>(&it.body).unwrap()["message"]["message_id"]
                .as_i64()
                .unwrap()
        })
        .collect();
    assert_eq!(numbers, (1..=200).collect::<Vec<_>>());
}

#[test]
fn bot_that_leaves_gets_no_retry() {
    for deleted in [true, false] {
        let (local, peer) = (Local::start(), Peer::answering(500, "text/plain", ""));
        let bot = local.bot(&peer.url("/"));
        local.say(1, "하나");
        local.say(1, "둘");
        wait_for_requests(&peer, 1);
        let path = if deleted {
            format!("/bots/{}", bot.id)
        } else {
            format!("/rooms/1/bots/{}", bot.id)
        };
        local.developer("DELETE", &path, None);
        local.wait_until_sent();
        let called = peer.seen().len();
        let states: Vec<_> = local
            .deliveries("")
            .iter()
            .map(|it| it.text("state"))
            .collect();
        assert_eq!(states, ["dropped", "dropped"]);
        assert!(called < 6);
        // The lanes are empty: another bot's event goes through at once.
        let other = taker();
        local.bot(&other.url("/"));
        local.say(1, "셋");
        wait_for_requests(&other, 1);
        local.wait_until_sent();
        assert!(peer.seen().iter().all(|it| text(it) == "하나"));
    }
}

/// Takes connections at a port that was dead until now.
fn listen(dead: DeadPort) -> std::net::TcpListener {
    let port = dead.port();
    drop(dead);
    std::net::TcpListener::bind(("127.0.0.1", port)).unwrap()
}

/// Takes everything at this listener, and gives the texts of the first `count` messages.
fn texts_at(listener: &std::net::TcpListener, count: usize) -> Vec<String> {
    use std::io::{Read, Write};
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
    let path = format!("/bots/{}/messages", bot.id);
    let posted = local.call(&bot.token, "POST", &path, Some(&greeting));
    posted.good();
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
    let fault = json!({ "kind": "duplicate", "times": 1 });
    local
        .call(&local.console("operator"), "POST", "/faults", Some(&fault))
        .good();
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
    let operator = local.console("operator");
    local.call(&operator, "POST", "/bots", Some(&body)).good();
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
    local
        .call(&operator, "POST", "/deliveries/drop", None)
        .good();
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

#[test]
fn deliveries_are_filtered_by_bot_room_and_state() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    let body = json!({ "name": "x", "callback_url": peer.url("/other") });
    let other = local
        .call(&local.console("operator"), "POST", "/bots", Some(&body))
        .good();
    local.developer("POST", "/rooms", None);
    local.developer("PUT", &format!("/rooms/2/bots/{}", bot.id), None);
    local.say(1, "1");
    local.say(2, "2");
    wait_for_requests(&peer, 3);
    local.wait_until_sent();
    let of = |query: &str| local.deliveries(query).len();
    assert_eq!(of(""), 3);
    assert_eq!(of(&format!("?bot_id={}", bot.id)), 2);
    assert_eq!(of(&format!("?bot_id={}&room_id=2", bot.id)), 1);
    assert_eq!(of("?state=delivered&room_id=1"), 2);
    assert_eq!(of("?state=failed"), 0);
    let own = local.developer("GET", "/deliveries", None);
    let own = own["deliveries"].as_array().unwrap();
    assert!(own.len() == 2 && own.iter().all(|it| it["bot_id"] != other["bot_id"]));
}

#[test]
fn retry_is_on_time_beside_hanging_callbacks() {
    let local = Local::start();
    let (release, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    let slow = Peer::raw(move |_| {
        let _ = held.lock().unwrap().recv_timeout(Duration::from_secs(2));
        response(200, "text/plain", "")
    });
    let refusing = failing(3);
    let hanging = local.bot(&slow.url("/"));
    local.developer("DELETE", &format!("/rooms/1/bots/{}", hanging.id), None);
    local.bot(&refusing.url("/"));
    for room in 2..10 {
        local.developer("POST", "/rooms", None);
        local.developer("PUT", &format!("/rooms/{room}/bots/{}", hanging.id), None);
    }
    (1..10).for_each(|room| drop(local.say(room, "안녕")));
    wait_for_requests(&refusing, 4);
    assert!(
        slow.seen().is_empty(),
        "the retry waited for a callback that hung"
    );
    drop(release);
    wait_for_requests(&slow, 8);
}

#[test]
fn bot_with_hanging_rooms_delays_no_other() {
    let rooms = 70;
    let local = Local::start();
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let closed = gate.clone();
    let slow = Peer::raw(move |_| {
        let (open, changed) = &*closed;
        let limit = Duration::from_secs(30);
        drop(changed.wait_timeout_while(open.lock().unwrap(), limit, |open| !*open));
        response(200, "text/plain", "")
    });
    let healthy = failing(0);
    let bots = [local.bot(&slow.url("/")), local.bot(&healthy.url("/"))];
    for room in 2..=rooms {
        local.developer("POST", "/rooms", None);
        for bot in &bots {
            local.developer("PUT", &format!("/rooms/{room}/bots/{}", bot.id), None);
        }
    }
    (1..=rooms).for_each(|room| drop(local.say(room, "안녕")));
    wait_for_requests(&healthy, rooms as usize);
    assert!(slow.seen().is_empty(), "the healthy bot waited");
    *gate.0.lock().unwrap() = true;
    gate.1.notify_all();
    wait_for_requests(&slow, rooms as usize);
}
