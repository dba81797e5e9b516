//! Many deliveries at once: how many, how fast, what is expected of them, what is said at the end.
use super::{PLAIN, event, fine, is_signed, momo, replay};
use crate::support::{DeadPort, Momo, Peer, response, wait_for};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A bot that takes so long for each answer.
fn slow(millis: u64) -> Peer {
    Peer::raw(move |_| {
        std::thread::sleep(Duration::from_millis(millis));
        response(200, "application/json", "{}")
    })
}

fn summary(momo: &Momo, args: &[&str], code: i32) -> Value {
    let output = replay(momo, &[args, &["--json"]].concat()).expect(code);
    output.json_lines().pop().unwrap()
}

#[test]
fn concurrent_deliveries_are_each_signed_and_recorded() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let args = [PLAIN, "--to", &url, "--concurrency", "8", "--times", "100"];
    let output = replay(&momo, &args).expect_notes(0);
    let seen = peer.seen();
    assert!(seen.iter().all(is_signed));
    let sent: BTreeSet<_> = seen
        .iter()
        .map(|seen| event(seen)["event_id"].to_string())
        .collect();
    let kept: BTreeSet<_> = momo
        .exchanges()
        .iter()
        .map(|exchange| exchange["event_id"].to_string())
        .collect();
    assert_eq!((sent.len(), &sent), (100, &kept));
    let report = output.out();
    assert!(report.starts_with("100 deliveries: 100 as expected in "));
    for part in ["200 OK", "p50 ", "p99.9 ", "max", " | ####"] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

#[test]
fn concurrency_is_reached_and_not_exceeded() {
    let (momo, peer) = (momo(), slow(100));
    let url = peer.url("/");
    let found = summary(
        &momo,
        &[PLAIN, "--to", &url, "-c", "20", "--times", "20"],
        0,
    );
    let elapsed = found["elapsed_ms"].as_f64().unwrap();
    assert!((100.0..1900.0).contains(&elapsed), "{found}");
    assert_eq!(found["statuses"], json!({"200": 20}));
}

#[test]
fn stalling_bot_cannot_hide_from_a_rate() {
    let (momo, peer) = (momo(), slow(50));
    let url = peer.url("/");
    let load = ["-c", "1", "--rate", "100/s", "--times", "10"];
    let found = summary(&momo, &[&[PLAIN, "--to", &url], &load[..]].concat(), 0);
    // The tenth was due after 90 ms and answered after 500.
    assert!(found["slowest_ms"].as_f64().unwrap() >= 400.0, "{found}");
    let fastest = momo
        .exchanges()
        .iter()
        .map(|exchange| exchange["timing"]["total_ms"].as_f64().unwrap())
        .fold(f64::MAX, f64::min);
    assert!((50.0..400.0).contains(&fastest), "its own time is its own");
}

#[test]
fn rate_is_held_and_duration_ends_the_run() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let load = ["--rate", "50", "--duration", "400ms"];
    let found = summary(&momo, &[&[PLAIN, "--to", &url], &load[..]].concat(), 0);
    let (sent, unsent) = (&found["deliveries"], &found["unsent"]);
    let due = sent.as_u64().unwrap() + unsent.as_u64().unwrap();
    assert!(
        due == 20 && peer.seen().len() as u64 == sent.as_u64().unwrap(),
        "{found}"
    );
    assert!(found["elapsed_ms"].as_f64().unwrap() >= 300.0, "{found}");
    let peer = slow(30);
    let url = peer.url("/");
    let load = ["-c", "2", "--rate", "1000", "--duration", "300ms"];
    let found = summary(&momo, &[&[PLAIN, "--to", &url], &load[..]].concat(), 0);
    let (sent, unsent) = (&found["deliveries"], &found["unsent"]);
    let due = sent.as_u64().unwrap() + unsent.as_u64().unwrap();
    assert!(due == 300 && unsent.as_u64().unwrap() > 200, "{found}");
    let load = [&load[..], &["--times", "100"]].concat();
    let found = summary(&momo, &[&[PLAIN, "--to", &url], &load[..]].concat(), 0);
    let (sent, unsent) = (&found["deliveries"], &found["unsent"]);
    let due = sent.as_u64().unwrap() + unsent.as_u64().unwrap();
    assert!(due == 100 && unsent.as_u64().unwrap() > 60, "{found}");
}

