//! Runs bots' programs: starts each with its bot's credentials, probes until it accepts connections, runs a command once
//! all do, and stops everything with all child processes.
//!
//! Threads: those of the services (output and exit), one relay thread for signals and one for the platform, and one
//! probe thread for each bot send to one unbounded channel. The thread that calls [`BotRun::run`] is its only receiver,
//! so senders never block. A relay thread ends when its source closes, or at its first item after the end of the run. A
//! probe thread ends with its result or with `is_stopped`. There are no locks.
mod programs;
mod registered_bot;

pub use registered_bot::{
    BotSpec, CallbackSpec, RegisteredBot, ensure_registered, set_callback_url,
};

use super::talk::TalkEvent;
use crate::error::Result;
use crate::io::command::{CommandSpec, ServiceEvent, ServiceExit, StartError, Stream};
use crate::io::{listeners, probe, signals};
use crate::model::activity::Activity;
use programs::Programs;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// Interval between connection probes.
const PROBE_INTERVAL: Duration = Duration::from_millis(25);
/// How long to wait for the remaining output of an ended program.
const OUTPUT_GRACE: Duration = Duration::from_millis(500);
/// How much later than its effect a signal may come to momo.
const SIGNAL_DELAY: Duration = Duration::from_millis(100);
/// Time between the stop signal and the kill.
pub const GRACE: Duration = Duration::from_secs(5);

/// How long a bot may be silent at its port before other ports of its program are looked for.
const OTHER_PORT_AFTER: Duration = Duration::from_secs(2);
/// Interval of looks for other ports.
const OTHER_PORT_INTERVAL: Duration = Duration::from_millis(500);

/// A bot's program.
pub struct BotProgram {
    pub command: CommandSpec,
    /// Address where it should accept connections.
    pub address: String,
}

/// Settings of a [`BotRun`].
pub struct RunOptions {
    /// At least one.
    pub programs: Vec<BotProgram>,
    /// A command to run once all bots accept connections; the run ends with it. `None` runs until a bot ends.
    pub then: Option<CommandSpec>,
    /// Time from the start until each bot must accept connections.
    pub ready_timeout: Duration,
    /// Signals for the programs: the first is forwarded, the second kills them.
    pub signals: Receiver<i32>,
    /// What the local platform does.
    pub activities: Receiver<Activity>,
    /// What a talk in the run's terminal reacts to; `None` without one.
    pub talk: Option<Receiver<TalkEvent>>,
}

/// A program of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The bot with this index in [`RunOptions::programs`].
    Bot(usize),
    /// The command that runs once all bots accept connections.
    Then,
}

