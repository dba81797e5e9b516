//! A bot's own program under momo: started with its credentials, waited for until it answers, ended with all that it
//! started.
mod registered_bot;

pub use registered_bot::{CallbackSpec, RegisteredBot, BotSpec, ensure_registered};

use super::platform::Happening;
use crate::error::Result;
use crate::io::command::{Ending, Heard, NotStarted, Output, Plan, Service, Stream};
use crate::io::{listeners, probe, signals};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// How often it is looked whether the bot takes connections.
const PROBE_INTERVAL: Duration = Duration::from_millis(25);
/// How long the last lines of a program that has ended may take.
const OUTPUT_GRACE: Duration = Duration::from_millis(500);
/// How long the program has for its own end, once it was asked for.
pub const GRACE: Duration = Duration::from_secs(5);

/// How a bot's program is to run.
pub struct RunOptions {
    /// The program and its environment.
    pub plan: Plan,
    /// Where it is to take connections.
    pub address: String,
    /// How long it has until it does.
    pub ready_timeout: Duration,
    /// The signals that are passed on to it.
    pub signals: Receiver<i32>,
    /// What happens on the platform, where it runs in this process.
    pub platform_events: Option<Receiver<Happening>>,
}

/// What happens while it runs.
#[derive(Debug)]
pub enum RunEvent {
    /// It wrote a line.
    Line(Stream, Vec<u8>),
    /// It takes connections, after this time.
    Ready(Duration),
    /// Something happened on the platform.
    Platform(Box<Happening>),
    /// A signal was passed on to it.
    SignalForwarded(&'static str),
    /// It did not end in time, and was killed.
    Killed,
}

/// How it ended.
#[derive(Debug)]
pub enum RunEnd {
    /// By itself, or by a signal that was passed on.
    Exited {
        /// Its status.
        ending: Ending,
        /// Whether it took connections before.
        had_answered: bool,
        /// Whether somebody asked for the end.
        was_asked: bool,
    },
    /// It took no connections in time, and was ended.
    NotReady {
        /// Where it listened instead, it or what it had started.
        instead: Vec<SocketAddr>,
    },
}

/// A program that runs, and everything that is heard meanwhile.
pub struct BotProcess {
    service: Service,
    inbox: Receiver<RunMessage>,
    address: String,
    ready_timeout: Duration,
    started_at: Instant,
    is_stopped: Arc<AtomicBool>,
    state: RunState,
}

#[derive(Default)]
struct RunState {
    had_answered: bool,
    was_asked: bool,
    kill_at: Option<Instant>,
    /// How many streams may still bring lines.
    open_streams: usize,
}

enum RunMessage {
    Output(Heard),
    Signal(i32),
    Platform(Box<Happening>),
    Ready,
    NotReady,
}

impl BotProcess {
    /// Starts the program, and begins to look whether it answers.
    pub fn start(options: RunOptions) -> Result<Self, NotStarted> {
        let (sender, inbox) = mpsc::channel();
        let hear = sender.clone();
        let service = Service::start(&options.plan, move |heard| {
            // Who started it may have gone.
            let _ = hear.send(RunMessage::Output(heard));
        })?;
        relay(options.signals, &sender, RunMessage::Signal);
        if let Some(happenings) = options.platform_events {
            relay(happenings, &sender, |it| RunMessage::Platform(Box::new(it)));
        }
        let is_over = Arc::new(AtomicBool::new(false));
        let streams = [options.plan.stdout, options.plan.stderr];
        let running = Self {
            service,
            inbox,
            address: options.address,
            ready_timeout: options.ready_timeout,
            started_at: Instant::now(),
            is_stopped: is_over,
            state: RunState {
                open_streams: streams.iter().filter(|it| **it == Output::Lines).count(),
                ..RunState::default()
            },
        };
        running.probe_until_ready(sender);
        Ok(running)
    }

    /// The program's process.
    pub fn id(&self) -> u32 {
        self.service.id()
    }

