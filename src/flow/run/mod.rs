//! A bot's own program under momo: started with its credentials, waited for until it answers, ended with all that it
//! started.
mod enrol;

pub use enrol::{Callback, Enrolled, Wanted, enrol};

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
const TICK: Duration = Duration::from_millis(25);
/// How long the last lines of a program that has ended may take.
const LAST_WORDS: Duration = Duration::from_millis(500);
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
    pub happenings: Option<Receiver<Happening>>,
}

/// What happens while it runs.
#[derive(Debug)]
pub enum Event {
    /// It wrote a line.
    Line(Stream, Vec<u8>),
    /// It takes connections, after this time.
    Answers(Duration),
    /// Something happened on the platform.
    Happened(Box<Happening>),
    /// A signal was passed on to it.
    PassedOn(&'static str),
    /// It did not end in time, and was killed.
    Killed,
}

/// How it ended.
#[derive(Debug)]
pub enum End {
    /// By itself, or by a signal that was passed on.
    Ended {
        /// Its status.
        ending: Ending,
        /// Whether it took connections before.
        had_answered: bool,
        /// Whether somebody asked for the end.
        was_asked: bool,
    },
    /// It took no connections in time, and was ended.
    Silent {
        /// Where it listened instead, it or what it had started.
        instead: Vec<SocketAddr>,
    },
}

/// A program that runs, and everything that is heard meanwhile.
pub struct Running {
    service: Service,
    inbox: Receiver<Message>,
    address: String,
    ready_timeout: Duration,
    began: Instant,
    is_over: Arc<AtomicBool>,
    state: State,
}

#[derive(Default)]
struct State {
    had_answered: bool,
    was_asked: bool,
    kill_at: Option<Instant>,
    /// How many streams may still bring lines.
    open: usize,
}

enum Message {
    Heard(Heard),
    Signal(i32),
    Happened(Box<Happening>),
    Answers,
    Silent,
}

impl Running {
    /// Starts the program, and begins to look whether it answers.
    pub fn start(options: RunOptions) -> Result<Self, NotStarted> {
        let (sender, inbox) = mpsc::channel();
        let hear = sender.clone();
        let service = Service::start(&options.plan, move |heard| {
            // Who started it may have gone.
            let _ = hear.send(Message::Heard(heard));
        })?;
        hand_on(options.signals, &sender, Message::Signal);
        if let Some(happenings) = options.happenings {
            hand_on(happenings, &sender, |it| Message::Happened(Box::new(it)));
        }
        let is_over = Arc::new(AtomicBool::new(false));
        let streams = [options.plan.stdout, options.plan.stderr];
        let running = Self {
            service,
            inbox,
            address: options.address,
            ready_timeout: options.ready_timeout,
            began: Instant::now(),
            is_over,
            state: State {
                open: streams.iter().filter(|it| **it == Output::Lines).count(),
                ..State::default()
            },
        };
        running.look(sender);
        Ok(running)
    }

    /// The program's process.
    pub fn id(&self) -> u32 {
        self.service.id()
    }

    /// Looks, on a thread of its own, until the address takes a connection.
    fn look(&self, sender: Sender<Message>) {
        let (address, is_over) = (self.address.clone(), self.is_over.clone());
        let until = self.began + self.ready_timeout;
        std::thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                if probe::connects(&address) {
                    let _ = sender.send(Message::Answers);
                    return;
                }
                if Instant::now() > until {
                    let _ = sender.send(Message::Silent);
                    return;
                }
                std::thread::sleep(TICK);
            }
        });
    }

    /// Tells what happens until the end. Where telling fails, the program is ended too.
    pub fn until_end(mut self, mut tell: impl FnMut(Event) -> Result<()>) -> Result<End> {
        let ending = loop {
            match self.next() {
                None => {
                    self.service.kill();
                    self.state.kill_at = None;
                    tell(Event::Killed)?;
                }
                Some(Message::Heard(Heard::Ended(ending))) => break ending,
                Some(Message::Heard(heard)) => self.tell_line(heard, &mut tell)?,
                Some(Message::Happened(it)) => tell(Event::Happened(it))?,
                Some(Message::Signal(number)) => self.pass_on(number, &mut tell)?,
                Some(Message::Answers) => {
                    self.state.had_answered = true;
                    tell(Event::Answers(self.began.elapsed()))?;
                }
                Some(Message::Silent) if self.state.was_asked => {}
                Some(Message::Silent) => return self.give_up(&mut tell),
            }
        };
        self.clear_away(&mut tell)?;
        Ok(End::Ended {
            ending,
            had_answered: self.state.had_answered,
            was_asked: self.state.was_asked,
        })
    }

    /// The next message; none when the time has come to kill.
    fn next(&self) -> Option<Message> {
        let ended = || Message::Heard(Heard::Ended(Ending::Exit(u8::MAX)));
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
    fn pass_on(&mut self, number: i32, tell: &mut impl FnMut(Event) -> Result<()>) -> Result<()> {
        if std::mem::replace(&mut self.state.was_asked, true) {
            self.service.kill();
            self.state.kill_at = None;
            return tell(Event::Killed);
        }
        self.service.pass_on(number);
        self.state.kill_at = Some(Instant::now() + GRACE);
        tell(Event::PassedOn(signals::name(number)))
    }

    fn tell_line(
        &mut self,
        heard: Heard,
        tell: &mut impl FnMut(Event) -> Result<()>,
    ) -> Result<()> {
        match heard {
            Heard::Line(stream, line) => tell(Event::Line(stream, line)),
            Heard::Closed(_) => {
                self.state.open = self.state.open.saturating_sub(1);
                Ok(())
            }
            Heard::Ended(_) => Ok(()),
        }
    }

    fn give_up(mut self, tell: &mut impl FnMut(Event) -> Result<()>) -> Result<End> {
        let instead = listeners::of_descendants();
        self.clear_away(tell)?;
        Ok(End::Silent { instead })
    }

    /// Ends what the program left behind, and tells its last lines.
    fn clear_away(&mut self, tell: &mut impl FnMut(Event) -> Result<()>) -> Result<()> {
        self.is_over.store(true, Ordering::Relaxed);
        let was_killed = self.service.finish(GRACE);
        let until = Instant::now() + LAST_WORDS;
        while self.state.open > 0 {
            let left = until.saturating_duration_since(Instant::now());
            match self.inbox.recv_timeout(left) {
                Ok(Message::Heard(heard)) => self.tell_line(heard, tell)?,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        match was_killed {
            true => tell(Event::Killed),
            false => Ok(()),
        }
    }
}

/// Everything of this channel, under another name, into the inbox.
fn hand_on<T: Send + 'static>(
    from: Receiver<T>,
    to: &Sender<Message>,
    name: impl Fn(T) -> Message + Send + 'static,
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

impl Drop for Running {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}
