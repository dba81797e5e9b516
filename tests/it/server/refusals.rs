//! What the server does not take: malformed, ambiguous, too large, too slow.
use super::{GET, Limits, Site, rest};
use crate::support::wait_for;
use std::io::Write;
use std::net::Shutdown;
use std::time::Duration;

/// Sends the bytes and expects this status, the connection closed behind it, and no request handled.
#[track_caller]
fn refuses(status: u16, bytes: &[u8]) {
    let site = Site::new(Limits::default());
    let answer = site.ask(bytes);
    let sent = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let expected = format!("HTTP/1.1 {status} ");
    assert!(answer.starts_with(&expected), "{sent:?}\n{answer}");
    assert!(answer.contains("\r\nConnection: close\r\n"), "{answer}");
    assert_eq!(answer.matches("\r\nDate: ").count(), 1, "{answer}");
    assert!(site.echo.seen.lock().unwrap().is_empty(), "{sent:?}");
    let refused = site.refused();
    assert_eq!(refused.status, Some(status));
    assert!(answer.ends_with(&format!("\r\n\r\n{}\n", refused.reason)));
}

/// A POST with these header lines and this body, and a request hidden behind it.
#[track_caller]
fn refuses_post(status: u16, headers: &str, body: &str) {
    let hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
    let request = format!("POST / HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n{body}{hidden}");
    refuses(status, request.as_bytes());
}

