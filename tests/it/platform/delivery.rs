//! Deliveries: the same event until it is taken, each lane in order, no lane held up by another.
use super::{Fields, Local, failing, taker, text, wait_for_requests};
use crate::support::{Peer, response};
use serde_json::{Value, json};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::Duration;

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

#[test]
fn deliveries_are_filtered_by_bot_room_and_state() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    let body = json!({ "name": "x", "callback_url": peer.url("/other") });
    let other = local.operator("POST", "/bots", Some(&body));
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
