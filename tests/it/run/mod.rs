//! `momo run`: a bot's own program beside the local platform.
mod bots;
mod deliveries;
mod ending;
mod offline;
mod several;
mod terminal;
mod then;
mod where_it_is;

use crate::support::{Momo, Running};
use serde_json::Value;

/// Listens on PORT, says so, and waits for signals; each of them is an exit code of its own.
const BOT: &str = r#"
import os, signal, socket, sys, time
listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
for code, name in [(41, "SIGINT"), (42, "SIGTERM"), (43, "SIGHUP")]:
    signal.signal(getattr(signal, name), lambda *_, code=code: os._exit(code))
print("listening", flush=True)
while True:
    time.sleep(1000)
"#;

/// `momo run FLAGS -- COMMAND` with a platform on a free port.
fn line<'a>(flags: &[&'a str], command: &[&'a str]) -> Vec<&'a str> {
    [&["run", "--port", "0"], flags, &["--"], command].concat()
}

/// A run with `--json`, until its first line, which has the addresses.
fn start(momo: &Momo, flags: &[&str], command: &[&str]) -> (Running, Value) {
    let mut running = momo.start(&line(&[flags, &["--json"]].concat(), command));
    let ready = running.json();
    assert_eq!(ready["type"], "starting");
    (running, ready)
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
