//! `--json` of every verb: standard output holds JSON and nothing else, on success and on failure, and an error is JSON on
//! standard error. The walk goes by `momo help --json`: a verb that it does not know fails the test.
use crate::support::{Momo, Output, Peer, start_dev};
use serde_json::Value;
use std::collections::BTreeSet;

/// A command line for each verb, in an order in which they work; `{bot}` and the like are filled in. More than one is allowed.
pub const WALK: &[&str] = &[
    "help",
    "help exit-codes",
    "help webhook replay",
    "man sign",
    "completions bash",
    "config list",
    "config path",
    "config schema",
    "config set callback 3000/hook",
    "config get callback",
    "config unset callback",
    "config check",
    "doctor --offline",
    "open --print",
    "agent skill",
    "agent setup --client claude-code",
    "agent setup --client claude-code --status",
    "agent setup --client claude-code --remove",
    "bot create --name Second --callback-url {port}/hook",
    "bot add bot_added --token-file token.txt --secret-file secret.txt --callback-url 3000",
    "bot list",
    "bot show {bot}",
    "bot update {bot} --name Echo",
    "bot review {bot} --approve",
    "bot test {bot}",
    "bot env {bot}",
    "bot env {bot} --as shell",
    "room list",
    "room create Desk",
    "room subscribe --room 2 --bot {bot}",
    "room unsubscribe --room 2 --bot {bot}",
    "room show 1",
    "room say hello --room 1",
    "room say hello --room 1 --expect-none 50ms",
    "room messages --room 1",
    "message send hello --room 1 --bot {bot}",
    "delivery list",
    "delivery show evt_unknown",
    "delivery retry --all",
    "delivery drop --all",
    "fault set drop --times 1",
    "fault list",
    "fault clear",
    "fault clock +1h",
    "sign event.json --secret-file secret.txt",
    "sign --lines event.json --secret-file secret.txt",
    "verify event.json --signature 00 --secret-file secret.txt --explain",
    "webhook sample",
    "webhook sample momotalk/message_created",
    "webhook sample momotalk/message_created --exchange",
    "webhook replay momotalk/message_created --to {port}/hook --secret-file secret.txt",
    "webhook replay momotalk/message_created --to {port}/hook --secret-file secret.txt --expect-status 401",
    "webhook check --list",
    "webhook check {port} --only signature --secret-file secret.txt",
    "check {port} --only signature.valid --secret-file secret.txt",
    "webhook history",
    "webhook history list",
    "webhook history show last",
    "webhook history star last",
    "webhook history export -o out.ndjson",
    "webhook history export last --as curl",
    "webhook history import out.ndjson",
    "webhook history prune --keep 100000 --yes",
    "webhook history clear --filter bot:nobody --yes",
    "chat test quiet.chat --bot {bot}",
    "chat check quiet.chat",
    "chat fmt quiet.chat",
    "chat fmt -",
    "chat record --room 1",
    "chat --room 1 --wait 50ms",
    "kakao setup --port 8799 --yes",
    "kakao status --offline",
    "kakao lint answer.json",
    "kakao lint --rules",
    "kakao say hello --skill {port}/skill",
    "kakao send 010-1234-5678 hello --no-ad --dry-run",
    "kakao result 20261122090000a1b2c3d4e5",
    "kakao cancel 20261122090000a1b2c3d4e5",
    "bot rotate {bot} --yes",
    "bot delete {bot} --yes",
];

/// Verbs that run on or need a home of their own: they are started, and ended once they have said something.
const SERVERS: &[&str] = &[
    "dev --port 0",
    "webhook listen --port 0 --allow-unsigned",
    "kakao serve --port 0",
    "run --port 0 -- sh -c true",
    "demo",
];

/// Speaks another protocol on standard output: its tests are in `mcp`.
const OTHER: &[&str] = &["mcp"];

/// Fails the test unless standard output is JSON or JSON lines, and an error is told as JSON.
#[track_caller]
fn assert_is_json(line: &str, output: &Output) {
    let out = output.out();
    let is_whole = serde_json::from_str::<Value>(&out).is_ok();
    let is_lines = out
        .lines()
        .all(|line| serde_json::from_str::<Value>(line).is_ok());
    assert!(is_whole || is_lines, "momo {line} --json\n{output}");
    let told = output.err();
    let mut errors = told
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let has_error = errors.any(|value| value["error"]["message"].is_string());
    let is_told = has_error || !out.is_empty() || output.status == Some(0);
    assert!(is_told, "no answer in JSON: momo {line} --json\n{output}");
    if matches!(output.status, Some(2)) {
        assert!(has_error, "no error in JSON: momo {line} --json\n{output}");
    }
    assert!(!told.contains("panicked"), "momo {line} --json\n{output}");
}

