//! `io::client`: what it sends, what it takes, and why nothing came.
use crate::support::{DeadPort, Peer, response};
use momo::io::client::{Client, ClientOptions, Outcome};
use momo::model::history::exchange::{Failure, FailureCause};
use momo::model::http::Request;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

const SECOND: Duration = Duration::from_secs(1);

fn send(request: &Request) -> Outcome {
    send_within(request, 10 * SECOND)
}

fn send_within(request: &Request, timeout: Duration) -> Outcome {
    Client::new(ClientOptions::default())
        .unwrap()
        .send(request, timeout)
}

fn post(url: impl Into<String>) -> Request {
    Request::post(url, "application/json", "{}")
}

#[track_caller]
fn failure(outcome: Outcome) -> Failure {
    outcome.response.expect_err("a failure was expected")
}

/// A listener of its own kind: `talk` gets the one connection.
fn listener(
    talk: impl FnOnce(std::net::TcpStream) + Send + 'static,
) -> (u16, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || talk(listener.accept().unwrap().0));
    (port, thread)
}

#[test]
fn bytes_and_headers_are_sent_unchanged() {
    let peer = Peer::answering(202, "text/plain", "taken");
    let mut request = post(peer.url("/hook?a=%20b"));
    request.body = b"\xff\x00{\r\n".to_vec();
    request.headers.push("X-Name", "누구".as_bytes());
    request.headers.push("X-Twice", "1");
    request.headers.push("X-Twice", "2");
    let outcome = send(&request);
    let answer = outcome.response.unwrap();
    assert_eq!((answer.status, answer.body), (202, b"taken".to_vec()));
    assert_eq!(answer.headers.text("Content-Type"), Some("text/plain"));
    assert!(outcome.timing.total_ms >= outcome.timing.first_byte_ms.unwrap());
    let seen = peer.only();
    assert_eq!(seen.line, "POST /hook?a=%20b HTTP/1.1");
    assert_eq!(seen.body, b"\xff\x00{\r\n");
    assert_eq!(seen.header("x-name"), Some("누구"));
    assert_eq!(
        seen.header("user-agent"),
        Some(concat!("momo/", env!("CARGO_PKG_VERSION")))
    );
    let twice: Vec<_> = seen
        .headers
        .iter()
        .filter(|(name, _)| name == "x-twice")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(twice, ["1", "2"]);
    assert_eq!(seen.header("referer"), None);
    assert_eq!(seen.header("accept-encoding"), None);
}

#[test]
fn connection_headers_are_not_sent() {
    let peer = Peer::answering(200, "text/plain", "");
    let mut request = post(peer.url("/"));
    request.headers.push("Content-Length", "999");
    request.headers.push("Transfer-Encoding", "chunked");
    request.headers.push("Connection", "close");
    request.headers.push("Host", "bot.example");
    request.headers.push("User-Agent", "mine");
    assert!(send(&request).response.is_ok());
    let seen = peer.only();
    assert_eq!(seen.header("content-length"), Some("2"));
    assert_eq!(seen.header("transfer-encoding"), None);
    assert_eq!(seen.header("host"), Some("bot.example"));
    assert_eq!(seen.header("user-agent"), Some("mine"));
}

#[test]
fn redirect_is_returned_as_the_response() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let place = format!("http://{}/new", other.local_addr().unwrap());
    let told = place.clone();
    let peer = Peer::raw(move |_| {
        format!("HTTP/1.1 307 Go\r\nLocation: {told}\r\nContent-Length: 0\r\n\r\n").into_bytes()
    });
    let answer = send(&post(peer.url("/"))).response.unwrap();
    assert_eq!(answer.status, 307);
    assert_eq!(answer.headers.text("Location"), Some(&*place));
    assert!(other.accept().is_err(), "the redirect was followed");
}

#[test]
fn proxy_is_not_used_for_loopback() {
    // The environment is the process's; the binary gets one of its own in `replay.rs`. Here: no client reads it for loopback.
    let peer = Peer::answering(200, "text/plain", "");
    assert!(send(&post(peer.url("/"))).response.is_ok());
    assert_eq!(peer.only().line, "POST / HTTP/1.1");
}

#[test]
fn refused_connection_is_a_failure() {
    let nobody = DeadPort::new();
    let port = nobody.port();
    let failure = failure(send(&post(format!(
        "http://127.0.0.1:{port}/?token=hidden"
    ))));
    assert_eq!(failure.cause, FailureCause::Refused);
    assert_eq!(
        failure.message.to_string(),
        format!("connection refused by `127.0.0.1:{port}`")
    );
}

