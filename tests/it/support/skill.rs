//! A skill of a test: what it is sent, what it answers at once and by its callback.
use super::Seen;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

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
