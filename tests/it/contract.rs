//! What every command keeps to, checked on every command that the command line has, by running it.
//!
//! Results on standard output and words on standard error, exit codes, help, JSON, colours, a missing home,
//! a reader that goes away, secrets that show nowhere.
use crate::support::{Momo, Output, Peer, wait_for};
use clap::Command;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A secret that must show nowhere.
const CANARY: &str = "canary-c7f1e0";

/// Commands whose purpose is to print secrets.
const REVEALING: [&str; 1] = ["bot env"];

#[test]
fn help_begins_with_a_summary_and_shows_examples() {
    let momo = Momo::new();
    for (path, command) in verbs() {
        let help = momo.run(&with(&path, &["--help"])).expect(0);
        let about = command.get_about().unwrap().to_string();
        let typed = path.join(" ");
        // A short name stands for the verb of the examples.
        let named = if typed == "check" {
            "webhook check"
        } else {
            &typed
        };
        let begin = format!("{about}\n\nExamples:\n");
        assert!(help.out().starts_with(&begin), "momo {typed}:\n{help}");
        let example = help.out()[begin.len()..].lines().next().unwrap().to_owned();
        assert!(
            example.contains(&format!("momo {named}")),
            "the first example is not of `momo {typed}`: {example}"
        );
        assert!(
            help.out().contains(&format!("\nUsage: momo {typed}")),
            "{help}"
        );
        assert_eq!(help.err(), "", "{help}");
        let short = momo.run(&with(&path, &["-h"])).expect(0);
        assert_eq!(
            short.out(),
            help.out(),
            "momo {typed}: -h and --help differ"
        );
    }
}

#[test]
fn bare_command_shows_help() {
    let momo = Momo::new();
    let help = momo.run(&["--help"]).expect(0);
    let bare = momo.run(&[""; 0]).expect(0);
    assert_eq!(bare.to_string(), help.to_string());
    for (path, _) in verbs() {
        let name = &path[0];
        assert!(
            help.out().contains(&format!("\n  {name} ")),
            "no `{name}` in\n{help}"
        );
    }
    for (path, _) in groups() {
        let help = momo.run(&with(&path, &["--help"])).expect(0);
        if path == ["webhook", "history"] {
            // It lists, as its verb `list` does.
            momo.run(&path).expect_notes(0);
            continue;
        }
        if path == ["chat"] {
            // It talks with the bots of a platform that runs.
            momo.run(&path).expect(3);
            continue;
        }
        let alone = momo.run(&path).expect(2);
        assert_eq!(alone.out(), "", "{alone}");
        assert_eq!(alone.err().trim_end(), help.out().trim_end());
    }
}

#[test]
fn unknown_flag_is_one_clear_error() {
    let momo = Momo::new().with("RUST_BACKTRACE", "1");
    for (path, _) in verbs().into_iter().chain(groups()) {
        let output = momo.run(&with(&path, &["--no-such-flag"])).expect(2);
        assert_eq!(output.out(), "", "{output}");
        assert!(output.err().starts_with("error: "), "{output}");
        assert_eq!(output.err().matches("error:").count(), 1, "{output}");
        assert!(output.err().contains("--no-such-flag"), "{output}");
        assert!(!output.err().contains("backtrace"), "{output}");
        let json = momo
            .run(&with(&path, &["--no-such-flag", "--json"]))
            .expect(2);
        assert_eq!(json_error(&json)["kind"], "usage", "{json}");
    }
}

