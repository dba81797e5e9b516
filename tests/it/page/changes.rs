//! What a page hears of what happens: everything, once, in order; and nothing keeps the platform from ending.
use super::Paged;
use crate::platform::{Local, taker};
use crate::support::{DeadPort, Momo, wait_for};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// What has happened since the test began to follow.
struct Follower<'a> {
    dev: &'a Paged,
    cursor: String,
    seen: Vec<Value>,
}

impl<'a> Follower<'a> {
    fn of(dev: &'a Paged) -> Self {
        let begin = dev.get("/changes").good();
        assert_eq!(
            (&begin["lost"], &begin["changes"]),
            (&json!(false), &json!([]))
        );
        Self {
            dev,
            cursor: begin["cursor"].as_str().unwrap().to_owned(),
            seen: Vec::new(),
        }
    }

    /// Follows until a change fits; gives it.
    #[track_caller]
    fn until(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let mut looked = 0;
        wait_for(what, || {
            if let Some(found) = self.seen[looked..].iter().find(|it| fits(it)) {
                return Some(found.clone());
            }
            looked = self.seen.len();
            let path = format!("/changes?after={}&wait=1", self.cursor);
            let answer = self.dev.get(&path).good();
            assert_eq!(answer["lost"], false);
            self.cursor = answer["cursor"].as_str().unwrap().to_owned();
            self.seen
                .extend(answer["changes"].as_array().unwrap().iter().cloned());
            None
        })
    }

    /// What was seen, in a word each: the type, and the state of a delivery.
    fn words(&self) -> Vec<&str> {
        self.seen
            .iter()
            .filter_map(|it| it["delivery"]["state"].as_str().or(it["type"].as_str()))
            .collect()
    }
}

fn is_in_state(state: &str) -> impl Fn(&Value) -> bool {
    move |it| it["delivery"]["state"] == state
}

#[test]
fn turn_is_published_in_its_order() {
    let (momo, peer) = (Momo::new(), taker());
    let dev = Paged::dev(&momo, &[]);
    let mut follower = Follower::of(&dev);
    let bot = json!({ "name": "에코", "callback_url": peer.url("/") });
    let bot = dev.post("/bots", &bot).good();
    let said = dev
        .post("/rooms/1/messages", &json!({ "body": "안녕" }))
        .good();
    let delivered = follower.until("the delivery", is_in_state("delivered"));
    assert_eq!(
        follower.words(),
        [
            "bots",
            "rooms",
            "message",
            "waiting",
            "under_way",
            "exchange",
            "delivered"
        ]
    );
    assert_eq!(follower.seen[2]["message"], said["message"]);
    let exchange = &follower.seen[5]["exchange"];
    let delivery = &delivered["delivery"];
    assert_eq!(delivery["last_exchange_id"], exchange["id"]);
    assert_eq!(delivery["event_id"], exchange["event_id"]);
    assert_eq!(delivery["event_id"], said["deliveries"][0]["event_id"]);
    assert_eq!(delivery["message_id"], said["message"]["message_id"]);
    assert_eq!(
        (&delivery["attempts"], &delivery["last_status"]),
        (&json!(1), &json!(200))
    );
    // An exchange comes without its bodies.
    let size = peer.only().body.len() + r#"{"ok":true}"#.len();
    assert_eq!(
        (&exchange["size"], &exchange["starred"]),
        (&json!(size), &json!(false))
    );
    for part in ["request", "response"] {
        assert!(exchange[part]["headers"].is_array() && exchange[part]["body"].is_null());
    }
    // The bot answers: its message tells by which call it came, and the exchange of that call comes after it.
    let headers = format!("Bearer {}", bot["bot_token"].as_str().unwrap());
    let path = format!("/api/bots/{}/messages", bot["bot_id"].as_str().unwrap());
    let body = json!({ "room_id": 1, "body": "네" }).to_string();
    let headers = [
        ("Authorization", &*headers),
        ("Content-Type", "application/json"),
    ];
    let sent = dev.send("POST", &path, &headers, &body).good();
    let call = follower.until("the call", |it| it["exchange"]["kind"] == "api");
    assert_eq!(follower.words()[7..], ["message", "exchange"]);
    assert_eq!(follower.seen[7]["message"], sent["message"]);
    assert_eq!(sent["message"]["exchange_id"], call["exchange"]["id"]);
    let listed = dev.get("/rooms/1/messages").good();
    assert_eq!(listed["messages"][1], sent["message"]);
    assert_eq!(listed["messages"][0].get("exchange_id"), None);
}

