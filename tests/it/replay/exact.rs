//! Bytes on the wire are the bytes in the exchange: a peer keeps what came, the history says what was sent.
use super::{PLAIN, momo, replay};
use crate::support::Momo;
use momo::model::fault::Fault;
use momo::model::history::exchange::Exchange;
use momo::model::http::Headers;
use momo::model::samples;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

/// A server that keeps the bytes of each request, whole or cut, and keeps its connections.
struct RawServer {
    port: u16,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl RawServer {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::<Mutex<Vec<Vec<u8>>>>::default();
        let kept = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                std::thread::spawn(move || serve(stream, &kept));
            }
        });
        Self { port, requests }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook/%EA%B0%80?x=%20", self.port)
    }

    /// Waits until so many requests have come, and returns them.
    #[track_caller]
    fn requests(&self, count: usize) -> Vec<Vec<u8>> {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < Duration::from_secs(60), "they never came");
            let requests = self.requests.lock().unwrap();
            if requests.len() >= count {
                return requests.clone();
            }
            drop(requests);
            std::thread::yield_now();
        }
    }
}

fn serve(mut stream: TcpStream, kept: &Mutex<Vec<Vec<u8>>>) {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        bytes.extend_from_slice(&piece[..count]);
        if is_whole(&bytes) {
            kept.lock().unwrap().push(std::mem::take(&mut bytes));
            if stream.write_all(ANSWER).is_err() {
                return;
            }
        }
    }
    if !bytes.is_empty() {
        kept.lock().unwrap().push(bytes);
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") else {
        return false;
    };
    let (head, body) = bytes.split_at(end + 4);
    let head = String::from_utf8_lossy(head);
    if head.contains("\r\nTransfer-Encoding: chunked\r\n") {
        return body.ends_with(b"0\r\n\r\n");
    }
    let length = head.split("\r\nContent-Length: ").nth(1);
    let length = length.and_then(|rest| rest.split("\r\n").next()?.parse().ok());
    body.len() == length.unwrap_or(0)
}

/// The exchanges of the history.
fn exchanges(momo: &Momo) -> Vec<Exchange> {
    let export = momo.run(&["webhook", "history", "export", "--as", "ndjson"]);
    let lines = export.expect(0).json_lines();
    let parsed = lines.into_iter().map(serde_json::from_value);
    parsed.collect::<Result<_, _>>().unwrap()
}

/// The request that an exchange shows, with what momo adds to every request. Values of which only a fingerprint is kept
/// are taken from what was sent.
fn shown(exchange: &Exchange, sent: &[u8], port: u16) -> Vec<u8> {
    let request = &exchange.request;
    let sent = String::from_utf8_lossy(sent);
    let place = format!("127.0.0.1:{port}");
    let target = request.url.split_once(&place).unwrap().1;
    let mut bytes = format!("{} {target} HTTP/1.1\r\n", request.method).into_bytes();
    let mut push = |name: &str, value: &[u8]| {
        bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
    };
    let lacks = |headers: &Headers, name: &str| headers.get(name).is_none();
    if lacks(&request.headers, "host") {
        push("Host", place.as_bytes());
    }
    for header in request.headers.iter() {
        let start = format!("\r\n{}: ", header.name);
        let hidden = sent.split(&start).nth(1).filter(|_| header.is_hidden());
        let hidden = hidden.and_then(|rest| rest.split("\r\n").next());
        push(&header.name, hidden.map_or(&*header.value, str::as_bytes));
    }
    if lacks(&request.headers, "user-agent") {
        push(
            "User-Agent",
            concat!("momo/", env!("CARGO_PKG_VERSION")).as_bytes(),
        );
    }
    if lacks(&request.headers, "accept") {
        push("Accept", b"*/*");
    }
    let has = |fault| exchange.faults.contains(&fault);
    if has(Fault::Chunked) {
        push("Transfer-Encoding", b"chunked");
    } else if !request.body.is_empty() || !matches!(&*request.method, "GET" | "HEAD") {
        push("Content-Length", request.body.len().to_string().as_bytes());
    }
    bytes.extend(b"\r\n");
    if has(Fault::Chunked) {
        let pieces = if has(Fault::SlowBody) { 10 } else { 4 };
        for chunk in request.body.chunks(request.body.len().div_ceil(pieces)) {
            bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
            bytes.extend([chunk, b"\r\n"].concat());
        }
        bytes.extend(b"0\r\n\r\n");
    } else {
        bytes.extend(&request.body);
    }
    bytes
}

