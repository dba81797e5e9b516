//! Clients that take their time, and would take everybody's.
use super::{Kind, Target, each, soak, whatever};
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How many connections an attack holds; always more than there are places.
fn many() -> usize {
    if soak().is_some() { 2_000 } else { 600 }
}

/// Opens many connections that send this, and then a byte now and then; the target is healthy meanwhile.
fn drip(target: &Target, begin: &[u8]) {
    let streams: Vec<TcpStream> = (0..many()).map(|_| target.begin(begin)).collect();
    target.is_healthy();
    for mut stream in &streams {
        let _ = stream.write_all(b"x");
    }
    target.is_healthy();
    if let Kind::Guard(_) = target.kind {
        // Its limits are short: every one of them has an end.
        let start = Instant::now();
        for stream in &streams {
            let answer = whatever(stream);
            let is_end = answer.is_empty() || answer.starts_with("HTTP/1.1 408 ");
            assert!(is_end || answer.starts_with("HTTP/1.1 503 "), "{answer}");
        }
        assert!(start.elapsed() < Duration::from_secs(60));
    }
}

#[test]
fn two_thousand_silent_connections_are_survived() {
    each(|target| {
        let streams: Vec<_> = (0..many()).map(|_| target.connect()).collect();
        target.is_healthy();
        drop(streams);
    });
}

#[test]
fn two_thousand_dripping_heads_are_survived() {
    each(|target| drip(target, b"GET / HT"));
    each(|target| drip(target, b"GET / HTTP/1.1\r\nHost: x\r\nA: "));
}

#[test]
fn two_thousand_dripping_bodies_are_survived() {
    for length in [500, 5_000] {
        let head = format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        each(|target| drip(target, head.as_bytes()));
    }
}

#[test]
fn endless_bodies_are_survived() {
    each(|target| {
        let chunked =
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
        let expects =
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n";
        let huge = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n";
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(target.begin(chunked));
            held.push(target.begin(expects));
            assert!(target.ask(huge).starts_with("HTTP/1.1 413 "));
        }
        target.is_healthy();
        for mut stream in &held {
            let _ = stream.write_all(b"5\r\nhello\r\n");
        }
        target.is_healthy();
    });
}

#[test]
fn held_upgrades_are_survived() {
    each(|target| {
        let request =
            b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        let held: Vec<_> = (0..4).map(|_| target.begin(request)).collect();
        target.is_healthy();
        drop(held);
    });
}
