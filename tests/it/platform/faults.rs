//! Faults on purpose: what each does to a bot, how they are counted, and that a seed gives the same ones again.
use super::{Answer, Bot, Fields, Local, hmac_hex, taker, text, wait_for_requests};
use crate::support::{Peer, Seen, response, wait_for};
use momo::model::fault::Fault;
use momo::model::history::exchange::{Exchange, FailureCause};
use momo::model::secret::signature::SignatureVerdict;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

impl Local {
    /// Rehearses a fault; gives its id.
    #[track_caller]
    pub fn fault(&self, fault: &Value) -> String {
        self.operator("POST", "/faults", Some(fault)).text("id")
    }

    /// The faults as they are now.
    #[track_caller]
    pub fn faults(&self) -> Vec<Value> {
        let answer = self.operator("GET", "/faults", None);
        answer["faults"].as_array().unwrap().clone()
    }

    /// The bot calls the message API.
    #[track_caller]
    fn answer_as(&self, bot: &Bot, body: &str) -> Answer {
        self.send(bot, &json!({ "room_id": 1, "body": body }))
    }
}

fn texts(seen: &[Seen]) -> Vec<String> {
    seen.iter().map(text).collect()
}

fn event_id(said: &Value) -> String {
    said["deliveries"][0].text("event_id")
}

fn is_signed(bot: &Bot, seen: &Seen) -> bool {
    seen.header("x-momotalk-bot-signature") == Some(&hmac_hex(&bot.secret, &seen.body))
}

fn marks(exchanges: &[Exchange]) -> Vec<(Option<u32>, Vec<Fault>)> {
    let mark = |it: &Exchange| (it.attempt, it.faults.clone());
    exchanges.iter().map(mark).collect()
}

#[test]
fn duplicate_sends_the_event_twice_before_the_next() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "duplicate", "times": 1 }));
    let first = event_id(&local.say(1, "하나"));
    local.say(1, "둘");
    let seen = wait_for_requests(&peer, 3);
    local.wait_until_sent();
    assert_eq!(texts(&seen), ["하나", "하나", "둘"]);
    assert_eq!(
        (&seen[0].body, &seen[0].headers),
        (&seen[1].body, &seen[1].headers)
    );
    assert!(seen.iter().all(|it| is_signed(&bot, it)));
    let twice = vec![Fault::Duplicate];
    let attempts = local.attempts(&first);
    assert_eq!(
        marks(&attempts),
        [(Some(1), twice.clone()), (Some(1), twice)]
    );
    let told = local.deliveries("");
    assert!(told.iter().all(|it| it["attempts"] == 1), "{told:?}");
    let fault = &local.faults()[0];
    assert_eq!((&fault["on"], &fault["struck"]), (&json!(false), &json!(1)));
}

#[test]
fn dropped_attempt_counts_and_is_retried() {
    let (local, peer) = (Local::start(), taker());
    local.bot(&peer.url("/"));
    let id = local.fault(&json!({ "kind": "drop", "times": 2 }));
    let event = event_id(&local.say(1, "또"));
    local.wait_until_sent();
    assert_eq!(texts(&peer.seen()), ["또"]);
    let attempts = local.attempts(&event);
    let dropped = vec![Fault::Drop];
    assert_eq!(
        marks(&attempts),
        [
            (Some(1), dropped.clone()),
            (Some(2), dropped),
            (Some(3), vec![])
        ]
    );
    let failure = attempts[0].failure.as_ref().unwrap();
    assert_eq!(failure.cause, FailureCause::Simulated);
    assert_eq!(
        failure.message.to_string(),
        format!("rehearsed: drop ({id}); it was not sent")
    );
    let delivery = &local.deliveries("")[0];
    assert_eq!(
        (&delivery["state"], &delivery["attempts"]),
        (&json!("delivered"), &json!(3))
    );
}

#[test]
fn bad_signature_is_refused_by_an_independent_hmac() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "bad_signature", "contains": "나쁜" }));
    let (bad, good) = (local.say(1, "나쁜 것"), local.say(1, "좋은 것"));
    let seen = wait_for_requests(&peer, 2);
    local.wait_until_sent();
    let header = seen[0].header("x-momotalk-bot-signature").unwrap();
    assert!(
        header.len() == 64 && hex::decode(header).is_ok(),
        "{header}"
    );
    assert_eq!(
        [is_signed(&bot, &seen[0]), is_signed(&bot, &seen[1])],
        [false, true]
    );
    let attempt = &local.attempts(&event_id(&bad))[0];
    assert_eq!(attempt.signature.verdict, SignatureVerdict::Invalid);
    assert_eq!(attempt.faults, [Fault::BadSignature]);
    let attempt = &local.attempts(&event_id(&good))[0];
    assert_eq!(
        (attempt.signature.verdict, attempt.faults.len()),
        (SignatureVerdict::Valid, 0)
    );
    let fault = &local.faults()[0];
    assert_eq!((&fault["seen"], &fault["struck"]), (&json!(1), &json!(1)));
}