#[test]
fn warm_up_is_not_counted() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let load = ["-c", "2", "--times", "10", "--warmup", "5"];
    let found = summary(&momo, &[&[PLAIN, "--to", &url], &load[..]].concat(), 0);
    assert_eq!(
        (&found["deliveries"], &found["warmup"]),
        (&json!(10), &json!(5))
    );
    assert_eq!((peer.seen().len(), momo.exchanges().len()), (15, 15));
}

#[test]
fn histogram_needs_twenty_answers() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    for (times, has_histogram) in [("19", false), ("20", true)] {
        let args = [PLAIN, "--to", &url, "--concurrency", "2", "--times", times];
        let output = replay(&momo, &args).expect_notes(0);
        assert!(output.out().contains("p50"), "{output}");
        assert_eq!(output.out().contains(" | #"), has_histogram, "{output}");
    }
}

#[test]
fn each_kind_of_failure_is_shown_once() {
    let (momo, count) = (momo(), AtomicUsize::new(0));
    let peer = Peer::raw(move |_| match count.fetch_add(1, Ordering::Relaxed) % 4 {
        0 => response(500, "text/plain", "boom"),
        1 => Vec::new(),
        _ => response(200, "text/plain", "ok"),
    });
    let url = peer.url("/");
    let output = replay(&momo, &[PLAIN, "--to", &url, "-c", "2", "--times", "40"]).expect(1);
    let report = output.out();
    assert_eq!(
        report.matches("the bot failed (500)").count(),
        1,
        "{report}"
    );
    // One line of a failure, one of the counts.
    assert_eq!(report.matches("broken off").count(), 2, "{report}");
    assert!(
        report.contains("40 deliveries: 20 as expected, 20 not in "),
        "{report}"
    );
    let nobody = DeadPort::new();
    let found = summary(
        &momo,
        &[PLAIN, "--to", &nobody.url("/"), "-c", "3", "--times", "5"],
        3,
    );
    assert_eq!(found["causes"], json!({"refused": 5}));
}

#[test]
fn expectations_on_time_and_body_are_checked() {
    let (momo, peer) = (momo(), slow(30));
    let url = peer.url("/");
    let with = |more: &[&str], code| {
        replay(&momo, &[&[PLAIN, "--to", &url], more].concat()).expect_notes(code)
    };
    let output = with(&["--expect-within", "5ms"], 1);
    assert!(
        output.out().contains("expected was an answer within 5ms"),
        "{output}"
    );
    with(&["--expect-within", "2s", "--expect-body", "{}"], 0);
    with(
        &["--expect-body", r"/^\{\s*\}$/", "-c", "2", "--times", "4"],
        0,
    );
    let output = with(&["--expect-body", "/ok|done/"], 1);
    assert!(
        output
            .out()
            .contains("expected was a body with `/ok|done/`"),
        "{output}"
    );
    with(&["--expect-body", "/(/"], 2);
}

#[test]
fn fail_fast_ends_at_the_first_failure() {
    let momo = momo();
    let peer = Peer::answering(500, "text/plain", "boom");
    let url = peer.url("/");
    let args = [PLAIN, "--to", &url, "--times", "5", "--fail-fast"];
    replay(&momo, &args).expect(1);
    assert_eq!(peer.seen().len(), 1);
    let many = ["-c", "2", "--duration", "60s", "--fail-fast"];
    let found = summary(&momo, &[&[PLAIN, "--to", &url], &many[..]].concat(), 1);
    let kept = momo.exchanges().len() as u64;
    assert_eq!(found["unexpected"].as_u64().unwrap() + 1, kept, "{found}");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn ctrl_c_prints_the_report_so_far() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    for load in [
        &["-c", "2", "--duration", "1h"][..],
        &["--times", "1000000"],
    ] {
        let before = peer.seen().len();
        let args = [&["webhook", "replay", PLAIN, "--to", &url, "--json"], load].concat();
        let running = momo.start(&args);
        wait_for("some deliveries", || {
            (peer.seen().len() > before + 3).then_some(())
        });
        running.signal("INT");
        let output = running.finish().expect(130);
        let found = output.json_lines().pop().unwrap();
        assert_eq!(
            (&found["type"], &found["interrupted"]),
            (&json!("summary"), &json!(true))
        );
        assert!(found["deliveries"].as_u64().unwrap() > 0);
    }
}

#[test]
fn invalid_load_is_refused() {
    let momo = momo();
    for load in [
        ["--concurrency", "0"],
        ["--concurrency", "5000"],
        ["--rate", "0"],
        ["--rate", "fast"],
        ["--duration", "0s"],
        ["--warmup", "-1"],
    ] {
        replay(&momo, &[&[PLAIN, "--to", "3000"], &load[..]].concat()).expect(2);
    }
}