#[test]
fn other_protocols_are_refused() {
    refuses(505, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    refuses(505, b"GET / HTTP/2.0\r\nHost: x\r\n\r\n");
    refuses(505, b"GET / HTTP/1.2\r\nHost: x\r\n\r\n");
    refuses(400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03");
    refuses(405, b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n");
    refuses(400, b"GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n");
    refuses(400, b"GET * HTTP/1.1\r\nHost: x\r\n\r\n");
}

#[test]
fn malformed_lines_are_refused() {
    refuses(400, b"GET / HTTP/1.1\nHost: x\n\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: x\r\nA: b\0\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n");
    refuses(400, b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n");
}

#[test]
fn missing_doubled_or_malformed_host_is_refused() {
    refuses(400, b"GET / HTTP/1.1\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    refuses(400, b"GET / HTTP/1.1\r\nHost:\r\n\r\n");
    refuses(400, b"GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n");
}

#[test]
fn ambiguous_content_length_is_refused() {
    for value in [
        "-5",
        "+5",
        "abc",
        "",
        "5, 5",
        "0x5",
        "5 5",
        "18446744073709551616",
        "99999999999999999999",
    ] {
        refuses_post(400, &format!("Content-Length: {value}"), "hello");
    }
    refuses_post(400, "Content-Length: 5\r\nContent-Length: 41", "hello");
    refuses_post(
        400,
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "0\r\n\r\n",
    );
    refuses(411, b"POST / HTTP/1.0\r\n\r\nhello");
    refuses(
        417,
        b"POST / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nContent-Length: 0\r\n\r\n",
    );
}

#[test]
fn ambiguous_transfer_encoding_is_refused() {
    for value in [
        "xchunked",
        "identity",
        "chunked, chunked",
        "gzip, chunked",
        "\"chunked\"",
        "",
        "chunked\x0b",
    ] {
        refuses_post(400, &format!("Transfer-Encoding: {value}"), "0\r\n\r\n");
    }
    refuses_post(
        400,
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "0\r\n\r\n",
    );
    refuses(
        400,
        b"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    );
}

#[test]
fn ambiguous_chunks_are_refused() {
    let bodies = [
        "5 \r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5;\r\nhello\r\n0\r\n\r\n",
        "5;bad[=x\r\nhello\r\n0\r\n\r\n",
        "4\r\nhello\r\n0\r\n\r\n",
        "5\r\nhelloXX0\r\n\r\n",
        "000000005\r\nhello\r\n0\r\n\r\n",
    ];
    for body in bodies {
        refuses_post(400, "Transfer-Encoding: chunked", body);
    }
}

#[test]
fn oversized_requests_are_refused() {
    let many = "a: b\r\n".repeat(129);
    refuses(
        431,
        format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n").as_bytes(),
    );
    let long = "a".repeat(70_000);
    refuses(
        431,
        format!("GET / HTTP/1.1\r\nHost: x\r\nA: {long}\r\n\r\n").as_bytes(),
    );
    refuses(
        414,
        format!("GET /{long} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes(),
    );
    let url = "a".repeat(20_000);
    refuses(
        414,
        format!("GET /{url} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes(),
    );
    refuses(
        501,
        format!("{} / HTTP/1.1\r\nHost: x\r\n\r\n", "A".repeat(33)).as_bytes(),
    );
    // Refused by its announcement: nothing is allocated, nothing read.
    refuses_post(413, "Content-Length: 107374182400", "abc");
    refuses_post(413, "Content-Length: 9223372036854775807", "abc");
    refuses_post(413, "Content-Length: 1048577\r\nExpect: 100-continue", "");
}

#[test]
fn endless_chunked_body_is_refused() {
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    refuses_post(413, "Transfer-Encoding: chunked", &chunk.repeat(17));
    // More framing than body.
    refuses_post(
        413,
        "Transfer-Encoding: chunked",
        &"1\r\nx\r\n".repeat(300_000),
    );
    let trailers = "A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".repeat(500);
    refuses_post(
        431,
        "Transfer-Encoding: chunked",
        &format!("0\r\n{trailers}"),
    );
}

#[test]
fn body_budget_is_shared_and_returned() {
    let site = Site::new(Limits {
        bodies: 1000,
        ..Limits::default()
    });
    let post = |length: usize| {
        let body = "x".repeat(length);
        format!(
            "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    assert!(site.ask(post(1001).as_bytes()).starts_with("HTTP/1.1 503 "));
    assert!(site.ask(post(1000).as_bytes()).starts_with("HTTP/1.1 200 "));
    assert!(site.ask(post(1000).as_bytes()).starts_with("HTTP/1.1 200 "));
}

#[test]
fn slow_requests_time_out() {
    let site = Site::new(Limits {
        head_time: Duration::from_millis(300),
        stall_time: Duration::from_millis(60),
        ..Limits::default()
    });
    assert!(
        site.ask(b"GET / HTTP/1.1\r\nHos")
            .starts_with("HTTP/1.1 408 ")
    );
    let partial = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhel";
    assert!(site.ask(partial).starts_with("HTTP/1.1 408 "));
    // A connection without data is closed without a response, and is no failure.
    assert_eq!(site.ask(b""), "");
    let refused = wait_for("both refusals", || {
        let refused = site.echo.refused.lock().unwrap();
        (refused.len() == 2).then(|| refused.clone())
    });
    assert_eq!(refused[0].head_bytes, b"GET / HTTP/1.1\r\nHos");
    assert!(refused[0].request.is_none());
    assert_eq!(refused[1].request.as_ref().unwrap().body, b"hel");
}

#[test]
fn dripping_body_times_out() {
    let site = Site::new(Limits {
        body_time: Duration::from_millis(100),
        ..Limits::default()
    });
    let mut stream = site.connect();
    stream
        .write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        .unwrap();
    let dripping = stream.try_clone().unwrap();
    std::thread::spawn(move || {
        while (&dripping).write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    assert!(rest(&mut stream).starts_with("HTTP/1.1 408 "));
}

#[test]
fn idle_connection_is_closed_silently() {
    let site = Site::new(Limits {
        idle_time: Duration::from_millis(50),
        ..Limits::default()
    });
    let answer = site.ask(GET);
    assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    assert!(answer.starts_with("HTTP/1.1 200 "));
}

#[test]
fn truncated_request_is_reported_but_not_handled() {
    let site = Site::new(Limits::default());
    for bytes in [
        &b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel"[..],
        b"GET / HT",
    ] {
        let mut stream = site.connect();
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert_eq!(rest(&mut stream), "");
    }
    let refused = site.refused();
    assert_eq!(refused.status, None);
    assert_eq!(refused.request.unwrap().body, b"hel");
    assert!(site.echo.seen.lock().unwrap().is_empty());
}
