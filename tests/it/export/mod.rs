//! `momo webhook history export`: nothing is lost, nothing is half-written, nothing secret goes along.
mod any;
mod curl;
mod har;
mod locust;
mod redact;

pub(crate) use any::{exchange, home_with, some};

use crate::support::{Momo, fuzz};
use momo::model::history::export_format::ExportFormat;
use momo::model::history::ndjson::{self, NdjsonWriter};
use proptest::prelude::*;
use serde_json::Value;

/// Runs `webhook history` with these words.
#[must_use]
pub(crate) fn history(momo: &Momo, words: &[&str]) -> crate::support::Output {
    momo.run(&[&["webhook", "history"], words].concat())
}

#[test]
fn fuzz_ndjson_round_trip_keeps_exchanges() {
    fuzz("NDJSON there and back", &exchange(), |exchange| {
        let line = NdjsonWriter.exchange(&exchange).unwrap().text;
        prop_assert_eq!(line.matches('\n').count(), 1);
        prop_assert_eq!(ndjson::parse_line(line.as_bytes()).unwrap(), Some(exchange));
        Ok(())
    });
}

#[test]
fn imported_export_exports_the_same() {
    let momo = home_with(&some(60));
    let first = history(&momo, &["export"]).expect(0);
    for shape in ["ndjson", "har"] {
        let file = momo.home().join(format!("all.{shape}"));
        let file = file.to_str().unwrap();
        history(&momo, &["export", "-o", file]).expect(0);
        let other = Momo::new();
        let said = history(&other, &["import", file, "--json"])
            .expect(0)
            .json();
        assert_eq!(said["format"], shape);
        assert_eq!(said["added"], 60);
        let second = history(&other, &["export"]).expect(0);
        assert_eq!(first.out(), second.out(), "by {shape}");
    }
}

#[test]
fn export_is_oldest_first_and_filtered() {
    let momo = home_with(&some(30));
    let lines = history(&momo, &["export"]).expect(0).json_lines();
    let times: Vec<_> = lines
        .iter()
        .map(|line| line["started_at"].as_i64())
        .collect();
    assert!(times.is_sorted(), "{times:?}");
    let sent = history(&momo, &["export", "--direction", "sent"]).expect(0);
    let sent = sent.json_lines();
    let expected: Vec<&Value> = lines
        .iter()
        .filter(|line| line["direction"] == "sent")
        .collect();
    assert_eq!(sent.iter().collect::<Vec<_>>(), expected);
    let ids: Vec<_> = lines
        .iter()
        .map(|line| line["id"].as_str().unwrap())
        .collect();
    let two = history(&momo, &["export", ids[7], ids[2]])
        .expect(0)
        .json_lines();
    assert_eq!(two, [lines[7].clone(), lines[2].clone()]);
    history(&momo, &["export", ids[7], "--direction", "sent"]).expect(2);
}

#[test]
#[cfg_attr(windows, ignore = "uses a device of Unix")]
fn export_file_appears_whole_or_not_at_all() {
    let exchanges = some(3);
    let momo = home_with(&exchanges);
    let folder = momo.home().join("out");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("some.ndjson");
    let name = file.to_str().unwrap();
    std::fs::write(&file, "before").unwrap();
    history(
        &momo,
        &["export", &exchanges[0].id, "ex_missing", "-o", name],
    )
    .expect(3);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "before");
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        1,
        "nothing is left beside it"
    );
    history(&momo, &["export", "-o", name]).is("3 exchanges written to NAME\n--- status 0\n"
        .replace("NAME", name)
        .as_str());
    let written = std::fs::read_to_string(&file).unwrap();
    assert_eq!(written, history(&momo, &["export"]).expect(0).out());
    history(&momo, &["export", "-o", "/dev/full"]).expect(3);
    assert_eq!(
        history(&momo, &["export", "-o", "/dev/stdout"])
            .expect(0)
            .out()
            .lines()
            .count(),
        4
    );
}

#[test]
fn format_follows_the_file_extension() {
    let momo = home_with(&some(1));
    for (name, begins) in [
        ("a.ndjson", "{\"id\""),
        ("a.HAR", "{\"log\""),
        ("a.sh", "# ex_"),
        ("a.py", "\"\"\"Webhook"),
        ("a", "{\"id\""),
    ] {
        let path = momo.home().join(name);
        history(&momo, &["export", "-o", path.to_str().unwrap()]).expect_notes(0);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.starts_with(begins), "{name}: {text}");
    }
    let path = momo.home().join("a.xlsx");
    history(&momo, &["export", "-o", path.to_str().unwrap()]).is(
        "--- stderr\nerror: a file that ends in `.xlsx` can hold anything\n  hint: Say what it shall hold: `--as ndjson|har|curl|locust`.\n--- status 2\n",
    );
    history(&momo, &["export", "--as", "curl", "--json"]).expect(2);
}

#[test]
fn empty_history_is_an_empty_export() {
    let momo = Momo::new();
    history(&momo, &["export"]).is("--- stderr\nthe history is empty\n--- status 0\n");
    let har = history(&momo, &["export", "--as", "har"])
        .expect_notes(0)
        .json();
    assert_eq!(har["log"]["entries"], Value::Array(Vec::new()));
}
