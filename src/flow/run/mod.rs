//! Runs a bot's program: starts it with the bot's credentials, probes until it accepts connections, and stops it with
//! all its child processes.
//!
//! Threads: those of the service (output and exit), one relay thread for signals and one for the platform, and the
//! probe thread send to one unbounded channel. The thread that calls [`BotProcess::run`] is its only receiver, so
//! senders never block. A relay thread ends when its source closes, or at its first item after the end of the run. The
//! probe thread ends with its result or with `is_stopped`. There are no locks.
mod registered_bot;

pub use registered_bot::{BotSpec, CallbackSpec, RegisteredBot, ensure_registered};

use crate::error::Result;
use crate::io::command::{
    CommandSpec, OutputMode, Service, ServiceEvent, ServiceExit, StartError, Stream,
};
use crate::io::{listeners, probe, signals};
use crate::model::activity::Activity;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// Interval between connection probes.
const PROBE_INTERVAL: Duration = Duration::from_millis(25);
/// How long to wait for the remaining output of an ended program.
const OUTPUT_GRACE: Duration = Duration::from_millis(500);
/// Time between the stop signal and the kill.
pub const GRACE: Duration = Duration::from_secs(5);

/// Settings of a [`BotProcess`].
pub struct RunOptions {
    pub command: CommandSpec,
    /// Address where it should accept connections.
    pub address: String,
    /// Time from the start until it must accept connections.
    pub ready_timeout: Duration,
    /// Signals for it: the first is forwarded, the second kills it.
    pub signals: Receiver<i32>,
    /// What the local platform does.
    pub activities: Receiver<Activity>,
}

/// An event of a running bot program.
#[derive(Debug)]
pub enum RunEvent {
    /// An output line.
    Line(Stream, Vec<u8>),
    /// It accepts connections, this long after the start.
    Ready(Duration),
    Platform(Activity),
    /// The signal of this name was forwarded to it.
    SignalForwarded(&'static str),
    /// It was killed: by a second signal, or because it did not end within [`GRACE`].
    Killed,
}

/// How the program ended.
#[derive(Debug)]
pub enum RunEnd {
    /// By itself, by a forwarded signal, or killed after one.
    Exited {
        ending: ServiceExit,
        /// Whether it accepted connections before.
        was_ready: bool,
        /// Whether a signal was forwarded before.
        stop_requested: bool,
    },
    /// It did not accept connections in time and was stopped.
    NotReady {
        /// Addresses where it or its children listened instead.
        instead: Vec<SocketAddr>,
    },
}

/// A running bot program.
pub struct BotProcess {
    service: Service,
    messages: Receiver<RunMessage>,
    address: String,
    ready_timeout: Duration,
    started_at: Instant,
    is_stopped: Arc<AtomicBool>,
    state: RunState,
}

#[derive(Default)]
struct RunState {
    was_ready: bool,
    stop_requested: bool,
    kill_at: Option<Instant>,
    /// Number of output streams that are still open.
    open_streams: usize,
}

enum RunMessage {
    Output(ServiceEvent),
    Signal(i32),
    Platform(Activity),
    Ready,
    NotReady,
}

impl BotProcess {
    /// Starts the program and the probe.
    ///
    /// # Errors
    /// If the program cannot be started.
    pub fn start(options: RunOptions) -> Result<Self, StartError> {
        let (sender, messages) = mpsc::channel();
        let output_sender = sender.clone();
        let service = Service::start(&options.command, move |output| {
            // The receiver may be gone.
            let _ = output_sender.send(RunMessage::Output(output));
        })?;
        relay(options.signals, &sender, RunMessage::Signal);
        relay(options.activities, &sender, RunMessage::Platform);
        let is_stopped = Arc::new(AtomicBool::new(false));
        let streams = [options.command.stdout, options.command.stderr];
        let process = Self {
            service,
            messages,
            address: options.address,
            ready_timeout: options.ready_timeout,
            started_at: Instant::now(),
            is_stopped,
            state: RunState {
                open_streams: streams
                    .iter()
                    .filter(|stream| **stream == OutputMode::Lines)
                    .count(),
                ..RunState::default()
            },
        };
        process.probe_until_ready(sender);
        Ok(process)
    }

    pub fn id(&self) -> u32 {
        self.service.id()
    }

