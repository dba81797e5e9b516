//! Events handed on: byte for byte, by type, with the answer of the first place that takes them.
use super::{EVENT, Listening, SIGNATURE, ask, signed};
use crate::support::{DeadPort, Momo, Peer, wait_for};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// Takes one request and gives its bytes; answers with these.
fn one_request(listener: TcpListener, answer: &'static [u8]) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
        while !bytes.ends_with(b"\xff{}") {
            let count = stream.read(&mut piece).unwrap();
            assert!(count > 0, "{:?}", String::from_utf8_lossy(&bytes));
            bytes.extend_from_slice(&piece[..count]);
        }
        stream.write_all(answer).unwrap();
        bytes
    })
}

#[test]
fn forwarding_to_the_receiver_itself_is_refused() {
    let args = ["webhook", "listen", "--allow-unsigned", "--port", "3861"];
    for target in ["3861", "talk.*=http://localhost:3861/hook"] {
        let refused = Momo::new().run(&[&args[..], &["--forward-to", target]].concat());
        let refused = refused.expect(2);
        assert!(
            refused.err().contains("lead back to this receiver"),
            "{refused}"
        );
    }
    // An address that only documentation has: it cannot be bound, and nothing of loopback comes there.
    let elsewhere = ["--host", "192.0.2.1", "--forward-to", "3861"];
    let refused = Momo::new().run(&[&args[..], &elsewhere].concat()).expect(3);
    assert!(!refused.err().contains("lead back"), "{refused}");
}

#[test]
fn bytes_and_headers_are_forwarded_and_the_response_returned() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = b"HTTP/1.1 418 Teapot\r\nX-Bot: 1\r\nX-Bot: 2\r\nSet-Cookie: canary-answer\r\nContent-Type: a/b\r\nContent-Length: 3\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\n\r\nno\n";
    let bot = one_request(listener, answer);
    let target = port.to_string();
    let mut listening =
        Listening::json(Momo::new(), &["--allow-unsigned", "--forward-to", &target]);
    let mut stream = TcpStream::connect(("127.0.0.1", listening.port)).unwrap();
    let head = b"POST /a%20b/?q=%EC%95%88&q=2 HTTP/1.1\r\nHost: momo.example\r\nX-Twice: 1\r\nx-twice: 2\r\nX-Latin: caf\xe9\r\nUser-Agent: MoMoTalk\r\nAuthorization: Bearer canary-token\r\nX-MoMoTalk-Bot-Signature: abc\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nProxy-Authorization: canary-proxy\r\nTransfer-Encoding: chunked\r\n\r\n";
    stream.write_all(head).unwrap();
    stream
        .write_all(b"3\r\n{\x00\xff\r\n2\r\n{}\r\n0\r\n\r\n")
        .unwrap();
    let mut back = String::new();
    stream.read_to_string(&mut back).unwrap();
    let seen = bot.join().unwrap();
    let end = seen
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap()
        + 4;
    assert_eq!(&seen[end..], b"{\x00\xff{}");
    let head: String = seen[..end].iter().map(|byte| char::from(*byte)).collect();
    let head = head.to_ascii_lowercase();
    assert!(
        head.starts_with("post /a%20b/?q=%ec%95%88&q=2 http/1.1\r\n"),
        "{head}"
    );
    let expected = [
        format!("host: 127.0.0.1:{port}"),
        "content-length: 5".into(),
        "x-twice: 1\r\nx-twice: 2".into(),
        "x-latin: caf\u{e9}".into(),
        "user-agent: momotalk".into(),
        "authorization: bearer canary-token".into(),
        "x-momotalk-bot-signature: abc".into(),
    ];
    for line in expected {
        assert!(head.contains(&format!("\r\n{line}\r\n")), "{line}\n{head}");
    }
    for gone in [
        "momo.example",
        "x-hop",
        "canary-proxy",
        "chunked",
        "trailers",
    ] {
        assert!(!head.contains(gone), "{gone}\n{head}");
    }
    assert!(back.starts_with("HTTP/1.1 418 "), "{back}");
    assert!(
        back.to_ascii_lowercase()
            .contains("x-bot: 1\r\nx-bot: 2\r\n"),
        "{back}"
    );
    assert!(
        back.contains("canary-answer") && !back.to_ascii_lowercase().contains("x-mine"),
        "{back}"
    );
    assert!(back.ends_with("\r\n\r\nno\n"), "{back}");
    kept_without_credentials(&mut listening);
}

