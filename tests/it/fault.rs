//! `momo fault` and `momo dev --fault --clock`: the same as the API, in words.
use crate::support::{Momo, Peer, Running, start_dev, wait_for};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn dev_with(momo: &Momo, flags: &[&str]) -> Running {
    let mut dev = momo.start(&[&["dev", "--port", "0", "--json"], flags].concat());
    assert_eq!(dev.json()["type"], "ready");
    dev
}

/// The next line of this type.
fn next(dev: &mut Running, kind: &str) -> Value {
    loop {
        let line = dev.json();
        if line["type"] == kind {
            return line;
        }
    }
}

#[test]
fn faults_are_set_listed_and_cleared() {
    let momo = Momo::new();
    let (mut dev, _) = start_dev(&momo);
    let set = [
        "fault",
        "set",
        "drop",
        "--times",
        "3",
        "--room",
        "1",
        "--contains",
        "두 말",
    ];
    momo.run(&set)
        .expect(0)
        .is("fault_1 drop times=3 room=1 contains=\"두 말\"\n--- status 0\n");
    let told = next(&mut dev, "faults");
    assert_eq!(
        told["faults"][0],
        json!({ "id": "fault_1", "kind": "drop", "on": true, "room_id": 1, "contains": "두 말", "times": 3, "seen": 0, "struck": 0 })
    );
    let set = [
        "fault",
        "set",
        "bad_signature",
        "--rate",
        "20%",
        "--seed",
        "7",
        "--json",
    ];
    let set = momo.run(&set).expect(0).json();
    assert_eq!(
        (&set["kind"], &set["rate"], &set["seed"]),
        (&json!("bad_signature"), &json!(0.2), &json!(7))
    );
    let listed = momo.run(&["fault", "list"]).expect(0);
    let lines: Vec<_> = listed.out().lines().map(str::to_owned).collect();
    assert!(
        lines[0].starts_with("id ") && lines[0].ends_with("seen  struck"),
        "{listed}"
    );
    assert!(
        lines[2].contains("bad-signature rate=0.2 seed=7"),
        "{listed}"
    );
    let listed = momo.run(&["fault", "list", "--json"]).expect(0).json();
    assert_eq!(listed["faults"].as_array().unwrap().len(), 2);
    let cleared = momo.run(&["fault", "clear", "fault_1"]).expect_notes(0);
    assert!(cleared.err().contains("fault_1 is cleared"), "{cleared}");
    momo.run(&["fault", "clear", "fault_1"]).expect(1);
    momo.run(&["fault", "clear", "../bots"]).expect(2);
    let cleared = momo.run(&["fault", "clear", "--json"]).expect(0).json();
    assert_eq!(cleared, json!({ "deleted": 1 }));
    let none = momo.run(&["fault", "list"]).expect_notes(0);
    assert!(
        none.out().is_empty() && none.err().contains("No faults"),
        "{none}"
    );
    let wrong = momo
        .run(&["fault", "set", "drop", "--delay", "1s"])
        .expect(1);
    assert!(
        wrong.err().contains("`delay_ms`: is nothing for `drop`"),
        "{wrong}"
    );
    let denied = momo
        .run(&["fault", "list", "--as-role", "developer"])
        .expect(1);
    assert!(denied.err().contains("403"), "{denied}");
}

#[test]
fn clock_is_shown_and_moved() {
    let momo = Momo::new();
    let (mut dev, _) = start_dev(&momo);
    let shown = momo.run(&["fault", "clock"]).expect(0);
    assert!(shown.out().ends_with(", this machine's time\n"), "{shown}");
    let moved = momo.run(&["fault", "clock", "+25h"]).expect(0);
    assert!(
        moved.out().ends_with(", 1d 1h ahead of this machine\n"),
        "{moved}"
    );
    assert_eq!(next(&mut dev, "clock")["clock"]["offset_ms"], 90_000_000);
    let back = momo
        .run(&["fault", "clock", "--reset", "--json"])
        .expect(0)
        .json();
    assert_eq!(back["offset_ms"], 0);
    momo.run(&["fault", "clock", "yesterday"]).expect(2);
    momo.run(&["fault", "clock", "+0s"]).expect(2);
}

