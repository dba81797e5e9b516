//! `momo webhook listen`. The signatures were made by `openssl dgst -sha256 -hmac`.
mod bot;
mod durable;
mod files;
mod forward;
mod kakao;
mod refused;
mod rehearsal;

use crate::support::{Momo, Running};
use momo::io::sqlite::History;
use momo::model::history::exchange::FailureCause;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

const EVENT: &str = r#"{"event_id":"evt_1","event_type":"talk.message_created","bot_id":"bot_a","timestamp":1780833600,"message":{"room_id":123,"message_id":456,"sender_user_id":"user_1","body":"안녕","message_type":"TEXT","created_at":1780833600}}"#;
/// EVENT signed with `s3cret`.
const SIGNATURE: &str = "4104795879ec0e850d00cace71e120cb6b967adfd3a356fe295b320c226257c5";
/// EVENT signed with `n3w`.
const OTHER_SIGNATURE: &str = "3c5b609346912f80bf3c04290ab6d4f88caef4228250e614e8757dc2d6c0b1f3";

/// A receiver on a free port that has said where it is.
struct Listening {
    momo: Momo,
    running: Running,
    /// The first line.
    ready: Value,
    port: u16,
}

impl Listening {
    /// `webhook listen --port 0 --json` and these arguments.
    fn json(momo: Momo, args: &[&str]) -> Self {
        let mut all = vec!["webhook", "listen", "--port", "0", "--json"];
        all.extend(args);
        let mut running = momo.start(&all);
        let ready = running.json();
        assert_eq!(ready["type"], "ready");
        let port = u16::try_from(ready["port"].as_u64().unwrap()).unwrap();
        Self {
            momo,
            running,
            ready,
            port,
        }
    }

    /// With the secret `s3cret`.
    fn checking(args: &[&str]) -> Self {
        let mut all = vec!["--secret", "s3cret"];
        all.extend(args);
        Self::json(Momo::new(), &all)
    }

    fn post(&self, path: &str, headers: &str, body: &str) -> (u16, String) {
        let length = body.len();
        self.raw(&format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    /// Sends EVENT with this signature.
    fn event(&self, signature: &str) -> (u16, String) {
        let headers = format!(
            "X-MoMoTalk-Bot-Id: bot_a\r\nX-MoMoTalk-Event-Id: evt_1\r\nX-MoMoTalk-Bot-Signature: {signature}\r\n"
        );
        self.post("/hook?x=1", &headers, EVENT)
    }

    /// Sends bytes and reads one answer.
    fn raw(&self, request: &str) -> (u16, String) {
        ask(self.port, request)
    }

    fn history(&self) -> History {
        History::open(&self.momo.home().join("history.db")).unwrap()
    }
}

/// A POST with this signature, after which the connection ends.
fn signed(body: &str, signature: &str) -> String {
    let length = body.len();
    format!(
        "POST /hook?x=1 HTTP/1.0\r\nContent-Length: {length}\r\nX-MoMoTalk-Bot-Signature: {signature}\r\n\r\n{body}"
    )
}

fn ask(port: u16, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), body.to_owned())
}

