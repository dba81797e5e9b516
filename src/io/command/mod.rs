//! Runs programs of the user: agents, which answer one request each (here), and long-running ones ([`Service`]); and momo's own
//! commands ([`run_own`]).
//!
//! An agent reads its request from standard input until the end, writes its answer to standard output, and exits. It is
//! started in advance and waits for its input, so that its start time does not delay the answer. Each agent has its own
//! process group, which is killed after the answer and at the deadline. Descendants that left the group are ended with
//! the pool.
mod own;
mod pool;
mod runnable;
mod service;
mod stray;

pub use own::{OwnOutput, run_own};
pub use pool::ProgramPool;
pub use runnable::check_runnable;
pub use service::{CommandSpec, InputMode, OutputMode, Service, ServiceEvent, StartError, Stream};

pub use crate::io::os::ServiceExit;

use crate::error::{Error, Result};
use crate::io::os::ProcessSignal;
use crate::io::os::processes::{self, DRAIN_TIME, OutputReader, ProcessGroup};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use stray::Mark;

/// Maximum length of a line with its line ending in bytes, inclusive; longer lines are split.
const MAX_LINE_BYTES: u64 = 4096;
/// Interval of checks for exit, deadline and cancellation.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Receives the lines that programs write to standard error.
pub type StderrSink = Arc<dyn Fn(String) + Send + Sync>;

/// Runs a short command without input and returns its output.
///
/// # Errors
/// Fails if it cannot be started, or ends with another code than 0; the error then holds what it wrote to standard error.
pub fn output(argv: &[String]) -> Result<String> {
    let [name, arguments @ ..] = argv else {
        return Err(Error::usage("the command is empty"));
    };
    let result = Command::new(processes::program(OsStr::new(name)))
        .args(arguments)
        .stdin(Stdio::null())
        .output();
    let cannot = |what: &str| Error::unknown(format!("the command `{name}` {what}"));
    let output = result.map_err(|error| cannot("cannot be started").because(error))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => {
            let words = String::from_utf8_lossy(&output.stderr);
            Err(cannot("failed").because(words.trim_end()))
        }
    }
}

/// An agent process that waits for its input.
struct Program {
    /// `None` once it was killed.
    group: Option<ProcessGroup>,
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
    max_output_bytes: usize,
}

impl Program {
    /// Starts the program without a shell. `max_output_bytes` is inclusive.
    fn start(
        argv: &[String],
        mark: &Mark,
        max_output_bytes: usize,
        stderr_sink: &StderrSink,
    ) -> Result<Self> {
        let [name, arguments @ ..] = argv else {
            return Err(Error::usage("the command is empty"));
        };
        let mut command = Command::new(processes::program(OsStr::new(name)));
        command
            .args(arguments)
            .envs([mark.variable()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let (group, streams) = processes::spawn(command).map_err(|error| {
            Error::unknown(format!("the command `{name}` cannot be started")).because(error)
        })?;
        if let Some(stderr) = streams.stderr {
            let stderr_sink = stderr_sink.clone();
            spawn_detached(move || forward_lines(BufReader::new(stderr), &stderr_sink));
        }
        Ok(Self {
            group: Some(group),
            stdin: streams.stdin,
            stdout: streams.stdout,
            max_output_bytes,
        })
    }

    /// Sends the input and returns the output. Fails with a sentence for the user if the program fails, writes too
    /// much, misses the deadline, or `is_cancelled` returns true.
    fn run(
        mut self,
        input: Vec<u8>,
        deadline: Instant,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, String> {
        if let Some(mut stdin) = self.stdin.take() {
            // A program may answer without reading all its input, so a write error is ignored.
            spawn_detached(move || drop(stdin.write_all(&input)));
        }
        let output = self.read_output(deadline, is_cancelled)?;
        while !self.has_exited() {
            std::thread::sleep(POLL_INTERVAL);
            check_deadline(deadline, is_cancelled)?;
        }
        match self.kill() {
            Some(status) if status.success() => Ok(output),
            Some(status) => Err(format!("it ended with {status}")),
            None => Err("it cannot be waited for".into()),
        }
    }

    /// Reads standard output until it is closed or the program exits. Descendants may keep it open longer; their
    /// output is not awaited.
    fn read_output(
        &mut self,
        deadline: Instant,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, String> {
        let stdout = self.stdout.take().ok_or("its output is lost")?;
        let mut reader = OutputReader::new(stdout);
        let mut output = Vec::new();
        loop {
            // Checked before reading: after the exit, all output is in the pipe.
            let has_ended = self.has_exited();
            let timeout = match has_ended {
                true => DRAIN_TIME,
                false => POLL_INTERVAL,
            };
            match reader.read(timeout).map_err(|error| error.to_string())? {
                Some(part) if part.is_empty() => return Ok(output),
                Some(part) => output.extend_from_slice(&part),
                None if has_ended => return Ok(output),
                None => check_deadline(deadline, is_cancelled)?,
            }
            if output.len() > self.max_output_bytes {
                return Err(format!(
                    "it answered more than {} bytes",
                    self.max_output_bytes
                ));
            }
        }
    }

    fn has_exited(&self) -> bool {
        self.group
            .as_ref()
            .is_none_or(ProcessGroup::has_leader_exited)
    }

    /// Kills the process group and reaps the program.
    fn kill(&mut self) -> Option<std::process::ExitStatus> {
        let group = self.group.take()?;
        group.send(ProcessSignal::Kill);
        group.reap_leader()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

fn check_deadline(deadline: Instant, is_cancelled: &dyn Fn() -> bool) -> Result<(), String> {
    if is_cancelled() {
        return Err("nobody waits for its answer any longer".into());
    }
    match Instant::now() < deadline {
        true => Ok(()),
        false => Err("it took too long and was ended".into()),
    }
}

/// Runs a task on its own thread. If the thread cannot be started, the task is dropped, which closes its pipe.
fn spawn_detached(task: impl FnOnce() + Send + 'static) {
    let _ = std::thread::Builder::new().name("agent".into()).spawn(task);
}

/// Forwards lines until the end; splits lines longer than [`MAX_LINE_BYTES`].
fn forward_lines(mut stderr: impl BufRead, stderr_sink: &StderrSink) {
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut stderr)
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut line)
        {
            Ok(0) | Err(_) => return,
            Ok(_) => stderr_sink(String::from_utf8_lossy(&line).trim_end().to_owned()),
        }
    }
}
