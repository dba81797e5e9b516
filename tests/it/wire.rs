//! What really goes over the wire where a body is sent out of the ordinary, seen by a peer that keeps raw bytes.
use momo::io::client::engine::{EngineEvent, Job, Load, LoadTotals, SentJob};
use momo::io::client::{Client, ClientOptions};
use momo::model::fault::TransportEffect;
use momo::model::history::exchange::{Failure, FailureCause};
use momo::model::http::{Request, Response};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

const BODY: &[u8] = "{\"body\":\"안녕하세요, 누구세요?\"}".as_bytes();

/// A peer that passes on all bytes of each connection, in the pieces in which they came.
struct Raw {
    port: u16,
    connections: Receiver<Vec<Vec<u8>>>,
}

impl Raw {
    /// It answers with `status` as soon as `is_whole` holds of what has come.
    fn answering(status: u16, is_whole: fn(&[u8]) -> bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, connections) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let sender = sender.clone();
                std::thread::spawn(move || keep(stream, status, is_whole, &sender));
            }
        });
        Self { port, connections }
    }

    fn connection(&self) -> (Vec<u8>, usize) {
        let pieces = self.connections.recv_timeout(Duration::from_secs(10));
        let pieces = pieces.unwrap();
        (pieces.concat(), pieces.len())
    }
}

fn keep(
    mut stream: TcpStream,
    status: u16,
    is_whole: fn(&[u8]) -> bool,
    sender: &Sender<Vec<Vec<u8>>>,
) {
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        pieces.push(buffer[..count].to_vec());
        if is_whole(&pieces.concat()) {
            let answer =
                format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
            break;
        }
    }
    let _ = sender.send(pieces);
}

fn ends_with_body(bytes: &[u8]) -> bool {
    bytes.ends_with(BODY)
}

fn ends_with_last_chunk(bytes: &[u8]) -> bool {
    bytes.ends_with(b"\r\n0\r\n\r\n")
}

fn head_of(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    (head.to_ascii_lowercase(), &bytes[end..])
}

/// The body behind the framing of RFC 9112, section 7.1, read strictly.
fn unchunked(mut bytes: &[u8]) -> (Vec<u8>, usize) {
    let (mut body, mut count) = (Vec::new(), 0);
    loop {
        let end = bytes.windows(2).position(|it| it == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap(), 16).unwrap();
        bytes = &bytes[end + 2..];
        assert_eq!(&bytes[size..size + 2], b"\r\n");
        if size == 0 {
            assert_eq!(bytes, b"\r\n", "nothing follows the last chunk");
            return (body, count);
        }
        body.extend_from_slice(&bytes[..size]);
        count += 1;
        bytes = &bytes[size + 2..];
    }
}

fn job(port: u16, manner: Option<TransportEffect>) -> Job<u32> {
    Job {
        request: Request::post(
            format!("http://127.0.0.1:{port}/"),
            "application/json",
            BODY.to_vec(),
        ),
        tag: 1,
        effect: manner.map(Box::new),
    }
}

fn load(limit: u64, timeout: Duration) -> Load {
    Load {
        concurrency: 1,
        rate: None,
        limit: Some(limit),
        duration: None,
        warmup: 0,
        timeout,
    }
}

/// Sends it once; what came of it and its time.
fn send(port: u16, manner: TransportEffect, timeout: Duration) -> (Result<Response, Failure>, f64) {
    let client = Client::new(ClientOptions::default()).unwrap();
    let mut outcome = None;
    let next = |_| Some(job(port, Some(manner)));
    client
        .run_load(&load(1, timeout), &next, &mut |happened| {
            if let EngineEvent::Sent(sent) = happened {
                outcome = Some(sent.outcome);
            }
            ControlFlow::Continue(())
        })
        .unwrap();
    let outcome = outcome.unwrap();
    (outcome.response, outcome.timing.total_ms)
}

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn chunks_are_framed_as_http_1_1_requires() {
    let peer = Raw::answering(200, ends_with_last_chunk);
    let manner = TransportEffect {
        is_chunked: true,
        ..TransportEffect::default()
    };
    let (response, _) = send(peer.port, manner, 10 * SECOND);
    assert_eq!(response.unwrap().status, 200);
    let (bytes, _) = peer.connection();
    let (head, rest) = head_of(&bytes);
    assert!(
        head.contains("\r\ntransfer-encoding: chunked\r\n"),
        "{head}"
    );
    assert!(!head.contains("content-length"), "{head}");
    let (body, chunks) = unchunked(rest);
    assert_eq!((body.as_slice(), chunks), (BODY, 4));
}

