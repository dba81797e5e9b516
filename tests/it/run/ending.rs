//! How it ends: the program's own status, signals, what it left behind, and what never began.
use super::{BOT, line, next, start};
use crate::support::{Momo, has_program, is_alive, wait_for};

/// Waits, in a shell, for the file that another shell makes once its trap is set.
const UNTIL_TRAPPED: &str = "until [ -e trapped ]; do sleep 0.1; done";

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn exit_code_is_that_of_the_program() {
    let momo = Momo::new();
    for (script, code, signal) in [
        ("exit 7", 7, serde_json::Value::Null),
        ("kill -KILL $$", 137, "SIGKILL".into()),
    ] {
        let end = momo
            .run(&line(&["--json"], &["sh", "-c", script]))
            .expect(code);
        let last = end.json_lines().pop().unwrap();
        assert_eq!(
            (&last["status"], &last["signal"]),
            (&code.into(), &signal),
            "{end}"
        );
        assert_eq!(last["answered"], false);
    }
    let early = momo
        .run(&line(&[], &["sh", "-c", "echo before; exit 9"]))
        .expect(9);
    assert_eq!(early.out(), "before\n");
    assert!(
        early.err().contains(
            "warning: the bot ended with 9 before it took a connection at http://localhost:"
        ),
        "{early}"
    );
}

#[test]
fn missing_command_is_127_and_unexecutable_one_126() {
    let momo = Momo::new();
    let gone = momo.run(&line(&[], &["no-such-program"])).expect(127);
    assert!(
        gone.err()
            .contains("error: there is no command `no-such-program`"),
        "{gone}"
    );
    // No bot is made for a program that is not there.
    assert!(!momo.home().join("platform.db").exists(), "{gone}");
    let file = momo.file("file", "text");
    let text = momo.run(&line(&[], &[&file])).expect(126);
    assert!(text.err().contains("cannot be run"), "{text}");
    momo.run(&["run", "--port", "0"]).expect(2);
    momo.run(&["run", "--port", "0", "true"]).expect(2);
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn signals_are_forwarded_to_the_program() {
    if !has_program("python3") {
        return;
    }
    for (name, code) in [("INT", 41), ("TERM", 42), ("HUP", 43)] {
        let momo = Momo::new();
        let (mut running, _) = start(&momo, &[], &["python3", "-c", BOT]);
        next(&mut running, "answers");
        running.signal(name);
        assert_eq!(next(&mut running, "signal")["name"], format!("SIG{name}"));
        running.finish().expect(code);
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, sends a signal to a process")]
fn second_signal_kills_a_program_that_does_not_end() {
    let momo = Momo::new();
    let script = "trap '' INT TERM; echo deaf; while :; do sleep 0.1; done";
    let (mut running, ready) = start(&momo, &[], &["sh", "-c", script]);
    next(&mut running, "output");
    running.signal("INT");
    next(&mut running, "signal");
    running.signal("INT");
    next(&mut running, "killed");
    running.finish().expect(137);
    assert!(!is_alive(ready["pid"].as_u64().unwrap()));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, sends a signal to a process")]
fn signal_while_the_rest_is_stopped_kills_it() {
    let momo = Momo::new();
    let script =
        "sh -c 'trap \"echo >asked\" TERM; echo >trapped; echo $$; while :; do sleep 0.1; done' &";
    let script = format!("{script} {UNTIL_TRAPPED}; exit 3");
    let (mut running, _) = start(&momo, &[], &["sh", "-c", &script]);
    let line = next(&mut running, "output")["body"].take();
    let child: u64 = line.as_str().unwrap().parse().unwrap();
    wait_for("the request to end", || {
        momo.home().join("asked").exists().then_some(())
    });
    running.signal("INT");
    next(&mut running, "killed");
    running.finish().expect(3);
    assert!(!is_alive(child));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn child_processes_end_with_the_program() {
    let momo = Momo::new();
    // One hears the request to end, one does not.
    let script = "sleep 1000 & echo $!; sh -c 'trap \"\" TERM; echo >trapped; echo $$; while :; do sleep 0.1; done' &";
    let script = format!("{script} {UNTIL_TRAPPED}; exit 3");
    let (mut running, _) = start(&momo, &[], &["sh", "-c", &script]);
    let mut pid = || {
        let line = next(&mut running, "output")["body"].take();
        line.as_str().unwrap().parse::<u64>().unwrap()
    };
    let pids = [pid(), pid()];
    running.finish().expect(3);
    for pid in pids {
        wait_for("the orphan's end", || (!is_alive(pid)).then_some(()));
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn processes_of_other_sessions_end_with_the_program() {
    if !has_program("setsid") || !cfg!(target_os = "linux") {
        return;
    }
    // One is its child, one a daemon that nobody asked to end and that does not hear the request.
    let script = "setsid sleep 1000 & echo $!; (setsid sh -c 'trap \"\" TERM HUP; echo >trapped; echo $$; while :; do sleep 0.1; done' &); ";
    for (end, signal, code) in [
        (&*format!("{UNTIL_TRAPPED}; exit 3"), None, 3),
        ("exec sleep 1000", Some("TERM"), 143),
    ] {
        let momo = Momo::new();
        let (mut running, _) = start(&momo, &[], &["sh", "-c", &format!("{script}{end}")]);
        let mut pid = || {
            let line = next(&mut running, "output")["body"].take();
            line.as_str().unwrap().parse::<u64>().unwrap()
        };
        let pids = [pid(), pid()];
        if let Some(signal) = signal {
            running.signal(signal);
        }
        running.finish().expect(code);
        for pid in pids {
            wait_for("the end of the process", || (!is_alive(pid)).then_some(()));
        }
    }
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn bot_on_another_port_is_told_its_own_port_only() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let script = "import os, socket, time; listener = socket.create_server(('127.0.0.1', 0)); open('port', 'w').write(str(listener.getsockname()[1])); time.sleep(1000)";
    let flags = ["--ready-timeout", "3s"];
    let (running, _) = start(&momo, &flags, &["python3", "-c", script]);
    let strangers = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let end = running.finish().expect(3);
    let port = std::fs::read_to_string(momo.home().join("port")).unwrap();
    let last = end.json_lines().pop().unwrap();
    assert_eq!(
        last["instead"],
        serde_json::json!([format!("127.0.0.1:{port}")]),
        "{end}"
    );
    assert!(
        end.err()
            .contains(&format!("say `--callback {port}/momotalk/webhook`")),
        "{end}"
    );
    drop(strangers);
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell")]
fn bot_that_never_listens_is_ended_and_the_address_named() {
    let momo = Momo::new();
    let command = ["sh", "-c", "echo started; sleep 1000"];
    let flags = ["--ready-timeout", "300ms"];
    let silent = momo.run(&line(&flags, &command)).expect(3);
    let err = silent.err();
    assert!(
        err.contains("error: the bot took no connection at `http://localhost:"),
        "{silent}"
    );
    assert!(
        err.contains("/momotalk/webhook` within 0.3 s, and was ended"),
        "{silent}"
    );
    assert!(
        err.contains("hint: The port is in its environment: PORT="),
        "{silent}"
    );
    let json = momo
        .run(&line(&[&flags[..], &["--json"]].concat(), &command))
        .expect(3);
    let values = json.json_lines();
    assert_eq!(values.last().unwrap()["type"], "silent", "{json}");
    assert!(!is_alive(values[0]["pid"].as_u64().unwrap()));
}
