//! The local platform, in this process: its API as seen by clients, and the deliveries to its bots.
mod bots;
mod clock;
mod delivery;
mod dev;
pub mod document;
mod faults;
mod in_hand;
mod kakao;
mod messages;
mod property;
mod refusals;
mod restart;
mod room_changes;
mod visibility;
mod waiting;

use crate::support::{Peer, Seen, response, wait_for};
use hmac::{Hmac, KeyInit, Mac};
use momo::flow::platform::{Clock, Platform, PlatformOptions};
use momo::io::files::{Credentials, Home};
use momo::io::sqlite::{History, Recorder};
use momo::model::history::exchange::Exchange;
use momo::model::history::filter::{FilterTest, Glob};
use momo::model::history::query::Query;
use momo::model::platform::outbox::RetryPolicy;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tempfile::TempDir;

/// A platform on a free port with a home of its own.
pub struct Local {
    home: TempDir,
    platform: Option<Platform>,
}

/// What the API answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The head as it came.
    pub head: String,
    pub body: String,
}

/// A bot with what only its registration tells.
pub struct Bot {
    pub id: String,
    pub token: String,
    pub secret: String,
}

impl Local {
    pub fn start() -> Self {
        Self::start_in(TempDir::new().unwrap())
    }

    pub fn start_in(home: TempDir) -> Self {
        let platform = Some(run(home.path()));
        Self { home, platform }
    }

    /// One whose clock is this one.
    pub fn with_clock(clock: Clock) -> Self {
        let home = TempDir::new().unwrap();
        let options = PlatformOptions {
            clock,
            ..options(home.path())
        };
        let platform = Some(Platform::start(options).unwrap());
        Self { home, platform }
    }

    /// One that tries a failed delivery again after an hour.
    pub fn with_long_pauses() -> Self {
        let home = TempDir::new().unwrap();
        let options = PlatformOptions {
            retry: RetryPolicy {
                first_delay: Duration::from_secs(3600),
            },
            ..options(home.path())
        };
        let platform = Some(Platform::start(options).unwrap());
        Self { home, platform }
    }

    /// Stops it; the home stays.
    pub fn stop(&mut self) {
        self.platform = None;
    }

    /// Starts it again, on another port.
    pub fn start_again(&mut self) {
        self.platform = Some(run(self.home.path()));
    }

    pub fn platform(&self) -> &Platform {
        self.platform.as_ref().unwrap()
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn credentials(&self) -> Credentials {
        Credentials::load(&Home::in_folder(self.home())).unwrap()
    }

    /// The console token of a role.
    pub fn console(&self, role: &str) -> String {
        let credentials = self.credentials();
        let token = credentials.console_token(self.platform().api_base(), role);
        token.unwrap().reveal_text().unwrap().to_owned()
    }

    /// A call with a token, whose answer must be as the document writes it.
    #[track_caller]
    pub fn call(&self, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let port = self.platform().address().port();
        call(port, token, method, path, body)
    }

    /// A message call of the bot.
    #[track_caller]
    pub fn send(&self, bot: &Bot, body: &Value) -> Answer {
        let path = format!("/bots/{}/messages", bot.id);
        self.call(&bot.token, "POST", &path, Some(body))
    }

    /// A call of the developer that must come out well.
    #[track_caller]
    pub fn developer(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.call(&self.console("developer"), method, path, body)
            .good()
    }

    /// A call of the operator that must come out well.
    #[track_caller]
    pub fn operator(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.try_operator(method, path, body).good()
    }

    /// A call of the operator.
    #[track_caller]
    pub fn try_operator(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.call(&self.console("operator"), method, path, body)
    }

    /// Registers a bot of the developer.
    #[track_caller]
    pub fn bot(&self, callback_url: &str) -> Bot {
        self.bot_shown_as(callback_url, "private")
    }

    #[track_caller]
    pub fn bot_shown_as(&self, callback_url: &str, visibility: &str) -> Bot {
        let body =
            json!({ "name": "에코", "callback_url": callback_url, "visibility": visibility });
        let made = self.developer("POST", "/bots", Some(&body));
        Bot {
            id: made.text("bot_id"),
            token: made.text("bot_token"),
            secret: made.text("webhook_secret"),
        }
    }

    /// A user says something in a room; gives the answer.
    #[track_caller]
    pub fn say(&self, room: i64, body: &str) -> Value {
        let path = format!("/rooms/{room}/messages");
        self.developer("POST", &path, Some(&json!({ "body": body })))
    }

    /// The events of the outbox, as an admin sees them, newest first.
    pub fn deliveries(&self, query: &str) -> Vec<Value> {
        let answer = self.call(
            &self.console("admin"),
            "GET",
            &format!("/deliveries{query}"),
            None,
        );
        answer.good()["deliveries"].as_array().unwrap().clone()
    }

    /// Waits until nothing is on its way.
    pub fn wait_until_sent(&self) {
        wait_for("the outbox to be empty", || {
            let waits = self.platform().waiting_deliveries().unwrap() > 0;
            (!waits && self.deliveries("?state=waiting,under_way").is_empty()).then_some(())
        });
    }

    /// The exchanges of an event, the first attempt first.
    pub fn attempts(&self, event_id: &str) -> Vec<Exchange> {
        let history = History::open(&self.home().join("history.db")).unwrap();
        let query = Query::from_tests([FilterTest::Event(Glob::new(event_id))]);
        let mut found = history.list(&query).unwrap();
        found.reverse();
        found
    }

    /// The exchange of this id.
    #[track_caller]
    pub fn exchange(&self, id: &str) -> Exchange {
        let history = History::open(&self.home().join("history.db")).unwrap();
        history.get(id).unwrap().unwrap()
    }
}

impl Answer {
    /// Its JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Its JSON, where the call came out well.
    #[track_caller]
    pub fn good(&self) -> Value {
        assert!((200..300).contains(&self.status), "{self:?}");
        self.json()
    }