/// An event of a run.
#[derive(Debug)]
pub enum RunEvent {
    /// An output line.
    Line(Program, Stream, Vec<u8>),
    /// The bot of this index accepts connections, this long after the start.
    Answers(usize, Duration),
    /// All bots accept connections.
    Ready,
    /// The bot of this index listens at these addresses, and not where it should.
    OtherPort(usize, Vec<SocketAddr>),
    Platform(Activity),
    Talk(TalkEvent),
    /// The signal of this name was forwarded to the programs.
    SignalForwarded(&'static str),
    /// Programs were killed: by a second signal, or because they did not end within [`GRACE`].
    Killed,
}

/// How a run ended.
#[derive(Debug)]
pub enum RunEnd {
    /// A program ended: by itself, by a forwarded signal, or killed after one.
    Exited {
        program: Program,
        ending: ServiceExit,
        /// Whether the bot accepted connections before.
        was_ready: bool,
        /// Whether a signal was forwarded before.
        stop_requested: bool,
    },
    /// The bot of this index did not accept connections in time, and all were stopped.
    NotReady {
        bot: usize,
        /// Addresses where it or its children listened instead.
        instead: Vec<SocketAddr>,
    },
    /// The command for the time when all bots accept connections could not be started, and the bots were stopped.
    ThenNotStarted(StartError),
}

/// Running bots.
pub struct BotRun {
    programs: Programs,
    then: Option<CommandSpec>,
    messages: Receiver<RunMessage>,
    sender: Sender<RunMessage>,
    started_at: Instant,
    is_stopped: Arc<AtomicBool>,
    /// Whether each bot has accepted connections.
    are_ready: Vec<bool>,
    stop_requested: bool,
    kill_at: Option<Instant>,
}

enum RunMessage {
    Output(Program, ServiceEvent),
    Signal(i32),
    Platform(Activity),
    Talk(TalkEvent),
    Answers(usize),
    OtherPort(usize, Vec<SocketAddr>),
    NotReady(usize),
}

impl BotRun {
    /// Starts the programs and the probes.
    ///
    /// # Errors
    /// If a program cannot be started, or a signal ends it before it runs; those that were are stopped.
    pub fn start(options: RunOptions) -> Result<Self, StartError> {
        let (sender, messages) = mpsc::channel();
        let mut programs = Programs::default();
        for (index, program) in options.programs.iter().enumerate() {
            let started = programs.start(Program::Bot(index), &program.command, &sender);
            started.map_err(|not_started| cause_of(not_started, &options.signals))?;
        }
        relay(options.signals, &sender, RunMessage::Signal);
        relay(options.activities, &sender, RunMessage::Platform);
        if let Some(talk) = options.talk {
            relay(talk, &sender, RunMessage::Talk);
        }
        let run = Self {
            then: options.then,
            messages,
            started_at: Instant::now(),
            is_stopped: Arc::default(),
            are_ready: vec![false; options.programs.len()],
            stop_requested: false,
            kill_at: None,
            programs,
            sender,
        };
        for (bot, program) in options.programs.into_iter().enumerate() {
            run.probe_until_ready(bot, program.address, options.ready_timeout);
        }
        Ok(run)
    }

    /// Returns the process ids of the bots.
    pub fn ids(&self) -> Vec<u32> {
        self.programs.ids()
    }

    /// Probes the address on a thread of its own until it accepts a connection, the time is up or the run ends.
    fn probe_until_ready(&self, bot: usize, address: String, timeout: Duration) {
        let (sender, is_stopped) = (self.sender.clone(), self.is_stopped.clone());
        let root = self.root_of(bot);
        let deadline = self.started_at + timeout;
        let mut next_look = Some(self.started_at + OTHER_PORT_AFTER);
        std::thread::spawn(move || {
            while !is_stopped.load(Ordering::Relaxed) {
                if probe::can_connect(&address) {
                    let _ = sender.send(RunMessage::Answers(bot));
                    return;
                }
                let now = Instant::now();
                if now > deadline {
                    let _ = sender.send(RunMessage::NotReady(bot));
                    return;
                }
                if next_look.is_some_and(|look| now > look) {
                    let others = listeners::addresses_of(root);
                    next_look = others.is_empty().then(|| now + OTHER_PORT_INTERVAL);
                    if !others.is_empty() {
                        let _ = sender.send(RunMessage::OtherPort(bot, others));
                    }
                }
                std::thread::sleep(PROBE_INTERVAL);
            }
        });
    }

    /// Returns the process whose descendants are the bot's: momo itself if the bot is the only one, because it adopts
    /// what a program leaves behind.
    fn root_of(&self, bot: usize) -> u32 {
        match &*self.ids() {
            [_] => std::process::id(),
            ids => ids[bot],
        }
    }

