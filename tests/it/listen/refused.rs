//! Whatever is refused is shown with its reason, and explained only when the refusal has gone out.
use super::{EVENT, Listening, OTHER_SIGNATURE, SIGNATURE, ask};
use crate::support::{Momo, wait_for};
use momo::io::server::{Handler, Limits, ReceivedRequest, Reply, Server};
use momo::model::http::Response;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, Mutex};

/// What happened to a request: status and reason.
fn reason(listening: &mut Listening) -> (u64, String) {
    let line = listening.running.json();
    assert_eq!(line["stored"], true, "{line}");
    let explanation = line["signature"]["explanation"].as_array();
    let explanation = explanation.and_then(|lines| lines.first()).cloned();
    let reason = explanation.unwrap_or_else(|| line["note"].clone());
    let status = line["response"]["status"].as_u64().unwrap_or_default();
    (status, reason.as_str().unwrap_or_default().to_owned())
}

#[test]
fn each_refusal_gives_its_reason_on_its_line() {
    let args = [
        "--path",
        "/hook",
        "--max-body",
        "500",
        "--max-head",
        "300",
        "--max-headers",
        "4",
        "--head-time",
        "100ms",
        "--body-time",
        "100ms",
    ];
    let mut listening = Listening::checking(&args);
    let long = "a".repeat(400);
    let cases = [
        (
            format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n"),
            414,
            "the URL is too long",
        ),
        (
            format!("GET /hook HTTP/1.1\r\nHost: x\r\nA: {long}\r\n\r\n"),
            431,
            "the head is too large",
        ),
        (
            "GET /hook HTTP/1.1\r\nHost: x\r\nA: 1\r\nA: 1\r\nA: 1\r\nA: 1\r\n\r\n".into(),
            431,
            "there are too many headers",
        ),
        (
            "POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 501\r\n\r\n".into(),
            413,
            "the body is too large",
        ),
        (
            "GET /hook HTTP/1.1\r\nHost: x\n\r\n".into(),
            400,
            "a line ends with a bare LF",
        ),
        (
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
            505,
            "only HTTP/1.1 and 1.0 are spoken here",
        ),
        (
            "POST /other HTTP/1.0\r\nContent-Length: 0\r\n\r\n".into(),
            404,
            "only `/hook` is taken",
        ),
        (
            "PUT /hook HTTP/1.0\r\nContent-Length: 0\r\n\r\n".into(),
            405,
            "events are delivered by POST",
        ),
        (
            "POST /hook HTTP/1.0\r\nContent-Length: 0\r\n\r\n".into(),
            401,
            "no `X-MoMoTalk-Bot-Signature` header",
        ),
        (
            "POST /hook HTTP/1.0\r\nContent-Length: 0\r\nX-MoMoTalk-Bot-Signature: ab\r\n\r\n"
                .into(),
            401,
            "a signature is 64 hex digits, this one has 2",
        ),
    ];
    for (request, status, why) in cases {
        assert_eq!(ask(listening.port, &request).0, status, "{request}");
        assert_eq!(
            reason(&mut listening),
            (status.into(), why.into()),
            "{request}"
        );
    }
    // Too slow, in the head and in the body: the connection stays open until momo ends it.
    for request in [
        "POST /hook HT",
        "POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1",
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", listening.port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert_eq!(
            reason(&mut listening),
            (408, "the request came too slowly".into())
        );
    }
    // Gone before the request was whole.
    let mut stream = TcpStream::connect(("127.0.0.1", listening.port)).unwrap();
    stream.write_all(b"POST /hook HTTP/1.1\r\nHo").unwrap();
    drop(stream);
    let (status, why) = reason(&mut listening);
    assert!(status == 0 && why.contains("went away"), "{status} {why}");
}

