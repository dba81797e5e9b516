//! Real bots, on Express and on Python's standard library, as a developer would write them by MoMoTalk's guide.
//!
//! They verify over the raw body and reply through the message API. Where node or Python is missing these tests
//! say so and pass; CI has both, and Express beside the build (`.ci/run` puts it there).
mod mistakes;

use crate::support::{
    Momo, Output, Peer, beside_build, create_bot, has_program, response, wait_for,
};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

const SECRET: &str = "whsec-0123456789abcdef";

/// A bot that runs beside the test.
pub(crate) struct Bot {
    child: Child,
    /// Where it takes events.
    pub(crate) url: String,
}

impl Bot {
    /// Starts it as `bot_1`.
    fn start(program: &str, script: &Path, secret: &str, api_base: &str) -> Self {
        let credentials = json!({
            "MOMOTALK_BOT_ID": "bot_1",
            "MOMOTALK_BOT_TOKEN": "token-of-the-bot",
            "MOMOTALK_WEBHOOK_SECRET": secret,
            "MOMOTALK_API_BASE": api_base,
        });
        Self::with(program, script, &credentials)
    }

    /// Starts it with these credentials in its environment, and waits until it says where it listens.
    pub(crate) fn with(program: &str, script: &Path, credentials: &Value) -> Self {
        let credentials = credentials.as_object().unwrap().iter();
        let mut child = Command::new(program)
            .arg(script)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("PORT", "0")
            // Express writes no stack traces of requests that were broken off.
            .env("NODE_ENV", "test")
            .envs(credentials.map(|(name, value)| (name, value.as_str().unwrap())))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let url = line.trim().strip_prefix("ready on ");
        let url = url.unwrap_or_else(|| panic!("the bot did not start: {line}"));
        Self {
            url: url.to_owned(),
            child,
        }
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The Express bot's script, beside the `node_modules` that hold Express; none where they are not there.
pub(crate) fn express() -> Option<PathBuf> {
    static COPIED: OnceLock<Option<PathBuf>> = OnceLock::new();
    COPIED.get_or_init(copy_beside_express).clone()
}

fn copy_beside_express() -> Option<PathBuf> {
    if !has_program("node") {
        return None;
    }
    let package = beside_build("Express", "express-bot/node_modules/express")?;
    let folder = package.ancestors().nth(2).unwrap();
    for file in ["package.json", "bot.js", "skill.js"] {
        std::fs::copy(sources().join("express").join(file), folder.join(file)).unwrap();
    }
    Some(folder.join("bot.js"))
}

fn python() -> Option<PathBuf> {
    has_program("python3").then(|| sources().join("python/bot.py"))
}

pub(crate) fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bots")
}

#[test]
fn express_bot_accepts_signed_events_and_refuses_others() {
    if let Some(script) = express() {
        takes_what_is_signed_and_refuses_the_rest("node", &script);
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn python_bot_accepts_signed_events_and_refuses_others() {
    if let Some(script) = python() {
        takes_what_is_signed_and_refuses_the_rest("python3", &script);
    }
}

fn takes_what_is_signed_and_refuses_the_rest(program: &str, script: &Path) {
    let api = Peer::raw(|_| response(201, "application/json", r#"{"ok":true}"#));
    let bot = Bot::start(program, script, SECRET, &api.url("/api"));
    let momo = Momo::new();
    let event = momo.run(&["webhook", "sample", "momotalk/message_created.korean"]);
    let event = momo.file("event.json", event.expect(0).stdout);
    let replay = |more: &[&str]| {
        let args = ["webhook", "replay", &event, "--keep-ids", "--to", &bot.url];
        momo.run(&[&args[..], more].concat())
    };

    replay(&["--secret", SECRET]).expect_notes(0);
    let reply = api.only();
    assert_eq!(reply.line, "POST /api/bots/bot_1/messages HTTP/1.1");
    assert_eq!(
        reply.header("authorization"),
        Some("Bearer token-of-the-bot")
    );
    let sent: Value = serde_json::from_slice(&std::fs::read(&event).unwrap()).unwrap();
    let said: Value = serde_json::from_slice(&reply.body).unwrap();
    let echo = format!("Echo: {}", sent["message"]["body"].as_str().unwrap());
    assert_eq!(said["body"], echo);
    assert_eq!(said["reply_to_message_id"], sent["message"]["message_id"]);

    refused(
        &replay(&["--secret", "another-secret-of-a-bot"]),
        "made with the secret of fingerprint",
    );
    let signature = momo
        .run(&["sign", &event, "--secret", SECRET])
        .expect(0)
        .out();
    let header = format!("X-MoMoTalk-Bot-Signature: {}", signature.trim());
    replay(&["--secret", SECRET, "-H", &header]).expect_notes(0);
    refused(
        &replay(&[
            "--secret",
            SECRET,
            "-H",
            &header,
            "--set",
            "message.room_id=7",
        ]),
        "its signature is not that of this body and secret",
    );
    let request = momo.run(&[
        "webhook",
        "sample",
        "momotalk/message_created",
        "--exchange",
    ]);
    let request = momo.file("request.json", request.expect(0).stdout);
    let args = [
        "webhook",
        "replay",
        &request,
        "--keep-signature",
        "--to",
        &bot.url,
    ];
    refused(&momo.run(&args), "it was sent without a signature");
    assert_eq!(api.seen().len(), 2, "a refused event was answered");
}

#[test]
fn express_bot_verifies_forwarded_events() {
    if let Some(script) = express() {
        verifies_what_is_handed_on("node", &script);
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn python_bot_verifies_forwarded_events() {
    if let Some(script) = python() {
        verifies_what_is_handed_on("python3", &script);
    }
}

fn verifies_what_is_handed_on(program: &str, script: &Path) {
    let api = Peer::raw(|_| response(201, "application/json", r#"{"ok":true}"#));
    let bot = Bot::start(program, script, SECRET, &api.url("/api"));
    let momo = Momo::new();
    let listen = [
        "webhook",
        "listen",
        "--port",
        "0",
        "--json",
        "--allow-unsigned",
    ];
    let to_bot = ["--forward-to", &*bot.url];
    let mut listening = momo.start(&[&listen[..], &to_bot].concat());
    let ready = listening.json();
    let replay = |secret: &str| {
        let sample = "momotalk/message_created.korean";
        let to = ready["url"].as_str().unwrap();
        momo.run(&[
            "webhook", "replay", sample, "--to", to, "--secret", secret, "--json",
        ])
    };
    replay(SECRET).expect(0);
    assert_eq!(listening.json()["response"]["status"], 200);
    let received = listening.json();
    assert_eq!(received["response"]["status"], 200);
    assert_eq!(api.seen().len(), 1);
    // The receiver takes it, the bot does not.
    replay("another-secret-of-a-bot").expect(1);
    assert_eq!(listening.json()["response"]["body"], "invalid signature");
    assert_eq!(listening.json()["response"]["status"], 401);
    assert_eq!(api.seen().len(), 1);
}

/// The bot said 401, and momo says why.
#[track_caller]
fn refused(output: &Output, why: &str) {
    let output = output.clone().expect(1);
    let shown = output.to_string();
    assert!(!shown.contains("HTML"), "{output}");
    assert!(
        shown.contains("401") && shown.contains("invalid signature"),
        "{output}"
    );
    assert!(shown.contains(why), "no `{why}` in\n{output}");
}

#[test]
fn express_bot_survives_network_faults() {
    let Some(script) = express() else { return };
    let api = Peer::raw(|_| response(201, "application/json", r#"{"ok":true}"#));
    let bot = Bot::start("node", &script, SECRET, &api.url("/api"));
    let chaos = "chunked=50%,slow-body=30%:100ms,early-close=20%,duplicate=20%,reorder=20%";
    let load = ["--times", "40", "-c", "4", "--seed", "42", "--json"];
    let args = [
        "webhook",
        "replay",
        "momotalk/message_created.korean",
        "--to",
        &bot.url,
    ];
    let more = ["--secret", SECRET, "--chaos", chaos];
    let summary = Momo::new()
        .run(&[&args[..], &more, &load].concat())
        .expect(0);
    let summary = summary.json_lines().pop().unwrap();
    let (sent, cut) = (&summary["deliveries"], &summary["chaos"]["early-close"]);
    assert_eq!(summary["statuses"], json!({ "200": sent }));
    assert!(
        cut.as_u64().unwrap() > 3 && *cut == summary["chaos"]["unjudged"],
        "{summary}"
    );
    // It took every event that was whole, and none of the others.
    assert_eq!(api.seen().len() as u64, sent.as_u64().unwrap());
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn express_bot_answers_in_a_room() {
    if let Some(script) = express() {
        answers_in_a_room("node", &script);
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn python_bot_answers_in_a_room() {
    if let Some(script) = python() {
        answers_in_a_room("python3", &script);
    }
}

fn answers_in_a_room(program: &str, script: &Path) {
    let momo = Momo::new();
    let mut platform = momo.start(&["dev", "--port", "0", "--json"]);
    let ready = platform.json();
    let nowhere = "http://127.0.0.1:9/momotalk/webhook";
    create_bot(&momo, "Echo", nowhere);

    let credentials = momo.run(&["bot", "env", "--as", "json"]).expect(0).json();
    assert_eq!(credentials["MOMOTALK_API_BASE"], ready["api_base"]);
    let bot = Bot::with(program, script, &credentials);
    momo.run(&["bot", "update", "--callback-url", &bot.url])
        .expect(0);
    momo.run(&["bot", "test"]).expect_notes(0);
    for text in ["안녕하세요", "👋🏽 <b>&amp;\" \\ \u{202e}", "두 번째"] {
        momo.run(&["room", "say", "--room", "1", text]).expect(0);
    }
    let said = wait_for("three replies", || {
        let room = momo.run(&["room", "messages", "--room", "1", "--json"]);
        let messages = room.expect(0).json()["messages"].take();
        (bodies(&messages, "bot").len() >= 3).then_some(messages)
    });
    let wanted = bodies(&said, "user").into_iter();
    let wanted: Vec<String> = wanted.map(|text| format!("Echo: {text}")).collect();
    assert_eq!(bodies(&said, "bot"), wanted);

    // A reply is there before the answer to its event, which ends that exchange.
    wait_for("four events and three calls in the history", || {
        let kept = momo.run(&["webhook", "history", "list", "--json"]);
        let kept = kept.expect(0).json_lines();
        let count = |kind: &str| kept.iter().filter(|one| one["kind"] == kind).count();
        ((count("event"), count("api")) == (4, 3)).then_some(())
    });

    refuses_another_secret(&momo, program, script, &credentials);
    platform.signal("TERM");
    platform.finish().expect_notes(0);
}

/// A bot that was started with a secret that is not its own refuses the platform's events, and momo says so.
fn refuses_another_secret(momo: &Momo, program: &str, script: &Path, credentials: &Value) {
    let mut wrong = credentials.clone();
    wrong["MOMOTALK_WEBHOOK_SECRET"] = SECRET.into();
    let bot = Bot::with(program, script, &wrong);
    momo.run(&["bot", "update", "--callback-url", &bot.url])
        .expect(0);
    let output = momo.run(&["bot", "test"]).expect(1);
    assert!(output.to_string().contains("401"), "{output}");
    refused(
        &momo.run(&["webhook", "replay", "momotalk/message_created"]),
        "made with the secret of fingerprint",
    );
}

/// What this kind of sender said, in order.
fn bodies<'a>(messages: &'a Value, sender: &str) -> Vec<&'a str> {
    let said = messages.as_array().unwrap();
    let said = said
        .iter()
        .filter(|message| message["sender_type"] == sender);
    said.map(|message| message["body"].as_str().unwrap())
        .collect()
}
