//! A bot of the running local platform is checked in a room there, where its replies are seen.
use super::outcome;
use crate::bots::{Bot, sources};
use crate::support::{Momo, has_program, start_dev};
use serde_json::Value;

/// Runs the check of a bot that is registered on a local platform.
fn check_on_platform(wrong: &str) -> Value {
    let momo = Momo::new();
    let (dev, _) = start_dev(&momo);
    let create = ["bot", "create", "--name", "Echo", "--callback-url"];
    let nowhere = "http://127.0.0.1:9/momotalk/webhook";
    momo.run(&[&create[..], &[nowhere]].concat())
        .expect_notes(0);
    let mut variables = momo.run(&["bot", "env", "--as", "json"]).expect(0).json();
    variables["WRONG"] = wrong.into();
    let bot = Bot::with("python3", &sources().join("python/checked.py"), &variables);
    let skip = "load,http.too-large,event.1mib";
    let args = ["check", &bot.url, "--json", "--skip", skip];
    let report = momo.run(&args).json();
    let rooms = momo.run(&["room", "list", "--json"]).expect(0).json();
    assert!(!rooms.to_string().contains("momo check"), "{rooms}");
    dev.signal("TERM");
    dev.finish().expect_notes(0);
    report
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn replies_are_seen_in_a_room_of_the_local_platform() {
    if !has_program("python3") {
        return;
    }
    let right = check_on_platform("");
    for id in [
        "event.valid",
        "duplicate.again",
        "duplicate.at-once",
        "event.out-of-order",
        "alive.after",
    ] {
        assert_eq!(outcome(&right, id)["verdict"], "pass", "{right:#}");
    }
    // The platform answers as it does, so that only a stand-in can fail.
    let failing = outcome(&right, "reply.server-error");
    assert_eq!(failing["verdict"], "could-not-tell");
    let wrong = check_on_platform("duplicate.other-header");
    assert_eq!(
        outcome(&wrong, "duplicate.other-header")["verdict"],
        "fail",
        "{wrong:#}"
    );
    assert_eq!(
        outcome(&wrong, "duplicate.again")["verdict"],
        "pass",
        "{wrong:#}"
    );
}
