//! `momo webhook history clear` and `prune`: what goes, what stays, and that the room is given back.
use super::{call, event, holding};
use crate::support::{Momo, Output, wait_for};
use momo::io::sqlite::{History, Recorder};
use momo::model::history::exchange::Exchange;
use momo::model::history::query::{BodyChoice, Query};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn database(momo: &Momo) -> PathBuf {
    momo.home().join("history.db")
}

/// Events of these numbers, one a second, each with a body of so many bytes.
fn events(numbers: impl IntoIterator<Item = i64>, size: usize) -> Vec<Exchange> {
    let event = |number: i64| {
        let mut event = event();
        event["id"] = format!("ex_{number:016}").into();
        event["started_at"] = (1_780_833_600_000 + number * 1000).into();
        event["request"]["body"] = "x".repeat(size).into();
        serde_json::from_value(event).unwrap()
    };
    numbers.into_iter().map(event).collect()
}

#[must_use]
fn history(momo: &Momo, verb: &str, flags: &[&str]) -> Output {
    momo.run(&[&["webhook", "history", verb], flags].concat())
}

/// The numbers of what is left, the oldest first.
fn left(path: &Path) -> Vec<i64> {
    let query = Query {
        oldest_first: true,
        bodies: BodyChoice::None,
        ..Query::from_tests([])
    };
    let found = History::open(path).unwrap().list(&query).unwrap();
    let number = |it: &Exchange| it.id[3..].parse().unwrap();
    found.iter().map(number).collect()
}

#[test]
fn deletion_needs_confirmation() {
    let momo = holding(&[event(), call()]);
    history(&momo, "clear", &[]).is("\
--- stderr
error: `--yes` is missing
  hint: Questions are asked only where input and error output are a terminal, results are text and no coding agent runs momo.
  hint: 2 exchanges from 2026-06-07 12:00:00 to 2026-06-07 12:00:01 will be deleted, for ever. That is all of the history.
--- status 2
");
    let list = ["webhook", "history", "list", "--json"];
    assert_eq!(momo.run(&list).json_lines().len(), 2);
    let some = history(&momo, "clear", &["--filter", "failed", "--yes"]).expect(0);
    assert!(
        some.out().starts_with("deleted  1 exchange, 1 left in "),
        "{some}"
    );
    let kept = momo.run(&list).json_lines();
    assert_eq!(kept, [event()]);
    let json = history(&momo, "clear", &["--yes", "--json"])
        .expect(0)
        .json();
    assert_eq!((&json["deleted"], &json["kept"]), (&1.into(), &0.into()));
    history(&momo, "clear", &[]).is("--- stderr\nnothing is to be deleted\n--- status 0\n");
    let connection = rusqlite::Connection::open(database(&momo)).unwrap();
    let contents: i64 = connection
        .query_row("SELECT count(*) FROM contents", [], |row| row.get(0))
        .unwrap();
    assert_eq!(contents, 0);
}

#[test]
fn home_without_history_has_nothing_to_delete() {
    let momo = Momo::new();
    history(&momo, "clear", &["--yes"]).is("--- stderr\nnothing is to be deleted\n--- status 0\n");
    assert_eq!(std::fs::read_dir(momo.home()).unwrap().count(), 0);
}

#[test]
fn age_count_and_filter_select_the_oldest() {
    for (flags, kept) in [
        (vec!["--older-than", "2026-06-07T12:00:07"], vec![7, 8, 9]),
        (vec!["--older-than", "1h"], vec![]),
        (vec!["--older-than", "2026-06-07"], (0..10).collect()),
        (vec!["--keep", "2"], vec![8, 9]),
        (vec!["--keep", "0"], vec![]),
        (vec!["--keep", "10"], (0..10).collect()),
        (vec!["--keep", "11"], (0..10).collect()),
        (
            vec!["--keep", "5", "--older-than", "2026-06-07T12:00:03"],
            (5..10).collect(),
        ),
        (
            vec!["--keep", "9", "--older-than", "2026-06-07T12:00:03"],
            (3..10).collect(),
        ),
        (
            vec!["--keep", "1", "--filter", "id:1,3,5"],
            vec![0, 2, 4, 5, 6, 7, 8, 9],
        ),
        (
            vec!["--keep", "0", "--filter", "body:nothing"],
            (0..10).collect(),
        ),
        (
            vec!["--keep", "1", "--since", "2026-06-07T12:00:05"],
            vec![0, 1, 2, 3, 4, 9],
        ),
        (vec!["--max-size", "1GB"], (0..10).collect()),
        (vec!["--max-size", "1KB"], vec![]),
    ] {
        let momo = Momo::new();
        let mut kept_here = History::open(&database(&momo)).unwrap();
        kept_here.append(&events(0..10, 10)).unwrap();
        let pruned = history(&momo, "prune", &[&flags[..], &["--yes"]].concat()).expect_notes(0);
        assert_eq!(left(&database(&momo)), kept, "{flags:?}\n{pruned}");
    }
    let momo = Momo::new();
    history(&momo, "prune", &["--yes"]).expect(2);
    history(&momo, "prune", &["--older-than", "soon"]).expect(2);
    history(&momo, "prune", &["--max-size", "big"]).expect(2);
}

#[test]
fn disk_space_is_returned_while_a_receiver_runs() {
    let momo = Momo::new();
    let path = database(&momo);
    let size = || std::fs::metadata(&path).unwrap().len();
    History::open(&path)
        .unwrap()
        .append(&events(0..4000, 4000))
        .unwrap();
    let recorder = Recorder::start(&path).unwrap();
    let is_over = AtomicBool::new(false);
    let (json, longest) = std::thread::scope(|scope| {
        let receiver = scope.spawn(|| {
            let (mut number, mut longest) = (10_000, Duration::ZERO);
            while !is_over.load(Ordering::Relaxed) {
                let begun = Instant::now();
                recorder.record(events([number], 100).remove(0)).unwrap();
                longest = longest.max(begun.elapsed());
                number += 1;
            }
            longest
        });
        let json = history(&momo, "prune", &["--max-size", "4MB", "--yes", "--json"])
            .expect(0)
            .json();
        is_over.store(true, Ordering::Relaxed);
        (json, receiver.join().unwrap())
    });
    // Generous: locked out is what the five seconds of patience would show.
    assert!(longest < Duration::from_millis(4_900), "{longest:?}");
    assert!(json["deleted"].as_u64().unwrap() > 2900, "{json}");
    drop(recorder);
    let left = left(&path);
    assert!(left.contains(&3999) && left.contains(&10_000), "{left:?}");
    // Whatever came meanwhile takes its room too.
    let came = left.iter().filter(|number| **number >= 10_000).count() as u64;
    let most = 5_000_000 + came * 5_000;
    wait_for("the file to shrink", || (size() < most).then_some(()));
    history(&momo, "clear", &["--yes"]).expect(0);
    assert!(size() < 100_000, "{}", size());
}

#[test]
fn file_of_an_older_version_shrinks_too() {
    let momo = holding(&[]);
    let path = database(&momo);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("PRAGMA auto_vacuum = NONE; PRAGMA journal_mode = DELETE; VACUUM; PRAGMA journal_mode = WAL")
        .unwrap();
    drop(connection);
    History::open(&path)
        .unwrap()
        .append(&events(0..500, 4000))
        .unwrap();
    history(&momo, "prune", &["--keep", "10", "--yes"]).expect(0);
    assert!(std::fs::metadata(&path).unwrap().len() < 200_000);
    assert_eq!(left(&path).len(), 10);
}
