//! `--bot NAME=COMMAND`: several bots in one run, each with its own credentials, port and lines.
use super::{BOT, next, started};
use crate::support::os::DOES_NOTHING;
use crate::support::{Momo, free_port, has_program, is_alive, keep_bot, start_dev};

/// `momo run` with a platform on a free port.
const RUN: [&str; 4] = ["run", "--port", "0", "--json"];

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a program in Python, sends a signal to a process"
)]
fn each_bot_has_its_own_port_credentials_and_lines() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    momo.file(
        "bot.py",
        BOT.replace(
            "\"listening\"",
            "os.environ[\"MOMOTALK_BOT_ID\"], os.environ[\"PORT\"]",
        ),
    );
    let port = free_port().to_string();
    let callback = format!("Shop={port}/hook?a=b");
    let flags = [
        "--bot",
        "Echo=python3 bot.py",
        "--bot",
        "Shop=python3 bot.py",
    ];
    let (mut running, starting) = started(
        &momo,
        &[&RUN[..], &flags, &["--callback", &callback]].concat(),
    );
    let bots = starting["bots"].as_array().unwrap();
    assert_eq!(
        (&bots[0]["name"], &bots[1]["name"]),
        (&"Echo".into(), &"Shop".into())
    );
    assert_eq!(
        bots[1]["callback_url"],
        format!("http://127.0.0.1:{port}/hook?a=b")
    );
    assert_eq!(bots[1]["port"].to_string(), port);
    let mut said = Vec::new();
    let mut answered = Vec::new();
    loop {
        let line = running.json();
        match line["type"].as_str().unwrap() {
            "output" => said.push((line["from"].clone(), line["body"].clone())),
            "answers" => answered.push(line["name"].clone()),
            "ready" => break,
            _ => {}
        }
    }
    assert_eq!(answered.len(), 2, "{answered:?}");
    while said.len() < 2 {
        let line = next(&mut running, "output");
        said.push((line["from"].clone(), line["body"].clone()));
    }
    for bot in bots {
        let words = format!("{} {}", bot["bot_id"].as_str().unwrap(), bot["port"]);
        assert!(
            said.contains(&(bot["name"].clone(), words.into())),
            "{said:?}"
        );
    }
    running.signal("TERM");
    running.finish().expect(42);

    // The next run plays the same bots; one of them by its id.
    let id = bots[0]["bot_id"].as_str().unwrap();
    let by_id = format!("{id}=python3 bot.py");
    let flags = ["--bot", "Shop=python3 bot.py", "--bot", &by_id];
    let (mut again, second) = started(&momo, &[&RUN[..], &flags].concat());
    for (before, after) in bots.iter().rev().zip(second["bots"].as_array().unwrap()) {
        assert_eq!(
            (&after["bot_id"], &after["new"]),
            (&before["bot_id"], &false.into())
        );
        assert_eq!(after["name"], before["name"]);
    }
    next(&mut again, "ready");
    again.signal("TERM");
    again.finish().expect(42);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn command_runs_once_all_answer_and_first_end_ends_all() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    momo.file("bot.py", BOT);
    let flags = [
        "run",
        "--bot",
        "Echo=python3 bot.py",
        "--bot",
        "Shop=python3 bot.py",
    ];
    let then = [
        "--then",
        "echo id=$MOMOTALK_BOT_ID base=$MOMOTALK_API_BASE >&2; exit 6",
    ];
    let end = momo.run(&[&flags[..], &then].concat()).expect(6);
    let err = end.err();
    let position = |words: &str| err.find(words).unwrap_or_else(|| panic!("{words}: {end}"));
    assert!(position("the bot Echo answers, after ") < position("all bots answer"));
    assert!(position("the bot Shop answers, after ") < position("all bots answer"));
    assert!(position("all bots answer") < position("id= base=http://127.0.0.1:"));
    assert!(end.out().contains("Echo | listening\n"), "{end}");
    assert!(end.out().contains("Shop | listening\n"), "{end}");

    let flags = [
        "--bot",
        "Echo=python3 bot.py",
        "--bot",
        "Shop=echo early; exit 5",
    ];
    let (running, starting) = started(&momo, &[&["run", "--json"], &flags[..]].concat());
    let end = running.finish().expect(5);
    let last = end.json_lines().pop().unwrap();
    assert_eq!(
        (&last["type"], &last["name"]),
        (&"exit".into(), &"Shop".into())
    );
    assert_eq!(
        (&last["status"], &last["bot_id"]),
        (&5.into(), &starting["bots"][1]["bot_id"])
    );
    assert!(!is_alive(starting["bots"][0]["pid"].as_u64().unwrap()));
    assert!(
        end.err()
            .contains("the bot Shop ended with 5 before it took"),
        "{end}"
    );
}