#[test]
fn delayed_event_comes_late_and_in_order() {
    let (local, peer) = (Local::start(), taker());
    local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "delay", "delay_ms": 150, "times": 1 }));
    let first = event_id(&local.say(1, "하나"));
    local.say(1, "둘");
    let seen = wait_for_requests(&peer, 2);
    local.wait_until_sent();
    assert_eq!(texts(&seen), ["하나", "둘"]);
    let attempt = &local.attempts(&first)[0];
    assert_eq!(attempt.faults, [Fault::Delay]);
    let said = first_message_at(&local);
    assert!(attempt.started_at.0 >= said + 150, "{attempt:?}");
}

/// When the first message was said.
fn first_message_at(local: &Local) -> i64 {
    let messages = local.developer("GET", "/rooms/1/messages", None);
    // Whole seconds: the message was said in the one that begins here.
    messages["messages"][0]["created_at"].as_i64().unwrap() * 1000
}

#[test]
fn reordered_event_is_overtaken_by_the_next_of_its_room() {
    let (local, peer) = (Local::start(), taker());
    local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "reorder", "delay_ms": 60_000, "times": 1 }));
    let first = event_id(&local.say(1, "하나"));
    local.say(1, "둘");
    local.say(1, "셋");
    let seen = wait_for_requests(&peer, 3);
    local.wait_until_sent();
    assert_eq!(texts(&seen), ["둘", "하나", "셋"]);
    assert_eq!(local.attempts(&first)[0].faults, [Fault::Reorder]);
}

#[test]
fn reordered_events_change_places_in_pairs() {
    let (local, peer) = (Local::start(), taker());
    local.bot(&peer.url("/"));
    // As the page sets it: without a number of times.
    local.fault(&json!({ "kind": "reorder", "delay_ms": 60_000 }));
    for text in ["하나", "둘", "셋", "넷"] {
        local.say(1, text);
    }
    let seen = wait_for_requests(&peer, 4);
    local.wait_until_sent();
    assert_eq!(texts(&seen), ["둘", "하나", "넷", "셋"]);
    let fault = &local.faults()[0];
    assert_eq!((&fault["seen"], &fault["struck"]), (&json!(2), &json!(2)));
}

#[test]
fn postponed_event_comes_when_its_fault_is_removed() {
    let (local, peer) = (Local::start(), taker());
    local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "delay", "delay_ms": 3_600_000 }));
    local.say(1, "하나");
    wait_for("the fault to strike", || {
        (local.faults()[0]["struck"] == 1).then_some(())
    });
    assert!(peer.seen().is_empty());
    assert_eq!(
        local.operator("DELETE", "/faults", None),
        json!({ "deleted": 1 })
    );
    assert_eq!(texts(&wait_for_requests(&peer, 1)), ["하나"]);
    local.wait_until_sent();
}

#[test]
fn outage_stops_deliveries_and_message_calls() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    let id = local.fault(&json!({ "kind": "outage" }));
    let event = event_id(&local.say(1, "누구 있어요?"));
    let refused = local.answer_as(&bot, "네");
    refused.refuses(503, "unavailable", "rehearsed: outage");
    wait_for("an attempt to fail", || {
        (local.faults()[0]["struck"].as_i64() >= Some(2)).then_some(())
    });
    local.operator(
        "PATCH",
        &format!("/faults/{id}"),
        Some(&json!({ "on": false })),
    );
    local.wait_until_sent();
    assert_eq!(peer.seen().len(), 1);
    assert_eq!(local.answer_as(&bot, "네").status, 201);
    assert_eq!(local.attempts(&event)[0].faults, [Fault::Outage]);
    let messages = local.developer("GET", "/rooms/1/messages", None);
    assert_eq!(messages["messages"].as_array().unwrap().len(), 2);
}

#[test]
fn null_resets_a_field_and_others_stay() {
    let local = Local::start();
    let set = json!({
        "kind": "reply", "status": 429, "retry_after": 2, "times": 3, "rate": 0.5, "seed": 7,
        "contains": "네", "room_id": 1, "bot_id": "bot_1",
    });
    let id = local.fault(&set);
    let change = |body: Value| {
        let path = format!("/faults/{id}");
        local.operator("PATCH", &path, Some(&body))
    };
    let left = change(json!({ "contains": null, "rate": null, "status": null, "times": 5 }));
    assert_eq!(
        left,
        json!({
            "id": id, "kind": "reply", "on": true, "room_id": 1, "bot_id": "bot_1", "times": 5,
            "status": 500, "retry_after": 2, "seen": 0, "struck": 0,
        })
    );
    let back =
        json!({ "bot_id": null, "room_id": null, "times": null, "retry_after": null, "on": null });
    assert_eq!(
        change(back),
        json!({ "id": id, "kind": "reply", "on": true, "status": 500, "seen": 0, "struck": 0 })
    );
}

