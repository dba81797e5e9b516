//! Bots of ended runs: offline, and their events held, until something listens at their callback URL again.
use super::{next, start};
use crate::support::{Momo, Running, free_port, has_program, start_dev, wait_for};
use serde_json::Value;
use std::process::{Child, Command};

/// Takes every event and prints its path and text.
const BOT: &str = r#"
import http.server, json, os, sys
class Bot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        taken = self.path == os.environ.get("ONLY", self.path)
        if "message" in body:
            print(self.path, body["message"]["body"], flush=True)
        self.send_response(200 if taken else 404)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Bot).serve_forever()
"#;

const COMMAND: [&str; 3] = ["python3", "-c", BOT];

/// A bot that no run started.
struct ByHand(Child);

impl ByHand {
    fn start(port: &str) -> Self {
        let mut command = Command::new("python3");
        command.args(["-c", BOT]).env("PORT", port);
        Self(command.stdout(std::process::Stdio::null()).spawn().unwrap())
    }
}

impl Drop for ByHand {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a bot until it answers, then ends the run. Returns its first line.
fn run_once(momo: &Momo, flags: &[&str]) -> Value {
    let (mut running, starting) = start(momo, flags, &COMMAND);
    next(&mut running, "ready");
    end(running);
    starting
}

fn end(running: Running) {
    running.signal("TERM");
    running.finish().expect(143);
}

fn say(momo: &Momo, text: &str) {
    momo.run(&["room", "say", "--room", "1", text]).expect(0);
}

/// The bot's fields by `bot show`.
fn shown(momo: &Momo, id: &Value) -> Value {
    let words = ["bot", "show", id.as_str().unwrap(), "--json"];
    momo.run(&words).expect(0).json()
}

/// Bot and state of the deliveries that are under way.
fn waiting(momo: &Momo) -> Vec<(Value, Value)> {
    let listed = momo.run(&["delivery", "list", "--json"]).expect(0).json();
    let deliveries = listed["deliveries"].as_array().unwrap().iter();
    deliveries
        .map(|it| (it["bot_id"].clone(), it["state"].clone()))
        .collect()
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn bot_of_an_ended_run_is_offline_until_something_listens_there() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let (mut dev, _) = start_dev(&momo);
    let starting = run_once(&momo, &["--name", "Echo"]);
    let id = &starting["bot_id"];
    let absent = loop {
        let line = dev.json();
        if line["type"] == "bot_absent" {
            break line;
        }
    };
    assert_eq!(&absent["bot_id"], id);
    assert!(shown(&momo, id)["offline_since"].is_i64());
    let list = momo.run(&["bot", "list"]).expect(0).out();
    assert!(list.contains("active, offline"), "{list}");
    let block = momo.run(&["bot", "show"]).expect(0).out();
    assert!(
        block.contains("its events are held until it listens"),
        "{block}"
    );
    let room = momo.run(&["room", "show", "--room", "1"]).expect(0).out();
    let member = format!("{} (offline)", id.as_str().unwrap());
    assert!(room.contains(&member), "{room}");

    say(&momo, "하나");
    wait_for("the event to be held", || {
        (waiting(&momo) == [(id.clone(), "held".into())]).then_some(())
    });
    let retried = momo.run(&["delivery", "retry", "--all"]).expect_notes(0);
    let place = format!("localhost:{}", starting["port"]);
    assert!(
        retried
            .err()
            .starts_with(&format!("one event is held: nobody listens at {place}")),
        "{retried}"
    );
    let _bot = ByHand::start(&starting["port"].to_string());
    wait_for("the event to be taken", || {
        waiting(&momo).is_empty().then_some(())
    });
    assert!(shown(&momo, id)["offline_since"].is_null());
    let room = momo.run(&["room", "show", "--room", "1"]).expect(0).out();
    assert!(!room.contains("offline"), "{room}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn bot_of_an_ended_run_gets_nothing_by_the_port_of_another() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    let port = free_port().to_string();
    let callbacks = [format!("{port}/a"), format!("{port}/b")];
    let first = run_once(&momo, &["--name", "First", "--callback", &callbacks[0]]);
    let flags = ["--name", "Second", "--callback", &callbacks[1]];
    let (mut second, _) = start(&momo, &flags, &COMMAND);
    next(&mut second, "ready");
    say(&momo, "하나");
    assert_eq!(next(&mut second, "output")["body"], "/b 하나");
    wait_for("the other event to be held", || {
        let held = (first["bot_id"].clone(), "held".into());
        (waiting(&momo) == [held]).then_some(())
    });
    end(second);
    // The port is free for the bot by hand.
    let _bot = ByHand::start(&port);
    wait_for("the event to be taken", || {
        waiting(&momo).is_empty().then_some(())
    });
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn bot_stays_offline_when_its_platform_ends_with_the_run() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let starting = run_once(&momo, &["--name", "Echo"]);
    let (_dev, _) = start_dev(&momo);
    let id = &starting["bot_id"];
    assert!(shown(&momo, id)["offline_since"].is_i64());
    // The next run of it is not told that it is offline.
    let (mut again, _) = start(&momo, &["--name", "Echo"], &COMMAND);
    next(&mut again, "ready");
    assert!(shown(&momo, id)["offline_since"].is_null());
    end(again);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn callback_without_path_means_the_path_that_the_bot_takes() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new().with("ONLY", "/momotalk/webhook");
    let port = free_port().to_string();
    let (mut running, starting) = start(&momo, &["--callback", &port], &COMMAND);
    let root = format!("http://127.0.0.1:{port}");
    assert_eq!(starting["callback_url"], format!("{root}/"));
    let found = next(&mut running, "callback");
    assert_eq!(found["callback_url"], format!("{root}/momotalk/webhook"));
    let note = found["note"].as_str().unwrap();
    assert!(note.contains("`/` answers 404"), "{note}");
    let ready = next(&mut running, "ready");
    assert_eq!(ready["callback_url"], found["callback_url"]);
    say(&momo, "하나");
    assert_eq!(
        next(&mut running, "output")["body"],
        "/momotalk/webhook 하나"
    );
    end(running);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn bot_of_a_living_run_is_refused_and_one_of_a_killed_run_taken_over() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    let (mut first, starting) = start(&momo, &["--name", "Echo"], &COMMAND);
    next(&mut first, "ready");
    let url = starting["callback_url"].as_str().unwrap();
    let words = ["run", "--port", "0", "--name", "Echo", "--", "true"];
    let refused = momo.run(&words).expect(3);
    let id = starting["bot_id"].as_str().unwrap();
    let holder = format!(
        "the run with the process id {} has the bot `{id}`, which gets its events at {url}",
        first.id()
    );
    let one_line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line(refused.err()).contains(&holder), "{refused}");
    let shown = shown(&momo, &starting["bot_id"]);
    assert_eq!(shown["callback_url"], url);
    assert!(shown["offline_since"].is_null(), "{shown}");

    let (killed, program) = (first.id(), starting["pid"].as_i64().unwrap());
    first.signal("KILL");
    let end = first.finish();
    assert_eq!(end.status, None, "{end}");
    let program = program.to_string();
    assert!(
        Command::new("kill")
            .arg(program)
            .status()
            .unwrap()
            .success()
    );
    let (mut second, again) = start(&momo, &["--name", "Echo"], &COMMAND);
    assert_eq!(
        (&again["bot_id"], &again["new"]),
        (&starting["bot_id"], &false.into())
    );
    next(&mut second, "ready");
    second.signal("TERM");
    let end = second.finish().expect(143);
    let line = format!("the run {killed} had the bot {id}, and was killed");
    assert!(end.err().contains(&line), "{end}");
}