    /// Looks, on a thread of its own, until the address takes a connection.
    fn probe_until_ready(&self, sender: Sender<RunMessage>) {
        let (address, is_over) = (self.address.clone(), self.is_stopped.clone());
        let until = self.started_at + self.ready_timeout;
        std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                if probe::connects(&address) {
                    let _ = sender.send(RunMessage::Ready);
                    return;
                }
                if Instant::now() > until {
                    let _ = sender.send(RunMessage::NotReady);
                    return;
                }
                std::thread::sleep(PROBE_INTERVAL);
            }
        });
    }

    /// Tells what happens until the end. Where telling fails, the program is ended too.
    pub fn run(mut self, mut tell: impl FnMut(RunEvent) -> Result<()>) -> Result<RunEnd> {
        let ending = loop {
            match self.next_message() {
                None => {
                    self.service.kill();
                    self.state.kill_at = None;
                    tell(RunEvent::Killed)?;
                }
                Some(RunMessage::Output(Heard::Ended(ending))) => break ending,
                Some(RunMessage::Output(heard)) => self.handle_output(heard, &mut tell)?,
                Some(RunMessage::Platform(it)) => tell(RunEvent::Platform(it))?,
                Some(RunMessage::Signal(number)) => self.forward_signal(number, &mut tell)?,
                Some(RunMessage::Ready) => {
                    self.state.had_answered = true;
                    tell(RunEvent::Ready(self.started_at.elapsed()))?;
                }
                Some(RunMessage::NotReady) if self.state.was_asked => {}
                Some(RunMessage::NotReady) => return self.stop_unready(&mut tell),
            }
        };
        self.clean_up(&mut tell)?;
        Ok(RunEnd::Exited {
            ending,
            had_answered: self.state.had_answered,
            was_asked: self.state.was_asked,
        })
    }

    /// The next message; none when the time has come to kill.
    fn next_message(&self) -> Option<RunMessage> {
        let ended = || RunMessage::Output(Heard::Ended(Ending::Exit(u8::MAX)));
        let Some(at) = self.state.kill_at else {
            // The threads that send live as long as the program.
            return Some(self.inbox.recv().unwrap_or_else(|_| ended()));
        };
        let left = at.saturating_duration_since(Instant::now());
        match self.inbox.recv_timeout(left) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(ended()),
        }
    }

    /// The first signal is passed on; the second kills.
    fn forward_signal(&mut self, number: i32, tell: &mut impl FnMut(RunEvent) -> Result<()>) -> Result<()> {
        if std::mem::replace(&mut self.state.was_asked, true) {
            self.service.kill();
            self.state.kill_at = None;
            return tell(RunEvent::Killed);
        }
        self.service.pass_on(number);
        self.state.kill_at = Some(Instant::now() + GRACE);
        tell(RunEvent::SignalForwarded(signals::name(number)))
    }

    fn handle_output(
        &mut self,
        heard: Heard,
        tell: &mut impl FnMut(RunEvent) -> Result<()>,
    ) -> Result<()> {
        match heard {
            Heard::Line(stream, line) => tell(RunEvent::Line(stream, line)),
            Heard::Closed(_) => {
                self.state.open_streams = self.state.open_streams.saturating_sub(1);
                Ok(())
            }
            Heard::Ended(_) => Ok(()),
        }
    }

    fn stop_unready(mut self, tell: &mut impl FnMut(RunEvent) -> Result<()>) -> Result<RunEnd> {
        let instead = listeners::of_descendants();
        self.clean_up(tell)?;
        Ok(RunEnd::NotReady { instead })
    }

    /// Ends what the program left behind, and tells its last lines.
    fn clean_up(&mut self, tell: &mut impl FnMut(RunEvent) -> Result<()>) -> Result<()> {
        self.is_stopped.store(true, Ordering::Relaxed);
        let was_killed = self.service.finish(GRACE);
        let until = Instant::now() + OUTPUT_GRACE;
        while self.state.open_streams > 0 {
            let left = until.saturating_duration_since(Instant::now());
            match self.inbox.recv_timeout(left) {
                Ok(RunMessage::Output(heard)) => self.handle_output(heard, tell)?,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        match was_killed {
            true => tell(RunEvent::Killed),
            false => Ok(()),
        }
    }
}

/// Everything of this channel, under another name, into the inbox.
fn relay<T: Send + 'static>(
    from: Receiver<T>,
    to: &Sender<RunMessage>,
    name: impl Fn(T) -> RunMessage + Send + 'static,
) {
    let to = to.clone();
    std::thread::spawn(move || {
        for item in from {
            if to.send(name(item)).is_err() {
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