#[test]
fn wrong_combinations_are_named() {
    let momo = Momo::new();
    let port = free_port().to_string();
    let callbacks = [format!("A={port}"), format!("B={port}")];
    for (words, message) in [
        (&["--bot", "Echo"][..], "`--bot Echo` has no command"),
        (&["--bot", "Echo="], "`--bot Echo=` has no command"),
        (&["--bot", "=hostname"], "`--bot =hostname` has no name"),
        (
            &["--bot", "A=hostname", "--bot", "A=whoami"],
            "two `--bot` are called `A`",
        ),
        (
            &["--bot", "A=hostname", "--", DOES_NOTHING],
            "`--bot A=hostname` and a command behind `--`",
        ),
        (
            &["--bot", "A", "--bot", "B", "--", DOES_NOTHING],
            "`--bot A` and a command behind `--`",
        ),
        (
            &["--bot", "A=hostname", "--callback", "3000"],
            "`--callback 3000` names no bot",
        ),
        (
            &["--bot", "A=hostname", "--callback", "B=3000"],
            "`--callback B=3000` names no bot",
        ),
        (
            &[
                "--bot",
                "A=hostname",
                "--callback",
                "A=3000",
                "--callback",
                "A=3001",
            ],
            "two `--callback` are of one bot",
        ),
        (
            &[
                "--bot",
                "A=hostname",
                "--bot",
                "B=hostname",
                "--callback",
                &callbacks[0],
                "--callback",
                &callbacks[1],
            ],
            "two bots cannot both listen on port",
        ),
        (
            &["--bot", "A=hostname", "--bot", "B=hostname", "--save"],
            "`--save` is for a run of one bot",
        ),
        (
            &["--callback", "1", "--callback", "2", "--", DOES_NOTHING],
            "one bot has one `--callback`",
        ),
        (
            &["--bot", "A=hostname", "--name", "B"],
            "cannot be used with",
        ),
    ] {
        let end = momo
            .run(&[&["run", "--port", "0"], words].concat())
            .expect(2);
        assert!(end.err().contains(message), "{end}");
    }
    assert!(!momo.home().join("platform.db").exists());
}

#[test]
fn two_flags_that_mean_one_bot_change_nothing() {
    let momo = Momo::new();
    keep_bot(&momo, "bot_one", "local", "http://127.0.0.1:8700/api");
    let flags = ["--bot", "에코=hostname", "--bot", "bot_one=hostname"];
    let end = momo
        .run(&[&["run", "--port", "0"], &flags[..]].concat())
        .expect(2);
    assert!(
        end.err().contains("two `--bot` mean the bot `bot_one`"),
        "{end}"
    );
    assert!(!momo.home().join("platform.db").exists());
}

#[test]
fn mistyped_id_makes_no_bot() {
    let momo = Momo::new();
    for flags in [
        &["--bot", "bot_typo=hostname"][..],
        &["--bot", "bot_typo", "--", DOES_NOTHING],
    ] {
        let end = momo
            .run(&[&["run", "--port", "0"], flags].concat())
            .expect(3);
        assert!(
            end.err()
                .contains("nothing of the bot `bot_typo` is kept here"),
            "{end}"
        );
    }
    assert!(!momo.home().join("platform.db").exists());
}

#[test]
fn bots_of_two_apis_do_not_run_together() {
    let momo = Momo::new();
    momo.file("momo.json", r#"{ "profiles": { "far": {} } }"#);
    keep_bot(&momo, "bot_a", "far", "https://a.example.invalid/api");
    keep_bot(&momo, "bot_b", "far", "https://b.example.invalid/api");
    let flags = ["--bot", "bot_a=hostname", "--bot", "bot_b=hostname"];
    let end = momo
        .run(&[&["run", "--profile", "far"], &flags[..]].concat())
        .expect(2);
    assert!(
        end.err()
            .contains("the bot `bot_b` belongs to another API than the bots before it"),
        "{end}"
    );
}
