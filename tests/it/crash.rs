//! The local platform killed at any moment: no message's event is lost, and none gets a second identity.
use crate::support::{Momo, Peer, Running, response, wait_for};
use momo::io::files::{Credentials, Home};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How often it is killed; `MOMO_CRASH_ROUNDS` asks for more, up to 500.
const ROUNDS: u64 = 30;

struct Dev {
    running: Running,
    port: u16,
    token: String,
}

impl Dev {
    fn start(momo: &Momo) -> Self {
        let mut running = momo.start(&["dev", "--port", "0", "--retry-base", "50ms", "--json"]);
        let ready = running.json();
        let credentials = Credentials::load(&Home::in_folder(momo.home())).unwrap();
        let base = ready["api_base"].as_str().unwrap();
        let token = credentials.console_token(base, "developer").unwrap();
        Self {
            running,
            port: u16::try_from(ready["port"].as_u64().unwrap()).unwrap(),
            token: token.reveal_text().unwrap().to_owned(),
        }
    }

    /// Sends a call and does not wait for its answer.
    fn begin(&self, method: &str, path: &str, body: &str) -> TcpStream {
        let (port, token) = (self.port, &self.token);
        let length = body.len();
        let request = format!(
            "{method} /api{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn call(&self, method: &str, path: &str, body: &str) -> Value {
        let mut answer = String::new();
        let mut stream = self.begin(method, path, body);
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// The numbers of all messages of the room.
    fn messages(&self) -> BTreeSet<i64> {
        let listed = self.call("GET", "/rooms/1/messages?limit=1000", "");
        let listed = listed["messages"].as_array().unwrap();
        listed
            .iter()
            .map(|it| it["message_id"].as_i64().unwrap())
            .collect()
    }
}

/// The events that came: message id to the event ids under which it came, and how often.
fn heard(peer: &Peer) -> BTreeMap<i64, (BTreeSet<String>, usize)> {
    let mut heard = BTreeMap::<_, (BTreeSet<_>, usize)>::new();
    for seen in peer.seen() {
        let event: Value = serde_json::from_slice(&seen.body).unwrap();
        let message = event["message"]["message_id"].as_i64().unwrap();
        let entry = heard.entry(message).or_default();
        entry
            .0
            .insert(event["event_id"].as_str().unwrap().to_owned());
        entry.1 += 1;
    }
    heard
}

/// A number from 0 to 30 000 that looks random and is the same in every run.
fn moment(round: u64) -> Duration {
    let bytes = momo::model::protocol::momotalk_event::seeded_bytes(7, round);
    Duration::from_micros(u64::from(u16::from_be_bytes([bytes[0], bytes[1]])) * 30_000 / 65_535)
}

#[test]
fn event_is_delivered_under_one_id_after_every_kill_of_the_platform() {
    let rounds = std::env::var("MOMO_CRASH_ROUNDS").map_or(ROUNDS, |text| text.parse().unwrap());
    let momo = Momo::new();
    let peer = Peer::raw(|_| response(200, "application/json", "{}"));
    let mut dev = Dev::start(&momo);
    let bot = json!({ "name": "에코", "callback_url": peer.url("/") });
    dev.call("POST", "/bots", &bot.to_string());
    let mut said = BTreeMap::new();
    for round in 0..rounds {
        let body = json!({ "body": format!("메시지 {round}") }).to_string();
        let told = dev.call("POST", "/rooms/1/messages", &body);
        let message = told["message"]["message_id"].as_i64().unwrap();
        let event = told["deliveries"][0]["event_id"].as_str().unwrap();
        said.insert(message, event.to_owned());
        // No response to this one is read, so it may or may not be stored.
        let _unheard = dev.begin("POST", "/rooms/1/messages", &body);
        // The crash comes at a moment of its own, not when something is ready: that is the point.
        std::thread::sleep(moment(round));
        dev.running.signal("KILL");
        drop(dev);
        dev = Dev::start(&momo);
    }
    let messages = dev.messages();
    assert!(said.keys().all(|message| messages.contains(message)));
    wait_for("the outbox to be empty", || {
        let waiting = dev.call("GET", "/deliveries?state=waiting", "");
        (waiting["deliveries"] == json!([])).then_some(())
    });
    let heard = heard(&peer);
    assert_eq!(heard.keys().copied().collect::<BTreeSet<_>>(), messages);
    for (message, (events, _)) in &heard {
        assert_eq!(events.len(), 1, "message {message} came as {events:?}");
    }
    for (message, event) in &said {
        assert!(heard[message].0.contains(event), "message {message}");
    }
    let twice: usize = heard.values().map(|(_, times)| times - 1).sum();
    eprintln!(
        "{rounds} crashes, {} messages, {twice} deliveries more than once",
        messages.len()
    );
}