#[test]
fn unknown_host_is_a_failure() {
    let failure = failure(send(&post("http://nobody.invalid/?token=hidden")));
    assert_eq!(failure.cause, FailureCause::Dns);
    let message = failure.message.to_string();
    assert!(message.contains("`nobody.invalid`"), "{failure:?}");
    assert!(!message.contains("hidden"), "{failure:?}");
}

#[test]
fn silent_and_dripping_servers_time_out() {
    let (port, silent) = listener(|mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let begun = Instant::now();
    let failure_of_silence = failure(send_within(
        &post(format!("http://127.0.0.1:{port}/")),
        Duration::from_millis(200),
    ));
    assert_eq!(failure_of_silence.cause, FailureCause::Timeout);
    assert!(begun.elapsed() < 30 * SECOND);
    silent.join().unwrap();
    let (port, dripping) = listener(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        while stream.write_all(b".").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let begun = Instant::now();
    let outcome = send_within(
        &post(format!("http://127.0.0.1:{port}/")),
        Duration::from_millis(300),
    );
    assert!(outcome.timing.first_byte_ms.is_some());
    assert_eq!(failure(outcome).cause, FailureCause::Timeout);
    assert!(begun.elapsed() < 30 * SECOND);
    dripping.join().unwrap();
}

#[test]
fn broken_connection_is_a_failure() {
    for head in [
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    ] {
        let (port, thread) = listener(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(head.as_bytes());
        });
        let failure = failure(send(&post(format!("http://127.0.0.1:{port}/"))));
        assert_eq!(failure.cause, FailureCause::Broken, "{head:?}: {failure:?}");
        thread.join().unwrap();
    }
}

#[test]
fn response_that_is_not_http_is_a_failure() {
    for answer in [
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "\0\u{1}\u{2}\u{3}",
    ] {
        let (port, thread) = listener(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        });
        let failure = failure(send(&post(format!("http://127.0.0.1:{port}/"))));
        assert_eq!(
            failure.cause,
            FailureCause::Protocol,
            "{answer:?}: {failure:?}"
        );
        thread.join().unwrap();
    }
}

#[test]
fn response_over_the_size_limit_is_a_failure() {
    let peer = Peer::raw(|seen| {
        let size = if seen.line.contains("/fits") {
            1000
        } else {
            1001
        };
        response(200, "text/plain", &"x".repeat(size))
    });
    let client = Client::new(ClientOptions {
        max_body: 1000,
        ..ClientOptions::default()
    })
    .unwrap();
    let fits = client.send(&post(peer.url("/fits")), SECOND).response;
    assert_eq!(fits.unwrap().body.len(), 1000);
    let failure = failure(client.send(&post(peer.url("/more")), SECOND));
    assert_eq!(failure.cause, FailureCause::TooLarge);
    assert_eq!(
        failure.message.to_string(),
        "the answer (200) is larger than 1000 bytes"
    );
}

#[test]
fn compressed_response_stays_compressed() {
    let peer = Peer::raw(|_| {
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08"
            .to_vec()
    });
    let answer = send(&post(peer.url("/"))).response.unwrap();
    assert_eq!(answer.body, b"\x1f\x8b\x08");
    assert_eq!(answer.headers.text("Content-Encoding"), Some("gzip"));
}

#[test]
fn tls_to_a_plain_port_is_a_failure() {
    let peer = Peer::raw(|_| response(400, "text/plain", "what?"));
    let url = peer.url("/").replace("http:", "https:");
    let failure = failure(send(&post(url)));
    assert_eq!(failure.cause, FailureCause::Tls, "{failure:?}");
    // The peer must have been called once, or it complains.
    assert!(send(&post(peer.url("/"))).response.is_ok());
}

#[test]
fn unsendable_request_is_a_failure_not_a_panic() {
    let bad = |change: fn(&mut Request)| {
        let mut request = post("http://127.0.0.1:1/");
        change(&mut request);
        failure(send(&request)).cause
    };
    assert_eq!(
        bad(|request| request.method = "GE T".into()),
        FailureCause::Protocol
    );
    assert_eq!(
        bad(|request| request.url = "not a url".into()),
        FailureCause::Protocol
    );
    assert_eq!(
        bad(|request| request.url = "ftp://127.0.0.1/".into()),
        FailureCause::Protocol
    );
    assert_eq!(
        bad(|request| request.headers.push("a b", "c")),
        FailureCause::Protocol
    );
    assert_eq!(
        bad(|request| request.headers.push("a", "c\r\nd: e")),
        FailureCause::Protocol
    );
}
