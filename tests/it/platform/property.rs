//! Whatever is done to a platform: events arrive at least once and in order, and no secret lies about.
use super::{Bot, Fields, Local, hmac_hex};
use crate::support::{Peer, Seen, fuzz_slowly, response, wait_for};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Something that is done to the platform; numbers mean one of those there are.
#[derive(Debug, Clone)]
enum Step {
    NewBot(&'static str),
    Review(usize, bool),
    Subscribe(usize, i64, bool),
    Delete(usize),
    Rotate(usize, i64),
    Say(i64),
    Answer(usize, i64),
    /// The bots refuse the next so many events.
    Refuse(usize),
    Fault(Value),
    Clear,
    Advance(&'static str),
    Reset,
    Restart,
}

fn steps(with_faults: bool) -> impl Strategy<Value = Vec<Step>> {
    let bot = 0..4_usize;
    let room = 1..=2_i64;
    let kinds = select(vec![
        json!({ "kind": "duplicate" }),
        json!({ "kind": "delay", "delay_ms": 5 }),
        json!({ "kind": "delay", "delay_ms": 3_600_000 }),
        json!({ "kind": "reorder", "delay_ms": 20 }),
        json!({ "kind": "drop" }),
        json!({ "kind": "bad_signature" }),
        json!({ "kind": "slow_body", "delay_ms": 20 }),
        json!({ "kind": "reply", "status": 429, "retry_after": 1 }),
        json!({ "kind": "outage" }),
        json!({ "kind": "network", "delay_ms": 3 }),
    ]);
    let fault = (kinds, 1..4_u64, any::<bool>()).prop_map(|(mut fault, times, by_chance)| {
        fault["times"] = times.into();
        if by_chance {
            fault["rate"] = 0.5.into();
            fault["seed"] = times.into();
        }
        Step::Fault(fault)
    });
    let visibility = select(vec!["private", "unlisted", "public", "review_required"]);
    let step = prop_oneof![
        2 => visibility.prop_map(Step::NewBot),
        1 => (bot.clone(), any::<bool>()).prop_map(|(bot, yes)| Step::Review(bot, yes)),
        2 => (bot.clone(), room.clone(), any::<bool>()).prop_map(|(bot, room, yes)| Step::Subscribe(bot, room, yes)),
        1 => bot.clone().prop_map(Step::Delete),
        1 => (bot.clone(), 0..100_i64).prop_map(|(bot, grace)| Step::Rotate(bot, grace)),
        8 => room.clone().prop_map(Step::Say),
        2 => (bot, room).prop_map(|(bot, room)| Step::Answer(bot, room)),
        2 => (1..8_usize).prop_map(Step::Refuse),
        4 => fault.prop_map(move |fault| if with_faults { fault } else { Step::Say(1) }),
        1 => Just(Step::Clear),
        1 => select(vec!["1s", "2h", "3d"]).prop_map(Step::Advance),
        1 => Just(Step::Reset),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..25)
}

/// A bot, and what the platform should know of it.
struct Known {
    bot: Bot,
    secrets: Vec<String>,
    status: &'static str,
    rooms: BTreeSet<i64>,
    left: bool,
}

/// A platform beside what it should be like.
struct World {
    local: Local,
    peer: Peer,
    refuses: Arc<AtomicUsize>,
    bots: Vec<Known>,
    /// Bot and message of each event that was promised.
    promised: BTreeMap<String, (String, i64, i64)>,
    /// What must not lie about.
    secrets: Vec<String>,
    is_faulty: bool,
}

impl World {
    fn new() -> Self {
        let refuses = Arc::new(AtomicUsize::new(0));
        let left = refuses.clone();
        let peer = Peer::raw(move |_| {
            let less = |count: usize| count.checked_sub(1);
            let refuses = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
            response(if refuses.is_ok() { 500 } else { 200 }, "text/plain", "")
        });
        let local = Local::start();
        local.developer("POST", "/rooms", None);
        let secrets = ["developer", "operator", "admin"].map(|role| local.console(role));
        Self {
            local,
            peer,
            refuses,
            bots: Vec::new(),
            promised: BTreeMap::new(),
            secrets: secrets.into(),
            is_faulty: false,
        }
    }

    /// One of the bots that there are.
    fn at(&self, number: usize) -> Option<usize> {
        let there: Vec<_> = (0..self.bots.len())
            .filter(|it| !self.bots[*it].left)
            .collect();
        there.get(number.checked_rem(there.len())?).copied()
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::NewBot(visibility) => self.add(visibility),
            Step::Review(number, yes) => self.review(*number, *yes),
            Step::Subscribe(number, room, yes) => self.subscribe(*number, *room, *yes),
            Step::Delete(number) => {
                if let Some(at) = self.at(*number) {
                    let path = format!("/bots/{}", self.bots[at].bot.id);
                    self.local.developer("DELETE", &path, None);
                    self.bots[at].left = true;
                }
            }
            Step::Rotate(number, grace) => self.rotate(*number, *grace),
            Step::Say(room) => return self.say(*room),
            Step::Answer(number, room) => return self.answer(*number, *room),
            Step::Refuse(count) => self.refuses.store(*count, Ordering::SeqCst),
            Step::Fault(fault) => {
                self.is_faulty = true;
                self.local.fault(fault);
            }
            Step::Clear => {
                self.local.operator("DELETE", "/faults", None);
                self.is_faulty = false;
            }
            Step::Advance(time) => self.clock(&json!({ "advance": time })),
            Step::Reset => self.clock(&json!({ "reset": true })),
            Step::Restart => {
                self.local.stop();
                self.local.start_again();
                self.is_faulty = false;
            }
        }
        Ok(())
    }

    fn clock(&self, change: &Value) {
        self.local.operator("POST", "/clock", Some(change));
    }

    fn add(&mut self, visibility: &str) {
        if self.bots.len() == 4 {
            return;
        }
        let path = format!("/{}", self.bots.len());
        let bot = self.local.bot_shown_as(&self.peer.url(&path), visibility);
        self.secrets.extend([bot.token.clone(), bot.secret.clone()]);
        self.bots.push(Known {
            secrets: vec![bot.secret.clone()],
            bot,
            status: if visibility == "review_required" {
                "pending"
            } else {
                "active"
            },
            rooms: [1].into(),
            left: false,
        });
    }

    fn review(&mut self, number: usize, yes: bool) {
        let Some(at) = self
            .at(number)
            .filter(|at| self.bots[*at].status == "pending")
        else {
            return;
        };
        let decision = if yes { "approve" } else { "reject" };
        let path = format!("/bots/{}/review", self.bots[at].bot.id);
        let body = json!({ "decision": decision });
        self.local.operator("POST", &path, Some(&body));
        self.bots[at].status = if yes { "active" } else { "rejected" };
    }

    fn subscribe(&mut self, number: usize, room: i64, yes: bool) {
        let Some(at) = self.at(number) else { return };
        let known = &mut self.bots[at];
        let path = format!("/rooms/{room}/bots/{}", known.bot.id);
        let method = if yes { "PUT" } else { "DELETE" };
        self.local.developer(method, &path, None);
        match yes {
            true => known.rooms.insert(room),
            false => known.rooms.remove(&room),
        };
    }

    fn rotate(&mut self, number: usize, grace: i64) {
        let Some(at) = self.at(number) else { return };
        let known = &mut self.bots[at];
        let path = format!("/bots/{}/rotate", known.bot.id);
        let body = json!({ "what": "both", "grace_seconds": grace });
        let told = self.local.developer("POST", &path, Some(&body));
        known.bot.token = told.text("bot_token");
        known.secrets.push(told.text("webhook_secret"));
        let new = [told.text("bot_token"), told.text("webhook_secret")];
        self.secrets.extend(new);
    }

    /// Exactly the active bots of the room are promised an event, each one of its own.
    fn say(&mut self, room: i64) -> Result<(), TestCaseError> {
        let said = self.local.say(room, "안녕");
        let message = said["message"]["message_id"].as_i64().unwrap();
        let told = said["deliveries"].as_array().unwrap();
        let told: Vec<_> = told
            .iter()
            .map(|it| (it.text("bot_id"), it.text("event_id")))
            .collect();
        let is_in = |it: &&Known| !it.left && it.status == "active" && it.rooms.contains(&room);
        let expected: BTreeSet<_> = self
            .bots
            .iter()
            .filter(is_in)
            .map(|it| it.bot.id.clone())
            .collect();
        let bots: BTreeSet<_> = told.iter().map(|(bot, _)| bot.clone()).collect();
        prop_assert_eq!(bots, expected);
        for (bot, event) in told {
            let before = self.promised.insert(event, (bot, room, message));
            prop_assert!(before.is_none(), "an event_id was given twice");
        }
        Ok(())
    }

    fn answer(&self, number: usize, room: i64) -> Result<(), TestCaseError> {
        let Some(at) = self.at(number) else {
            return Ok(());
        };
        let known = &self.bots[at];
        let path = format!("/bots/{}/messages", known.bot.id);
        let body = json!({ "room_id": room, "body": "네" });
        let answer = self
            .local
            .call(&known.bot.token, "POST", &path, Some(&body));
        let may = known.status == "active" && known.rooms.contains(&room);
        let expected = if may { 201 } else { 403 };
        prop_assert!(answer.status == expected || self.is_faulty, "{:?}", answer);
        Ok(())
    }

    /// Lets all that waits come to its end.
    fn settle(&self) {
        self.local.operator("DELETE", "/faults", None);
        self.refuses.store(0, Ordering::SeqCst);
        wait_for("the outbox to be empty", || {
            self.clock(&json!({ "advance": "1d" }));
            let waits = self.local.platform().waiting_deliveries().unwrap() > 0;
            (!waits).then_some(())
        });
        self.local.wait_until_sent();
    }

    fn check(mut self, steps: &[Step]) -> Result<(), TestCaseError> {
        let seen = self.peer.seen().split_off(1);
        let mut events: BTreeMap<String, &Seen> = BTreeMap::new();
        let mut last: BTreeMap<(String, i64), i64> = BTreeMap::new();
        let had = |kind: &str| {
            let is_it = |it: &Step| matches!(it, Step::Fault(fault) if fault["kind"] == kind);
            steps.iter().any(is_it)
        };
        for seen in &seen {
            let event: Value = serde_json::from_slice(&seen.body).unwrap();
            let id = event.text("event_id");
            let known = self.promised.get(&id);
            prop_assert!(known.is_some(), "nobody promised {}", id);
            let (bot, room, message) = known.unwrap();
            let (to, about) = (
                event.text("bot_id"),
                event["message"]["message_id"].as_i64(),
            );
            prop_assert_eq!((&to, about), (bot, Some(*message)));
            let known = self.bots.iter().position(|it| it.bot.id == *bot).unwrap();
            prop_assert_eq!(&seen.line, &format!("POST /{known} HTTP/1.1"));
            prop_assert_eq!(seen.header("x-momotalk-event-id"), Some(&*id));
            let header = seen.header("x-momotalk-bot-signature").unwrap();
            let mut secrets = self.bots[known].secrets.iter();
            let is_signed = secrets.any(|it| hmac_hex(it, &seen.body) == header);
            prop_assert!(is_signed || had("bad_signature"));
            if let Some(first) = events.insert(id, seen) {
                prop_assert_eq!(&first.body, &seen.body);
                continue;
            }
            let before = last.insert((bot.clone(), *room), *message);
            let is_later = before.is_none_or(|before| before < *message);
            prop_assert!(
                is_later || had("reorder"),
                "out of order: {:?} {}",
                before,
                message
            );
        }
        let mut told = self.local.deliveries("");
        prop_assert_eq!(told.len(), self.promised.len());
        told.retain(|it| it["state"] != "delivered");
        for delivery in &told {
            let (state, bot) = (delivery.text("state"), delivery.text("bot_id"));
            let left = |it: &Step| matches!(it, Step::Delete(_) | Step::Subscribe(_, _, false));
            let may = match &*state {
                "failed" => delivery["attempts"] == 6,
                "dropped" => steps.iter().any(left),
                _ => false,
            };
            prop_assert!(may, "{} {}", bot, delivery);
        }
        let lost: BTreeSet<_> = told.iter().map(|it| it.text("event_id")).collect();
        for id in self.promised.keys().filter(|id| !lost.contains(*id)) {
            prop_assert!(events.contains_key(id), "{} never came", id);
        }
        self.local.stop();
        prop_assert_eq!(files_with(self.local.home(), &self.secrets), [""; 0]);
        Ok(())
    }
}

/// The files in which a secret stands; the file that is meant for them does not count.
fn files_with(folder: &Path, secrets: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files_with(&path, secrets));
        } else if !name.starts_with("credentials") {
            let bytes = match std::fs::read(&path) {
                // A log that has just gone into its database: what it held stands there now.
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    return files_with(folder, secrets);
                }
                read => read.unwrap(),
            };
            let text = String::from_utf8_lossy(&bytes);
            let holds = |secret: &String| text.contains(secret.as_str());
            found.extend(secrets.iter().any(holds).then_some(name));
        }
    }
    found
}

fn holds(steps: &[Step]) -> Result<(), TestCaseError> {
    let mut world = World::new();
    // The peer fails when it was never called, and there may never be a listener.
    let hello = b"GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    super::raw(world.peer.port(), hello);
    for step in steps {
        world.take(step)?;
    }
    world.settle();
    world.check(steps)
}

#[test]
fn fuzz_events_come_at_least_once_and_in_order() {
    fuzz_slowly("deliveries", 12, &steps(false), |steps| holds(&steps));
}

#[test]
fn fuzz_faults_lose_no_event_and_no_secret() {
    fuzz_slowly("rehearsed deliveries", 12, &steps(true), |steps| {
        holds(&steps)
    });
}