fn words(line: &str) -> Vec<String> {
    let words = line.split(' ').map(str::to_owned);
    words.chain(["--json".to_owned()]).collect()
}

/// The same with `--json` before the program that follows `--`.
fn server_words(line: &str) -> Vec<String> {
    match line.split_once(" -- ") {
        Some((before, after)) => {
            let mut all = words(before);
            all.push("--".to_owned());
            all.extend(after.split(' ').map(str::to_owned));
            all
        }
        None => words(line),
    }
}

/// Writes the files that the walk names.
pub fn files(momo: &Momo) {
    momo.file("event.json", r#"{"event_id":"evt_1"}"#);
    momo.file("secret.txt", "canary-secret-1");
    momo.file("token.txt", "canary-token-1");
    momo.file("answer.json", r#"{"version":"2.0"}"#);
    momo.file(
        "quiet.chat",
        "## nothing is said\n앨리스: 안녕\nbot says nothing for 800ms\n",
    );
}

/// The verbs of `momo help --json` that no line of the walk begins with.
fn forgotten(momo: &Momo) -> BTreeSet<String> {
    let help = momo.run(&["help", "--json"]).expect(0).json();
    let verbs = help["verbs"].as_array().unwrap();
    let verbs = verbs.iter().map(|verb| verb["command"].as_str().unwrap());
    let lines = || [WALK, SERVERS, OTHER].concat();
    let is_walked = |verb: &str| {
        let begins = |line: &&str| format!("{line} ").starts_with(&format!("{verb} "));
        lines().iter().any(begins)
    };
    let forgotten = verbs.filter(|verb| !is_walked(verb));
    forgotten.map(str::to_owned).collect()
}

#[test]
fn json_of_every_verb_is_walked() {
    assert_eq!(forgotten(&Momo::new()), BTreeSet::new());
}

#[test]
fn json_of_every_verb_parses_on_success() {
    let momo = Momo::new();
    files(&momo);
    let (dev, _) = start_dev(&momo);
    let peer = Peer::answering(200, "application/json", r#"{"version":"2.0"}"#);
    let port = peer.port().to_string();
    let target = format!("{port}/hook");
    let create = ["bot", "create", "--name", "Echo", "--callback-url", &target];
    let created = momo.run(&[&create[..], &["--json"]].concat());
    let bot = created.expect_notes(0).json()["bot_id"].clone();
    let bot = bot.as_str().unwrap();
    let mut succeeded = 0;
    for line in WALK {
        let line = line.replace("{bot}", bot).replace("{port}", &port);
        let output = match line.starts_with("chat ") {
            true => momo.run_with_input(&words(&line), b"hello\n"),
            false => momo.run_revealing(&words(&line)),
        };
        assert_is_json(&line, &output);
        succeeded += usize::from(output.status == Some(0));
    }
    assert!(
        succeeded * 10 > WALK.len() * 8,
        "{succeeded} of {}",
        WALK.len()
    );
    drop(dev);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn json_of_every_server_parses_line_by_line() {
    for line in SERVERS {
        let momo = Momo::new();
        let mut server = momo.start(&server_words(line));
        let first = server.line();
        assert!(
            serde_json::from_str::<Value>(&first).is_ok(),
            "{line}: {first}"
        );
        // The demo ends by itself.
        if *line != "demo" {
            server.signal("TERM");
        }
        assert_is_json(line, &server.finish());
    }
}

#[test]
fn json_of_every_verb_parses_on_failure() {
    let momo = Momo::new();
    for line in [WALK, SERVERS].concat() {
        let verb: Vec<_> = line
            .split(' ')
            .take_while(|word| word.chars().all(|ch| ch.is_ascii_lowercase()))
            .collect();
        let line = format!("{} --no-such-flag", verb.join(" "));
        let output = momo.run(&words(&line));
        assert_eq!(output.status, Some(2), "momo {line} --json\n{output}");
        assert_eq!(output.out(), "", "momo {line} --json");
        assert_is_json(&line, &output);
    }
    // Nothing runs, nothing is kept, and the settings cannot be read.
    momo.file("config.json", "{");
    for line in WALK {
        let line = line.replace("{bot}", "bot_1").replace("{port}", "1");
        assert_is_json(&line, &momo.run(&words(&line)));
    }
}
