//! `momo webhook history`: lists, one exchange in full, and its bytes.
mod cut;
mod filter;
mod follow;
mod property;
mod retention;
mod star;

use crate::support::Momo;
use momo::io::sqlite::History;
use momo::model::history::exchange::Exchange;
use serde_json::{Value, json};
use std::io::Read;
use std::process::Stdio;

/// An event that was received, and the bot's call of the message API that followed it.
fn event() -> Value {
    json!({
        "id": "ex_06gzv9hparbxw9nd",
        "direction": "received",
        "protocol": "momotalk",
        "kind": "event",
        "started_at": 1_780_833_600_123_i64,
        "event_id": "evt_1",
        "event_type": "talk.message_created",
        "bot_id": "bot_1",
        "signature": { "verdict": "valid", "secret": "1ec1c26b" },
        "request": {
            "method": "POST",
            "url": "/webhook",
            "headers": [
                { "name": "x-odd-CASE", "value": "1" },
                { "name": "Host", "value": "127.0.0.1:8710" },
                { "name": "Content-Length", "value": "46" }
            ],
            "body": "{\"n\":1e2,\"big\":12345678901234567890,\"b\":\"안\u{202e}\"}"
        },
        "response": {
            "status": 200,
            "headers": [{ "name": "Content-Type", "value": "application/json" }],
            "body": "{\"ok\":true}"
        },
        "timing": { "total_ms": 12.34 }
    })
}

fn call() -> Value {
    json!({
        "id": "ex_06gzv9hpasvtpa67",
        "direction": "sent",
        "protocol": "momotalk",
        "kind": "api",
        "started_at": 1_780_833_601_000_i64,
        "bot_id": "bot_2",
        "signature": { "verdict": "unchecked" },
        "request": {
            "method": "POST",
            "url": "http://127.0.0.1:8700/api/bots/bot_2/messages",
            "headers": [{ "name": "Authorization", "value": "Bearer bot_token_abc" }],
            "body_base64": "AP8bWzMxbQ=="
        },
        "failure": { "cause": "refused", "message": "connection refused by `127.0.0.1:8700`" },
        "timing": { "total_ms": 0.25 }
    })
}

/// A home whose history holds these.
fn holding(exchanges: &[Value]) -> Momo {
    let momo = Momo::new();
    let exchanges: Vec<Exchange> = exchanges
        .iter()
        .map(|exchange| serde_json::from_value(exchange.clone()).unwrap())
        .collect();
    let mut history = History::open(&momo.home().join("history.db")).unwrap();
    history.append(&exchanges).unwrap();
    momo
}

#[test]
fn fresh_home_has_an_empty_history() {
    let momo = Momo::new();
    momo.run(&["webhook", "history", "list"])
        .is("--- stderr\nthe history is empty\n--- status 0\n");
    momo.run(&["-q", "webhook", "history", "list", "--json"])
        .is("--- status 0\n");
    let nothing = momo.run(&["webhook", "history", "show", "last"]).expect(3);
    assert!(nothing.err().contains("The history is empty"), "{nothing}");
    assert_eq!(std::fs::read_dir(momo.home()).unwrap().count(), 0);
}

