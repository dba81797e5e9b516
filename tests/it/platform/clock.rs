//! The clock that can be moved: what follows it, and what does not.
use super::{Fields, Local, taker, text, wait_for_requests};
use crate::support::{Peer, response, wait_for};
use momo::flow::platform::{Platform, PlatformOptions};
use momo::io::files::Home;
use momo::io::sqlite::Recorder;
use momo::io::system;
use momo::model::platform::outbox::RetryPolicy;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const DAY: i64 = 86_400_000;

impl Local {
    /// A platform that waits an hour before it tries an event again.
    fn patient(clock_offset_ms: i64) -> Self {
        let home = TempDir::new().unwrap();
        let recorder = Recorder::start(&home.path().join("history.db")).unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let mut options = PlatformOptions::new(Home::in_folder(home.path()), address, recorder);
        options.retry = RetryPolicy {
            first_delay: Duration::from_secs(3600),
        };
        options.clock_offset_ms = clock_offset_ms;
        let platform = Some(Platform::start(options).unwrap());
        Self { home, platform }
    }

    /// Moves the clock; gives what it shows.
    #[track_caller]
    fn advance(&self, time: &str) -> Value {
        let body = json!({ "advance": time });
        self.operator("POST", "/clock", Some(&body))
    }
}

fn refusing() -> Peer {
    Peer::answering(500, "text/plain", "")
}

#[test]
fn day_of_retries_passes_in_a_second_and_the_room_goes_on() {
    let local = Local::patient(0);
    let peer = Peer::raw(|seen| {
        let status = if text(seen) == "하나" { 500 } else { 200 };
        response(status, "text/plain", "")
    });
    local.bot(&peer.url("/"));
    local.say(1, "하나");
    local.say(1, "둘");
    wait_for_requests(&peer, 1);
    wait_for("the attempt to be kept", || {
        (local.deliveries("")[1]["attempts"] == 1).then_some(())
    });
    let begun = Instant::now();
    // After 1, 2, 4, 8 and 16 hours, each more or less by a fifth.
    local.advance("2d");
    local.wait_until_sent();
    assert!(begun.elapsed() < Duration::from_secs(10));
    let told = local.deliveries("");
    let states: Vec<_> = told
        .iter()
        .map(|it| (it.text("state"), it["attempts"].clone()))
        .collect();
    assert_eq!(
        states,
        [("delivered".into(), json!(1)), ("failed".into(), json!(6))]
    );
    let texts: Vec<_> = peer.seen().iter().map(text).collect();
    assert_eq!(
        texts,
        ["하나", "하나", "하나", "하나", "하나", "하나", "둘"]
    );
}

#[test]
fn only_deliveries_due_in_the_skipped_time_are_retried() {
    let (local, peer) = (Local::patient(0), refusing());
    local.bot(&peer.url("/"));
    local.say(1, "하나");
    wait_for("the attempt to be kept", || {
        (local.deliveries("")[0]["attempts"] == 1).then_some(())
    });
    // At most 1.2 and 1.2 + 2.4 hours; at least 0.8 * (1 + 2 + 4) hours.
    local.advance("4h");
    wait_for("two more attempts", || {
        (local.deliveries("")[0]["attempts"] == 3).then_some(())
    });
    let next = local.deliveries("")[0]["next_attempt_at"].as_i64().unwrap();
    let now = local.operator("GET", "/clock", None)["now"]
        .as_i64()
        .unwrap();
    assert!(next * 1000 > now, "{next} {now}");
}

#[test]
fn times_follow_the_clock_except_in_the_history() {
    let (local, peer) = (Local::start(), taker());
    let before = system::now();
    let clock = local.advance("1d");
    assert_eq!(clock["offset_ms"], DAY);
    assert!(clock["now"].as_i64().unwrap() >= before.0 + DAY);
    local.bot(&peer.url("/"));
    let said = local.say(1, "내일");
    let seen = wait_for_requests(&peer, 1);
    local.wait_until_sent();
    let event: Value = serde_json::from_slice(&seen[0].body).unwrap();
    let tomorrow = (before.0 + DAY) / 1000;
    for time in [
        &event["timestamp"],
        &event["message"]["created_at"],
        &said["message"]["created_at"],
    ] {
        assert!(time.as_i64().unwrap() >= tomorrow, "{time} {event}");
    }
    let kept = &local.attempts(&event.text("event_id"))[0];
    assert!(kept.started_at >= before && kept.started_at.0 < before.0 + DAY);
    let lately = local.operator("GET", "/exchanges?filter=since:1h", None);
    assert_eq!(lately["exchanges"][0]["id"], json!(kept.id), "{lately}");
    let back = local.operator("POST", "/clock", Some(&json!({ "reset": true })));
    assert_eq!(back["offset_ms"], 0);
}

