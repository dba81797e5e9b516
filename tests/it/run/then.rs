//! `--then`: a command once the bot answers. And what is told on the way there and of the talk.
use super::{BOT, line, next, start};
use crate::bots;
use crate::support::{Momo, has_program};

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn command_runs_once_the_bot_answers_and_its_exit_code_is_the_runs() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    for (script, code) in [("echo \"of $MOMOTALK_BOT_ID\"", 0), ("exit 7", 7)] {
        let flags = ["--then", script, "--json"];
        let end = momo
            .run(&line(&flags, &["python3", "-c", BOT]))
            .expect_notes(code);
        let values = end.json_lines();
        let position = |kind: &str| values.iter().position(|it| it["type"] == kind).unwrap();
        assert!(position("starting") < position("answers"), "{end}");
        assert!(position("answers") < position("ready"), "{end}");
        assert_eq!(
            values[position("ready")]["bot_id"],
            values[position("starting")]["bot_id"]
        );
        let last = values.last().unwrap();
        assert_eq!(
            (&last["type"], &last["program"]),
            (&"exit".into(), &"then".into())
        );
        assert_eq!(last["status"], code);
        if code == 0 {
            let id = values[0]["bot_id"].as_str().unwrap();
            let said = format!("of {id}");
            let is_said = |it: &serde_json::Value| it["from"] == "then" && it["body"] == *said;
            assert!(values.iter().any(is_said), "{end}");
        }
        // The bot is ended with it.
        assert!(!crate::support::is_alive(
            values[0]["pid"].as_u64().unwrap()
        ));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn bot_that_ends_before_the_command_fails_the_run() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let script = "import os, socket; server = socket.create_server(('127.0.0.1', int(os.environ['PORT']))); server.accept(); os._exit(0)";
    let flags = ["--then", "sleep 1000"];
    let end = momo.run(&line(&flags, &["python3", "-c", script]));
    let end = end.expect(1);
    assert!(end.err().contains("the bot ended with 0"), "{end}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn port_of_a_bot_that_listens_elsewhere_is_told_while_it_is_waited_for() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let script = "import socket, time; listener = socket.create_server(('127.0.0.1', 0)); print(listener.getsockname()[1], flush=True); time.sleep(1000)";
    let (mut running, _) = start(
        &momo,
        &["--ready-timeout", "10m"],
        &["python3", "-c", script],
    );
    let port = next(&mut running, "output")["body"].take();
    let told = next(&mut running, "other_port");
    let address = format!("127.0.0.1:{}", port.as_str().unwrap());
    assert_eq!(told["addresses"], serde_json::json!([address]));
    running.signal("TERM");
    running.finish().expect(143);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn talk_is_shown_with_the_bots_name() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let bot = bots::sources().join("python/bot.py");
    let momo_program = env!("CARGO_BIN_EXE_momo");
    let then =
        format!("{momo_program} room say --user 앨리스 안녕 --expect 'Echo: 안녕' --count 1 >&2");
    let flags = ["--name", "Echo", "--then", &then];
    let end = momo.run(&line(&flags, &["python3", bot.to_str().unwrap()]));
    let end = end.expect_notes(0);
    let err = end.err();
    for wanted in [
        "Echo <- #1 앨리스 in room 1: 안녕\n",
        "Echo -> #2 (to #1): Echo: 안녕\n",
        "Echo <- #1 200 in ",
    ] {
        assert!(err.contains(wanted), "{wanted}\n{end}");
    }
}
