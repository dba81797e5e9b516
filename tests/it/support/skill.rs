//! A skill of a test: what it is sent, what it answers at once and by its callback.
use super::{Peer, Seen, response};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// A SkillResponse of one bubble.
pub fn text(words: &str) -> String {
    json!({ "version": "2.0", "template": { "outputs": [{ "simpleText": { "text": words } }] } })
        .to_string()
}

/// What a skill was sent.
pub fn payload(seen: &Seen) -> Value {
    serde_json::from_slice(&seen.body).unwrap()
}

/// What a POST to this URL is answered.
pub fn post(url: &str, body: &str) -> Value {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all((head + body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    serde_json::from_str(body).unwrap()
}

/// An endpoint that answers `slow ...` only when it is told to, and repeats everything else.
pub fn slow_agent() -> (Peer, Sender<()>) {
    let (sender, go) = channel();
    let go = Mutex::new(go);
    let peer = Peer::raw(move |seen| {
        let asked: Value = serde_json::from_slice(&seen.body).unwrap();
        let said = asked["userRequest"]["utterance"].as_str().unwrap();
        if said.starts_with("slow") {
            let _ = go.lock().unwrap().recv_timeout(Duration::from_secs(10));
        }
        response(200, "text/plain", &format!("답: {said}"))
    });
    (peer, sender)
}
