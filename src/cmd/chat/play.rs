//! Plays the conversations of a run beside the bots' programs.
//!
//! Threads: the main thread watches the programs and ends them; one thread plays, and prints through the lock on the
//! terminal, which both take for single lines only. The player asks for the programs' end by the channel of signals.
use super::output::RunOutput;
use super::print_errors;
use super::session::ChatSession;
use super::test_args::{ChatRound, TestChats};
use crate::cmd::context::Context;
use crate::cmd::github;
use crate::cmd::report_files::ReportKind;
use crate::error::{Error, Result, Verdict};
use crate::flow::chat::{ChatProgress, LoadedChats, run_chats};
use crate::flow::run::{BotProgram, BotRun, Program, RunEnd, RunEvent, RunOptions};
use crate::io::command;
use crate::io::files::{AtomicFile, change_times};
use crate::io::signals::{self, TERMINATE};
use crate::model::chat::outcome::ConversationResult;
use crate::model::chat::script::Script;
use crate::view::terminal::Terminal;
use crate::view::{chat, escape};
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant, SystemTime};

/// Maximum number of lines of a program that are shown after its failure.
const MAX_OUTPUT_LINES: usize = 20;

/// Interval of looks at the files.
const WATCH_INTERVAL: Duration = Duration::from_millis(200);

/// Plays all scripts, prints how it went and writes the reports.
pub(super) fn play(
    context: &mut Context,
    args: &TestChats,
    session: &ChatSession,
    round: ChatRound,
    output: &RunOutput,
    reports: Vec<(ReportKind, AtomicFile)>,
) -> Result<Verdict> {
    let is_over = Arc::new(AtomicBool::new(false));
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let (signal_sender, signals) = mpsc::channel();
    relay_signals(&signal_sender, &is_over, &is_interrupted)?;
    let terminal = Mutex::new(&mut context.terminal);
    let player = Player {
        args,
        session,
        output,
        terminal: &terminal,
        is_over: &is_over,
    };
    let (results, elapsed, verdict) = match session.programs.is_empty() {
        true => player.play_rounds(round)?,
        false => player.play_beside_programs(round, signals, &signal_sender)?,
    };
    for note in output.write_reports(reports, &results, elapsed)? {
        terminal.lock().note(note);
    }
    github::publish(
        *terminal.lock(),
        || chat::annotations(&results, output.allows_flaky),
        || chat::step_summary(&results, elapsed),
    )?;
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
    args: &'a TestChats,
    session: &'a ChatSession,
    output: &'a RunOutput,
    terminal: &'a Mutex<&'b mut Terminal>,
    is_over: &'a AtomicBool,
}

/// Results of the last round, its time and its verdict.
type Played = (Vec<ConversationResult>, Duration, Verdict);

impl Player<'_, '_> {
    /// Plays one round, and with `--watch` another one whenever a file has changed.
    fn play_rounds(&self, mut round: ChatRound) -> Result<Played> {
        let mut times = change_times(round.chats.paths());
        let mut played = self.play_round(&round)?;
        while self.args.watch && self.wait_for_change(&round.chats, &times) {
            // What changes from here on is seen at the next look, whatever comes of this one.
            times = change_times(round.chats.paths());
            let next = self.args.load().and_then(|chats| {
                if chats.errors.is_empty() {
                    return self.args.round(chats).map(Some);
                }
                print_errors(*self.terminal.lock(), &chats);
                round.chats = chats;
                times = change_times(round.chats.paths());
                Ok(None)
            });
            match next {
                Ok(Some(next)) => {
                    round = next;
                    times = change_times(round.chats.paths());
                    played = self.play_round(&round)?;
                }
                Ok(None) => {}
                Err(error) => self.terminal.lock().error(&error),
            }
        }
        Ok(played)
    }

