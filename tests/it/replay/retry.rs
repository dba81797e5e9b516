//! `momo webhook replay --retry-schedule`: what is tried again, when, and what is said of it.
use super::{PLAIN, event, fine, is_signed, momo, replay};
use crate::support::{Peer, Seen, response, wait_for};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::time::Duration;

/// A bot that answers each event with 500 so many times, then with 200.
fn failing(times: usize) -> Peer {
    let seen = Mutex::new(HashMap::<String, usize>::new());
    Peer::raw(move |request| {
        let id = request.header("x-momotalk-event-id").unwrap().to_owned();
        let mut seen = seen.lock().unwrap();
        let count = seen.entry(id).or_default();
        *count += 1;
        let status = if *count > times { 200 } else { 500 };
        response(status, "text/plain", "x")
    })
}

fn by_event(peer: &Peer) -> BTreeMap<String, Vec<Seen>> {
    let mut events: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for seen in peer.seen() {
        let id = event(&seen)["event_id"].to_string();
        events.entry(id).or_default().push(seen);
    }
    events
}

#[test]
fn event_is_retried_with_the_same_bytes_until_accepted() {
    let (momo, peer) = (momo(), failing(2));
    let url = peer.url("/");
    let args = [
        PLAIN,
        "--to",
        &url,
        "--times",
        "3",
        "--retry-schedule",
        "0,10ms,1h",
    ];
    let output = replay(&momo, &args).expect_notes(0);
    let events = by_event(&peer);
    assert_eq!(events.len(), 3);
    for seen in events.values() {
        assert_eq!(seen.len(), 3);
        assert!(is_signed(&seen[0]));
        let same = |it: &Seen| it.body == seen[0].body && it.headers == seen[0].headers;
        assert!(seen.iter().all(same));
    }
    assert!(output.out().contains("again in 10ms"), "{output}");
    assert!(
        output.err().contains("3 deliveries: 3 as expected"),
        "{output}"
    );
    assert!(
        output
            .err()
            .contains("answered 2xx: 3 at attempt 3; given up: 0."),
        "{output}"
    );
    let mut attempts: Vec<_> = momo
        .exchanges()
        .iter()
        .map(|exchange| exchange["attempt"].as_u64().unwrap())
        .collect();
    attempts.sort_unstable();
    assert_eq!(attempts, [1, 1, 1, 2, 2, 2, 3, 3, 3]);
}

#[test]
fn only_the_last_attempt_is_judged() {
    let (momo, peer) = (momo(), failing(9));
    let url = peer.url("/");
    let args = [
        PLAIN,
        "--to",
        &url,
        "--times",
        "2",
        "--retry-schedule",
        "0",
        "--json",
    ];
    let lines = replay(&momo, &args).expect(1).json_lines();
    let kinds: BTreeMap<_, _> = ["attempt", "exchange", "summary"]
        .map(|kind| {
            (
                kind,
                lines.iter().filter(|line| line["type"] == kind).count(),
            )
        })
        .into();
    assert_eq!(
        kinds,
        [("attempt", 2), ("exchange", 2), ("summary", 1)].into()
    );
    let attempt = lines.iter().find(|line| line["type"] == "attempt").unwrap();
    assert_eq!(
        (&attempt["attempt"], &attempt["retry_in_ms"]),
        (&json!(1), &json!(0.0))
    );
    let summary = &lines[4];
    assert_eq!(
        summary["retries"],
        json!({"delivered_at": {}, "given_up": 2})
    );
    assert_eq!(
        (
            &summary["deliveries"],
            &summary["unexpected"],
            &summary["statuses"]
        ),
        (&json!(2), &json!(2), &json!({"500": 4}))
    );
    // What is no 2xx is tried again whatever was expected; what was expected is said of the last.
    replay(&momo, &[&args[..], &["--expect-status", "500"]].concat()).expect(0);
    assert_eq!(peer.seen().len(), 8);
}