#[test]
fn grace_ends_by_the_clock_for_tokens_and_secrets() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/");
    let body = json!({ "what": "both", "grace_seconds": 3600 });
    local.developer("POST", &format!("/bots/{}/rotate", bot.id), Some(&body));
    let send = || {
        let body = json!({ "room_id": 1, "body": "응" });
        local.send(&bot, &body).status
    };
    let secrets = || {
        let kept = local.credentials();
        kept.bot(&bot.id)
            .unwrap()
            .secrets_valid_at(system::now())
            .len()
    };
    assert_eq!((send(), secrets()), (201, 2));
    local.advance("2h");
    assert_eq!((send(), secrets()), (401, 1));
    local.operator("POST", "/clock", Some(&json!({ "reset": true })));
    assert_eq!((send(), secrets()), (201, 2));
}

#[test]
fn clock_set_back_does_not_delay_deliveries_for_ever() {
    let (local, peer) = (Local::start(), refusing());
    local.advance("365d");
    local.bot(&peer.url("/"));
    local.say(1, "하나");
    wait_for_requests(&peer, 1);
    local.operator("POST", "/clock", Some(&json!({ "reset": true })));
    local.wait_until_sent();
    assert_eq!(local.deliveries("")[0]["attempts"], 6);
}

#[test]
fn platform_starts_with_a_moved_clock_and_forgets_it() {
    let mut local = Local::patient(-DAY);
    let clock = |local: &Local| local.operator("GET", "/clock", None)["offset_ms"].clone();
    assert_eq!(clock(&local), -DAY);
    local.stop();
    local.start_again();
    assert_eq!(clock(&local), 0);
}

#[test]
fn invalid_clock_is_refused_and_developers_may_not_move_it() {
    let local = Local::start();
    let post = |path: &str, body: Value| local.try_operator("POST", path, Some(&body));
    post("/clock", json!({ "advance": "-1h" })).refuses(422, "unprocessable", "`advance`");
    post("/clock", json!({ "advance": "0s" })).refuses(422, "unprocessable", "`advance`");
    post("/clock", json!({ "advance": "40000d" })).refuses(422, "unprocessable", "hundred years");
    post("/clock", json!({ "reset": false })).refuses(422, "unprocessable", "`reset`");
    post("/clock", json!({})).refuses(422, "unprocessable", "`advance`");
    post("/clock", json!({ "advance": "1h", "reset": true })).refuses(
        422,
        "unprocessable",
        "`reset`",
    );
    for (fault, words) in [
        (json!({}), "`kind`: is missing"),
        (
            json!({ "kind": "gremlins" }),
            "`kind`: `gremlins` is none of",
        ),
        (
            json!({ "kind": "drop", "delay_ms": 1 }),
            "`delay_ms`: is nothing for `drop`",
        ),
        (
            json!({ "kind": "drop", "status": 500 }),
            "`status`: is nothing for `drop`",
        ),
        (json!({ "kind": "drop", "rate": 1.5 }), "`rate`"),
        (json!({ "kind": "drop", "times": 0 }), "`times`"),
        (json!({ "kind": "drop", "seed": -1 }), "`seed`"),
        (json!({ "kind": "drop", "room_id": 0 }), "`room_id`"),
        (json!({ "kind": "drop", "on": "yes" }), "`on`"),
        (
            json!({ "kind": "reply", "status": 200 }),
            "`status`: is none of 429",
        ),
        (
            json!({ "kind": "reply", "retry_after": 9999 }),
            "`retry_after`",
        ),
        (
            json!({ "kind": "network", "delay_ms": 10_001 }),
            "`delay_ms`",
        ),
        (
            json!({ "kind": "drop", "tmies": 1 }),
            "`tmies`: is no field",
        ),
    ] {
        post("/faults", fault).refuses(422, "unprocessable", words);
    }
    let fault = local.try_operator("PATCH", "/faults/fault_9", Some(&json!({ "on": true })));
    fault.refuses(404, "not_found", "fault_9");
    let fault = local.try_operator("DELETE", "/faults/fault_9", None);
    fault.refuses(404, "not_found", "fault_9");
    let token = local.console("developer");
    for path in ["/faults", "/clock"] {
        let refused = local.call(&token, "GET", path, None);
        assert_eq!(refused.status, 403, "{refused:?}");
    }
}