#[test]
fn slow_body_comes_in_pieces_and_whole() {
    let local = Local::start();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let bot = local.bot(&url);
    let reader = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut bytes, mut chunk, mut pieces) = (Vec::new(), [0; 4096], 0);
        while !is_whole(&bytes) {
            let count = stream.read(&mut chunk).unwrap();
            bytes.extend_from_slice(&chunk[..count]);
            pieces += 1;
        }
        stream.write_all(&response(200, "text/plain", "")).unwrap();
        (bytes, pieces)
    });
    local.fault(&json!({ "kind": "slow_body", "delay_ms": 200 }));
    let event = event_id(&local.say(1, "천천히"));
    let (bytes, pieces) = reader.join().unwrap();
    local.wait_until_sent();
    assert!(pieces > 2, "{pieces}");
    let attempt = &local.attempts(&event)[0];
    assert!(
        attempt.is_success() && attempt.faults == [Fault::SlowBody],
        "{attempt:?}"
    );
    assert!(bytes.ends_with(&attempt.request.body));
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.contains(&hmac_hex(&bot.secret, &attempt.request.body)),
        "{text}"
    );
}

/// Whether these bytes are a request with all of its body.
fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some(end) = text.find("\r\n\r\n") else {
        return false;
    };
    let head = text[..end].to_ascii_lowercase();
    let mut lines = head.lines();
    let length = lines.find_map(|line| line.strip_prefix("content-length: "));
    bytes.len() == end + 4 + length.unwrap().parse::<usize>().unwrap()
}

#[test]
fn slow_network_delays_deliveries_and_calls_both_ways() {
    let (local, peer) = (Local::start(), taker());
    let bot = local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "network", "delay_ms": 100 }));
    let event = event_id(&local.say(1, "멀리서"));
    local.wait_until_sent();
    let attempt = &local.attempts(&event)[0];
    assert!(
        attempt.is_success() && attempt.timing.total_ms >= 200.0,
        "{attempt:?}"
    );
    assert_eq!(attempt.faults, [Fault::Network]);
    let begun = std::time::Instant::now();
    assert_eq!(local.answer_as(&bot, "네").status, 201);
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[test]
fn network_slower_than_the_budget_is_a_timeout() {
    let (local, peer) = (Local::start(), taker());
    local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "network", "delay_ms": 2900, "times": 1 }));
    let event = event_id(&local.say(1, "멀리서"));
    local.wait_until_sent();
    let attempts = local.attempts(&event);
    assert_eq!(attempts.len(), 2);
    assert_eq!(
        attempts[0].failure.as_ref().unwrap().cause,
        FailureCause::Timeout
    );
    // It got there, only its answer did not get back in time: at least once.
    assert_eq!(peer.seen().len(), 2);
}

#[test]
fn message_call_is_refused_as_often_as_requested() {
    let local = Local::start();
    let peer = taker();
    let bot = local.bot(&peer.url("/"));
    local.fault(&json!({ "kind": "reply", "status": 429, "retry_after": 2, "times": 1 }));
    let refused = local.answer_as(&bot, "네");
    refused.refuses(429, "too_many_requests", "rehearsed: reply (fault_1)");
    assert_eq!(refused.header("retry-after"), Some("2"));
    assert_eq!(local.answer_as(&bot, "네").status, 201);
    for status in [500, 502, 503, 504] {
        local.fault(&json!({ "kind": "reply", "status": status, "times": 1 }));
        assert_eq!(local.answer_as(&bot, "네").status, status);
    }
    // The peer complains when it was never called.
    local.say(1, "끝");
    wait_for_requests(&peer, 1);
}

#[test]
fn seed_hits_the_same_deliveries_again_and_counts_them() {
    let rehearsed = |seed: u64| {
        let (local, peer) = (
            Local::start(),
            Peer::raw(|_| response(200, "text/plain", "")),
        );
        local.bot(&peer.url("/"));
        let fault = json!({ "kind": "bad_signature", "rate": 0.5, "seed": seed });
        local.fault(&fault);
        let events: Vec<_> = (0..12).map(|_| event_id(&local.say(1, "x"))).collect();
        local.wait_until_sent();
        let struck = |event: &String| !local.attempts(event)[0].faults.is_empty();
        let struck: Vec<_> = events.iter().map(struck).collect();
        let fault = &local.faults()[0];
        let count = struck.iter().filter(|it| **it).count();
        assert_eq!(
            (&fault["seen"], &fault["struck"]),
            (&json!(12), &json!(count))
        );
        struck
    };
    let seven = rehearsed(7);
    assert_eq!(seven, rehearsed(7));
    assert_ne!(seven, rehearsed(8));
    assert!(seven.contains(&true) && seven.contains(&false));
}
