//! How long a connection takes to come about is measured by itself; one that was kept took nothing.
use crate::support::Momo;
use momo::io::client::engine::{EngineEvent, Job, Load};
use momo::io::client::{Client, ClientOptions};
use momo::model::history::exchange::Timing;
use momo::model::http::Request;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// A peer that keeps its connections, and answers after a moment.
fn keeping() -> String {
    peer(|mut stream| {
        let mut buffer = [0; 4096];
        while let Ok(1..) = stream.read(&mut buffer) {
            std::thread::sleep(Duration::from_millis(30));
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    })
}

/// A peer that takes connections, and says nothing.
fn silent() -> String {
    peer(|mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    })
}

fn peer(talk: fn(TcpStream)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || talk(stream));
        }
    });
    format!("127.0.0.1:{port}/hook")
}

fn get(url: impl Into<String>) -> Request {
    Request::post(url, "application/json", "")
}

fn client() -> Client {
    Client::new(ClientOptions::default()).unwrap()
}

/// Sends it so often with the engine, so many at the same time.
fn sent(url: &str, limit: u64, concurrency: usize) -> Vec<Timing> {
    let load = Load {
        concurrency,
        rate: None,
        limit: Some(limit),
        duration: None,
        warmup: 0,
        timeout: 10 * SECOND,
    };
    let next = |_| {
        Some(Job {
            request: get(url),
            tag: (),
            effect: None,
        })
    };
    let mut timings = Vec::new();
    let ran = client().run_load(&load, &next, &mut |happened| {
        if let EngineEvent::Sent(sent) = happened {
            timings.push(sent.outcome.timing);
        }
        ControlFlow::Continue(())
    });
    ran.unwrap();
    timings
}

#[track_caller]
fn assert_opened(timing: Timing) {
    let (connect, first) = (timing.connect_ms.unwrap(), timing.first_byte_ms.unwrap());
    assert!(connect > 0.0 && connect + 20.0 < first, "{timing:?}");
}

#[test]
fn connect_time_belongs_to_the_request_that_opened_the_connection() {
    let (client, url) = (client(), format!("http://{}", keeping()));
    assert_opened(client.send(&get(&url), 10 * SECOND).timing);
    let second = client.send(&get(&url), 10 * SECOND).timing;
    assert_eq!(second.connect_ms, Some(0.0));
}

#[test]
fn connect_time_is_measured_under_concurrency() {
    let url = format!("http://{}", keeping());
    let timings = sent(&url, 3, 1);
    assert_opened(timings[0]);
    let kept: Vec<_> = timings[1..].iter().map(|it| it.connect_ms).collect();
    assert_eq!(kept, [Some(0.0); 2]);
    let timings = sent(&url, 40, 8);
    let opened: Vec<_> = timings
        .iter()
        .filter(|it| it.connect_ms != Some(0.0))
        .collect();
    assert!((1..=8).contains(&opened.len()), "{opened:#?}");
    opened.into_iter().for_each(|it| assert_opened(*it));
}

#[test]
fn connect_time_includes_tls() {
    let limit = Duration::from_millis(400);
    let place = silent();
    let plain = client().send(&get(format!("http://{place}")), limit).timing;
    assert!(plain.connect_ms.unwrap() > 0.0 && plain.first_byte_ms.is_none());
    let tls = client()
        .send(&get(format!("https://{place}")), limit)
        .timing;
    assert_eq!(tls.connect_ms, None);
}

/// What `show` and the archive say of an exchange with this timing.
fn told(timing: &Value) -> (String, Value) {
    let momo = Momo::new();
    let exchange = json!({
        "id": "ex_06gzxqt000000001", "direction": "sent", "protocol": "momotalk", "kind": "event",
        "started_at": 1_795_277_400_000_u64, "signature": { "verdict": "unchecked" },
        "request": { "method": "POST", "url": "http://127.0.0.1:3000/hook", "headers": [], "body": "{}" },
        "response": { "status": 200, "headers": [], "body": "" }, "timing": timing,
    });
    let file = momo.file("exchange.ndjson", format!("{exchange}\n"));
    momo.run(&["webhook", "history", "import", &file]).expect(0);
    let shown = momo.run(&["webhook", "history", "show", "last"]).expect(0);
    let archive = momo.run(&["webhook", "history", "export", "--as", "har"]);
    let archive = archive.expect(0).json();
    let timings = archive["log"]["entries"][0]["timings"].clone();
    (shown.out(), timings)
}

#[test]
fn connect_time_is_shown_and_exported() {
    let (shown, timings) = told(&json!({ "total_ms": 7, "first_byte_ms": 5, "connect_ms": 2 }));
    assert!(
        shown.contains("7.0 ms (connected after 2.0 ms, first byte after 5.0 ms)"),
        "{shown}"
    );
    let parts = json!({ "send": 0, "wait": 3.0, "receive": 2.0, "connect": 2.0 });
    assert_eq!(timings, parts);

    let (shown, timings) = told(&json!({ "total_ms": 7, "first_byte_ms": 5, "connect_ms": 0 }));
    assert!(
        shown.contains("7.0 ms (connection kept, first byte after 5.0 ms)"),
        "{shown}"
    );
    assert_eq!(timings["connect"], json!(-1.0));

    let again = json!({ "total_ms": 9, "first_byte_ms": 7, "connect_ms": 2, "sent_again_ms": 1 });
    let (shown, _) = told(&again);
    assert!(
        shown.contains("9.0 ms (the kept connection was closed, sent again after 1.0 ms, connected after 2.0 ms, first byte after 7.0 ms)"),
        "{shown}"
    );

    let (shown, timings) = told(&json!({ "total_ms": 7, "first_byte_ms": 5 }));
    assert!(
        shown.contains("7.0 ms (first byte after 5.0 ms)"),
        "{shown}"
    );
    assert_eq!(timings.get("connect"), None);
}