#[test]
fn slow_body_is_sent_whole_and_not_charged_to_the_bot() {
    for is_chunked in [false, true] {
        let whole = if is_chunked {
            ends_with_last_chunk
        } else {
            ends_with_body
        };
        let peer = Raw::answering(200, whole);
        let slow = Duration::from_millis(300);
        let manner = TransportEffect {
            slow_body: Some(slow),
            is_chunked,
            ..TransportEffect::default()
        };
        let begun = Instant::now();
        // The bot has so long for its answer beside the time that the body takes.
        let (response, millis) = send(peer.port, manner, 10 * SECOND);
        assert_eq!(response.unwrap().status, 200);
        assert!(begun.elapsed() >= slow);
        assert!(
            millis < begun.elapsed().as_secs_f64() * 1000.0 - 250.0,
            "{millis}"
        );
        let (bytes, pieces) = peer.connection();
        assert!(pieces >= 5, "{pieces}");
        let (head, rest) = head_of(&bytes);
        assert_eq!(head.contains("transfer-encoding"), is_chunked, "{head}");
        if is_chunked {
            assert_eq!(unchunked(rest).0, BODY);
        } else {
            let length = format!("\r\ncontent-length: {}\r\n", BODY.len());
            assert!(head.contains(&length), "{head}");
            assert_eq!(rest, BODY);
        }
    }
}

#[test]
fn cut_body_closes_the_connection_half_way() {
    for is_chunked in [false, true] {
        let peer = Raw::answering(200, |_| false);
        let manner = TransportEffect {
            closes_early: true,
            is_chunked,
            ..TransportEffect::default()
        };
        let (response, _) = send(peer.port, manner, 10 * SECOND);
        assert_eq!(response.unwrap_err().cause, FailureCause::Cut);
        let (bytes, _) = peer.connection();
        let (head, rest) = head_of(&bytes);
        if is_chunked {
            assert!(!rest.ends_with(b"0\r\n\r\n"), "the last chunk never comes");
        } else {
            let length = format!("\r\ncontent-length: {}\r\n", BODY.len());
            assert!(head.contains(&length), "{head}");
            assert!(!rest.is_empty() && rest.len() < BODY.len());
            assert!(BODY.starts_with(rest));
        }
    }
}

#[test]
fn request_that_never_connected_was_not_cut() {
    let nobody = crate::support::DeadPort::new();
    let manner = TransportEffect {
        closes_early: true,
        ..TransportEffect::default()
    };
    let (response, _) = send(nobody.port(), manner, SECOND);
    assert_eq!(response.unwrap_err().cause, FailureCause::Refused);
}

/// Sends until two failures are behind each; what was heard, in order.
fn rehearse(pause: Duration, stop_after: usize) -> (Vec<(u64, u32)>, LoadTotals) {
    let peer = Raw::answering(500, ends_with_body);
    let client = Client::new(ClientOptions::default()).unwrap();
    let next = |_| Some(job(peer.port, None));
    let again = |sent: &SentJob<u32>| {
        let mut job = job(peer.port, None);
        job.tag = sent.tag + 1;
        (sent.tag < 3).then_some((pause, job))
    };
    let mut heard = Vec::new();
    let run = client.run_load_with_retries(&load(3, SECOND), &next, &again, &mut |happened| {
        if let EngineEvent::Sent(sent) = happened {
            assert_eq!(sent.retry_after.is_some(), sent.tag < 3);
            heard.push((sent.number, sent.tag));
        }
        match heard.len() < stop_after {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    (heard, run.unwrap())
}

#[test]
fn retries_delay_no_other_request() {
    let (heard, run) = rehearse(Duration::from_millis(200), usize::MAX);
    assert_eq!(heard[..3], [(0, 1), (1, 1), (2, 1)]);
    let mut all = heard.clone();
    all.sort_unstable();
    let expected: Vec<_> = (0..3)
        .flat_map(|it| (1..=3).map(move |tag| (it, tag)))
        .collect();
    assert_eq!(all, expected);
    assert_eq!((run.delayed, run.unfinished, run.unsent), (0, 0, 0));
}

#[test]
fn cancelled_run_reports_what_was_waiting() {
    let (heard, run) = rehearse(Duration::from_secs(3600), 3);
    assert_eq!(heard.len(), 3);
    assert_eq!((run.delayed, run.unfinished), (3, 0));
}

#[test]
fn delayed_requests_are_bounded_without_a_rate() {
    let client = Client::new(ClientOptions::default()).unwrap();
    let manner = TransportEffect {
        delay: Duration::from_secs(3600),
        ..TransportEffect::default()
    };
    let made = std::sync::atomic::AtomicU64::new(0);
    let next = |_| {
        made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Some(job(9, Some(manner)))
    };
    let mut ticks = 0;
    let run = client.run_load_with_retries(&load(1_000_000, SECOND), &next, &|_| None, &mut |_| {
        ticks += 1;
        match ticks < 10 {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    let (run, made) = (run.unwrap(), made.into_inner());
    assert_eq!((run.delayed, run.unfinished), (made, 0));
    assert!((1..=4096).contains(&made), "{made}");
}
