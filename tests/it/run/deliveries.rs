//! What waits for the bot: held until it listens, dropped on request, set aside where the bot does not survive it.
use super::{line, next, start};
use crate::support::{Momo, has_program, start_dev, wait_for};

/// Answers every event, and writes down its text; ends with 7 at the text that asks for it.
const BOT: &str = r#"
import http.server, json, os
class Bot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["message"]["body"]
        print("got", text, flush=True)
        if text == "죽어":
            os._exit(7)
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Bot).serve_forever()
"#;

/// Waits for the bot's line about a text.
fn until_got(running: &mut crate::support::Running, text: &str) {
    while next(running, "output")["body"] != format!("got {text}") {}
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn event_that_ended_the_bot_twice_is_set_aside() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let command = ["python3", "-c", BOT];
    let (mut running, _) = start(&momo, &[], &command);
    next(&mut running, "answers");
    momo.run(&["room", "say", "--room", "1", "죽어"]).expect(0);
    let first = next(&mut running, "interrupted")["delivery"].take();
    let event = first["event_id"].as_str().unwrap();
    assert_eq!(
        (&first["state"], &first["text"]),
        (&"waiting".into(), &"죽어".into())
    );
    running.finish().expect(7);

    // The next run delivers it at once, at its own port, and does not survive it either.
    let second = momo.run(&line(&[], &command)).expect(7);
    let err = second.err();
    let words =
        format!("warning: the bot ended with 7 while it handled {event}, message #1 '죽어'\n");
    assert!(err.contains(&words), "{second}");
    assert!(
        err.contains(&format!("`momo delivery retry {event}` tries it again")),
        "{second}"
    );

    // The third one lives.
    let (mut running, _) = start(&momo, &[], &command);
    next(&mut running, "answers");
    momo.run(&["room", "say", "--room", "1", "살아"]).expect(0);
    until_got(&mut running, "살아");
    wait_for("the answer to be taken", || {
        let listed = momo.run(&["delivery", "list", "--json"]).expect(0);
        let listed = listed.json();
        (listed["deliveries"].as_array().unwrap().len() == 1).then_some(())
    });
    let shown = momo.run(&["delivery", "show", event]).expect_notes(0).out();
    assert!(
        shown.contains("set aside") && shown.contains("ended 2 times"),
        "{shown}"
    );
    let dropped = momo.run(&["delivery", "drop", event]).expect_notes(0);
    assert_eq!(dropped.err(), "one event is given up\n");
    running.signal("TERM");
    running.finish().expect(143);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, runs a program in Python, sends a signal to a process"
)]
fn fresh_run_drops_what_waits() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let silent = ["sh", "-c", "sleep 1000"];
    let (running, _) = start(&momo, &["--name", "Echo"], &silent);
    for text in ["하나", "둘"] {
        momo.run(&["room", "say", "--room", "1", text]).expect(0);
    }
    wait_for("the first to be held", || {
        let listed = momo
            .run(&["delivery", "list", "--bot", "Echo"])
            .expect(0)
            .out();
        listed.contains("held").then_some(())
    });
    running.signal("TERM");
    running.finish().expect(143);

    let (mut running, _) = start(
        &momo,
        &["--name", "Echo", "--fresh"],
        &["python3", "-c", BOT],
    );
    assert_eq!(next(&mut running, "dropped")["count"], 2);
    next(&mut running, "answers");
    momo.run(&["room", "say", "--room", "1", "셋"]).expect(0);
    assert_eq!(next(&mut running, "output")["body"], "got 셋");
    wait_for("the answer to be taken", || {
        let listed = momo.run(&["delivery", "list"]).expect_notes(0);
        listed.err().starts_with("Nothing waits").then_some(())
    });
    running.signal("TERM");
    running.finish().expect(143);
    let text = momo
        .run(&line(&["--name", "Echo", "--fresh"], &["true"]))
        .expect_notes(0);
    assert!(
        text.err().contains("nothing waited for the bot\n"),
        "{text}"
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn failed_delivery_has_its_diagnosis_in_json() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let bot = BOT.replace("send_response(200)", "send_response(404)");
    let (mut running, _) = start(&momo, &[], &["python3", "-c", &bot]);
    next(&mut running, "answers");
    momo.run(&["room", "say", "--room", "1", "하나"]).expect(0);
    let mut exchange = next(&mut running, "exchange");
    let diagnosis = exchange["diagnosis"].take();
    let message = diagnosis["message"].as_str().unwrap();
    assert!(message.contains("knows no path"), "{diagnosis}");
    assert!(
        !diagnosis["hints"].as_array().unwrap().is_empty(),
        "{diagnosis}"
    );
    assert!(diagnosis["phrase"]["code"].is_string(), "{diagnosis}");
    // The history tells the same.
    let id = exchange["id"].as_str().unwrap();
    let shown = momo
        .run(&["webhook", "history", "show", id, "--json"])
        .expect(0)
        .json();
    assert_eq!(shown["diagnosis"], diagnosis);
    running.signal("TERM");
    running.finish().expect(143);
}

#[test]
fn verbs_that_change_deliveries_need_a_choice() {
    let momo = Momo::new();
    for verb in ["retry", "drop"] {
        let none = momo.run(&["delivery", verb]).expect(2);
        assert!(
            none.err()
                .contains("it is not said which deliveries are meant"),
            "{none}"
        );
        momo.run(&["delivery", verb, "evt_1", "--all"]).expect(2);
        let stopped = momo.run(&["delivery", verb, "evt_1"]).expect(3);
        assert!(
            stopped.err().contains("no local platform is running"),
            "{stopped}"
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn retry_by_hand_counts_the_ends_of_the_bot_anew() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    for run in 1..=2 {
        let (mut running, _) = start(&momo, &["--name", "Echo"], &["python3", "-c", BOT]);
        next(&mut running, "answers");
        if run == 1 {
            momo.run(&["room", "say", "--room", "1", "죽어"]).expect(0);
        }
        let delivery = next(&mut running, "interrupted")["delivery"].take();
        assert_ne!(delivery["state"], "set_aside", "run {run}");
        running.finish().expect(7);
        let event = delivery["event_id"].as_str().unwrap();
        momo.run(&["delivery", "retry", event]).expect_notes(0);
    }
}
