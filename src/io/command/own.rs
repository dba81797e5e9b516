//! Runs momo's own commands as processes, and keeps what they print.
use super::{POLL_INTERVAL, spawn_detached};
use crate::error::{Error, Result};
use crate::io::os::ProcessSignal;
use crate::io::os::processes::{self, ProcessGroup};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

/// How long a command may clean up after it was cancelled.
const GRACE: Duration = Duration::from_secs(2);
/// Maximum size of each output stream in bytes, inclusive; what is more is dropped.
const MAX_OUTPUT_BYTES: u64 = 64 * 1024 * 1024;

/// What a command of momo printed, and how it ended.
#[derive(Debug)]
pub struct OwnOutput {
    pub exit_code: u8,
    pub out: String,
    pub err: String,
}

/// Runs `momo ARGUMENTS` with this standard input. `is_cancelled` is polled until the end.
///
/// # Errors
/// Fails if it cannot be started or is cancelled.
pub fn run_own(
    arguments: &[String],
    input: Vec<u8>,
    is_cancelled: &dyn Fn() -> bool,
) -> Result<OwnOutput> {
    let cannot_start = |error| Error::unknown("momo cannot start itself").because(error);
    let mut command = Command::new(processes::own_program().map_err(cannot_start)?);
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (group, streams) = processes::spawn(command).map_err(cannot_start)?;
    if let Some(mut stdin) = streams.stdin {
        // A command may answer without reading all its input, so a write error is ignored.
        spawn_detached(move || drop(stdin.write_all(&input)));
    }
    let out = streams.stdout.map(collect);
    let err = streams.stderr.map(collect);
    let is_complete = wait(&group, is_cancelled);
    let code = group.wait_for_leader().code();
    group.reap_leader();
    if !is_complete {
        return Err(Error::unknown("nobody waits for the answer any longer"));
    }
    let text = |stream: Option<Receiver<Vec<u8>>>| {
        let bytes = stream.and_then(|stream| stream.recv().ok());
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    };
    Ok(OwnOutput {
        exit_code: code,
        out: text(out),
        err: text(err),
    })
}

/// Waits until the command ends; cancelled, it is asked to end and then killed. Returns whether it ended by itself.
fn wait(group: &ProcessGroup, is_cancelled: &dyn Fn() -> bool) -> bool {
    let mut deadline = None;
    while !group.has_leader_exited() {
        match deadline {
            None if is_cancelled() => {
                group.send(ProcessSignal::Terminate);
                deadline = Some(Instant::now() + GRACE);
            }
            Some(deadline) if Instant::now() > deadline => group.send(ProcessSignal::Kill),
            _ => {}
        }
        std::thread::sleep(POLL_INTERVAL);
    }
    deadline.is_none()
}

/// Reads a stream to its end on a thread of its own.
fn collect(stream: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    spawn_detached(move || {
        let mut bytes = Vec::new();
        let mut stream = stream;
        let _ = (&mut stream).take(MAX_OUTPUT_BYTES).read_to_end(&mut bytes);
        // Keeps the command from waiting for a reader.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
        // Fails if nobody waits for it.
        let _ = sender.send(bytes);
    });
    receiver
}