#[test]
fn momotalk_schedule_is_that_of_the_local_platform_and_can_be_sped_up() {
    let momo = momo();
    let peer = Peer::answering(503, "text/plain", "busy");
    let url = peer.url("/");
    let own = [
        "--retry-schedule",
        "momotalk",
        "--retry-speed",
        "100x",
        "--json",
    ];
    let lines = replay(&momo, &[&[PLAIN, "--to", &url], &own[..]].concat())
        .expect(1)
        .json_lines();
    let pauses: Vec<_> = lines
        .iter()
        .filter_map(|line| line["retry_in_ms"].as_f64())
        .collect();
    assert_eq!((pauses.len(), peer.seen().len()), (5, 6));
    for (pause, full) in pauses.iter().zip([10.0, 20.0, 40.0, 80.0, 160.0]) {
        assert!((0.79..=1.21).contains(&(pause / full)), "{pauses:?}");
    }
    // Chance follows from the seed.
    let seeded = |seed| {
        let args = [&[PLAIN, "--to", &url, "--seed", seed], &own[..]].concat();
        let lines = replay(&momo, &args).expect(1).json_lines();
        lines
            .iter()
            .map(|line| line["retry_in_ms"].clone())
            .collect::<Vec<_>>()
    };
    let first = seeded("4");
    assert_eq!(first, seeded("4"));
    assert_ne!(first, seeded("5"));
}

#[test]
fn retries_block_neither_rate_nor_slot() {
    let (momo, peer) = (momo(), failing(1));
    let url = peer.url("/");
    let load = ["--rate", "50/s", "--times", "20", "-c", "2"];
    // Far longer than the 0.4 s of the first attempts, on a slow machine too.
    let retry = ["--retry-schedule", "2s", "--json"];
    let args = [&[PLAIN, "--to", &url], &load[..], &retry[..]].concat();
    let summary = replay(&momo, &args).expect(0).json_lines().pop().unwrap();
    assert_eq!(summary["retries"]["delivered_at"], json!({"2": 20}));
    let first: Vec<_> = peer.seen().iter().map(|seen| seen.body.clone()).collect();
    let firsts: std::collections::HashSet<_> = first[..20].iter().collect();
    assert_eq!(
        firsts.len(),
        20,
        "all first attempts come before any second"
    );
    // Twenty events each two seconds late, two at a time, would be twenty seconds.
    assert!(
        summary["elapsed_ms"].as_f64().unwrap() < 15_000.0,
        "{summary}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn ctrl_c_reports_waiting_retries() {
    let momo = momo();
    let peer = Peer::answering(500, "text/plain", "x");
    let url = peer.url("/");
    for load in [&["--times", "3"][..], &["--times", "3", "-c", "2"]] {
        let before = peer.seen().len();
        let retry = ["--retry-schedule", "1h", "--json"];
        let args = [&["webhook", "replay", PLAIN, "--to", &url], load, &retry].concat();
        let running = momo.start(&args);
        wait_for("all first attempts to be kept", || {
            (peer.seen().len() == before + 3 && momo.exchanges().len() == before + 3).then_some(())
        });
        running.signal("INT");
        let summary = running.finish().expect(130).json_lines().pop().unwrap();
        assert_eq!(
            (
                &summary["waiting"],
                &summary["deliveries"],
                &summary["cut_off"]
            ),
            (&json!(3), &json!(0), &json!(0)),
            "{summary}"
        );
    }
}

#[test]
fn late_or_missing_response_is_retried() {
    let momo = momo();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let peer = Peer::raw(move |_| {
        match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => std::thread::sleep(Duration::from_millis(400)),
            1 => return Vec::new(),
            2 => return response(302, "text/plain", ""),
            _ => {}
        }
        response(200, "text/plain", "ok")
    });
    let url = peer.url("/");
    let retry = ["--retry-schedule", "0,0,0,0", "--timeout", "150ms"];
    let args = [&[PLAIN, "--to", &url], &retry[..], &["--json"]].concat();
    let summary = replay(&momo, &args).expect(0).json_lines().pop().unwrap();
    assert_eq!(summary["retries"]["delivered_at"], json!({"4": 1}));
    assert_eq!(summary["causes"], json!({"timeout": 1, "broken": 1}));
}

#[test]
fn successful_response_is_not_retried() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let args = [PLAIN, "--to", &url, "--retry-schedule", "momotalk"];
    let output = replay(&momo, &args).expect_notes(0);
    peer.only();
    assert!(
        output.err().contains("1 at the first attempt; given up: 0"),
        "{output}"
    );
}

#[test]
fn invalid_schedule_is_refused() {
    let momo = momo();
    for retry in [
        &["--retry-schedule", "soon"][..],
        &["--retry-schedule", "1s,,2s"],
        &["--retry-schedule", "30d"],
        &["--retry-speed", "10"],
        &["--retry-schedule", "1s", "--retry-speed", "0"],
        &["--retry-schedule", "1s", "--retry-speed", "fast"],
    ] {
        replay(&momo, &[&[PLAIN, "--to", "3000"], retry].concat()).expect(2);
    }
}
