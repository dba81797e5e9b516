//! What is refused is shown all the same, with the reason, and kept.
use super::{Kind, Target, turn};
use crate::support::{Momo, Running, wait_for};
use momo::io::sqlite::History;
use rusqlite::Connection;
use serde_json::Value;
use std::net::Shutdown;

/// Requests that are refused: status, reason, bytes.
fn requests() -> Vec<(u16, &'static str, Vec<u8>)> {
    let post = |headers: &str, body: &str| {
        let request = format!("POST /hook HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n{body}");
        request.into_bytes()
    };
    let long = "a".repeat(70_000);
    let chunked = "Transfer-Encoding: chunked";
    let trailers = "A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(500);
    vec![
        (
            413,
            "the body is too large",
            post("Content-Length: 1001", ""),
        ),
        (413, "the body is too large", post(chunked, "3e9\r\n")),
        (
            413,
            "the chunks are more framing than body",
            post(chunked, &"1\r\nx\r\n".repeat(300)),
        ),
        (
            431,
            "the head is too large",
            post(&format!("A: {long}"), ""),
        ),
        (
            431,
            "there are too many headers",
            post("a: b\r\n".repeat(129).trim_end(), ""),
        ),
        (
            431,
            "the trailers are too large",
            post(chunked, &format!("0\r\n{trailers}")),
        ),
        (
            414,
            "the URL is too long",
            format!("POST /{long} HTTP/1.1\r\n\r\n").into_bytes(),
        ),
        (
            400,
            "exactly one Host header is needed",
            b"POST / HTTP/1.1\r\n\r\n".to_vec(),
        ),
        (
            400,
            "there are both a Content-Length and a Transfer-Encoding",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked", ""),
        ),
        (
            400,
            "this port speaks plain HTTP, not TLS",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        ),
        (
            405,
            "this is no proxy",
            b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        ),
        (
            411,
            "HTTP/1.0 needs a Content-Length",
            b"POST / HTTP/1.0\r\n\r\n".to_vec(),
        ),
        (
            417,
            "the expectation is unknown",
            post("Expect: magic\r\nContent-Length: 0", ""),
        ),
        (
            501,
            "the method is unknown",
            format!("{} / HTTP/1.1\r\nHost: x\r\n\r\n", "A".repeat(33)).into_bytes(),
        ),
        (
            505,
            "only HTTP/1.1 and 1.0 are spoken here",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        ),
    ]
}

/// The receiver and its running program.
fn parts(target: &mut Target) -> (&Momo, &mut Running) {
    match &mut target.kind {
        Kind::Momo(momo, running) => (momo, running),
        Kind::Guard(_) => panic!("no program"),
    }
}

/// The next refusal in the live view: status and reason, which also stand in the history.
fn next(target: &mut Target) -> (u64, String) {
    let (momo, running) = parts(target);
    let line = running.json();
    assert_eq!(line["type"], "exchange");
    assert_eq!(line["stored"], true, "{line}");
    assert_eq!(line["failure"]["cause"], "rejected");
    let history = History::open(&momo.home().join("history.db")).unwrap();
    let kept = history.get(line["id"].as_str().unwrap()).unwrap().unwrap();
    assert_eq!(
        serde_json::to_value(&kept.failure).unwrap(),
        line["failure"]
    );
    let reason = line["note"].as_str().unwrap().to_owned();
    let status = line["response"]["status"].as_u64();
    (status.unwrap_or_default(), reason)
}

#[test]
fn each_refusal_is_one_line_to_the_sender_and_in_the_live_view() {
    let mut target = Target::listen_in(Momo::new(), &["--max-body", "1000"]);
    for (status, reason, bytes) in requests() {
        let answer = target.ask(&bytes);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{answer}"
        );
        assert!(answer.ends_with(&format!("\r\n\r\n{reason}\n")), "{answer}");
        assert_eq!(next(&mut target), (status.into(), reason.to_owned()));
    }
    let cut = target.begin(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
    cut.shutdown(Shutdown::Write).unwrap();
    let gone = "the client went away before its request was whole";
    assert_eq!(next(&mut target), (0, gone.to_owned()));
    target.end();
}

#[test]
fn terminal_shows_why_a_request_was_refused() {
    let momo = Momo::new();
    let mut running = momo.start(&["webhook", "listen", "--port", "0", "--allow-unsigned"]);
    let ready = running.line();
    let port = ready.split([':', '/']).nth(4).unwrap();
    let way = super::Way {
        address: super::local(port.parse().unwrap()),
        good: ("GET", String::new()),
    };
    way.ask(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
    let line = running.line();
    assert!(line.contains("  413 "), "{line}");
    assert!(line.ends_with("  the body is too large"), "{line}");
}

#[test]
fn slow_request_is_told_its_reason() {
    let mut target = Target::listen();
    let head = target.begin(b"POST / HTTP/1.1\r\nHost");
    let body = target.begin(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhel");
    for stream in [head, body] {
        let patience = std::time::Duration::from_secs(20);
        stream.set_read_timeout(Some(patience)).unwrap();
        let answer = super::whatever(&stream);
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        let slow = "the request came too slowly".to_owned();
        assert_eq!(next(&mut target), (408, slow));
    }
    target.end();
}

#[test]
fn bodies_over_the_shared_budget_are_told_their_reason() {
    let _turn = turn();
    let mut target = Target::listen();
    let length = 0x10_0000;
    let mut piece = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
    piece.push_str(&"x".repeat(length - 1));
    // Together they may have 128 MiB.
    let held: Vec<_> = (0..130).map(|_| target.begin(piece.as_bytes())).collect();
    let much = "too many bodies are coming in at once".to_owned();
    assert_eq!(next(&mut target), (503, much));
    drop(held);
}

#[test]
fn connections_without_a_slot_are_told_their_reason() {
    let mut target = Target::listen_in(Momo::new(), &["--max-connections", "2"]);
    let (momo, _) = parts(&mut target);
    let holder = Connection::open(momo.home().join("history.db")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    // Both places are taken by events that wait for the disk.
    let waiting = [0, 1].map(|_| target.begin(target.request("1.1").as_bytes()));
    let answer = wait_for("a refusal", || {
        Some(target.ask(b"")).filter(|it| !it.is_empty())
    });
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(
        answer.ends_with("\r\n\r\nall connections are busy\n"),
        "{answer}"
    );
    holder.execute_batch("ROLLBACK").unwrap();
    drop(waiting);
    let (_, running) = parts(&mut target);
    let line = std::iter::repeat_with(|| running.json())
        .find(|line| line["failure"]["cause"] == "rejected")
        .unwrap();
    assert_eq!(line["response"]["status"], 503);
    let note = line["note"].as_str().unwrap();
    assert!(note.starts_with("all connections are busy"), "{line}");
    assert_eq!(line["request"]["method"], Value::from(""), "{line}");
    target.end();
}