#[test]
fn unknown_command_names_the_nearest() {
    let momo = Momo::new();
    for (typed, meant) in [("sing", "sign"), ("webhoook", "webhook")] {
        let output = momo.run(&[typed]).expect(2);
        assert!(
            output.err().contains(typed) && output.err().contains(&format!("'{meant}'")),
            "{output}"
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn every_command_writes_json_on_request() {
    for (path, command) in verbs() {
        let momo = Momo::new();
        let output = alone(&momo, &path, &command, &["--json"]);
        let typed = path.join(" ");
        for line in output.out().lines() {
            let value = serde_json::from_str::<serde_json::Value>(line);
            assert!(value.is_ok(), "`momo {typed} --json` wrote `{line}`");
        }
        // A list of one object a line may be empty.
        if output.out().is_empty() && output.status != Some(0) {
            let kind = json_error(&output)["kind"].clone();
            assert!(kind == "usage" || kind == "unknown", "{typed}: {output}");
        }
    }
}

#[test]
fn reader_that_closes_the_pipe_is_no_error() {
    let momo = Momo::new();
    let mut lines = vec![vec!["--help".to_owned()], vec!["man".to_owned()]];
    lines.extend(
        verbs()
            .into_iter()
            .map(|(path, _)| with(&path, &["--help"])),
    );
    lines.push(vec!["webhook".to_owned(), "sample".to_owned()]);
    lines.push(vec!["completions".to_owned(), "zsh".to_owned()]);
    for args in lines {
        let mut child = momo
            .command(&args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The reader takes a few bytes and leaves, as `head` does.
        let mut first = [0; 4];
        child
            .stdout
            .take()
            .unwrap()
            .read_exact(&mut first)
            .unwrap_or_else(|error| panic!("{args:?}: {error}"));
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            (output.status.code(), errors),
            (Some(0), String::new()),
            "{args:?}"
        );
    }
}

#[test]
fn colour_follows_flag_then_environment_then_terminal() {
    let coloured = |variables: &[(&str, &str)], flags: &[&str]| {
        let momo = variables
            .iter()
            .fold(Momo::new(), |momo, (name, value)| momo.with(name, value));
        let args = [&["webhook", "sample", "no-such-sample"], flags].concat();
        let output = momo.run(&args);
        assert_ne!(output.status, Some(0), "{output}");
        output.err().contains('\x1b')
    };
    assert!(!coloured(&[], &[]), "no terminal, no colours");
    assert!(coloured(&[], &["--color", "always"]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "0")], &[]));
    assert!(!coloured(
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
        &[]
    ));
    assert!(coloured(&[("NO_COLOR", ""), ("CLICOLOR_FORCE", "1")], &[]));
    assert!(coloured(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1")], &["--color=never"]));
    assert!(!coloured(&[("TERM", "dumb")], &[]));
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn missing_home_is_named_by_commands_that_need_one() {
    let momo = Momo::new();
    let homeless = |args: &[String]| {
        let mut command = momo.command(args);
        command.env_remove("MOMO_HOME");
        command
    };
    let sign = [
        "sign",
        "--secret",
        "Jefe",
        "--body",
        "what do ya want for nothing?",
    ];
    let output = homeless(&with(&[], &sign)).output().unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\n"
    );
    for (path, command) in verbs() {
        let args = with(&path, &port(&command));
        let output = until_ready(homeless(&args).spawn_quietly());
        assert!(
            output.status != Some(3) || output.err().contains("hint:"),
            "{args:?}: {output}"
        );
        assert!(!output.err().contains("panicked"), "{output}");
    }
    for args in [["bot", "list"], ["room", "list"]] {
        let output = until_ready(homeless(&with(&[], &args)).spawn_quietly()).expect(3);
        assert!(output.err().contains("MOMO_HOME"), "{output}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn relative_home_is_not_used() {
    let momo = Momo::new();
    let mut command = momo.command(&["webhook", "history", "list"]);
    command.env_remove("MOMO_HOME").env("HOME", "relative");
    let output = until_ready(command.spawn_quietly()).expect(3);
    let why = "`HOME` is `relative`, which is no absolute path";
    assert!(output.err().contains(why), "{output}");
    assert!(!momo.home().join("relative").exists());
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn secret_is_never_printed() {
    for (path, command) in verbs() {
        if REVEALING.contains(&path.join(" ").as_str()) {
            continue;
        }
        for more in [&["--json"][..], &[]] {
            let momo = Momo::new()
                .with("MOMOTALK_WEBHOOK_SECRET", CANARY)
                .with("MOMOTALK_BOT_TOKEN", CANARY)
                .with("MOMOTALK_BOT_ID", "bot_1");
            let output = alone(&momo, &path, &command, more);
            assert!(!output.to_string().contains(CANARY), "{path:?}\n{output}");
            assert_eq!(files_with_canary(momo.home()), [""; 0], "{path:?}");
        }
    }
}

#[test]
fn delivery_leaves_no_secret_in_any_file() {
    let peer = Peer::answering(401, "text/plain", "invalid signature");
    let momo = Momo::new().with("MOMOTALK_WEBHOOK_SECRET", CANARY);
    let args = ["webhook", "replay", "momotalk/message_created", "--to"];
    let output = momo
        .run(&[&args[..], &[&peer.url("/hook")]].concat())
        .expect(1);
    assert!(!output.to_string().contains(CANARY), "{output}");
    assert_eq!(files_with_canary(momo.home()), [""; 0]);
}

/// Every verb: the words that call it, and what clap knows of it.
fn verbs() -> Vec<(Vec<String>, Command)> {
    tree()
        .into_iter()
        .filter(|(_, command)| !command.has_subcommands())
        .collect()
}

/// Every group of verbs.
fn groups() -> Vec<(Vec<String>, Command)> {
    tree()
        .into_iter()
        .filter(|(_, command)| command.has_subcommands())
        .collect()
}

fn tree() -> Vec<(Vec<String>, Command)> {
    fn below(command: &Command, path: &[String], found: &mut Vec<(Vec<String>, Command)>) {
        for next in command
            .get_subcommands()
            .filter(|next| next.get_name() != "help")
        {
            let path = with(path, &[next.get_name()]);
            found.push((path.clone(), next.clone()));
            below(next, &path, found);
        }
    }
    let mut found = Vec::new();
    below(&momo::command_line(), &[], &mut found);
    found
}

fn with(path: &[String], more: &[&str]) -> Vec<String> {
    let more = more.iter().map(|word| (*word).to_owned());
    path.iter().cloned().chain(more).collect()
}

/// A command that serves takes any free port.
fn port(command: &Command) -> Vec<&'static str> {
    let serves = command
        .get_arguments()
        .any(|flag| flag.get_long() == Some("port"));
    if serves {
        vec!["--port", "0"]
    } else {
        Vec::new()
    }
}

/// Runs a verb with nothing but these flags; one that serves is ended as soon as it is ready.
fn alone(momo: &Momo, path: &[String], command: &Command, flags: &[&str]) -> Output {
    let args = with(&with(path, &port(command)), flags);
    let output = until_ready(momo.command(&args).spawn_quietly());
    assert!(!output.err().contains("panicked"), "{args:?}: {output}");
    output
}

trait Quietly {
    fn spawn_quietly(&mut self) -> Child;
}

impl Quietly for std::process::Command {
    fn spawn_quietly(&mut self) -> Child {
        self.stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

/// Lets it run to its end; what serves until it is stopped is asked to stop once it has nothing more to say.
fn until_ready(mut child: Child) -> Output {
    let id = child.id().to_string();
    let (told, words) = std::sync::mpsc::channel();
    let results = read_all(child.stdout.take().unwrap(), told.clone());
    let errors = read_all(child.stderr.take().unwrap(), told);
    let mut quiet_since = Instant::now();
    let status = wait_for("the command to end", || {
        if words.try_iter().next().is_some() {
            quiet_since = Instant::now();
        }
        if quiet_since.elapsed() > Duration::from_millis(1500) {
            let _ = std::process::Command::new("kill")
                .args(["-TERM", &id])
                .status();
            quiet_since = Instant::now();
        }
        child.try_wait().unwrap()
    });
    Output {
        status: status.code(),
        stdout: results.join().unwrap(),
        stderr: errors.join().unwrap(),
    }
}

fn read_all(mut stream: impl Read + Send + 'static, told: Sender<()>) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
        while let Ok(count @ 1..) = stream.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..count]);
            let _ = told.send(());
        }
        bytes
    })
}

/// The error that `--json` puts on standard error.
fn json_error(output: &Output) -> serde_json::Value {
    let errors = output.err();
    let last = errors.lines().last().unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(last)
        .unwrap_or_else(|error| panic!("no JSON error ({error}):\n{output}"));
    assert!(value["error"]["message"].is_string(), "{output}");
    value["error"].clone()
}

/// The files below the folder that hold the secret.
fn files_with_canary(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with_canary(&path));
        } else if holds(&std::fs::read(&path).unwrap(), CANARY.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}
