//! Plays the conversations of a run beside the bots' programs.
//!
//! Threads: the main thread watches the programs and ends them; one thread plays, and prints through the lock on the
//! terminal, which both take for single lines only. The player asks for the programs' end by the channel of signals.
use super::output::RunReport;
use super::session::ChatSession;
use super::test::TestChats;
use crate::cmd::context::Context;
use crate::error::{Error, Result, Verdict};
use crate::flow::chat::{ChatRunOptions, run_chats};
use crate::flow::run::{BotProgram, BotRun, Program, RunEnd, RunEvent, RunOptions};
use crate::io::command;
use crate::io::signals::{self, TERMINATE};
use crate::model::chat::outcome::ConversationResult;
use crate::model::chat::script::Script;
use crate::view::escape;
use crate::view::terminal::Terminal;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

/// Maximum number of lines of a program that are shown after its failure.
const MAX_OUTPUT_LINES: usize = 20;

/// Plays all scripts and prints how it went.
pub(super) fn play(
    context: &mut Context,
    args: &TestChats,
    session: &ChatSession,
    scripts: &[Script],
    options: &ChatRunOptions,
    report: &RunReport,
) -> Result<Verdict> {
    let is_over = Arc::new(AtomicBool::new(false));
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let (signal_sender, signals) = mpsc::channel();
    relay_signals(&signal_sender, &is_over, &is_interrupted)?;
    let terminal = Mutex::new(&mut context.terminal);
    let player = Player {
        session,
        scripts,
        options,
        report,
        terminal: &terminal,
        is_over: &is_over,
        count: Mutex::new(0),
    };
    let outcome = match session.programs.is_empty() {
        true => Ok(player.play()),
        false => player.play_beside_programs(args, signals, signal_sender),
    };
    let (results, elapsed) = outcome?;
    let verdict = report.finish(*terminal.lock(), &results, elapsed)?;
    match is_interrupted.load(Ordering::SeqCst) {
        true => Ok(Verdict::Interrupted),
        false => Ok(verdict),
    }
}

/// Forwards signals to the programs, and lets no further conversation begin.
fn relay_signals(
    sender: &Sender<i32>,
    is_over: &Arc<AtomicBool>,
    is_interrupted: &Arc<AtomicBool>,
) -> Result<()> {
    let signals = signals::watch_all()?;
    let (sender, is_over, is_interrupted) =
        (sender.clone(), is_over.clone(), is_interrupted.clone());
    std::thread::spawn(move || {
        for number in signals {
            is_interrupted.store(true, Ordering::SeqCst);
            is_over.store(true, Ordering::SeqCst);
            // Fails if there is no program.
            let _ = sender.send(number);
        }
    });
    Ok(())
}

struct Player<'a, 'b> {
    session: &'a ChatSession,
    scripts: &'a [Script],
    options: &'a ChatRunOptions,
    report: &'a RunReport,
    terminal: &'a Mutex<&'b mut Terminal>,
    is_over: &'a AtomicBool,
    /// Number of conversations that have ended.
    count: Mutex<usize>,
}

type Played = (Vec<ConversationResult>, Duration);

impl Player<'_, '_> {
    fn play(&self) -> Played {
        let begun = Instant::now();
        let observe = |result: &ConversationResult| {
            let mut count = self.count.lock();
            *count += 1;
            let mut terminal = self.terminal.lock();
            self.report
                .print(&mut terminal, result, *count, self.scripts.len());
        };
        let chat = &self.session.chat;
        let results = run_chats(chat, self.scripts, self.options, self.is_over, &observe);
        (results, begun.elapsed())
    }

