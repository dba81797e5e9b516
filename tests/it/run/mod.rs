//! `momo run`: a bot's own program beside the local platform.
mod bots;
mod deliveries;
mod ending;
mod offline;
mod several;
mod talk;
mod terminal;
mod then;
mod where_it_is;

use crate::support::{Momo, Running};
use serde_json::Value;

/// Waits for signals, each of which is an exit code of its own; listens on PORT then, and says so.
const BOT: &str = r#"
import os, signal, socket, sys, time
for code, name in [(41, "SIGINT"), (42, "SIGTERM"), (43, "SIGHUP")]:
    signal.signal(getattr(signal, name), lambda *_, code=code: os._exit(code))
listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
print("listening", flush=True)
while True:
    time.sleep(1000)
"#;

/// `momo run FLAGS -- COMMAND` with a platform on a free port.
fn line<'a>(flags: &[&'a str], command: &[&'a str]) -> Vec<&'a str> {
    [&["run", "--port", "0"], flags, &["--"], command].concat()
}

/// A run of this command with `--json`, until its first line, which has the addresses.
fn start(momo: &Momo, flags: &[&str], command: &[&str]) -> (Running, Value) {
    started(momo, &line(&[flags, &["--json"]].concat(), command))
}

/// `momo ARGS`, a run with `--json`, until its first line.
fn started(momo: &Momo, args: &[&str]) -> (Running, Value) {
    let mut running = momo.start(args);
    let starting = running.json();
    assert_eq!(starting["type"], "starting");
    (running, starting)
}

/// The next line of this type; those before it are passed over.
#[track_caller]
fn next(running: &mut Running, kind: &str) -> Value {
    loop {
        let value = running.json();
        if value["type"] == kind {
            return value;
        }
        assert_ne!(value["type"], "exit", "no `{kind}` before the end: {value}");
    }
}