#[test]
fn event_is_verified_recorded_and_answered_as_in_the_guide() {
    let mut listening = Listening::checking(&[]);
    let answer = listening.event(SIGNATURE);
    assert_eq!(answer, (200, r#"{"ok":true}"#.into()));
    // It is on the disk before it is answered.
    let line = listening.running.json();
    let id = line["id"].as_str().unwrap();
    let kept = listening.history().get(id).unwrap().unwrap();
    assert_eq!(kept.request.body, EVENT.as_bytes());
    assert_eq!(kept.request.url, "/hook?x=1");
    assert_eq!(line["type"], "exchange");
    assert_eq!(line["direction"], "received");
    assert_eq!(line["signature"]["verdict"], "valid");
    assert_eq!(line["event_id"], "evt_1");
    assert_eq!(line["bot_id"], "bot_a");
    assert_eq!(line["request"]["body"], EVENT);
    assert_eq!(line["response"]["status"], 200);
    assert_eq!(
        (&line["duplicate"], &line["stored"]),
        (&Value::Bool(false), &Value::Bool(true))
    );
    let whole = serde_json::to_value(&kept).unwrap();
    for (key, value) in whole.as_object().unwrap() {
        assert_eq!(&line[key], value, "{key}");
    }
}

#[test]
fn unauthenticated_sender_learns_nothing() {
    let mut listening = Listening::checking(&[]);
    let changed = EVENT.replace("456", "457");
    let header = format!("X-MoMoTalk-Bot-Signature: {SIGNATURE}\r\n");
    let answers = [
        listening.event(OTHER_SIGNATURE),
        listening.event("junk"),
        listening.post("/", "", EVENT),
        listening.post("/", &header, &changed),
        listening.post("/", &header.repeat(2), EVENT),
    ];
    for answer in answers {
        assert_eq!(answer, (401, "invalid signature\n".into()));
    }
    let verdicts: Vec<_> = (0..5)
        .map(|_| listening.running.json()["signature"]["verdict"].clone())
        .collect();
    assert_eq!(
        verdicts,
        ["invalid", "invalid", "missing", "invalid", "invalid"]
    );
}

#[test]
fn unsigned_events_are_accepted_where_allowed() {
    let mut listening = Listening::json(Momo::new(), &["--allow-unsigned"]);
    assert_eq!(listening.post("/", "", "{}").0, 200);
    assert_eq!(listening.running.json()["signature"]["verdict"], "missing");
    assert_eq!(listening.event(SIGNATURE).0, 200);
    assert_eq!(
        listening.running.json()["signature"]["verdict"],
        "unchecked"
    );
}

#[test]
fn receiver_does_not_start_without_a_secret() {
    Momo::new().run(&["webhook", "listen", "--port", "0"]).expect(3).is(
        "--- stderr\n\
         error: no webhook secret is known, so no signature could be checked\n\
         \x20 hint: Make a bot with `momo bot create`, keep one with `momo bot add`, or give `--secret-file FILE`.\n\
         \x20 hint: `--allow-unsigned` takes events without a valid signature.\n\
         --- status 3\n",
    );
}

#[test]
fn port_in_use_is_an_error_with_a_way_out() {
    let listening = Listening::checking(&[]);
    let port = listening.port.to_string();
    let output = Momo::new()
        .run(&["webhook", "listen", "--secret", "x", "--port", &port])
        .expect(3);
    assert!(
        output
            .err()
            .contains(&format!("the address `127.0.0.1:{port}` is in use")),
        "{output}"
    );
    assert!(output.err().contains("`--port 0`"), "{output}");
}

#[test]
fn only_the_given_path_is_accepted() {
    let mut listening = Listening::checking(&["--path", "/other"]);
    assert_eq!(listening.event(SIGNATURE).0, 404);
    let line = listening.running.json();
    assert_eq!(line["note"], "only `/other` is taken");
    assert_eq!(line["signature"]["verdict"], "valid");
    let request = format!(
        "POST /other HTTP/1.0\r\nContent-Length: {}\r\nX-MoMoTalk-Bot-Signature: {SIGNATURE}\r\n\r\n{EVENT}",
        EVENT.len()
    );
    assert_eq!(listening.raw(&request).0, 200);
    let output = Momo::new().run(&[
        "webhook", "listen", "--secret", "x", "--port", "0", "--path", "hook",
    ]);
    assert!(output.expect(2).err().contains("does not begin with `/`"));
    let output = Momo::new().run(&["webhook", "listen", "--allow-unsigned", "--path", "/a?b"]);
    assert!(output.expect(2).err().contains("is no path"));
}

#[test]
fn only_post_is_an_event() {
    let listening = Listening::checking(&[]);
    let mut stream = TcpStream::connect(("127.0.0.1", listening.port)).unwrap();
    stream.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    assert!(answer.contains("\r\nAllow: POST\r\n"), "{answer}");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn repeated_event_is_marked_across_runs() {
    let mut listening = Listening::checking(&[]);
    let mut duplicates = Vec::new();
    // A forged event does not make the real one a duplicate.
    assert_eq!(listening.event(OTHER_SIGNATURE).0, 401);
    for _ in 0..2 {
        assert_eq!(listening.event(SIGNATURE).0, 200);
    }
    for _ in 0..3 {
        duplicates.push(listening.running.json()["duplicate"].as_bool().unwrap());
    }
    assert_eq!(duplicates, [false, false, true]);
    listening.running.signal("TERM");
    listening.running.finish().expect_notes(0);
    let mut again = Listening::json(listening.momo, &["--secret", "s3cret"]);
    assert_eq!(again.event(SIGNATURE).0, 200);
    assert_eq!(again.running.json()["duplicate"], true);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn receiver_ends_with_a_summary() {
    for (signal, status) in [("INT", 130), ("TERM", 0)] {
        let listening = Listening::checking(&[]);
        listening.event(SIGNATURE);
        listening.event(OTHER_SIGNATURE);
        let running = listening.running;
        running.signal(signal);
        let output = running.finish().expect_notes(status);
        let summary = output.json_lines().pop().unwrap();
        assert_eq!(summary["type"], "summary");
        assert_eq!(
            [
                &summary["received"],
                &summary["accepted"],
                &summary["refused"]
            ],
            [&Value::from(2), &Value::from(1), &Value::from(1)]
        );
        let words =
            "2 received: 1 accepted, 1 refused; signatures: 1 valid, 1 invalid, 0 missing\n";
        assert!(output.err().ends_with(words), "{output}");
    }
}

#[test]
fn terminal_shows_one_line_per_event_and_escaped_bodies() {
    let momo = Momo::new();
    let args = [
        "webhook",
        "listen",
        "--port",
        "0",
        "--secret",
        "s3cret",
        "--show-body",
        "--allow-unsigned",
    ];
    let mut running = momo.start(&args);
    let ready = running.line();
    let port = ready
        .strip_prefix("listening on http://127.0.0.1:")
        .unwrap();
    let port = port.strip_suffix("/ (any path)").unwrap().parse().unwrap();
    let body = "{\"event_type\":\"a\\u001b[31m\u{202e}안녕\",\"n\":[1e2,{}]}";
    let request = |body: &str| {
        format!(
            "POST / HTTP/1.0\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    ask(port, &request(body));
    let line = running.line();
    let rest = line.split_once("ex_").unwrap().1;
    let (id, columns) = rest.split_at(16);
    assert!(id.chars().all(|digit| digit.is_ascii_alphanumeric()));
    let (columns, ms) = columns.rsplit_once(' ').unwrap();
    ms.parse::<f64>().unwrap();
    let expected = "  a\\x1b[31m\\u{202e}안녕     missing          50 B  200";
    assert_eq!(columns.trim_end(), expected);
    let shown: Vec<_> = (0..7).map(|_| running.line()).collect();
    let indented = |line: &str| format!("{:10}{line}", "");
    let expected = [
        "{",
        "  \"event_type\": \"a\\u001b[31m\\u{202e}안녕\",",
        "  \"n\": [",
        "    1e2,",
        "    {}",
        "  ]",
        "}",
    ];
    assert_eq!(shown, expected.map(indented));
    ask(port, &request("\u{1b}]0;x\u{7}\r\n"));
    running.line();
    assert_eq!(running.line(), indented("\\x1b]0;x\\x07\\r"));
}

#[test]
fn unreadable_request_is_shown_and_recorded() {
    let mut listening = Listening::checking(&["--max-body", "10"]);
    assert_eq!(
        listening
            .raw("GET /\u{1b} HTTP/1.1\r\nHost: x\nA: b\r\n\r\n")
            .0,
        400
    );
    let line = listening.running.json();
    assert_eq!(line["failure"]["cause"], "rejected");
    assert_eq!(line["note"], "a line ends with a bare LF");
    assert_eq!(line["response"]["status"], 400);
    assert_eq!(listening.event(SIGNATURE).0, 413);
    let id = listening.running.json()["id"].as_str().unwrap().to_owned();
    let kept = listening.history().get(&id).unwrap().unwrap();
    assert_eq!(kept.failure.unwrap().cause, FailureCause::Rejected);
    assert_eq!(
        kept.request.headers.text("x-momotalk-bot-id"),
        Some("bot_a")
    );
}

#[test]
fn unreadable_head_leaves_no_credential() {
    let mut listening = Listening::checking(&[]);
    let head = "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer canary-1\r\n canary-2\r\ncookie: canary-3\r\nBad Name: 1\r\n\r\n";
    assert_eq!(listening.raw(head).0, 400);
    let line = listening.running.json();
    let body = line["request"]["body"].as_str().unwrap();
    assert!(
        body.contains("Authorization: Bearer (fingerprint ") && body.contains("Bad Name: 1\r\n"),
        "{body}"
    );
    let id = line["id"].as_str().unwrap();
    let kept = listening.history().get(id).unwrap().unwrap();
    assert!(!format!("{line}{kept:?}").contains("canary"), "{line}");
}

#[test]
fn endlessly_nested_body_is_only_a_bad_signature() {
    let listening = Listening::checking(&[]);
    let deep = "[".repeat(500_000);
    let event = format!("{{\"message\":{}", "{\"message\":".repeat(90_000));
    let whole = deep.clone() + &"]".repeat(500_000);
    let header = format!("X-MoMoTalk-Bot-Signature: {SIGNATURE}\r\n");
    for body in [deep, event, whole] {
        assert_eq!(listening.post("/", &header, &body).0, 401);
    }
    assert_eq!(listening.event(SIGNATURE).0, 200);
}

#[test]
fn unrecordable_event_is_not_accepted() {
    let mut listening = Listening::checking(&[]);
    let path = listening.momo.home().join("history.db");
    let saboteur = rusqlite::Connection::open(&path).unwrap();
    saboteur
        .execute_batch("ALTER TABLE contents RENAME TO elsewhere")
        .unwrap();
    let (status, body) = listening.event(SIGNATURE);
    assert_eq!(
        (status, body.as_str()),
        (
            503,
            "the event could not be stored, please deliver it again\n"
        )
    );
    let line = listening.running.json();
    assert_eq!(line["stored"], false);
    assert!(line["note"].as_str().unwrap().contains("history"), "{line}");
    saboteur
        .execute_batch("ALTER TABLE elsewhere RENAME TO contents")
        .unwrap();
    assert_eq!(listening.event(SIGNATURE).0, 200);
    assert_eq!(listening.running.json()["duplicate"], false);
}

#[test]
fn closed_reader_ends_the_receiver_with_a_note() {
    let momo = Momo::new();
    let mut command = momo.command(&[
        "webhook",
        "listen",
        "--port",
        "0",
        "--secret",
        "s3cret",
        "--no-page",
    ]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut ready = String::new();
    stdout.read_line(&mut ready).unwrap();
    drop(stdout);
    let port = ready
        .split(':')
        .nth(2)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(
        ask(port, "POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n").0,
        401
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "checks signatures with the flag `--secret`; Ctrl-C ends it\n\
         The output was closed by its reader, so momo ends.\n"
    );
}
