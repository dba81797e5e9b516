//! A long-running program of the user, such as a bot server, with its descendants.
//!
//! Up to four threads serve a program: one forwards standard input if it is a terminal, one reads each piped output
//! stream, and one waits for the exit. The last three call the event handler.
use super::stray::Mark;
use super::{MAX_LINE_BYTES, POLL_INTERVAL, spawn_detached};
use crate::error::{Error, Result};
use crate::io::os::processes::{self, ProcessGroup};
use crate::io::os::{ProcessSignal, ProgramStreams, ServiceExit};
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, ErrorKind, IsTerminal, Read};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long to wait after SIGKILL: the kernel may have to finish a write first.
const KILL_TIMEOUT: Duration = Duration::from_secs(2);

/// A program to start.
#[derive(Clone)]
pub struct CommandSpec {
    /// The program and its arguments; not parsed by a shell.
    pub argv: Vec<OsString>,
    /// Environment variables in addition to momo's own.
    pub variables: Vec<(&'static str, OsString)>,
    pub stdin: InputMode,
    pub stdout: OutputMode,
    pub stderr: OutputMode,
}

/// Source of standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputMode {
    /// Shares momo's own stream; a terminal's input is forwarded.
    Inherit,
    /// Gives no input, and ends the program even if momo is killed.
    EndsWithMomo,
}

/// Destination of an output stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputMode {
    /// Shares momo's own stream.
    Inherit,
    /// Sends lines to the event handler.
    Lines,
}

/// An output stream of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    Out,
    Err,
}

/// An event of a running program.
#[derive(Debug)]
pub enum ServiceEvent {
    /// A line without its line ending; lines longer than [`MAX_LINE_BYTES`] are split.
    Line(Stream, Vec<u8>),
    /// The stream has ended.
    Closed(Stream),
    /// The program has exited; its descendants may still run.
    Exited(ServiceExit),
}

/// Why a program was not started, with the exit code that shells and `env` use.
#[derive(Debug)]
pub struct StartError {
    /// 127 if the program does not exist, 126 if it cannot be run, 128 and the number of a signal that came.
    pub code: u8,
    pub error: Error,
}

impl StartError {
    /// Says that a signal came while the program was being started.
    pub fn interrupted(number: i32) -> Self {
        Self {
            code: ServiceExit::Signal(u8::try_from(number).unwrap_or(u8::MAX)).code(),
            error: Error::interrupted("the command was broken off while it was being started"),
        }
    }

    /// Converts the system's error for a command.
    pub(super) fn from_io(name: &OsStr, error: std::io::Error) -> Self {
        let name = name.to_string_lossy();
        let (code, message) = match error.kind() {
            ErrorKind::NotFound => (127, format!("there is no command `{name}`")),
            _ => (126, format!("the command `{name}` cannot be run")),
        };
        let is_told = error.kind() == ErrorKind::NotFound && error.raw_os_error().is_none();
        let reported = Error::unknown(message);
        let error = match is_told {
            true => reported,
            false => reported.because(error),
        };
        Self { code, error }
    }
}

/// A running program. Dropping it stops its processes without any grace, unless they were stopped before.
#[derive(Debug)]
pub struct Service {
    group: ProcessGroup,
    mark: Mark,
    /// Whether SIGTERM was sent, or would have been.
    end_was_requested: bool,
    is_stopped: bool,
    /// Closed by the system when momo ends, for [`InputMode::EndsWithMomo`]; `None` otherwise.
    _end_pipe: Option<ChildStdin>,
}

/// Receives events from several threads.
type EventHandler = Arc<dyn Fn(ServiceEvent) + Send + Sync>;

impl Service {
    /// Starts the program in its own process group.
    ///
    /// # Errors
    /// Fails if the command is empty, does not exist or cannot be run, or a thread cannot be started.
    pub fn start(
        spec: &CommandSpec,
        handler: impl Fn(ServiceEvent) + Send + Sync + 'static,
    ) -> Result<Self, StartError> {
        processes::adopt_orphans();
        let mark = Mark::new();
        let (group, streams) = spawn(spec, &mark)?;
        let start_error = |message: &str| StartError {
            code: 126,
            error: Error::unknown(message),
        };
        let (end_pipe, forwarded) = match spec.stdin {
            InputMode::EndsWithMomo => (streams.stdin, None),
            InputMode::Inherit => (None, streams.stdin),
        };
        let service = Self {
            group: group.clone(),
            mark,
            end_was_requested: false,
            is_stopped: false,
            _end_pipe: end_pipe,
        };
        let handler: EventHandler = Arc::new(handler);
        if let Some(stdin) = forwarded {
            spawn_detached(move || processes::forward_stdin(stdin));
        }
        if let Some(stdout) = streams.stdout {
            spawn_line_reader(stdout, Stream::Out, handler.clone());
        }
        if let Some(stderr) = streams.stderr {
            spawn_line_reader(stderr, Stream::Err, handler.clone());
        }
        let builder = std::thread::Builder::new().name("program".into());
        let spawned = builder.spawn(move || {
            handler(ServiceEvent::Exited(group.wait_for_leader()));
        });
        match spawned {
            Ok(_) => Ok(service),
            Err(_) => Err(start_error(
                "the system gives no thread to wait for the program",
            )),
        }
    }

