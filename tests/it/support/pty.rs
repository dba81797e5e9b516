//! Runs the binary on a terminal of its own and answers its questions, with the help of Python's `pty`.
use super::momo::{Momo, Output};
use std::process::Stdio;

/// Waits for each text and types the answer to it; at the end of the answers it waits for the end of the program.
const PLAYER: &str = r#"
import json, os, pty, select, sys, time
steps = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])
seen, at, until = b"", 0, time.time() + 30
while time.time() < until:
    if select.select([terminal], [], [], 0.15)[0]:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            more = b""
        if not more:
            break
        seen += more
    # Only where it is quiet: what is typed while a prompt is being made ready is thrown away.
    elif steps and seen.find(steps[0][0].encode(), at) >= 0:
        wanted, answer = steps.pop(0)
        at = seen.find(wanted.encode(), at) + len(wanted.encode())
        os.write(terminal, answer.encode() + b"\r")
else:
    os.kill(child, 9)
sys.stdout.buffer.write(seen)
if steps:
    sys.stdout.write("\nNOBODY ASKED: %s" % steps)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255)
"#;

/// The screen and the exit code of `momo ARGS`, where `answers` are what is waited for and what is then typed.
#[must_use]
pub fn on_terminal(momo: &Momo, args: &[&str], answers: &[(&str, &str)]) -> Output {
    let like = momo.command(args);
    let mut player = std::process::Command::new("python3");
    player.env_clear().args(["-c", PLAYER]);
    player.arg(serde_json::to_string(answers).unwrap());
    player.arg(like.get_program()).args(like.get_args());
    for (name, value) in like.get_envs() {
        if let Some(value) = value {
            player.env(name, value);
        }
    }
    let output = player
        .env("TERM", "xterm")
        .current_dir(momo.home())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    momo.secrets(args).assert_not_in(&output.stdout);
    Output {
        status: output.status.code(),
        stdout: output.stdout,
        stderr: output.stderr,
    }
}
