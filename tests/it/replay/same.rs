//! `momo webhook replay --expect-same`: answers beside the recorded ones.
use super::{PLAIN, momo, replay};
use crate::support::{Momo, Output, Peer, response};
use serde_json::json;
use std::sync::Mutex;

/// A bot that answers first this, then that, then that again.
fn changing(
    first: (u16, &'static str, &'static str),
    then: (u16, &'static str, &'static str),
) -> Peer {
    let answers = Mutex::new(vec![then, first]);
    Peer::raw(move |_| {
        let mut answers = answers.lock().unwrap();
        let (status, kind, body) = match answers.len() {
            1 => answers[0],
            _ => answers.pop().unwrap(),
        };
        response(status, kind, body)
    })
}

/// Delivers to the bot, and once more what the history kept of it.
fn again(momo: &Momo, peer: &Peer, more: &[&str], code: i32) -> Output {
    let url = peer.url("/");
    let first = replay(momo, &[PLAIN, "--to", &url]);
    assert!([Some(0), Some(1)].contains(&first.status), "{first}");
    replay(momo, &[&["last", "--expect-same"], more].concat()).expect_notes(code)
}

const JSON: &str = "application/json";

#[test]
fn equal_json_in_another_layout_is_the_same() {
    let peer = changing(
        (200, JSON, r#"{"ok":true,"text":"한","n":1.0}"#),
        (
            200,
            "application/json; ",
            "{ \"n\": 1, \"text\": \"\\ud55c\", \"ok\": true }\n",
        ),
    );
    let output = again(&momo(), &peer, &[], 1);
    assert!(
        output.out().contains("content type"),
        "a trailing `;` is another type: {output}"
    );
    let peer = changing(
        (
            200,
            "application/json; charset=utf-8",
            r#"{"ok":true,"text":"한","n":1.0}"#,
        ),
        (
            200,
            "Application/JSON;charset=UTF-8",
            "{ \"n\": 1, \"text\": \"\\ud55c\", \"ok\": true }\n",
        ),
    );
    again(&momo(), &peer, &[], 0);
}

#[test]
fn differences_are_shown_with_their_path() {
    let before = (
        200,
        JSON,
        r#"{"ok":true,"reply":{"text":"안녕","id":1},"tags":["a","b"]}"#,
    );
    let after = (
        201,
        JSON,
        r#"{"ok":true,"reply":{"text":"안녕!","id":2},"tags":["b"],"new":null}"#,
    );
    let (momo, peer) = (momo(), changing(before, after));
    let output = again(&momo, &peer, &["--ignore", "/reply/id,/other"], 1);
    let expected = "\
  expected was the recorded answer
    status
      - 200
      + 201
    /reply/text
      - \"안녕\"
      + \"안녕!\"
    /tags/0
      - \"a\"
    /new
      + null
  hint: Ids and times were made anew.";
    assert!(output.out().contains(expected), "{output}");
    let first = momo.run(&["webhook", "history", "list", "--json", "--limit", "9"]);
    let first = first.json_lines().pop().unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let line = &replay(&momo, &[&first, "--expect-same", "--keep-ids", "--json"])
        .expect(1)
        .json_lines()[0];
    assert_eq!(line["unmet"], json!(["was the recorded answer"]));
    assert_eq!(
        line["diff"]["differences"][1],
        json!({"in": "json", "path": "/reply/text", "old": "안녕", "new": "안녕!"})
    );
    assert_eq!(line["diff"]["differences"].as_array().unwrap().len(), 5);
}

#[test]
fn text_is_compared_by_line_and_other_bytes_are_counted() {
    let peer = changing(
        (200, "text/plain", "one\ntwo\nthree\n"),
        (200, "text/plain", "one\n둘\nthree\n"),
    );
    let output = again(&momo(), &peer, &[], 1);
    let expected = "    the body\n        one\n      - two\n      + 둘\n        three\n";
    assert!(output.out().contains(expected), "{output}");
    let peer = Peer::raw({
        let count = Mutex::new(0u8);
        move |_| {
            let mut count = count.lock().unwrap();
            *count += 1;
            [
                &b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n\xff\xfe"[..],
                &[*count],
            ]
            .concat()
        }
    });
    let output = again(&momo(), &peer, &[], 1);
    assert!(
        output.out().contains("the first 2 bytes are the same"),
        "{output}"
    );
}

#[test]
fn without_recorded_response_the_verdict_is_unknown() {
    let peer = Peer::answering(200, JSON, "{}");
    let (momo, url) = (momo(), peer.url("/"));
    let output = replay(
        &momo,
        &[PLAIN, "--to", &url, "--expect-same", "--times", "2"],
    )
    .expect(3);
    assert!(output.out().contains("no answer was recorded"), "{output}");
    assert!(
        output
            .err()
            .contains("2 deliveries: 0 as expected, 2 with no recorded answer"),
        "{output}"
    );
    // What is wrong for another reason is wrong.
    replay(
        &momo,
        &[
            PLAIN,
            "--to",
            &url,
            "--expect-same",
            "--expect-status",
            "201",
        ],
    )
    .expect(1);
    let many = ["--expect-same", "-c", "2", "--times", "4", "--json"];
    let summary = replay(&momo, &[&[PLAIN, "--to", &url], &many[..]].concat())
        .expect(3)
        .json_lines()
        .pop()
        .unwrap();
    assert_eq!(summary["uncompared"], 4);
    replay(&momo, &[PLAIN, "--to", &url, "--ignore", "/a"]).expect(2);
    replay(
        &momo,
        &[PLAIN, "--to", &url, "--expect-same", "--ignore", "a"],
    )
    .expect(2);
}

#[test]
fn file_of_exchanges_brings_its_responses() {
    let (momo, peer) = (momo(), Peer::answering(200, JSON, r#"{"ok":true}"#));
    let url = peer.url("/");
    let line = replay(&momo, &[PLAIN, "--to", &url, "--json"])
        .expect(0)
        .out();
    let file = momo.file("then.ndjson", &line);
    replay(&momo, &[&file, "--to", &url, "--expect-same"]).expect_notes(0);
    let other = momo.file(
        "other.ndjson",
        line.replace(r#"{\"ok\":true}"#, r#"{\"ok\":false}"#),
    );
    let output = replay(&momo, &[&other, "--to", &url, "--expect-same"]).expect(1);
    assert!(
        output
            .out()
            .contains("    /ok\n      - false\n      + true\n"),
        "{output}"
    );
    let many = ["--expect-same", "-c", "2", "--times", "6"];
    let output = replay(&momo, &[&[&*other, "--to", &url], &many[..]].concat()).expect(1);
    assert_eq!(output.out().matches("    /ok\n").count(), 1, "{output}");
}