#[test]
fn undeliverable_event_is_published_until_dropped() {
    let dead = DeadPort::new();
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &["--retry-base", "1h"]);
    let bot = json!({ "name": "b", "callback_url": dead.url("/") });
    let id = dev.post("/bots", &bot).good()["bot_id"].clone();
    let id = id.as_str().unwrap();
    let mut follower = Follower::of(&dev);
    dev.post("/rooms/1/messages", &json!({ "body": "x" }))
        .good();
    let held = follower.until("the hold", is_in_state("held"));
    let delivery = &held["delivery"];
    assert_eq!(
        (&delivery["attempts"], &delivery["next_attempt_at"]),
        (&json!(0), &Value::Null)
    );
    assert!(delivery["last_failure"].is_string());
    let bearer = format!("Bearer {}", dev.token);
    let bearer = [("Authorization", &*bearer)];
    let path = format!("/api/rooms/1/bots/{id}");
    dev.ask("DELETE", &path, &bearer).good();
    let dropped = follower.until("the drop", is_in_state("dropped"));
    assert_eq!(dropped["delivery"]["event_id"], delivery["event_id"]);
    follower.until("the room", |it| it["type"] == "rooms");
    dev.ask("PUT", &path, &bearer).good();
    let said = dev
        .post("/rooms/1/messages", &json!({ "body": "y" }))
        .good();
    let event = said["deliveries"][0]["event_id"].clone();
    dev.ask("DELETE", &format!("/api/bots/{id}"), &bearer)
        .good();
    follower.until("the drop", |it| {
        it["delivery"]["event_id"] == event && it["delivery"]["state"] == "dropped"
    });
    follower.until("the bot", |it| it["type"] == "bots");
}

#[test]
fn message_names_its_call_after_a_restart() {
    let mut local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/");
    let path = format!("/bots/{}/messages", bot.id);
    let body = json!({ "room_id": 1, "body": "네" });
    let sent = local.call(&bot.token, "POST", &path, Some(&body)).good();
    let id = sent["message"]["exchange_id"].as_str().unwrap();
    assert!(id.starts_with("ex_"), "{sent}");
    local.stop();
    local.start_again();
    let listed = local.developer("GET", "/rooms/1/messages", None);
    assert_eq!(listed["messages"][0], sent["message"]);
    let history = momo::io::sqlite::History::open(&local.home().join("history.db")).unwrap();
    let kept = history.get(id).unwrap().unwrap();
    assert_eq!(kept.bot_id.as_deref(), Some(&*bot.id));
}

#[test]
fn only_operators_and_admins_follow_other_bots() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let bot = json!({ "name": "b", "callback_url": "http://127.0.0.1:9/" });
    let bot = dev.post("/bots", &bot).good();
    let page = format!("Bearer {}", dev.token);
    let bot = format!("Bearer {}", bot["bot_token"].as_str().unwrap());
    for (bearer, role, status) in [
        (&*page, "admin", 200),
        (&page, "operator", 200),
        (&page, "developer", 403),
        (&bot, "admin", 403),
        ("Bearer x", "admin", 401),
    ] {
        let headers = [("Authorization", bearer), ("X-Momo-Role", role)];
        let answer = dev.ask("GET", "/api/changes", &headers);
        assert_eq!(answer.status, status, "{role}: {answer:?}");
    }
    dev.get("/changes?wait=x")
        .refuses(422, "unprocessable", "`wait`");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn waiting_follower_does_not_delay_the_end() {
    for (signal, code) in [("INT", 130), ("TERM", 0)] {
        let momo = Momo::new();
        let dev = Paged::dev(&momo, &[]);
        let follower = Follower::of(&dev);
        let cursor = &follower.cursor;
        let begun = Instant::now();
        let mut waits = TcpStream::connect(("127.0.0.1", dev.port)).unwrap();
        let head = format!(
            "GET /api/changes?after={cursor}&wait=25 HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n\r\n",
            dev.port, dev.token
        );
        waits.write_all(head.as_bytes()).unwrap();
        // By the time that this one is answered the other waits, almost surely.
        dev.get("/page").good();
        dev.running.signal(signal);
        let mut answer = String::new();
        waits.read_to_string(&mut answer).unwrap();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 200") && answer.contains(cursor),
            "{answer}"
        );
        dev.running.finish().expect_notes(code);
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
    }
}
