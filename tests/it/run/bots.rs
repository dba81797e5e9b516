//! Real bots: they find their credentials and port, and a user talks to them through the platform.
use super::{next, start};
use crate::bots;
use crate::support::{Momo, has_program, wait_for};
use std::path::Path;

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn express_bot_answers_in_run() {
    if let Some(script) = bots::express() {
        answers_whoever_writes("node", &script);
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn python_bot_answers_in_run() {
    if has_program("python3") {
        answers_whoever_writes("python3", &bots::sources().join("python/bot.py"));
    }
}

fn answers_whoever_writes(program: &str, script: &Path) {
    let momo = Momo::new();
    let command = [program, script.to_str().unwrap()];
    let (mut running, ready) = start(&momo, &["--name", "Echo"], &command);
    assert_eq!(ready["platform"], "started");
    assert_eq!(
        (&ready["name"], &ready["new"]),
        (&"Echo".into(), &true.into())
    );
    assert!(ready["page"].as_str().unwrap().contains("/#t="), "{ready}");
    assert!(next(&mut running, "answers")["seconds"].is_number());

    for text in ["안녕하세요", "두 번째"] {
        momo.run(&["room", "say", "--room", "1", text]).expect(0);
    }
    wait_for("two replies", || {
        let said = momo
            .run(&["room", "messages", "--room", "1"])
            .expect(0)
            .out();
        let replies = ["Echo: 안녕하세요", "Echo: 두 번째"];
        replies
            .iter()
            .all(|reply| said.contains(reply))
            .then_some(())
    });

    assert_eq!(next(&mut running, "message")["body"], "안녕하세요");
    let status = next(&mut running, "exchange")["response"]["status"].take();
    assert!([200, 201].contains(&status.as_u64().unwrap()), "{status}");

    running.signal("TERM");
    let end = running.finish();
    let last = end.json_lines().pop().unwrap();
    assert_eq!(last["type"], "exit");
    assert_eq!(last["answered"], true);
    // Python ends by the signal, and so does node.
    assert_eq!(
        (end.status, &last["status"]),
        (Some(143), &143.into()),
        "{end}"
    );
    assert_eq!(last["signal"], "SIGTERM");
    momo.run(&["room", "list"]).expect(3);

    // The next time it is the same bot, wherever it listens then.
    let (mut again, second) = start(&momo, &["--name", "Echo"], &command);
    assert_eq!(
        (&second["bot_id"], &second["new"]),
        (&ready["bot_id"], &false.into())
    );
    next(&mut again, "answers");
    momo.run(&["bot", "test"]).expect_notes(0);
    // Killed, as a test's end kills it, it could not end its bot.
    again.signal("TERM");
    again.finish().expect_notes(143);
}
