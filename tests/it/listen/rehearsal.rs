//! Faults of a bot, rehearsed by the receiver.
use super::{EVENT, Listening, SIGNATURE, ask, signed};
use crate::support::{Momo, Peer, wait_for};
use std::time::{Duration, Instant};

/// EVENT with another id, unsigned.
fn event(number: usize) -> String {
    let body = EVENT.replace("evt_1", &format!("evt_{number}"));
    let length = body.len();
    format!("POST / HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{body}")
}

fn statuses(listening: &Listening, count: usize) -> Vec<u16> {
    let send = |number| ask(listening.port, &event(number)).0;
    (0..count).map(send).collect()
}

#[test]
fn failed_events_are_recorded_and_may_come_again() {
    let mut listening = Listening::checking(&["--fail-next", "2", "--status", "503"]);
    let answers: Vec<_> = (0..4).map(|_| listening.event(SIGNATURE).0).collect();
    assert_eq!(answers, [503, 503, 200, 200]);
    let lines: Vec<_> = (0..4).map(|_| listening.running.json()).collect();
    assert_eq!(lines[0]["note"], "rehearsed: 503, 1 of 2");
    assert_eq!(lines[1]["note"], "rehearsed: 503, 2 of 2");
    assert!(lines[2]["note"].is_null());
    // A failure was not taken, so that what comes after it is no duplicate.
    let duplicates: Vec<_> = lines
        .iter()
        .map(|line| line["duplicate"].as_bool())
        .collect();
    assert_eq!(duplicates, [false, false, false, true].map(Some));
    for line in &lines {
        let kept = listening.history().get(line["id"].as_str().unwrap());
        let kept = kept.unwrap().unwrap();
        assert_eq!(kept.request.body, EVENT.as_bytes());
        let status = kept.response.unwrap().status;
        assert_eq!(line["response"]["status"], status);
    }
    // Who is not authentic takes no part in it.
    let listening = Listening::checking(&["--fail-next", "1"]);
    assert_eq!(listening.post("/", "", EVENT).0, 401);
    assert_eq!(
        listening.event(SIGNATURE),
        (500, "rehearsed failure\n".into())
    );
}

#[test]
fn seed_fails_the_same_events_again_and_is_announced() {
    let run = |args: &[&str]| {
        let mut all = vec!["--allow-unsigned", "--fail-rate", "50%"];
        all.extend(args);
        let listening = Listening::json(Momo::new(), &all);
        let statuses = statuses(&listening, 20);
        let seed = listening.ready["seed"].as_u64().unwrap();
        assert!(statuses.iter().all(|status| [200, 500].contains(status)));
        (statuses, seed)
    };
    let (first, seed) = run(&[]);
    assert_eq!(run(&["--seed", &seed.to_string()]), (first, seed));
    let (seven, eight) = (run(&["--seed", "7"]), run(&["--seed", "8"]));
    assert_ne!(seven.0, eight.0);
    // As `sha256(seed, number)` has it: printed by another program.
    let known = [
        200, 500, 200, 500, 200, 200, 500, 500, 500, 500, 200, 200, 500, 200, 200, 500, 500, 500,
        200, 200,
    ];
    assert_eq!(seven.0, known);
}

#[test]
fn response_file_gets_a_fitting_content_type() {
    let momo = Momo::new();
    let cases = [
        ("a.json", "{\"a\":1}", vec![], "application/json"),
        ("a.html", "<p>", vec![], "text/html; charset=utf-8"),
        ("plain", "안녕", vec![], "text/plain; charset=utf-8"),
        ("object", "{}", vec![], "application/json"),
        ("a.json", "x", vec!["--content-type", "a/b"], "a/b"),
    ];
    for (name, content, more, expected) in cases {
        let file = momo.file(name, content);
        let mut args = vec!["--allow-unsigned", "--status", "202", "--answer", &file];
        args.extend(more);
        let mut listening = Listening::json(Momo::new(), &args);
        assert_eq!(ask(listening.port, &event(1)), (202, content.into()));
        let line = listening.running.json();
        let headers = line["response"]["headers"].to_string();
        assert!(headers.contains(expected), "{headers}");
        assert_eq!(line["note"], "rehearsed: 202");
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn delay_is_timed_and_ends_with_the_receiver() {
    let mut listening = Listening::checking(&["--delay", "150ms"]);
    let begun = Instant::now();
    assert_eq!(listening.event(SIGNATURE).0, 200);
    assert!(begun.elapsed() >= Duration::from_millis(150));
    let line = listening.running.json();
    assert_eq!(line["note"], "rehearsed: after 150ms");
    assert!(line["timing"]["total_ms"].as_f64().unwrap() >= 150.0);

    // The bot has it before the delay begins.
    let bot = Peer::answering(200, "application/json", "{}");
    let target = bot.url("/hook");
    let mut listening = Listening::checking(&["--delay", "1h", "--forward-to", &target]);
    let waiting = std::thread::spawn({
        let request = signed(EVENT, SIGNATURE);
        let port = listening.port;
        move || ask(port, &request)
    });
    wait_for("the bot to be asked", || {
        (!bot.seen().is_empty()).then_some(())
    });
    listening.running.signal("INT");
    assert_eq!(waiting.join().unwrap().0, 200);
    assert_eq!(listening.running.json()["direction"], "sent");
    let line = listening.running.json();
    let note = line["note"].as_str().unwrap();
    assert!(
        note.ends_with("; rehearsed: after 3600s; cut short"),
        "{note}"
    );
    assert_eq!(line["stored"], true);
    listening.running.finish().expect(130);
}

#[test]
fn contradictory_flags_are_refused() {
    let file = Momo::new();
    let answer = file.file("a.json", "{}");
    for (args, words) in [
        (vec!["--seed", "1"], "--fail-rate"),
        (vec!["--content-type", "a/b"], "--answer"),
        (vec!["--fail-rate", "1.5"], "`0.2` or `20%`"),
        (vec!["--status", "199"], "199"),
        (
            vec!["--status", "204", "--fail-next", "1"],
            "a failure is not answered 204",
        ),
        (
            vec!["--status", "204", "--forward-to", "3000"],
            "answers what is answered there",
        ),
        (
            vec!["--answer", &answer, "--forward-to", "3000"],
            "--forward-to",
        ),
        (vec!["--echo", "--forward-to", "3000"], "--echo"),
        (vec!["--forward-to", "nowhere"], "no target"),
        (vec!["--skill-header", "X-A"], "--skill-secret-file"),
    ] {
        let mut all = vec!["webhook", "listen", "--port", "0", "--secret", "x"];
        all.extend(&args);
        let output = Momo::new().run(&all).expect(2);
        assert!(output.err().contains(words), "{args:?}\n{output}");
    }
}

#[test]
fn empty_type_is_refused() {
    for types in ["", "talk.*,", " , "] {
        let args = ["webhook", "listen", "--port", "0", "--allow-unsigned"];
        let output = crate::support::Momo::new().run(&[&args[..], &["--types", types]].concat());
        let output = output.expect(2);
        assert!(output.err().contains("a type without a name"), "{output}");
    }
}
