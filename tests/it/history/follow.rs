//! `momo webhook history list --follow`: what others add, through bursts, deletions and new files.
use super::{call, event, holding};
use crate::support::{Momo, Running, wait_for};
use momo::io::sqlite::{History, Recorder};
use momo::model::history::exchange::Exchange;
use std::path::PathBuf;
use std::process::Stdio;

/// Events of these numbers.
fn events(numbers: impl IntoIterator<Item = usize>) -> Vec<Exchange> {
    let event = |number| {
        let mut event = event();
        event["id"] = format!("ex_{number:016}").into();
        serde_json::from_value(event).unwrap()
    };
    numbers.into_iter().map(event).collect()
}

fn database(momo: &Momo) -> PathBuf {
    momo.home().join("history.db")
}

fn append(momo: &Momo, numbers: impl IntoIterator<Item = usize>) {
    let mut history = History::open(&database(momo)).unwrap();
    history.append(&events(numbers)).unwrap();
}

fn follow(momo: &Momo, flags: &[&str]) -> Running {
    let follow = ["webhook", "history", "list", "--follow", "--json"];
    let mut running = momo.start(&[&follow[..], flags].concat());
    assert_eq!(running.json()["type"], "ready");
    running
}

/// The number of the next event.
fn next(running: &mut Running) -> usize {
    let line = running.json();
    assert_eq!(line["type"], "exchange");
    line["id"].as_str().unwrap()[3..].parse().unwrap()
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn follow_shows_existing_then_added_exchanges() {
    let momo = Momo::new();
    append(&momo, 0..5);
    let mut running = follow(&momo, &["-n", "2"]);
    assert_eq!([next(&mut running), next(&mut running)], [3, 4]);
    // Another process, through the recorder as receivers do.
    let recorder = Recorder::start(&database(&momo)).unwrap();
    for exchange in events(5..8) {
        recorder.record(exchange).unwrap();
    }
    for number in 5..8 {
        assert_eq!(next(&mut running), number);
    }
    running.signal("INT");
    let rest = running.finish().expect(130);
    assert_eq!(rest.out(), "");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn burst_is_shown_whole_and_filter_skips_the_rest() {
    let momo = Momo::new();
    append(&momo, 0..1);
    let mut all = follow(&momo, &["-n", "0"]);
    let mut some = follow(&momo, &["-n", "0", "--filter", "id:7"]);
    let mut history = History::open(&database(&momo)).unwrap();
    for chunk in events(1..3001).chunks(1000) {
        history.append(chunk).unwrap();
    }
    for number in 1..3001 {
        assert_eq!(next(&mut all), number);
    }
    for number in (1..3001).filter(|number| number % 10 == 7) {
        assert_eq!(next(&mut some), number);
    }
    some.signal("TERM");
    some.finish().expect(0);
}

#[test]
fn reused_row_numbers_hide_nothing() {
    let momo = Momo::new();
    append(&momo, 0..10);
    let mut running = follow(&momo, &["-n", "1"]);
    assert_eq!(next(&mut running), 9);
    let connection = rusqlite::Connection::open(database(&momo)).unwrap();
    // The newest go, and their numbers are given to others.
    connection
        .execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM contents WHERE seq > 5; DELETE FROM recent WHERE seq > 5")
        .unwrap();
    append(&momo, 20..22);
    assert_eq!([next(&mut running), next(&mut running)], [20, 21]);
    // All go.
    connection
        .execute_batch("DELETE FROM contents; DELETE FROM recent")
        .unwrap();
    append(&momo, 30..32);
    assert_eq!([next(&mut running), next(&mut running)], [30, 31]);
}

#[test]
fn recreated_file_is_followed() {
    let momo = Momo::new();
    let mut running = follow(&momo, &[]);
    append(&momo, 1..3);
    assert_eq!([next(&mut running), next(&mut running)], [1, 2]);
    for name in ["history.db", "history.db-wal", "history.db-shm"] {
        let _ = std::fs::remove_file(momo.home().join(name));
    }
    append(&momo, 3..4);
    assert_eq!(next(&mut running), 3);
}

#[test]
fn closed_reader_ends_follow() {
    let momo = holding(&[event(), call()]);
    let follow = ["webhook", "history", "list", "--follow"];
    let mut child = momo
        .command(&follow)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Nothing more is written, and yet it ends.
    drop(child.stdout.take());
    let status = wait_for("the end", || child.try_wait().unwrap());
    assert!(status.success(), "{status}");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn terminal_shows_columns_and_how_to_stop() {
    let momo = holding(&[event(), call()]);
    let mut running = momo.start(&["webhook", "history", "list", "-f"]);
    let lines = [running.line(), running.line(), running.line()];
    assert!(lines[0].starts_with("time  "), "{lines:?}");
    assert!(lines[1].contains("ex_06gzv9hparbxw9nd"), "{lines:?}");
    assert!(lines[2].contains("ex_06gzv9hpasvtpa67"), "{lines:?}");
    running.signal("INT");
    let rest = running.finish().expect(130);
    assert!(rest.err().contains("Ctrl-C ends it"), "{rest}");
    let both: [&str; 5] = ["webhook", "history", "list", "-f", "--all"];
    momo.run(&both).expect(2);
}
