//! A full or broken disk, or a locked database, leads to 503; afterwards the server works as before.
use super::{Sender, body, kept, listen};
use crate::support::{Momo, Peer, Running, Shim, response, wait_for};
use momo::io::files::{Credentials, Home};
use rusqlite::Connection;
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};
use std::path::Path;

/// The response to an event that could not be stored.
const AGAIN: &str = "the event could not be stored, please deliver it again\n";

/// A receiver that is troubled for a while: no event gets its 2xx meanwhile, and all do afterwards.
fn receives(momo: &Momo, trouble: impl FnOnce(&Running) -> Box<dyn FnOnce()>, note: &str) {
    let (mut running, port) = listen(momo);
    let mut sender = Sender::new(port).unwrap();
    assert_eq!(sender.send("evt_before").unwrap().0, 200);
    running.json();
    let heal = trouble(&running);
    for _ in 0..2 {
        let answer = sender.send("evt_meanwhile").unwrap();
        assert_eq!(answer, (503, AGAIN.into()));
        let line = running.json();
        assert_eq!(line["stored"], false);
        assert!(line["note"].as_str().unwrap().contains(note), "{line}");
    }
    let before = kept(&momo.home().join("history.db"));
    assert_eq!(before.keys().collect::<Vec<_>>(), ["evt_before"]);
    heal();
    let answer = wait_for("the trouble to be over", || {
        let answer = sender.send("evt_meanwhile").unwrap();
        (answer.0 == 200).then_some(answer)
    });
    assert_eq!(answer.1, r#"{"ok":true}"#);
    assert_eq!(sender.send("evt_after").unwrap().0, 200);
    let after = kept(&momo.home().join("history.db"));
    for id in ["evt_before", "evt_meanwhile", "evt_after"] {
        assert!(after[id] == body(id).as_bytes(), "{id}");
    }
    running.signal("TERM");
    running.finish().expect_notes(0);
}

#[test]
fn receiver_survives_a_full_disk() {
    let (momo, shim) = Shim::under(Momo::new());
    let fill = |_: &Running| -> Box<dyn FnOnce()> {
        shim.fail("ENOSPC");
        Box::new(move || shim.heal())
    };
    receives(&momo, fill, "the disk is full");
}

#[test]
fn receiver_survives_a_failing_sync() {
    let (momo, shim) = Shim::under(Momo::new());
    let fill = |_: &Running| -> Box<dyn FnOnce()> {
        shim.fail("EIO");
        Box::new(move || shim.heal())
    };
    receives(&momo, fill, "cannot be read or written");
}

/// Here the system itself refuses: files of this process may not grow.
#[test]
fn receiver_survives_a_file_size_limit() {
    let stop_growth = |running: &Running| -> Box<dyn FnOnce()> {
        let pid = Pid::from_raw(i32::try_from(running.id()).unwrap());
        let none = |current| Rlimit {
            current,
            maximum: None,
        };
        prlimit(pid, Resource::Fsize, none(Some(0))).unwrap();
        Box::new(move || {
            prlimit(pid, Resource::Fsize, none(None)).unwrap();
        })
    };
    // Without this the system would end the process instead of refusing the write.
    let momo = Momo::new().after("trap '' XFSZ");
    receives(&momo, stop_growth, "the history");
}

#[test]
fn receiver_survives_a_locked_database() {
    let momo = Momo::new();
    let path = momo.home().join("history.db");
    let hold = |_: &Running| -> Box<dyn FnOnce()> {
        let holder = hold(&path);
        Box::new(move || drop(holder))
    };
    receives(&momo, hold, "is held by another process");
}

/// Takes a database for itself until it is dropped.
fn hold(path: &Path) -> Connection {
    let holder = Connection::open(path).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    holder
}

/// `momo dev` with a bot that has joined the first room.
struct Dev {
    running: Running,
    port: u16,
    developer: String,
    bot: (String, String),
}

impl Dev {
    fn start(momo: &Momo, peer: &Peer) -> Self {
        let mut running = momo.start(&["dev", "--port", "0", "--retry-base", "50ms", "--json"]);
        let ready = running.json();
        let base = ready["api_base"].as_str().unwrap();
        let credentials = Credentials::load(&Home::in_folder(momo.home())).unwrap();
        let token = credentials.console_token(base, "developer").unwrap();
        let mut dev = Self {
            port: u16::try_from(ready["port"].as_u64().unwrap()).unwrap(),
            developer: token.reveal_text().unwrap().to_owned(),
            bot: Default::default(),
            running,
        };
        let bot = json!({ "name": "에코", "callback_url": peer.url("/") });
        let made = dev.post("/bots", &dev.developer, &bot).1;
        let text = |key: &str| made[key].as_str().unwrap().to_owned();
        dev.bot = (text("bot_id"), text("bot_token"));
        dev
    }

    fn post(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let headers =
            format!("Content-Type: application/json\r\nAuthorization: Bearer {token}\r\n");
        let mut sender = Sender::new(self.port).unwrap();
        let path = format!("/api{path}");
        let (status, answer) = sender.post(&path, &headers, &body.to_string()).unwrap();
        (status, serde_json::from_str(&answer).unwrap())
    }

    /// The bot says something, through the message API.
    fn message(&self, body: &str) -> (u16, Value) {
        let (id, token) = &self.bot;
        let message = json!({ "room_id": 1, "body": body });
        self.post(&format!("/bots/{id}/messages"), token, &message)
    }

    /// A user says something, of which the bot gets an event.
    fn say(&self, body: &str) -> (u16, Value) {
        let message = json!({ "body": body });
        self.post("/rooms/1/messages", &self.developer, &message)
    }
}

/// A platform that is troubled for a while: calls get 503 meanwhile, and leave nothing behind.
fn serves(momo: &Momo, trouble: impl FnOnce() -> Box<dyn FnOnce()>) {
    let peer = Peer::raw(|_| response(200, "application/json", "{}"));
    let dev = Dev::start(momo, &peer);
    assert_eq!(dev.message("전").0, 201);
    assert_eq!(dev.say("before").0, 201);
    wait_for("the event", || heard(&peer, "before").then_some(()));
    let heal = trouble();
    for answer in [dev.message("동안"), dev.say("meanwhile")] {
        assert_eq!(answer.0, 503, "{answer:?}");
        assert_eq!(answer.1["error"]["code"], "unavailable");
        assert!(answer.1["error"]["message"].is_string(), "{answer:?}");
    }
    heal();
    wait_for("the trouble to be over", || {
        (dev.message("후").0 == 201).then_some(())
    });
    assert_eq!(dev.say("after").0, 201);
    let bodies = bodies(&momo.home().join("platform.db"));
    assert_eq!(bodies, ["전", "before", "후", "after"]);
    wait_for("the event", || heard(&peer, "after").then_some(()));
    assert!(!heard(&peer, "meanwhile"), "an event of a refused call");
    let Dev { running, .. } = dev;
    running.signal("TERM");
    running.finish().expect_notes(0);
}

/// Whether an event of this message came; perhaps more than once, where its delivery could not be noted down.
fn heard(peer: &Peer, body: &str) -> bool {
    let body = body.as_bytes();
    let has = |seen: &[u8]| seen.windows(body.len()).any(|it| it == body);
    peer.seen().iter().any(|seen| has(&seen.body))
}

/// All messages, as the database has them.
fn bodies(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut select = connection
        .prepare("SELECT body FROM messages ORDER BY rowid")
        .unwrap();
    let rows = select.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn platform_survives_a_full_disk() {
    let (momo, shim) = Shim::under(Momo::new());
    serves(&momo, || {
        shim.fail("ENOSPC");
        Box::new(move || shim.heal())
    });
}

#[test]
fn platform_survives_a_failing_sync() {
    let (momo, shim) = Shim::under(Momo::new());
    serves(&momo, || {
        shim.fail("EIO");
        Box::new(move || shim.heal())
    });
}

#[test]
fn platform_survives_a_locked_database() {
    let momo = Momo::new();
    let path = momo.home().join("platform.db");
    serves(&momo, || {
        let holder = hold(&path);
        Box::new(move || drop(holder))
    });
}
