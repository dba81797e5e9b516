//! `momo webhook replay --chaos`: what is done to deliveries, by which seed, and what is said of it.
use super::{PLAIN, event, fine, is_signed, momo, replay};
use crate::support::{DeadPort, Momo, Peer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn with_chaos(momo: &Momo, peer: &Peer, chaos: &str, more: &[&str]) -> Vec<Value> {
    let url = peer.url("/");
    let args = [&[PLAIN, "--to", &url, "--chaos", chaos, "--json"], more].concat();
    replay(momo, &args).expect(0).json_lines()
}

fn ids(peer: &Peer) -> Vec<String> {
    let id = |seen| event(seen)["event_id"].as_str().unwrap().to_owned();
    peer.seen().iter().map(id).collect()
}

#[test]
fn seed_repeats_the_run() {
    let (momo, peer) = (momo(), fine());
    let chaos = "duplicate=20%,reorder=30%,drop=10%,chunked=50%";
    let run = |seed| {
        let before = peer.seen().len();
        let fixed = ["--times", "40", "--seed", seed, "--now", "1"];
        let lines = with_chaos(&momo, &peer, chaos, &fixed);
        let marks: Vec<_> = lines.iter().map(|line| line["chaos"].clone()).collect();
        let seen = peer.seen().split_off(before);
        let sent: Vec<_> = seen
            .iter()
            .map(|it| (it.body.clone(), it.headers.clone()))
            .collect();
        (sent, marks)
    };
    let first = run("42");
    assert!(first == run("42"));
    assert!(first.0 != run("43").0);
}

#[test]
fn drawn_seed_is_printed_and_repeats_the_run() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let args = [
        PLAIN,
        "--to",
        &url,
        "--times",
        "30",
        "--chaos",
        "reorder=30%,drop=30%",
    ];
    let first = replay(&momo, &args).expect_notes(0);
    let words = first.err();
    let seed = words
        .split("`--seed ")
        .nth(1)
        .unwrap()
        .split('`')
        .next()
        .unwrap();
    let again = replay(&momo, &[&args[..], &["--seed", seed]].concat()).expect_notes(0);
    let last = |text: &str| text.lines().last().unwrap().to_owned();
    assert!(
        last(&words).starts_with(&format!("chaos of seed {seed}: drop ")),
        "{first}"
    );
    assert_eq!(last(&words), last(&again.err()));
}

#[test]
fn duplicate_sends_the_same_event_once_more() {
    let (momo, peer) = (momo(), fine());
    let lines = with_chaos(&momo, &peer, "duplicate=100%", &["--times", "10"]);
    let mut bodies: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for seen in peer.seen() {
        assert!(is_signed(&seen));
        let id = event(&seen)["event_id"].to_string();
        bodies
            .entry(id)
            .or_default()
            .push((seen.body, seen.headers));
    }
    assert_eq!(bodies.len(), 10);
    assert!(
        bodies
            .values()
            .all(|both| both.len() == 2 && both[0] == both[1])
    );
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["deliveries"], &summary["chaos"]["duplicate"]),
        (&json!(20), &json!(10))
    );
    let marked = momo
        .exchanges()
        .iter()
        .filter(|it| it["chaos"] == json!(["duplicate"]))
        .count();
    assert_eq!(marked, 10);
}

#[test]
fn reordered_events_are_overtaken_and_dropped_ones_never_sent() {
    let (momo, peer) = (momo(), fine());
    let fixed = ["--times", "60", "--seed", "7", "--now", "1"];
    with_chaos(&momo, &peer, "drop=0%", &fixed);
    let in_order = ids(&peer);
    let lines = with_chaos(&momo, &peer, "reorder=30%,drop=20%", &fixed);
    let sent = ids(&peer).split_off(60);
    let summary = lines.last().unwrap();
    let dropped = summary["chaos"]["drop"].as_u64().unwrap();
    assert!(
        dropped > 3 && sent.len() as u64 == 60 - dropped,
        "{summary}"
    );
    let places: Vec<_> = sent
        .iter()
        .map(|id| in_order.iter().position(|it| it == id))
        .collect();
    let overtaken = |place: &usize| places[..*place].iter().max() > Some(&places[*place]);
    let overtaken = (0..places.len()).filter(overtaken).count() as u64;
    assert!(overtaken > 3);
    assert_eq!(summary["chaos"]["reorder"], json!(overtaken));
    assert_eq!(sent.iter().collect::<BTreeSet<_>>().len(), sent.len());
}