#[test]
fn rejected_connection_is_shown() {
    let listening = Listening::json(
        Momo::new(),
        &[
            "--allow-unsigned",
            "--max-connections",
            "1",
            "--delay",
            "1h",
        ],
    );
    let mut first = TcpStream::connect(("127.0.0.1", listening.port)).unwrap();
    first
        .write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
    // Sends nothing here: unread data turns the end of a connection into a reset.
    wait_for("a connection to be turned away", || {
        let mut stream = TcpStream::connect(("127.0.0.1", listening.port)).unwrap();
        let timeout = std::time::Duration::from_millis(500);
        stream.set_read_timeout(Some(timeout)).unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer.starts_with("HTTP/1.1 503 ").then_some(())
    });
    let mut listening = listening;
    let line = loop {
        let line = listening.running.json();
        if line["response"]["status"] == 503 {
            break line;
        }
    };
    let note = line["note"].as_str().unwrap();
    assert!(note.starts_with("all connections are busy"), "{note}");
}

/// Leaves work for when its answer has gone out, which waits until it may end.
#[derive(Default)]
struct Slow {
    may_end: Mutex<bool>,
    changed: Condvar,
    done: Mutex<bool>,
}

impl Handler for Slow {
    fn handle(&self, _: ReceivedRequest) -> Reply<'_> {
        let after = || {
            let gate = self.may_end.lock().unwrap();
            drop(self.changed.wait_while(gate, |open| !*open).unwrap());
            *self.done.lock().unwrap() = true;
        };
        Reply {
            response: Response::text(401, "no"),
            after: Some(Box::new(after)),
        }
    }
}

#[test]
fn deferred_work_delays_no_response_and_is_done_before_the_end() {
    let server = Server::bind("127.0.0.1:0".parse().unwrap(), Limits::default()).unwrap();
    let (port, stopper) = (server.address().port(), server.stopper());
    let slow = Arc::new(Slow::default());
    let handler = slow.clone();
    let thread = std::thread::spawn(move || server.run(handler));
    // The whole answer and the end of the connection come, while the work has not begun to end.
    let answer = ask(port, "POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(answer, (401, "no\n".into()));
    assert!(!*slow.done.lock().unwrap());
    stopper.stop();
    *slow.may_end.lock().unwrap() = true;
    slow.changed.notify_all();
    thread.join().unwrap();
    assert!(*slow.done.lock().unwrap());
}

#[test]
fn explanation_is_recorded_with_its_exchange() {
    let header = format!("X-MoMoTalk-Bot-Signature: sha256={OTHER_SIGNATURE}\r\n");
    for (flags, status) in [(&[][..], 401), (&["--allow-unsigned"], 200)] {
        let mut listening = Listening::checking(flags);
        assert_eq!(listening.post("/", &header, EVENT).0, status);
        let line = listening.running.json();
        let kept = listening
            .history()
            .get(line["id"].as_str().unwrap())
            .unwrap()
            .unwrap();
        let kept = serde_json::to_value(kept.signature).unwrap();
        assert_eq!(kept["explanation"], line["signature"]["explanation"]);
        assert!(!kept["explanation"].as_array().unwrap().is_empty());
    }
}

#[test]
fn signature_in_another_header_is_named_to_the_owner_alone() {
    let mut listening = Listening::checking(&[]);
    let headers = format!("X-MoMoTalk-Event-Id: evt_1\r\nX-Signature: sha256={SIGNATURE}\r\n");
    let (status, body) = listening.post("/", &headers, EVENT);
    assert_eq!(status, 401);
    assert!(!body.contains("X-Signature"), "{body}");
    let line = listening.running.json();
    assert_eq!(line["signature"]["verdict"], "missing");
    assert_eq!(
        line["signature"]["explanation"][0],
        "matches if the signature stands in the header `X-Signature` and the prefix `sha256=` of the signature is left out"
    );
}

#[test]
fn reason_is_told_in_the_chosen_language() {
    let momo = Momo::new();
    let args = ["webhook", "listen", "--port", "0", "--allow-unsigned"];
    let mut running = momo.start(&[&args[..], &["--path", "/hook", "--lang", "ko"]].concat());
    let first = running.line();
    let port = first.split(['/', ':']).find_map(|it| it.parse().ok());
    let (status, _) = ask(
        port.unwrap(),
        "POST /other HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
    );
    assert_eq!(status, 404);
    let line = running.line();
    assert!(line.contains("`/hook` 경로만 받습니다"), "{line}");
}