    /// The first value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }

    /// Fails unless it is this refusal, whose message holds these words.
    #[track_caller]
    pub fn refuses(&self, status: u16, code: &str, words: &str) {
        assert_eq!(self.status, status, "{self:?}");
        let error = &self.json()["error"];
        assert_eq!(error["code"], code, "{self:?}");
        assert!(
            error["message"].as_str().unwrap().contains(words),
            "{self:?}"
        );
    }
}

/// Short ways into a JSON value.
pub trait Fields {
    fn text(&self, key: &str) -> String;
}

impl Fields for Value {
    #[track_caller]
    fn text(&self, key: &str) -> String {
        let text = self[key].as_str();
        text.unwrap_or_else(|| panic!("no text `{key}`: {self}"))
            .to_owned()
    }
}

fn run(home: &Path) -> Platform {
    Platform::start(options(home)).unwrap()
}

fn options(home: &Path) -> PlatformOptions {
    let recorder = Recorder::start(&home.join("history.db")).unwrap();
    let address = "127.0.0.1:0".parse().unwrap();
    let mut options = PlatformOptions::new(Home::in_folder(home), address, recorder);
    options.retry = RetryPolicy {
        first_delay: Duration::from_millis(20),
    };
    options
}

#[track_caller]
pub fn call(port: u16, token: &str, method: &str, path: &str, body: Option<&Value>) -> Answer {
    let sent = body;
    let body = body.map(Value::to_string);
    let kind = body
        .as_ref()
        .map_or("", |_| "Content-Type: application/json\r\n");
    let body = body.unwrap_or_default();
    let head = format!(
        "{method} /api{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\
         Connection: close\r\n{kind}Content-Length: {}\r\n\r\n",
        body.len()
    );
    let answer = raw(port, format!("{head}{body}").as_bytes());
    if method != "HEAD" {
        document::check(method, path, sent, answer.status, &answer.body);
    }
    answer
}

/// Sends bytes and reads one answer.
#[track_caller]
pub fn raw(port: u16, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    Answer {
        status: head[9..12].parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// The HMAC-SHA256 of bytes in hex, by the crate and not by momo.
pub fn hmac_hex(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

/// A callback that takes everything.
pub fn taker() -> Peer {
    Peer::answering(200, "application/json", r#"{"ok":true}"#)
}

/// A callback that refuses the first so many requests with 500, then takes all.
pub fn failing(times: usize) -> Peer {
    let calls = AtomicUsize::new(0);
    Peer::raw(move |_| {
        let refuses = calls.fetch_add(1, Ordering::SeqCst) < times;
        response(if refuses { 500 } else { 200 }, "text/plain", "")
    })
}

/// The text of the message that an event tells of.
pub fn text(seen: &Seen) -> String {
    serde_json::from_slice::<Value>(&seen.body).unwrap()["message"].text("body")
}

/// Waits until a peer has got so many requests.
#[track_caller]
pub fn wait_for_requests(peer: &Peer, count: usize) -> Vec<Seen> {
    wait_for("the callback to be called", || {
        let seen = peer.seen();
        (seen.len() >= count).then_some(seen)
    })
}