    /// Reports events to `observe` until a program ends.
    ///
    /// # Errors
    /// If `observe` fails; this drops the services, which kills the programs.
    pub fn run(mut self, mut observe: impl FnMut(RunEvent) -> Result<()>) -> Result<RunEnd> {
        let end = loop {
            match self.next_message() {
                None => {
                    self.programs.kill();
                    self.kill_at = None;
                    observe(RunEvent::Killed)?;
                }
                Some(RunMessage::Output(program, ServiceEvent::Exited(ending))) => {
                    break self.exited(program, ending);
                }
                Some(RunMessage::Output(program, output)) => {
                    self.programs.handle(program, output, &mut observe)?;
                }
                Some(RunMessage::Platform(activity)) => observe(RunEvent::Platform(activity))?,
                Some(RunMessage::Talk(event)) => observe(RunEvent::Talk(event))?,
                Some(RunMessage::Signal(number)) => self.forward_signal(number, &mut observe)?,
                Some(RunMessage::Answers(bot)) => {
                    if let Err(not_started) = self.note_ready(bot, &mut observe)? {
                        break RunEnd::ThenNotStarted(not_started);
                    }
                }
                Some(RunMessage::OtherPort(bot, addresses)) => {
                    observe(RunEvent::OtherPort(bot, addresses))?;
                }
                Some(RunMessage::NotReady(_)) if self.stop_requested => {}
                Some(RunMessage::NotReady(bot)) => {
                    let instead = listeners::addresses_of(self.root_of(bot));
                    break RunEnd::NotReady { bot, instead };
                }
            }
        };
        self.is_stopped.store(true, Ordering::Relaxed);
        self.programs.stop(&self.messages, &mut observe)?;
        Ok(end)
    }

    fn exited(&self, program: Program, ending: ServiceExit) -> RunEnd {
        RunEnd::Exited {
            program,
            ending,
            was_ready: match program {
                Program::Bot(bot) => self.are_ready[bot],
                Program::Then => true,
            },
            stop_requested: self.stop_requested,
        }
    }

    /// Returns the next message, or `None` when the programs must be killed.
    fn next_message(&self) -> Option<RunMessage> {
        // This value holds a sender, so the channel stays open.
        match self.kill_at {
            None => self.messages.recv().ok(),
            Some(kill_at) => {
                let remaining = kill_at.saturating_duration_since(Instant::now());
                self.messages.recv_timeout(remaining).ok()
            }
        }
    }

    /// Notes that a bot accepts connections; starts the command if all do. The inner error is that of its start.
    fn note_ready(
        &mut self,
        bot: usize,
        observe: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<Result<(), StartError>> {
        let after = self.started_at.elapsed();
        self.are_ready[bot] = true;
        observe(RunEvent::Answers(bot, after))?;
        if self.are_ready.contains(&false) {
            return Ok(Ok(()));
        }
        observe(RunEvent::Ready)?;
        match self.then.take().filter(|_| !self.stop_requested) {
            Some(then) => Ok(self.programs.start(Program::Then, &then, &self.sender)),
            None => Ok(Ok(())),
        }
    }

    /// Forwards the first signal; the second one kills the programs.
    fn forward_signal(
        &mut self,
        number: i32,
        observe: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<()> {
        if std::mem::replace(&mut self.stop_requested, true) {
            self.programs.kill();
            self.kill_at = None;
            return observe(RunEvent::Killed);
        }
        self.programs.send_signal(number);
        self.kill_at = Some(Instant::now() + GRACE);
        observe(RunEvent::SignalForwarded(signals::name(number)))
    }
}

/// Returns why a program was not started: a signal, if one has come. On Windows Ctrl-C ends a program that is being started, and
/// its start fails with an error of the system.
fn cause_of(not_started: StartError, signals: &Receiver<i32>) -> StartError {
    let signal = signals.recv_timeout(SIGNAL_DELAY);
    signal.map_or(not_started, StartError::interrupted)
}

/// Forwards all items of a channel, each wrapped as a message, on a thread of its own.
fn relay<T: Send + 'static>(
    receiver: Receiver<T>,
    sender: &Sender<RunMessage>,
    wrap: impl Fn(T) -> RunMessage + Send + 'static,
) {
    let sender = sender.clone();
    std::thread::spawn(move || {
        for item in receiver {
            if sender.send(wrap(item)).is_err() {
                return;
            }
        }
    });
}

impl Drop for BotRun {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}
