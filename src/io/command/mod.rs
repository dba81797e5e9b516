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
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::Signal;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
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
    /// How many bytes it may answer.
    limit: usize,
}

impl Program {
    /// Starts the program without a shell; `limit` is how many bytes it may answer.
    fn start(words: &[String], limit: usize, complaints: &Complaints) -> Result<Self> {
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
        if let Some(stderr) = child.stderr.take() {
            let complaints = complaints.clone();
            aside(move || pass_on(BufReader::new(stderr), &complaints));
        }
        Ok(Self {
            child,
            group,
            limit,
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
        let output = self.hear(until, is_over)?;
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

    /// All that it writes, until it ends its output or itself. What it left behind may hold its output open; nobody
    /// waits for that.
    fn hear(&mut self, until: Instant, is_over: &dyn Fn() -> bool) -> Result<Vec<u8>, String> {
        let mut stdout = self.child.stdout.take().ok_or("its output is lost")?;
        let mut output = Vec::new();
        let mut piece = [0; 8192];
        loop {
            // Looked at first: when it has ended, all that it wrote is there.
            let has_ended = self.has_ended();
            let wait = if has_ended { Duration::ZERO } else { TICK };
            if !is_readable(&stdout, wait).map_err(|error| error.to_string())? {
                match has_ended {
                    true => return Ok(output),
                    false => still_wanted(until, is_over)?,
                }
                continue;
            }
            match stdout.read(&mut piece) {
                Ok(0) => return Ok(output),
                Ok(length) => output.extend_from_slice(&piece[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.to_string()),
            }
            if output.len() > self.limit {
                return Err(format!("it answered more than {} bytes", self.limit));
            }
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

/// Whether there is something to read, or the end, within this time.
fn is_readable(stdout: &ChildStdout, wait: Duration) -> rustix::io::Result<bool> {
    let wait = Timespec {
        tv_sec: 0,
        tv_nsec: wait.subsec_nanos().into(),
    };
    match poll(&mut [PollFd::new(stdout, PollFlags::IN)], Some(&wait)) {
        Ok(count) => Ok(count > 0),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error),
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
