//! Programs of the user: those that answer, here, and those that serve, in [`Service`].
//!
//! A program that answers gets one question on standard input, writes one answer to standard output, and ends.
//! It is started before it is needed, so that its own start costs nobody time: it waits for its input. It gets
//! the question, and its input ends; all that it writes until it ends is the answer. Each has a process group of its
//! own, which is killed at the time limit, and when its answer is there: nothing that it started is left over.
mod find;
mod group;
mod input;
mod pool;
mod service;

pub use find::find;
pub use pool::Pool;
pub use service::{Ending, Heard, NotStarted, Output, Plan, Service, Stream};

use crate::error::{Error, Result};
use group::Group;
use rustix::process::Signal;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// The longest line of a program's complaints that is passed on.
const LINE: u64 = 4096;
/// How often it is looked whether a program has ended, or is no longer wanted.
const TICK: Duration = Duration::from_millis(5);

/// Hears what programs write to standard error, line by line.
pub type Complaints = Arc<dyn Fn(String) + Send + Sync>;

/// A program that waits for its question.
struct Program {
    child: Child,
    group: Option<Group>,
    /// All that it writes, when it has ended its output.
    output: Receiver<std::io::Result<Vec<u8>>>,
}

impl Program {
    /// Starts the program without a shell; `limit` is how many bytes it may answer.
    fn start(words: &[String], limit: u64, complaints: &Complaints) -> Result<Self> {
        let [name, arguments @ ..] = words else {
            return Err(Error::usage("the command is empty"));
        };
        let mut child = Command::new(name)
            .args(arguments)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| {
                Error::unknown(format!("the command `{name}` cannot be started")).because(error)
            })?;
        let group = Group::of(&child);
        let (sender, output) = mpsc::channel();
        if let Some(stdout) = child.stdout.take() {
            aside(move || drop(sender.send(read(stdout, limit))));
        }
        if let Some(stderr) = child.stderr.take() {
            let complaints = complaints.clone();
            aside(move || pass_on(BufReader::new(stderr), &complaints));
        }
        Ok(Self {
            child,
            group,
            output,
        })
    }

    /// The answer, or why there is none. `is_over` says that nobody waits for it any longer.
    fn ask(
        mut self,
        question: Vec<u8>,
        until: Instant,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, String> {
        if let Some(mut stdin) = self.child.stdin.take() {
            // A program that does not want to read the whole question may answer all the same.
            aside(move || drop(stdin.write_all(&question)));
        }
        let output = loop {
            match self.output.recv_timeout(TICK) {
                Ok(output) => break output.map_err(|error| error.to_string())?,
                Err(RecvTimeoutError::Disconnected) => return Err("its output is lost".into()),
                Err(RecvTimeoutError::Timeout) => still_wanted(until, is_over)?,
            }
            // What it left behind may hold its output open; that ends here, and with it the output.
            if self.has_ended()
                && let Some(group) = self.group
            {
                group.send(Signal::KILL);
            }
        };
        while !self.has_ended() {
            std::thread::sleep(TICK);
            still_wanted(until, is_over)?;
        }
        match self.end() {
            Some(status) if status.success() => Ok(output),
            Some(status) => Err(format!("it ended with {status}")),
            None => Err("it cannot be waited for".into()),
        }
    }

    fn has_ended(&self) -> bool {
        self.group.is_none_or(Group::has_ended)
    }

    /// Ends it and all that it started.
    fn end(&mut self) -> Option<std::process::ExitStatus> {
        if let Some(group) = self.group.take() {
            group.send(Signal::KILL);
        }
        self.child.wait().ok()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

fn still_wanted(until: Instant, is_over: &dyn Fn() -> bool) -> Result<(), String> {
    if is_over() {
        return Err("nobody waits for its answer any longer".into());
    }
    match Instant::now() < until {
        true => Ok(()),
        false => Err("it took too long and was ended".into()),
    }
}

/// On a thread of its own; where the system gives none, the pipe is closed.
fn aside(work: impl FnOnce() + Send + 'static) {
    let _ = std::thread::Builder::new().name("agent".into()).spawn(work);
}

fn read(stdout: ChildStdout, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stdout.take(limit + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > limit {
        true => Err(std::io::Error::other(format!(
            "it answered more than {limit} bytes"
        ))),
        false => Ok(bytes),
    }
}

/// Lines, those that are too long in pieces.
fn pass_on(mut stderr: impl BufRead, complaints: &Complaints) {
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut stderr).take(LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => complaints(String::from_utf8_lossy(&line).trim_end().to_owned()),
        }
    }
}