    /// Starts the programs, plays once all take connections, and ends them.
    fn play_beside_programs(
        &self,
        args: &TestChats,
        signals: mpsc::Receiver<i32>,
        signal_sender: Sender<i32>,
    ) -> Result<Played> {
        let run = self.start(args.ready_timeout, signals)?;
        let mut output = ProgramOutput::default();
        let played = Mutex::new(None);
        let is_done = AtomicBool::new(false);
        let end = std::thread::scope(|scope| {
            run.run(|event| {
                match event {
                    RunEvent::Answers(index, _) => {
                        if let Some(note) = self.session.find_path(index)? {
                            self.terminal.lock().note(note);
                        }
                    }
                    RunEvent::Ready(_) => {
                        let (sender, played, is_done) = (signal_sender.clone(), &played, &is_done);
                        scope.spawn(move || {
                            *played.lock() = Some(self.play());
                            is_done.store(true, Ordering::SeqCst);
                            // Fails if the programs have ended.
                            let _ = sender.send(TERMINATE);
                        });
                    }
                    RunEvent::Line(program, _, line) => {
                        let line = self.program_line(program, &line);
                        match args.show_output {
                            true => self.terminal.lock().print_to_stderr(line),
                            false => output.add(line),
                        }
                    }
                    _ => {}
                }
                Ok(())
            })
            // Whatever has not begun by now has no bot.
            .inspect(|_| self.is_over.store(true, Ordering::SeqCst))
        })?;
        match (played.into_inner(), end) {
            (Some(played), RunEnd::Exited { stop_requested, .. }) => {
                if !stop_requested && !is_done.load(Ordering::SeqCst) {
                    self.terminal
                        .lock()
                        .warn("the bot ended before the conversations did");
                    output.print(*self.terminal.lock());
                }
                Ok(played)
            }
            (_, end) => {
                output.print(*self.terminal.lock());
                Err(self.not_ready(&end, args.ready_timeout))
            }
        }
    }

    fn start(&self, ready_timeout: Duration, signals: mpsc::Receiver<i32>) -> Result<BotRun> {
        let programs = &self.session.programs;
        for name in programs
            .iter()
            .filter_map(|program| program.command.argv.first())
        {
            command::check_runnable(name).map_err(|not_found| not_found.error)?;
        }
        let programs = programs.iter().map(|program| BotProgram {
            command: program.command.clone(),
            address: program.address.clone(),
        });
        // What the platform does comes by its own way.
        let (_, activities) = mpsc::channel();
        let started = BotRun::start(RunOptions {
            programs: programs.collect(),
            then: None,
            ready_timeout,
            signals,
            activities,
        });
        started.map_err(|not_started| not_started.error)
    }

    /// Returns a line of a program behind the name of its bot.
    fn program_line(&self, program: Program, line: &[u8]) -> String {
        let name = match program {
            Program::Bot(index) => &*self.session.programs[index].name,
            Program::Then => "",
        };
        format!("  {} | {}", escape::line(name), escape::line_of_bytes(line))
    }

    /// Returns why the conversations were not played.
    fn not_ready(&self, end: &RunEnd, ready_timeout: Duration) -> Error {
        let programs = &self.session.programs;
        match end {
            RunEnd::NotReady { bot, instead } => {
                let program = &programs[*bot];
                let error = Error::unknown(format!(
                    "the bot took no connection at `{}` within {} s",
                    program.address,
                    ready_timeout.as_secs_f64()
                ));
                let error = match instead.first() {
                    Some(other) => error.hint(format!(
                        "It listened on port {}: if that is for its events, say `--callback {}`.",
                        other.port(),
                        other.port()
                    )),
                    None => error,
                };
                error.hint(
                    "The port is in its environment: PORT. `--ready-timeout` gives it more time.",
                )
            }
            _ => Error::unknown("the bot ended before it took a connection")
                .hint("Its last lines stand above; `momo run -- COMMAND` shows how it starts."),
        }
    }
}

/// The last lines of the programs.
#[derive(Default)]
struct ProgramOutput {
    lines: VecDeque<String>,
}

impl ProgramOutput {
    fn add(&mut self, line: String) {
        if self.lines.len() == MAX_OUTPUT_LINES {
            self.lines.pop_front();
        }
        self.lines.push_back(line);
    }

    fn print(&self, terminal: &mut Terminal) {
        for line in &self.lines {
            terminal.print_to_stderr(line);
        }
    }
}