#[test]
fn platform_starts_with_faults_and_a_moved_clock() {
    let momo = Momo::new();
    let flags = [
        "--fault",
        "drop times=3",
        "--fault",
        "reply status=429 retry-after=2s bot=bot_1",
        "--clock",
        "+24h",
    ];
    let dev = dev_with(&momo, &flags);
    let faults = momo.run(&["fault", "list", "--json"]).expect(0).json();
    assert_eq!(
        faults["faults"],
        json!([
            { "id": "fault_1", "kind": "drop", "on": true, "times": 3, "seen": 0, "struck": 0 },
            { "id": "fault_2", "kind": "reply", "on": true, "bot_id": "bot_1", "status": 429, "retry_after": 2, "seen": 0, "struck": 0 },
        ])
    );
    let clock = momo.run(&["fault", "clock", "--json"]).expect(0).json();
    assert_eq!(clock["offset_ms"], 86_400_000);
    drop(dev);
    for (flag, value, words) in [
        ("--fault", "gremlins", "there is no fault `gremlins`"),
        ("--fault", "drop times", "`times` has no value"),
        ("--fault", "drop times=x", "`x` is no number"),
        (
            "--fault",
            "drop delay=1s",
            "`delay_ms` is nothing for `drop`",
        ),
        ("--fault", "drop when=now", "there is no `when`"),
        (
            "--fault",
            "drop contains=\"a",
            "a quotation mark has no end",
        ),
        ("--clock", "soon", "`soon` is no time for the clock"),
    ] {
        let wrong = momo.run(&["dev", "--port", "0", flag, value]).expect(2);
        assert!(wrong.err().contains(words), "{wrong}");
    }
}

#[test]
fn refused_message_call_is_retried_after_retry_after() {
    let peer = Peer::answering(200, "text/plain", "");
    let momo = Momo::new();
    let mut dev = dev_with(
        &momo,
        &["--fault", "reply status=429 retry-after=1s times=1"],
    );
    let create = [
        "bot",
        "create",
        "--name",
        "에코",
        "--callback-url",
        &peer.url("/"),
    ];
    momo.run(&create).expect_notes(0);
    let begun = Instant::now();
    momo.run(&["message", "send", "--room", "1", "늦었어요"])
        .expect_notes(0);
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let statuses = [next(&mut dev, "exchange"), next(&mut dev, "exchange")];
    let statuses = statuses.map(|it| (it["response"]["status"].clone(), it["chaos"].clone()));
    assert_eq!(
        statuses,
        [(json!(429), json!(["reply"])), (json!(201), Value::Null)]
    );
    momo.run(&["room", "say", "--room", "1", "안녕"]).expect(0);
    wait_for("the callback to be called", || {
        (!peer.seen().is_empty()).then_some(())
    });
}

#[test]
fn faulted_exchange_is_marked_in_the_terminal() {
    let peer = Peer::answering(200, "text/plain", "");
    let momo = Momo::new();
    let mut dev = momo.start(&[
        "dev",
        "--port",
        "0",
        "--retry-base",
        "50ms",
        "--fault",
        "drop times=1",
        "--fault",
        "duplicate times=1",
    ]);
    dev.line();
    let create = [
        "bot",
        "create",
        "--name",
        "에코",
        "--callback-url",
        &peer.url("/"),
    ];
    momo.run(&create).expect_notes(0);
    momo.run(&["room", "say", "--room", "1", "안녕"]).expect(0);
    let lines = std::iter::repeat_with(|| dev.line());
    let of_event = |line: &String| line.contains("talk.message_created");
    let lines: Vec<_> = lines.filter(of_event).take(3).collect();
    assert!(
        lines[0].ends_with("rehearsed: drop (fault_1); it was not sent"),
        "{lines:?}"
    );
    assert!(lines[1].ends_with("rehearsed: duplicate"), "{lines:?}");
    assert!(lines[2].ends_with("rehearsed: duplicate"), "{lines:?}");
    assert_eq!(peer.seen().len(), 2);
}
