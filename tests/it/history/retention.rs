//! `--keep`: servers keep their history within limits; what was refused makes room first.
use super::*;
use crate::support::Running;
use momo::io::sqlite::Recorder;
use momo::model::history::query::{PruneRules, Query};
use momo::model::history::retention::{Retention, RetentionLimit};
use std::fs;

/// Secret of the receiver; the flood signs with another.
const SECRET: &str = "s3cret";

/// A receiver with these flags, and its port.
fn listen(momo: &Momo, keep: &[&str]) -> (Running, String) {
    let mut args = vec![
        "webhook", "listen", "--port", "0", "--json", "--secret", SECRET,
    ];
    args.extend(keep);
    let mut running = momo.start(&args);
    let port = running.json()["port"].to_string();
    (running, port)
}

/// Sends events from a home of its own, so that the receiver's history holds nothing but what it received.
fn send(port: &str, secret: &str, count: &str) {
    let sender = Momo::new();
    let args = [
        "webhook",
        "replay",
        "momotalk/message_created",
        "--to",
        port,
        "--secret",
        secret,
        "--times",
        count,
        "--concurrency",
        "8",
        "--quiet",
    ];
    let ran = sender.run(&args);
    assert!(matches!(ran.status, Some(0 | 1)), "{}", ran.err());
}

fn statuses(momo: &Momo) -> Vec<u16> {
    let history = History::open(&momo.home().join("history.db")).unwrap();
    let query = Query {
        limit: None,
        ..Query::default()
    };
    let exchanges = history.list(&query).unwrap();
    exchanges
        .iter()
        .map(|it| it.response.as_ref().unwrap().status)
        .collect()
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn flood_of_refused_requests_displaces_itself_within_the_size() {
    let momo = Momo::new();
    let (running, port) = listen(&momo, &["--keep", "1MB"]);
    send(&port, SECRET, "20");
    send(&port, "other", "3000");
    running.signal("TERM");
    let ended = running.finish();
    assert!(
        ended.err().contains("the history has reached its limit, --keep 1MB: the oldest refused requests make room, then the oldest without a star"),
        "{}", ended.err()
    );
    assert_eq!(ended.err().matches("has reached its limit").count(), 1);
    let size = fs::metadata(momo.home().join("history.db")).unwrap().len();
    assert!(size <= 1_100_000, "{size} bytes");
    let statuses = statuses(&momo);
    assert_eq!(statuses.iter().filter(|it| **it == 200).count(), 20);
    let refused = statuses.len() - 20;
    assert!((100..2900).contains(&refused), "{refused} refused");
}

/// The event of the module with this id and start time.
fn at(id: &str, started_at: i64) -> Exchange {
    let mut event = event();
    event["id"] = id.into();
    event["started_at"] = started_at.into();
    serde_json::from_value(event).unwrap()
}

fn ids(momo: &Momo) -> Vec<String> {
    let ids = momo.exchanges();
    ids.iter()
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Starts a recorder with this limit, and writes these exchanges one after the other.
fn record(momo: &Momo, limit: &str, exchanges: impl IntoIterator<Item = Exchange>) {
    let limit = RetentionLimit::parse(limit).unwrap();
    let path = momo.home().join("history.db");
    let recorder = Recorder::start_limited(&path, Retention::from_limits(&[limit])).unwrap();
    exchanges
        .into_iter()
        .for_each(|exchange| recorder.record(exchange).unwrap());
}

#[test]
fn number_is_kept_but_what_is_starred_stays() {
    let momo = Momo::new();
    record(&momo, "all", (0..3).map(|n| at(&format!("ex_old{n}"), n)));
    momo.run(&["webhook", "history", "star", "ex_old1"])
        .expect(0);
    record(
        &momo,
        "5",
        (0..6).map(|n| at(&format!("ex_new{n}"), 100 + n)),
    );
    assert_eq!(
        ids(&momo),
        ["ex_new5", "ex_new4", "ex_new3", "ex_new2", "ex_old1"]
    );
}

#[test]
fn age_is_kept_on_a_quiet_receiver_too() {
    let momo = Momo::new();
    let now = i64::try_from(
        std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .unwrap()
            .as_millis(),
    )
    .unwrap();
    record(
        &momo,
        "all",
        [
            at("ex_yesterday", now - 86_400_000),
            at("ex_today", now - 1000),
        ],
    );
    record(&momo, "1h", [at("ex_now", now)]);
    assert_eq!(ids(&momo), ["ex_now", "ex_today"]);
}

#[test]
fn writer_survives_that_another_process_deletes_all() {
    let momo = Momo::new();
    let path = momo.home().join("history.db");
    let recorder = Recorder::start(&path).unwrap();
    recorder.record(at("ex_1", 1)).unwrap();
    // The properties that both events share are deleted with the last row that has them.
    let mut history = History::open(&path).unwrap();
    let plan = history.plan_prune(&PruneRules::default()).unwrap();
    assert_eq!(history.delete(&plan, |_| ()).unwrap(), 1);
    recorder.record(at("ex_2", 2)).unwrap();
    assert_eq!(ids(&momo), ["ex_2"]);
}

#[test]
fn wrong_limit_names_the_forms() {
    let momo = Momo::new();
    for (limit, why) in [
        (
            "much",
            "write a size (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`",
        ),
        ("10KB", "1MB is the least for the file"),
        ("0", "one exchange is the least"),
    ] {
        let output = momo.run(&["webhook", "listen", "--keep", limit]).expect(2);
        assert!(output.err().contains(why), "{}", output.err());
    }
}