#[test]
fn chunked_and_slow_bodies_arrive_whole_with_valid_signature() {
    let (momo, peer) = (momo(), fine());
    let chaos = "chunked=100%,slow-body=100%:100ms";
    let lines = with_chaos(&momo, &peer, chaos, &["--times", "3", "-c", "3"]);
    let seen = peer.seen();
    assert_eq!(seen.len(), 3);
    for seen in &seen {
        assert_eq!(seen.header("transfer-encoding"), Some("chunked"));
        assert_eq!(seen.header("content-length"), None);
        assert!(is_signed(seen));
    }
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["chaos"]["slow-body"], &summary["chaos"]["chunked"]),
        (&json!(3), &json!(3))
    );
    // The pauses are momo's own, so they are no part of the answer's time.
    assert!(summary["fastest_ms"].as_f64().unwrap() < 100.0, "{summary}");
}

#[test]
fn early_close_is_no_failure_of_the_bot() {
    let (momo, peer) = (momo(), fine());
    let lines = with_chaos(
        &momo,
        &peer,
        "early-close=50%",
        &["--times", "20", "--seed", "3"],
    );
    let summary = lines.last().unwrap();
    let cut = summary["chaos"]["early-close"].as_u64().unwrap();
    assert!(cut > 3, "{summary}");
    assert_eq!(summary["chaos"]["unjudged"], json!(cut));
    assert_eq!(summary["causes"], json!({"cut": cut}));
    assert_eq!(summary["deliveries"], json!(20 - cut));
    assert_eq!(peer.seen().len() as u64, 20 - cut);
    let is_cut =
        |it: &&Value| it["chaos"] == json!(["early-close"]) && it["failure"]["cause"] == "cut";
    assert_eq!(momo.exchanges().iter().filter(is_cut).count() as u64, cut);
    // A platform would try again.
    let retried = [
        "--times",
        "20",
        "--seed",
        "3",
        "--retry-schedule",
        "0,0,0,0,0,0,0,0,0,0,0,0",
    ];
    let lines = with_chaos(&momo, &peer, "early-close=50%", &retried);
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["deliveries"], &summary["expected"]),
        (&json!(20), &json!(20))
    );
    assert_eq!(summary["retries"]["given_up"], json!(0));
}

#[test]
fn delayed_delivery_delays_no_other() {
    let (momo, peer) = (momo(), fine());
    let load = ["--times", "30", "-c", "1"];
    let lines = with_chaos(&momo, &peer, "jitter=200..250ms", &load);
    let summary = lines.last().unwrap();
    assert_eq!(summary["chaos"]["jitter"], json!(30));
    // One after the other that would be more than six seconds.
    assert!(
        summary["elapsed_ms"].as_f64().unwrap() < 5000.0,
        "{summary}"
    );
    assert_eq!(peer.seen().len(), 30);
}

#[test]
fn dead_port_is_the_bots_failure_and_all_dropped_sends_nothing() {
    let (momo, nobody) = (momo(), DeadPort::new());
    let url = nobody.url("/");
    let args = [PLAIN, "--to", &url, "--chaos", "early-close=100%", "--json"];
    let summary = replay(&momo, &args).expect(3).json_lines().pop().unwrap();
    assert_eq!(
        (&summary["unreached"], &summary["chaos"]["unjudged"]),
        (&json!(1), &json!(0))
    );
    let args = [
        PLAIN,
        "--to",
        &url,
        "--chaos",
        "drop=100%",
        "--times",
        "5",
        "--json",
    ];
    let summary = replay(&momo, &args).expect(0).json_lines().pop().unwrap();
    assert_eq!(
        (&summary["deliveries"], &summary["chaos"]["drop"]),
        (&json!(0), &json!(5))
    );
}

#[test]
fn warm_up_and_rate_work_with_faults() {
    let (momo, peer) = (momo(), fine());
    let load = ["--times", "20", "--rate", "200", "--warmup", "5"];
    let lines = with_chaos(&momo, &peer, "duplicate=100%", &load);
    let summary = lines.last().unwrap();
    assert_eq!(
        (
            &summary["deliveries"],
            &summary["warmup"],
            &summary["unsent"]
        ),
        (&json!(40), &json!(5), &json!(0))
    );
    assert_eq!(peer.seen().len(), 45);
}

#[test]
fn faults_are_marked_where_deliveries_are_shown() {
    let (momo, peer) = (momo(), fine());
    let url = peer.url("/");
    let output = replay(&momo, &[PLAIN, "--to", &url, "--chaos", "chunked=100%"]).expect_notes(0);
    assert!(output.out().trim_end().ends_with("  chunked"), "{output}");
    let shown = momo.run(&["webhook", "history", "show", "last"]).expect(0);
    assert!(shown.out().contains("chunked"), "{shown}");
    let list = momo.run(&["webhook", "history", "list"]).expect(0);
    assert!(list.out().contains(" ~ sent "), "{list}");
}

#[test]
fn invalid_chaos_is_refused() {
    let momo = momo();
    for chaos in ["", "dup=5%", "drop=150%", "jitter=5%", "drop=1%,drop=2%"] {
        let output = replay(&momo, &[PLAIN, "--to", "3000", "--chaos", chaos]).expect(2);
        assert!(
            output.err().contains("chaos") || output.err().contains('`'),
            "{output}"
        );
    }
}
