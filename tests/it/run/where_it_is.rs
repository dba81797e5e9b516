//! Which platform, which bot, which port; and where its secrets are: in its environment alone.
use super::{BOT, line, next, start};
use crate::support::{CANARIES, Momo, Peer, has_program, keep_bot, response, start_dev};
use serde_json::Value;

/// Prints its environment as JSON.
const ENVIRONMENT: [&str; 3] = [
    "python3",
    "-c",
    "import json, os; print(json.dumps(dict(os.environ)), flush=True)",
];

/// What the program found in its environment.
fn environment(momo: &Momo, flags: &[&str]) -> (Value, Value) {
    let output = momo
        .run_revealing(&line(&[flags, &["--json"]].concat(), &ENVIRONMENT))
        .expect_notes(0);
    let values = output.json_lines();
    let found = values.iter().find(|it| it["type"] == "output").unwrap();
    let found = serde_json::from_str(found["body"].as_str().unwrap()).unwrap();
    (values[0].clone(), found)
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process, uses a device of Unix"
)]
fn secrets_are_in_the_environment_only() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let (ready, found) = environment(&momo, &[]);
    let kept = momo.run(&["bot", "env", "--as", "json"]).expect(0).json();
    for name in [
        "MOMOTALK_BOT_ID",
        "MOMOTALK_BOT_TOKEN",
        "MOMOTALK_WEBHOOK_SECRET",
    ] {
        assert_eq!(found[name], kept[name], "{name}");
    }
    assert_eq!(found["MOMOTALK_API_BASE"], ready["api_base"]);
    assert_eq!(found["PORT"], ready["port"].to_string());
    assert_eq!(
        ready["callback_url"],
        format!("http://localhost:{}/momotalk/webhook", ready["port"])
    );
    let name = momo.home().file_name().unwrap().to_str().unwrap();
    assert_eq!(
        ready["name"], name,
        "without a name it is called as its folder"
    );

    let (mut running, ready) = start(&momo, &[], &["python3", "-c", BOT]);
    next(&mut running, "answers");
    for pid in [running.id().into(), ready["pid"].as_u64().unwrap()] {
        let words = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap();
        assert!(!words.contains(kept["MOMOTALK_BOT_TOKEN"].as_str().unwrap()));
        assert!(!words.contains(kept["MOMOTALK_WEBHOOK_SECRET"].as_str().unwrap()));
    }
    running.signal("TERM");
    let end = running.finish().to_string() + &ready.to_string();
    assert!(!end.contains(kept["MOMOTALK_BOT_TOKEN"].as_str().unwrap()));
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn port_is_that_of_callback_or_flag_and_must_be_free() {
    let momo = Momo::new();
    let port = crate::support::free_port().to_string();
    let (ready, found) = environment(&momo, &["--callback", &format!("{port}/hook")]);
    assert_eq!(found["PORT"], port);
    assert_eq!(
        ready["callback_url"],
        format!("http://127.0.0.1:{port}/hook")
    );

    // The path stays; the port is the one that is set.
    let momo = momo.with("PORT", &port);
    let (ready, found) = environment(&momo, &[]);
    assert_eq!(found["PORT"], port);
    assert_eq!(
        ready["callback_url"],
        format!("http://localhost:{port}/hook")
    );

    let other = Peer::raw(|_| response(200, "text/plain", "here"));
    let taken = other.port().to_string();
    let busy = momo
        .run(&line(&["--callback", &taken], &["true"]))
        .expect(3);
    assert!(
        busy.err().contains(&format!(
            "somebody listens on port {taken} (chosen by the callback) already"
        )),
        "{busy}"
    );
    let itself = format!("process {}: end it, or choose", std::process::id());
    assert!(busy.err().contains(&itself), "{busy}");
    momo.run(&line(&["--callback", "http://example.com/"], &["true"]))
        .expect(2);
    Momo::new()
        .with("PORT", "seven")
        .run(&line(&[], &["true"]))
        .expect(2);
    let _ = std::net::TcpStream::connect(("127.0.0.1", other.port())).map(|mut stream| {
        use std::io::Write;
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n")
    });
    crate::support::wait_for("the peer's call", || {
        (!other.seen().is_empty()).then_some(())
    });
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn running_platform_of_the_home_is_used() {
    let momo = Momo::new();
    let (dev, api_base) = start_dev(&momo);
    let words = ["run", "--json", "--", "sh", "-c", "exit 0"];
    let output = momo.run(&words).expect_notes(0);
    let ready = output.json_lines().remove(0);
    assert_eq!(ready["platform"], "running");
    assert_eq!(ready["platform_pid"], dev.id());
    assert_eq!(
        (&ready["api_base"], &ready["page"]),
        (&api_base.into(), &Value::Null)
    );
    let text = momo.run(&["run", "--", "true"]).expect_notes(0);
    assert!(
        text.err()
            .contains("the local platform that runs already is at"),
        "{text}"
    );
    // It is not ended with the bot.
    momo.run(&["room", "list"]).expect(0);
    let elsewhere = momo.run(&["run", "--port", "1", "--", "true"]).expect(3);
    assert!(
        elsewhere.err().contains("so it cannot be at port 1"),
        "{elsewhere}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn bot_of_another_platform_gets_its_credentials_and_no_platform_starts() {
    let momo = Momo::new();
    let api = "https://bot.example.invalid/api";
    keep_bot(&momo, "bot_far", "production", "https://bot.mmrnd.net/api");
    let run = |flags: &[&str]| {
        let words = [&["run", "--json"], flags, &["--"], &ENVIRONMENT[..]].concat();
        momo.run_revealing(&words)
    };
    let output = run(&["--profile", "production"]).expect_notes(0);
    let values = output.json_lines();
    assert_eq!(
        (&values[0]["platform"], &values[0]["page"]),
        (&"elsewhere".into(), &Value::Null)
    );
    let found: Value = serde_json::from_str(values[1]["body"].as_str().unwrap()).unwrap();
    assert_eq!(found["MOMOTALK_BOT_ID"], "bot_far");
    assert_eq!(found["MOMOTALK_BOT_TOKEN"], CANARIES[0]);
    assert_eq!(found["MOMOTALK_WEBHOOK_SECRET"], CANARIES[1]);
    assert_eq!(found["MOMOTALK_API_BASE"], "https://bot.mmrnd.net/api");
    assert!(!momo.home().join("platform.db").exists(), "{api}");

    let local = run(&["--port", "0", "--bot", "bot_far"]).expect(2);
    assert!(
        local.err().contains("belongs to the profile `production`"),
        "{local}"
    );
    let flag = run(&["--profile", "production", "--port", "0"]).expect(2);
    assert!(
        flag.err().contains("`--port` is of the local platform"),
        "{flag}"
    );
    let unknown = run(&["--port", "0", "--bot", "bot_nobody"]).expect(3);
    assert!(
        unknown
            .err()
            .contains("nothing of the bot `bot_nobody` is kept here"),
        "{unknown}"
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn delivery_failure_is_shown_beside_the_program_output() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    // It takes connections and hangs up.
    let script = "import os, socket; server = socket.create_server(('127.0.0.1', int(os.environ['PORT'])))\nwhile True: server.accept()[0].close()";
    let running = momo.start(&line(&[], &["python3", "-c", script]));
    crate::support::wait_for("the bot", || {
        let known = momo.run(&["bot", "list", "--json"]);
        known.out().contains("callback_url").then_some(())
    });
    momo.run(&["room", "say", "--room", "1", "안녕"]).expect(0);
    crate::support::wait_for("the attempt", || {
        let kept = momo.run(&["webhook", "history", "list", "--json"]);
        // What came before the bot listened is held, and is no attempt.
        (!kept.expect_notes(0).out().is_empty()).then_some(())
    });
    running.signal("TERM");
    let end = running.finish().expect(143);
    assert!(end.err().contains("talk.message_created"), "{end}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn program_input_and_output_pass_through() {
    let momo = Momo::new();
    let script = r#"read line; printf '%s\377\033[2J' "$line"; echo aside >&2"#;
    let output = momo
        .run_with_input(&line(&[], &["sh", "-c", script]), b"typed\n")
        .expect_notes(0);
    assert_eq!(output.stdout, b"typed\xff\x1b[2J");
    assert!(output.err().contains("\naside\n"), "{output}");
    let quiet = momo
        .run(&line(&["--quiet"], &["sh", "-c", "echo aside >&2"]))
        .expect_notes(0);
    assert!(quiet.err().starts_with("aside\nwarning: "), "{quiet}");
}