#[test]
fn list_is_newest_first() {
    let momo = holding(&[event(), call()]);
    momo.run(&["webhook", "history", "list"]).is("\
time                 id                     hop        event                     signature  answer         ms  bot
2026-06-07 12:00:01  ex_06gzv9hpasvtpa67    call       message call              -          refused       0.2  bot_2
2026-06-07 12:00:00  ex_06gzv9hparbxw9nd    received   talk.message_created      valid      200          12.3  bot_1
--- status 0
");
    let seoul = momo.with("TZ", "Asia/Seoul");
    let list = seoul.run(&["webhook", "history", "list", "-n", "1"]);
    assert!(
        list.out()
            .contains("\n2026-06-07 21:00:01  ex_06gzv9hpasvtpa67"),
        "{list}"
    );
    assert!(
        list.err()
            .contains("older ones: --before ex_06gzv9hpasvtpa67"),
        "{list}"
    );
}

#[test]
fn json_line_is_the_whole_exchange() {
    let mut hidden = call();
    // SHA-256 of `bot_token_abc` by sha256sum.
    hidden["request"]["headers"][0]["value"] = "Bearer (fingerprint 1fdac9f8)".into();
    let momo = holding(&[event(), call()]);
    let list = momo
        .run(&["webhook", "history", "list", "--json"])
        .expect(0);
    assert_eq!(list.json_lines(), [hidden, event()], "{list}");
    let show = momo
        .run(&["webhook", "history", "show", "9nd", "--json"])
        .expect(0);
    assert_eq!(show.json(), event(), "{show}");
}

#[test]
fn filters_select_some() {
    let momo = holding(&[event(), call()]);
    let cases = [
        (vec!["--bot", "bot_1"], vec!["ex_06gzv9hparbxw9nd"]),
        (
            vec!["--type", "talk.message_created"],
            vec!["ex_06gzv9hparbxw9nd"],
        ),
        (vec!["--event", "evt_1"], vec!["ex_06gzv9hparbxw9nd"]),
        (vec!["--direction", "sent"], vec!["ex_06gzv9hpasvtpa67"]),
        (vec!["--kind", "api"], vec!["ex_06gzv9hpasvtpa67"]),
        (vec!["--verdict", "valid"], vec!["ex_06gzv9hparbxw9nd"]),
        (vec!["--before", "a67"], vec!["ex_06gzv9hparbxw9nd"]),
        (vec!["--limit", "1"], vec!["ex_06gzv9hpasvtpa67"]),
        (
            vec!["--all"],
            vec!["ex_06gzv9hpasvtpa67", "ex_06gzv9hparbxw9nd"],
        ),
        (vec!["--bot", "bot_3"], vec![]),
    ];
    for (flags, ids) in cases {
        let list = ["webhook", "history", "list", "--json"];
        let list = momo.run(&[&list[..], &flags].concat()).expect_notes(0);
        let found: Vec<_> = list
            .json_lines()
            .iter()
            .map(|line| line["id"].clone())
            .collect();
        assert_eq!(found, ids, "{flags:?}\n{list}");
    }
    momo.run(&["webhook", "history", "list", "--verdict", "perhaps"])
        .expect(2);
    momo.run(&["webhook", "history", "list", "--before", "nothing"])
        .expect(3);
}

#[test]
fn exchange_is_shown_in_full() {
    let momo = holding(&[event(), call()]);
    momo.run(&["webhook", "history", "show", "ex_06gzv9hpar"])
        .is(r#"ex_06gzv9hparbxw9nd  received event talk.message_created
  at         2026-06-07 12:00:00.123 +00:00
  event      evt_1
  bot        bot_1
  hop        received
  protocol   momotalk
  signature  valid (secret with fingerprint 1ec1c26b)
  took       12.3 ms of 3 s

Request (49 B)
  POST /webhook
  x-odd-CASE: 1
  Host: 127.0.0.1:8710
  Content-Length: 46

  {
    "n": 1e2,
    "big": 12345678901234567890,
    "b": "안\u{202e}"
  }

Response (11 B)
  200 OK
  Content-Type: application/json

  {
    "ok": true
  }
--- status 0
"#);
    momo.run(&["webhook", "history", "show", "last"]).is(
        r"ex_06gzv9hpasvtpa67  sent API call  (the last exchange of any kind)
  at         2026-06-07 12:00:01.000 +00:00
  bot        bot_2
  hop        call
  protocol   momotalk
  failure    refused: connection refused by `127.0.0.1:8700`
  took       0.2 ms

Request (7 B)
  POST http://127.0.0.1:8700/api/bots/bot_2/messages
  Authorization: Bearer (fingerprint 1fdac9f8)

  00000000  00 ff 1b 5b 33 31 6d                              |...[31m|

No response
--- status 0
",
    );
}

#[test]
fn parts_are_printed_byte_for_byte() {
    let momo = holding(&[event(), call()]);
    let show = |id: &str, shape: &str| momo.run(&["webhook", "history", "show", id, "--as", shape]);
    let body = event()["request"]["body"].as_str().unwrap().to_owned();
    assert_eq!(show("9nd", "raw").expect(0).out(), body);
    assert_eq!(show("9nd", "raw-response").expect(0).out(), "{\"ok\":true}");
    assert_eq!(show("last", "raw").expect(0).stdout, b"\x00\xff\x1b[31m");
    show("last", "hex").is(
        "00000000  00 ff 1b 5b 33 31 6d                              |...[31m|\n--- status 0\n",
    );
    let none = show("last", "raw-response").expect(3);
    assert!(none.err().contains("no response came back"), "{none}");
    let both = [
        "webhook", "history", "show", "last", "--as", "raw", "--json",
    ];
    momo.run(&both).expect(2);
    // What is piped into `momo sign` is what was signed.
    let signed = |input: &[u8]| {
        momo.run_with_input(&["sign", "--secret", "s3cret"], input)
            .expect_notes(0)
            .out()
    };
    let of_text = momo
        .run(&["sign", "--secret", "s3cret", "--body", &body])
        .expect_notes(0);
    assert_eq!(signed(&show("9nd", "raw").stdout), of_text.out());
}

#[test]
fn request_becomes_a_command() {
    let momo = holding(&[event(), call()]);
    let show = |id: &str| momo.run(&["webhook", "history", "show", id, "--as", "curl"]);
    let received = show("9nd").expect(0).out();
    // The override character is written in octal: invisible text cannot be checked before it is run.
    assert!(received.starts_with("printf '{"), "{received}");
    assert!(received.contains(r"\342\200\256"), "{received}");
    assert!(
        received.contains(
            "| curl -sS -X POST http://127.0.0.1:8710/webhook -H 'x-odd-CASE: 1' -H User-Agent: -H Accept: -H Content-Type: --data-binary @-"
        ),
        "{received}"
    );
    let sent = show("last").expect_notes(0);
    assert!(!sent.out().contains("fingerprint"), "{sent}");
    assert!(
        sent.err().contains("set MOMOTALK_BOT_TOKEN before"),
        "{sent}"
    );
}

#[test]
fn unknown_or_ambiguous_id_is_explained() {
    let momo = holding(&[event(), call()]);
    momo.run(&["webhook", "history", "show", "ex_1"]).is("\
--- stderr
error: there is no exchange `ex_1` in the history
  hint: The newest are `ex_06gzv9hpasvtpa67`, `ex_06gzv9hparbxw9nd`; `momo webhook history list` shows more.
--- status 3
");
    let several = momo
        .run(&["webhook", "history", "show", "ex_06gzv"])
        .expect(2);
    assert!(several.err().contains("part of several ids"), "{several}");
    momo.run(&["webhook", "history", "show", ""]).expect(3);
    momo.run(&["webhook", "history", "show", "%"]).expect(3);
}

#[test]
fn reader_that_stops_early_is_no_error() {
    let many: Vec<_> = (0..3000)
        .map(|number| {
            let mut exchange = event();
            exchange["id"] = format!("ex_{number:016}").into();
            exchange
        })
        .collect();
    let momo = holding(&many);
    let mut child = momo
        .command(&["webhook", "history", "list", "--all", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn file_that_is_no_history_is_refused() {
    let momo = Momo::new();
    momo.file(
        "history.db",
        "not a database, but long enough to be looked at as one".repeat(20),
    );
    let list = momo
        .run(&["webhook", "history", "list", "--json"])
        .expect(3);
    let error: Value = serde_json::from_str(&list.err()).unwrap();
    assert_eq!(error["error"]["kind"], "unknown");
    assert!(
        error["error"]["message"]
            .as_str()
            .unwrap()
            .contains("is no database"),
        "{list}"
    );
}

#[test]
fn bare_history_lists() {
    let momo = holding(&[event(), call()]);
    let list = |args: &[&str]| momo.run(&[&["webhook", "history"], args].concat());
    let words = ["--limit", "1", "--filter", "dir:received"];
    let short = list(&words).expect(0);
    assert_eq!(
        short.out(),
        list(&[&["list"], &words[..]].concat()).expect(0).out()
    );
    assert!(short.out().contains("ex_06gzv9hparbxw9nd"), "{short}");
    // A filter that a verb would not see must not make it delete everything.
    let refused = list(&["--filter", "failed", "clear", "--yes"]).expect(2);
    assert!(
        refused.err().contains("`--filter` stands before `clear`"),
        "{refused}"
    );
    assert_eq!(list(&["--json"]).expect(0).json_lines().len(), 2);
    assert_eq!(list(&["--json", "list"]).expect(0).json_lines().len(), 2);
}