    /// Returns the process id.
    pub fn id(&self) -> u32 {
        self.group.id()
    }

    /// Sends a signal, by its number, to the process group. Ignores unknown numbers.
    pub fn send_signal(&self, number: i32) {
        self.group.send(ProcessSignal::Forwarded(number));
    }

    /// Kills the process group.
    pub fn kill(&self) {
        self.group.send(ProcessSignal::Kill);
    }

    /// Stops the process group: sends SIGTERM, waits up to `grace`, or until `is_urgent` returns true, then sends SIGKILL.
    /// Then stops the processes that left the group, in the same way. Returns whether the group was killed. Does nothing if
    /// called again.
    pub fn stop(&mut self, grace: Duration, is_urgent: &dyn Fn() -> bool) -> bool {
        if std::mem::replace(&mut self.is_stopped, true) {
            return false;
        }
        let deadline = Instant::now() + grace;
        self.request_end();
        let was_killed = !self.wait_until_empty(deadline, is_urgent);
        if was_killed {
            self.group.send(ProcessSignal::Kill);
            self.wait_until_empty(Instant::now() + KILL_TIMEOUT, &|| false);
        }
        self.mark.end_processes(deadline, is_urgent);
        was_killed
    }

    /// Sends SIGTERM to the process group, once, and does not wait.
    pub fn request_end(&mut self) {
        let was_requested = std::mem::replace(&mut self.end_was_requested, true);
        if was_requested || !self.group.has_members() {
            return;
        }
        self.group.send(ProcessSignal::Terminate);
    }

    /// Returns whether the process group became empty before the deadline, and before `is_urgent` returned true.
    fn wait_until_empty(&self, deadline: Instant, is_urgent: &dyn Fn() -> bool) -> bool {
        while self.group.has_members() {
            if is_urgent() || Instant::now() > deadline {
                return false;
            }
            std::thread::sleep(POLL_INTERVAL);
        }
        true
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop(Duration::ZERO, &|| false);
    }
}

fn spawn(spec: &CommandSpec, mark: &Mark) -> Result<(ProcessGroup, ProgramStreams), StartError> {
    let [name, arguments @ ..] = &*spec.argv else {
        return Err(StartError {
            code: 127,
            error: Error::usage("the command is empty"),
        });
    };
    let stream = |output| match output {
        OutputMode::Inherit => Stdio::inherit(),
        OutputMode::Lines => Stdio::piped(),
    };
    let (mut command, stdin) = match spec.stdin {
        InputMode::EndsWithMomo => processes::bound_command(name),
        InputMode::Inherit => {
            let is_forwarded = processes::FORWARDS_TERMINAL && std::io::stdin().is_terminal();
            let stdin = match is_forwarded {
                true => Stdio::piped(),
                false => Stdio::inherit(),
            };
            (Command::new(processes::program(name)), stdin)
        }
    };
    let variables = spec.variables.iter();
    command
        .args(arguments)
        .envs(variables.map(|(name, value)| (name, value)))
        .envs([mark.variable()])
        .stdin(stdin)
        .stdout(stream(spec.stdout))
        .stderr(stream(spec.stderr));
    processes::spawn(command).map_err(|error| StartError::from_io(name, error))
}

/// Starts a thread that reads lines until the last process closes the pipe.
fn spawn_line_reader(reader: impl Read + Send + 'static, stream: Stream, handler: EventHandler) {
    spawn_detached(move || {
        let mut reader = BufReader::new(reader);
        loop {
            let mut line = Vec::new();
            match (&mut reader)
                .take(MAX_LINE_BYTES)
                .read_until(b'\n', &mut line)
            {
                Ok(0) | Err(_) => break,
                Ok(_) => {
                    let line_endings = [&b"\r\n"[..], b"\n"];
                    let line_ending = line_endings
                        .iter()
                        .find(|line_ending| line.ends_with(line_ending));
                    line.truncate(
                        line.len() - line_ending.map_or(0, |line_ending| line_ending.len()),
                    );
                    handler(ServiceEvent::Line(stream, line));
                }
            }
        }
        handler(ServiceEvent::Closed(stream));
    });
}
