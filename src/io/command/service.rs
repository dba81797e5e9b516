//! A program that serves: it runs beside momo until it ends or is ended, with all that it started.
use super::group::Group;
use super::{LINE, TICK, aside, input};
use crate::error::{Error, Result};
use rustix::process::{Signal, WaitIdStatus};
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, ErrorKind, IsTerminal, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long it is waited for what was killed: the kernel may have to end a write first.
const KILLED: Duration = Duration::from_secs(2);

/// What to start, and how.
pub struct Plan {
    /// The program and its arguments; no shell reads them.
    pub words: Vec<OsString>,
    /// What its environment holds beside momo's own.
    pub variables: Vec<(&'static str, OsString)>,
    /// Where its standard output goes.
    pub stdout: Output,
    /// Where its standard error goes.
    pub stderr: Output,
}

/// Where a stream of the program goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// To momo's own, byte by byte.
    AsItIs,
    /// To the listener, line by line.
    Lines,
}

/// A stream of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What is heard of a program that runs.
#[derive(Debug)]
pub enum Heard {
    /// A line, without its end; one that is too long comes in pieces.
    Line(Stream, Vec<u8>),
    /// Nothing more comes of this stream.
    Closed(Stream),
    /// The program itself has ended; what it started may still run.
    Ended(Ending),
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// By itself, with this exit code.
    Exit(u8),
    /// By this signal.
    Signal(u8),
}

impl Ending {
    /// The exit code as a shell tells it: 128 and the signal's number where one ended the program.
    pub fn code(self) -> u8 {
        match self {
            Self::Exit(code) => code,
            Self::Signal(number) => 128_u8.saturating_add(number),
        }
    }

    fn read(status: Option<WaitIdStatus>) -> Self {
        let number = |number: i32| u8::try_from(number & 0xff).unwrap_or(u8::MAX);
        match status {
            Some(status) => match (status.exit_status(), status.terminating_signal()) {
                (Some(code), _) => Self::Exit(number(code)),
                (None, Some(signal)) => Self::Signal(number(signal)),
                (None, None) => Self::Exit(u8::MAX),
            },
            None => Self::Exit(u8::MAX),
        }
    }
}

/// Why a program was not started, and the exit code that shells and `env` give for it.
#[derive(Debug)]
pub struct NotStarted {
    /// 127 where there is no such program, 126 where it cannot be run.
    pub code: u8,
    /// What is said.
    pub error: Error,
}

impl NotStarted {
    /// What the system says of the command.
    pub(super) fn because(name: &OsStr, error: std::io::Error) -> Self {
        let name = name.to_string_lossy();
        let (code, words) = match error.kind() {
            ErrorKind::NotFound => (127, format!("there is no command `{name}`")),
            _ => (126, format!("the command `{name}` cannot be run")),
        };
        let error = Error::unknown(words).because(error);
        Self { code, error }
    }
}

/// A program that runs.
#[derive(Debug)]
pub struct Service {
    group: Group,
    id: u32,
    is_over: bool,
}

/// Hears what a program does, from several threads.
type Listener = Arc<dyn Fn(Heard) + Send + Sync>;

impl Service {
    /// Starts it, in a process group of its own.
    pub fn start(
        plan: &Plan,
        hear: impl Fn(Heard) + Send + Sync + 'static,
    ) -> Result<Self, NotStarted> {
        adopt_orphans();
        let mut child = spawn(plan)?;
        let failed = |words: &str| NotStarted {
            code: 126,
            error: Error::unknown(words),
        };
        let Some(group) = Group::of(&child) else {
            return Err(failed("the program has a number that cannot be"));
        };
        let service = Self {
            group,
            id: child.id(),
            is_over: false,
        };
        let hear: Listener = Arc::new(hear);
        if let Some(stdin) = child.stdin.take() {
            aside(move || input::hand_on(stdin));
        }
        if let Some(stdout) = child.stdout.take() {
            lines(stdout, Stream::Out, hear.clone());
        }
        if let Some(stderr) = child.stderr.take() {
            lines(stderr, Stream::Err, hear.clone());
        }
        let waiter = std::thread::Builder::new().name("program".into());
        let waiting = waiter.spawn(move || hear(Heard::Ended(Ending::read(group.until_ended()))));
        match waiting {
            Ok(_) => Ok(service),
            Err(_) => Err(failed("the system gives no thread to wait for the program")),
        }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Passes a signal on to the program and all that it started; by the number that POSIX gives it.
    pub fn pass_on(&self, number: i32) {
        if let Some(signal) = Signal::from_named_raw(number) {
            self.group.send(signal);
        }
    }

    /// Kills it and all that it started.
    pub fn kill(&self) {
        self.group.send(Signal::KILL);
    }

    /// Ends what is left of it: asks, waits, kills. Gives whether it had to be killed.
    pub fn finish(&mut self, grace: Duration) -> bool {
        if std::mem::replace(&mut self.is_over, true) || !self.group.is_there() {
            return false;
        }
        self.group.send(Signal::TERM);
        // What was stopped would not hear it.
        self.group.send(Signal::CONT);
        if self.is_gone_within(grace) {
            return false;
        }
        self.group.send(Signal::KILL);
        self.is_gone_within(KILLED);
        true
    }

    fn is_gone_within(&self, time: Duration) -> bool {
        let until = Instant::now() + time;
        while self.group.is_there() {
            if Instant::now() > until {
                return false;
            }
            std::thread::sleep(TICK);
        }
        true
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.finish(Duration::ZERO);
    }
}

/// What a program started and left behind becomes momo's own, to be waited for, and not the system's.
fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        // Without it an orphan that has ended may be counted as running for a moment.
        let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    }
}

fn spawn(plan: &Plan) -> Result<Child, NotStarted> {
    let [name, arguments @ ..] = &*plan.words else {
        return Err(NotStarted {
            code: 127,
            error: Error::usage("the command is empty"),
        });
    };
    let stream = |output| match output {
        Output::AsItIs => Stdio::inherit(),
        Output::Lines => Stdio::piped(),
    };
    let stdin = match std::io::stdin().is_terminal() {
        true => Stdio::piped(),
        false => Stdio::inherit(),
    };
    let variables = plan.variables.iter();
    Command::new(name)
        .args(arguments)
        .envs(variables.map(|(name, value)| (name, value)))
        .process_group(0)
        .stdin(stdin)
        .stdout(stream(plan.stdout))
        .stderr(stream(plan.stderr))
        .spawn()
        .map_err(|error| NotStarted::because(name, error))
}

/// Reads lines on a thread of its own until the last process that has the pipe closes it.
fn lines(from: impl Read + Send + 'static, stream: Stream, hear: Listener) {
    aside(move || {
        let mut from = BufReader::new(from);
        loop {
            let mut line = Vec::new();
            match (&mut from).take(LINE).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) => {
                    let ends = [&b"\r\n"[..], b"\n"];
                    let end = ends.iter().find(|end| line.ends_with(end));
                    line.truncate(line.len() - end.map_or(0, |end| end.len()));
                    hear(Heard::Line(stream, line));
                }
            }
        }
        hear(Heard::Closed(stream));
    });
}