/// Both exchanges are in the history, and no credential is.
fn kept_without_credentials(listening: &mut Listening) {
    let (sent, received) = (listening.running.json(), listening.running.json());
    assert_eq!(sent["forwarded_from"], received["id"]);
    assert_eq!(
        (&sent["direction"], &sent["kind"]),
        (&"sent".into(), &"event".into())
    );
    for line in [&sent, &received] {
        assert_eq!(line["response"]["status"], 418);
        let kept = listening.history().get(line["id"].as_str().unwrap());
        let kept = kept.unwrap().unwrap();
        assert_eq!(kept.request.body, b"{\x00\xff{}");
        let whole = format!("{line}{}", serde_json::to_string(&kept).unwrap());
        assert!(!whole.contains("canary"), "{whole}");
    }
    let note = received["note"].as_str().unwrap();
    assert!(
        note.starts_with("-> 127.0.0.1:") && note.ends_with(" ms of 3 s"),
        "{note}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn events_are_routed_by_type_and_the_first_target_answers() {
    let first = Peer::answering(201, "text/plain", "first");
    let copy = Peer::answering(500, "text/plain", "copy");
    let (a, b) = (
        format!("talk.*={}", first.url("/hook")),
        format!("*_created,kakao.*={}", copy.url("")),
    );
    let mut listening = Listening::checking(&["--forward-to", &a, "--forward-to", &b]);
    assert_eq!(listening.event(SIGNATURE), (201, "first".into()));
    wait_for("the copy", || (!copy.seen().is_empty()).then_some(()));
    assert_eq!(first.only().line, "POST /hook?x=1 HTTP/1.1");
    assert_eq!(copy.only().line, "POST /hook?x=1 HTTP/1.1");
    assert_eq!(
        copy.only().header("x-momotalk-bot-signature"),
        Some(SIGNATURE)
    );
    let lines: Vec<_> = (0..3).map(|_| listening.running.json()).collect();
    let of = |direction: &str| {
        lines
            .iter()
            .filter(|line| line["direction"] == direction)
            .count()
    };
    assert_eq!((of("sent"), of("received")), (2, 1));
    // Whoever is not authentic is not handed on.
    assert_eq!(listening.post("/", "", EVENT).0, 401);
    // Nobody takes this one.
    let other = r#"{"event_type":"other"}"#;
    let signature = "0d8a2f5f83fe3ba6a2c85b1aaa3a1e3b0f3cb5f45a6ee2d6dd0d6e4ab0e1a5d5";
    assert_eq!(ask(listening.port, &signed(other, signature)).0, 401);
    assert_eq!((first.seen().len(), copy.seen().len()), (1, 1));
    let running = listening.running;
    running.signal("TERM");
    let summary = running.finish().expect_notes(0).json_lines().pop().unwrap();
    assert_eq!(
        (&summary["forwarded"], &summary["failed_forwards"]),
        (&2.into(), &1.into())
    );
    assert_eq!(summary["received"], 3);
}

#[test]
fn dead_target_is_a_502_and_explained_once() {
    let dead = DeadPort::new();
    let target = format!("{}/hook", dead.port());
    let momo = Momo::new();
    let args = [
        "webhook",
        "listen",
        "--port",
        "0",
        "--secret",
        "s3cret",
        "--forward-to",
        &target,
    ];
    let mut running = momo.start(&args);
    let ready = running.line();
    let port = ready
        .split(':')
        .nth(2)
        .unwrap()
        .split('/')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    for is_first in [true, false] {
        assert_eq!(
            ask(port, &signed(EVENT, SIGNATURE)),
            (502, "the bot gave no answer\n".into())
        );
        let mut line = running.line();
        if is_first {
            assert!(line.contains("  nothing listens on `127.0.0.1:"), "{line}");
            while line.starts_with("  ") {
                line = running.line();
            }
        }
        assert!(line.contains("  502 "), "{line}");
        assert!(
            line.ends_with(&format!("-> 127.0.0.1:{target}: nothing listens there")),
            "{line}"
        );
        assert!(!line.contains("duplicate"), "{line}");
    }
}

#[test]
fn oversized_or_invalid_response_is_a_502() {
    let large = Peer::answering(200, "text/plain", &"x".repeat(1024 * 1024 + 1));
    let other = Peer::raw(|_| b"SSH-2.0-OpenSSH_9.6\r\n".to_vec());
    for (peer, words) in [
        (&large, "larger than 1048576 bytes"),
        (&other, "no HTTP answer"),
    ] {
        let mut listening = Listening::checking(&["--forward-to", &peer.url("/")]);
        assert_eq!(listening.event(SIGNATURE).0, 502);
        let sent = listening.running.json();
        assert!(
            sent["failure"]["message"].as_str().unwrap().contains(words),
            "{sent}"
        );
        let line = listening.running.json();
        assert!(line["note"].as_str().unwrap().contains(words), "{line}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn other_types_are_answered_and_dropped() {
    let bot = Peer::answering(200, "application/json", "{}");
    let target = bot.url("/");
    let args = [
        "--allow-unsigned",
        "--types",
        "talk.message_*, kakao.share",
        "--forward-to",
        &target,
    ];
    let mut listening = Listening::json(Momo::new(), &args);
    for body in [
        r#"{"event_type":"talk.read"}"#,
        "{}",
        r#"{"userRequest":{"user":{}}}"#,
    ] {
        assert_eq!(listening.post("/", "", body).0, 200, "{body}");
    }
    assert_eq!(listening.post("/", "", EVENT).0, 200);
    assert_eq!(listening.running.json()["direction"], "sent");
    assert_eq!(
        listening.running.json()["event_type"],
        "talk.message_created"
    );
    let received = momo::model::history::query::Query::default();
    let kept = listening.history().list(&received).unwrap();
    assert_eq!(kept.len(), 2);
    bot.only();
    listening.running.signal("TERM");
    let output = listening.running.finish().expect_notes(0);
    assert_eq!(output.json_lines().pop().unwrap()["other_types"], 3);
    assert!(output.err().contains("3 of other types"), "{output}");
}