    fn play_round(&self, round: &ChatRound) -> Result<Played> {
        let begun = Instant::now();
        let count = AtomicUsize::new(0);
        let observe = |progress: ChatProgress<'_>| {
            let mut terminal = self.terminal.lock();
            if let ChatProgress::Result(result) = progress {
                return self.output.print(&mut terminal, result);
            }
            let played = count.fetch_add(1, Ordering::SeqCst) + 1;
            self.output
                .progress(&mut terminal, played, round.scripts.len());
        };
        let moves_clock = round.scripts.iter().any(Script::moves_clock);
        let clock_ms = match moves_clock && self.session.programs.is_empty() {
            true => Some(self.session.clock_ms()?),
            false => None,
        };
        let place = &*self.session.place;
        let results = run_chats(
            place,
            &round.scripts,
            &round.options,
            self.is_over,
            &observe,
        );
        let elapsed = begun.elapsed();
        if let Err(error) = self.clean_up(clock_ms) {
            self.terminal.lock().warn(error.to_string());
        }
        let verdict = self
            .output
            .finish(*self.terminal.lock(), &results, elapsed)?;
        Ok((results, elapsed, verdict))
    }

    /// Removes what the conversations made, and puts the clock back. `clock_ms` is how far it was ahead before; `None` if no
    /// conversation moves that of a platform that stays.
    fn clean_up(&self, clock_ms: Option<i64>) -> Result<()> {
        let removed = self.session.clean_up();
        if let Some(before_ms) = clock_ms {
            self.session.restore_clock(before_ms)?;
        }
        removed
    }

    /// Waits until a file has changed since these times, also while it was played. Returns false at the end of the run.
    fn wait_for_change(&self, chats: &LoadedChats, times: &[Option<SystemTime>]) -> bool {
        self.terminal
            .lock()
            .note("waiting for a change of the files; Ctrl-C ends it");
        while !self.is_over.load(Ordering::SeqCst) {
            if change_times(chats.paths()) != times {
                return true;
            }
            std::thread::sleep(WATCH_INTERVAL);
        }
        false
    }

    /// Starts the programs, plays once all take connections, and ends them.
    fn play_beside_programs(
        &self,
        round: ChatRound,
        signals: mpsc::Receiver<i32>,
        signal_sender: &Sender<i32>,
    ) -> Result<Played> {
        let run = self.start(self.args.ready_timeout, signals)?;
        let mut output = ProgramOutput::default();
        let mut round = Some(round);
        let (played_sender, played) = mpsc::channel();
        let end = std::thread::scope(|scope| {
            let end = run.run(|event| {
                match event {
                    RunEvent::Answers(index, _) => {
                        if let Some(note) = self.session.find_path(index)? {
                            self.terminal.lock().note(note);
                        }
                    }
                    RunEvent::Ready => {
                        let (sender, played_sender) =
                            (signal_sender.clone(), played_sender.clone());
                        let round = round.take();
                        scope.spawn(move || {
                            let played = round.map(|round| self.play_rounds(round));
                            // Fails if the programs have ended.
                            let _ = played_sender.send(played);
                            let _ = sender.send(TERMINATE);
                        });
                    }
                    RunEvent::Line(program, _, line) => {
                        let line = self.program_line(program, &line);
                        match self.args.show_output {
                            true => self.terminal.lock().print_to_stderr(line),
                            false => output.add(line),
                        }
                    }
                    _ => {}
                }
                Ok(())
            });
            // What has not begun by now has no bot.
            self.is_over.store(true, Ordering::SeqCst);
            end
        })?;
        let played = played.try_recv().ok().flatten();
        match (played, end) {
            (Some(played), RunEnd::Exited { stop_requested, .. }) => {
                let played = played?;
                if !stop_requested {
                    let mut terminal = self.terminal.lock();
                    terminal.warn("the bot ended before the conversations did");
                    output.print(&mut terminal);
                    return Ok((played.0, played.1, played.2.and(Verdict::No)));
                }
                Ok(played)
            }
            (_, end) => {
                output.print(*self.terminal.lock());
                Err(self.not_ready(&end, self.args.ready_timeout))
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
            talk: None,
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