    /// Probes the address on a thread of its own until it accepts a connection, the time is up or the run ends.
    fn probe_until_ready(&self, sender: Sender<RunMessage>) {
        let (address, is_stopped) = (self.address.clone(), self.is_stopped.clone());
        let deadline = self.started_at + self.ready_timeout;
        std::thread::spawn(move || {
            while !is_stopped.load(Ordering::Relaxed) {
                if probe::can_connect(&address) {
                    let _ = sender.send(RunMessage::Ready);
                    return;
                }
                if Instant::now() > deadline {
                    let _ = sender.send(RunMessage::NotReady);
                    return;
                }
                std::thread::sleep(PROBE_INTERVAL);
            }
        });
    }

    /// Reports events to `observe` until the program ends.
    ///
    /// # Errors
    /// If `observe` fails; this drops the service, which kills the program.
    pub fn run(mut self, mut observe: impl FnMut(RunEvent) -> Result<()>) -> Result<RunEnd> {
        let ending = loop {
            match self.next_message() {
                None => {
                    self.service.kill();
                    self.state.kill_at = None;
                    observe(RunEvent::Killed)?;
                }
                Some(RunMessage::Output(ServiceEvent::Exited(ending))) => break ending,
                Some(RunMessage::Output(output)) => self.handle_output(output, &mut observe)?,
                Some(RunMessage::Platform(activity)) => observe(RunEvent::Platform(activity))?,
                Some(RunMessage::Signal(number)) => self.forward_signal(number, &mut observe)?,
                Some(RunMessage::Ready) => {
                    self.state.was_ready = true;
                    observe(RunEvent::Ready(self.started_at.elapsed()))?;
                }
                Some(RunMessage::NotReady) if self.state.stop_requested => {}
                Some(RunMessage::NotReady) => return self.stop_unready(&mut observe),
            }
        };
        self.clean_up(&mut observe)?;
        Ok(RunEnd::Exited {
            ending,
            was_ready: self.state.was_ready,
            stop_requested: self.state.stop_requested,
        })
    }

    /// Returns the next message, or `None` when the program must be killed.
    fn next_message(&self) -> Option<RunMessage> {
        let disconnected = || RunMessage::Output(ServiceEvent::Exited(ServiceExit::Exit(u8::MAX)));
        let Some(kill_at) = self.state.kill_at else {
            // The sending threads live as long as the program.
            return Some(self.messages.recv().unwrap_or_else(|_| disconnected()));
        };
        let remaining = kill_at.saturating_duration_since(Instant::now());
        match self.messages.recv_timeout(remaining) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(disconnected()),
        }
    }

    /// Forwards the first signal; the second one kills the program.
    fn forward_signal(
        &mut self,
        number: i32,
        observe: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<()> {
        if std::mem::replace(&mut self.state.stop_requested, true) {
            self.service.kill();
            self.state.kill_at = None;
            return observe(RunEvent::Killed);
        }
        self.service.send_signal(number);
        self.state.kill_at = Some(Instant::now() + GRACE);
        observe(RunEvent::SignalForwarded(signals::name(number)))
    }

    fn handle_output(
        &mut self,
        output: ServiceEvent,
        observe: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<()> {
        match output {
            ServiceEvent::Line(stream, line) => observe(RunEvent::Line(stream, line)),
            ServiceEvent::Closed(_) => {
                self.state.open_streams = self.state.open_streams.saturating_sub(1);
                Ok(())
            }
            ServiceEvent::Exited(_) => Ok(()),
        }
    }

    fn stop_unready(mut self, observe: &mut impl FnMut(RunEvent) -> Result<()>) -> Result<RunEnd> {
        let instead = listeners::descendant_addresses();
        self.clean_up(observe)?;
        Ok(RunEnd::NotReady { instead })
    }

    /// Stops the processes that still run and reports the last output lines.
    fn clean_up(&mut self, observe: &mut impl FnMut(RunEvent) -> Result<()>) -> Result<()> {
        self.is_stopped.store(true, Ordering::Relaxed);
        let was_killed = self.service.stop(GRACE);
        let deadline = Instant::now() + OUTPUT_GRACE;
        while self.state.open_streams > 0 {
            let remaining = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(remaining) {
                Ok(RunMessage::Output(output)) => self.handle_output(output, observe)?,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        match was_killed {
            true => observe(RunEvent::Killed),
            false => Ok(()),
        }
    }
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

impl Drop for BotProcess {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }
}