/// Holds each request that came to an exchange of its own.
#[track_caller]
fn assert_shown(momo: &Momo, server: &RawServer) {
    let mut exchanges = exchanges(momo);
    for sent in server.requests(exchanges.len()) {
        let fits = |exchange: &Exchange| {
            let shown = shown(exchange, &sent, server.port);
            match exchange.faults.contains(&Fault::EarlyClose) {
                true => shown.starts_with(&sent) && sent.len() < shown.len(),
                false => shown == sent,
            }
        };
        let found = exchanges.iter().position(fits);
        let found = found.unwrap_or_else(|| {
            let shown = exchanges.iter().map(|it| shown(it, &sent, server.port));
            let shown: Vec<_> = shown
                .map(|it| String::from_utf8_lossy(&it).into_owned())
                .collect();
            panic!(
                "{}\nis not among\n{}",
                String::from_utf8_lossy(&sent),
                shown.join("\n")
            )
        });
        exchanges.swap_remove(found);
    }
    assert_eq!(exchanges.len(), 0, "all came");
}

#[test]
fn bytes_of_every_sample_are_those_of_its_exchange() {
    let momo = momo().with("KAKAO_PRIMARY_ADMIN_KEY", "an-admin-key");
    let server = RawServer::start();
    let url = server.url();
    let mut args: Vec<_> = samples::all().map(|sample| sample.name).collect();
    args.extend(["--to", &url]);
    // Skills want another answer than this one.
    replay(&momo, &args).expect_notes(1);
    assert_eq!(server.requests(1).len(), samples::all().count());
    assert_shown(&momo, &server);
}

#[test]
fn bytes_of_odd_headers_are_those_of_the_exchange() {
    let (momo, server) = (momo(), RawServer::start());
    let url = server.url();
    let mut args = vec![PLAIN, "--times", "3", "--to", &url];
    for header in [
        "x-OdD-nAmE: 1",
        "x-momotalk-BOT-id: bot_odd",
        "X-Twice: one",
        "X-Twice: two",
        "x-twice: three",
        "X-Korean: 누구세요",
        "x-empty:",
        "X_Under!#$%&'*+.^`|~: token",
        "HOST: bot.example",
        "user-AGENT: mine/1",
        "accept: text/plain",
        "Authorization: Bearer hidden",
        "expect: 100-continue",
    ] {
        args.extend(["-H", header]);
    }
    replay(&momo, &args).expect_notes(0);
    assert_shown(&momo, &server);
    let first = &server.requests(1)[0];
    let head = String::from_utf8_lossy(first);
    assert!(head.contains("\r\nx-OdD-nAmE: 1\r\n"), "{head}");
    assert!(
        head.contains("\r\nX-Twice: one\r\nX-Twice: two\r\nx-twice: three\r\n"),
        "{head}"
    );
    assert!(
        head.contains("\r\nAuthorization: Bearer hidden\r\n"),
        "{head}"
    );
}

#[test]
fn spelling_of_the_guide_is_sent() {
    let (momo, server) = (momo(), RawServer::start());
    replay(&momo, &[PLAIN, "--to", &server.url()]).expect_notes(0);
    let sent = server.requests(1).remove(0);
    let head = String::from_utf8_lossy(&sent);
    for name in [
        "X-MoMoTalk-Bot-Id",
        "X-MoMoTalk-Event-Id",
        "X-MoMoTalk-Bot-Signature",
    ] {
        assert!(head.contains(&format!("\r\n{name}: ")), "{name}: {head}");
    }
}

#[test]
fn bytes_of_every_fault_are_those_of_the_exchange() {
    for chaos in [
        "drop=20%,duplicate=50%,reorder=50%",
        "jitter=0..2ms",
        "chunked=100%",
        "slow-body=100%:20ms",
        "slow-body=50%:20ms,chunked=50%",
        "early-close=100%",
        "early-close=50%",
    ] {
        let (momo, server) = (momo(), RawServer::start());
        let url = server.url();
        let args = [
            PLAIN, "--times", "8", "--seed", "42", "--chaos", chaos, "--to", &url,
        ];
        let output = replay(&momo, &args);
        assert!(
            [Some(0), Some(3)].contains(&output.status),
            "{chaos}: {output}"
        );
        assert_shown(&momo, &server);
    }
}
