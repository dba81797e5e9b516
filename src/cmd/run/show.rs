//! Output of `momo run`: addresses, the program's own lines, the end.
use super::environment::{PlatformHost, RunEnvironment};
use crate::cmd::context::Context;
use crate::cmd::failure_notes::{self, FailureNotes, full_lines};
use crate::error::{Error, Result};
use crate::flow::diagnosis;
use crate::flow::run::{Program, RunEnd, RunEvent};
use crate::io::command::{ServiceExit, Stream};
use crate::io::signals;
use crate::model::activity::Activity;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::Exchange;
use crate::model::platform::bot::CALLBACK_PATH;
use crate::view::child_output::{self, OutputLine};
use crate::view::live::ActivityLine;
use crate::view::talk::TalkLines;
use crate::view::terminal::Terminal;
use serde_json::{Value, json};
use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Duration;

/// Prints the addresses in text mode. Called before the program starts, because both write to the same terminal.
pub(super) fn print_setup(context: &mut Context, environment: &RunEnvironment) {
    if context.terminal.is_json() {
        return;
    }
    let terminal = &mut context.terminal;
    let base = &environment.api_base;
    terminal.note(match &environment.host {
        PlatformHost::Own(_) => format!("the local platform is at {base}"),
        PlatformHost::OtherProcess(pid) => {
            format!(
                "the local platform that runs already is at {base} (process {pid}); it shows the talk and said where its page is"
            )
        }
        PlatformHost::Remote => {
            format!("the platform is at {base}; its events come as its own console says")
        }
    });
    if let Some(page) = environment.page() {
        terminal.note(format!("its page is at {page}"));
    }
    let name = environment.name.as_ref().map(|name| format!(" \"{name}\""));
    let new = if environment.is_new { " (new)" } else { "" };
    let location = match &environment.callback_url {
        Some(url) => format!("gets its events at {url}"),
        None => format!("has the port {}", environment.port),
    };
    terminal.note(format!(
        "the bot {}{}{new} {location}",
        environment.bot_id,
        name.unwrap_or_default()
    ));
}

/// Name of the command of `--then` before its lines.
const THEN: &str = "then";

/// Prints what happens while the bot runs.
pub(super) struct RunOutput<'a> {
    environment: &'a RunEnvironment,
    /// Process id of the bot.
    pid: u32,
    talk: TalkLines,
    failures: RunFailures,
}

impl<'a> RunOutput<'a> {
    /// `may_ask_bot`: whether the bot may be asked which signature it takes.
    pub(super) fn new(environment: &'a RunEnvironment, pids: Vec<u32>, may_ask_bot: bool) -> Self {
        let mut talk = TalkLines::default();
        if let Some(name) = &environment.name {
            talk.set_name(&environment.bot_id, name);
        }
        Self {
            environment,
            pid: pids.first().copied().unwrap_or_default(),
            talk,
            failures: RunFailures::new(may_ask_bot),
        }
    }

    /// Prints the addresses of platform, page and bot as JSON; nothing in text mode.
    pub(super) fn print_starting(&self, context: &mut Context) -> Result<()> {
        match context.terminal.is_json() {
            true => context.terminal.print_json(&self.addresses("starting")),
            false => Ok(()),
        }
    }

    fn addresses(&self, kind: &str) -> Value {
        let environment = self.environment;
        let (platform, platform_pid) = match &environment.host {
            PlatformHost::Own(_) => ("started", Some(std::process::id())),
            PlatformHost::OtherProcess(pid) => ("running", Some(*pid)),
            PlatformHost::Remote => ("elsewhere", None),
        };
        json!({
            "type": kind, "api_base": environment.api_base, "page": environment.page(),
            "platform": platform, "platform_pid": platform_pid,
            "bot_id": environment.bot_id, "name": environment.name, "new": environment.is_new,
            "callback_url": environment.callback_url, "port": environment.port, "pid": self.pid,
        })
    }

    pub(super) fn print_event(&mut self, context: &mut Context, event: RunEvent) -> Result<()> {
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return self.print_event_json(terminal, event);
        }
        match event {
            RunEvent::Line(program, stream, line) => {
                return print_line(terminal, self.name_of(program), stream, &line);
            }
            RunEvent::Answers(..) => {}
            RunEvent::Ready(after) => {
                let seconds = after.as_secs_f64();
                terminal.note(format!(
                    "the bot answers, after {seconds:.1} s; Ctrl-C ends it"
                ));
            }
            RunEvent::OtherPort(_, addresses) => {
                terminal.warn(self.other_port_words(&addresses));
            }
            RunEvent::Platform(activity) => self.print_activity(terminal, &activity),
            RunEvent::SignalForwarded(name) => {
                terminal.note(format!("{name} passed on to the bot"))
            }
            RunEvent::Killed => terminal.warn("what was left of the bot was killed"),
        }
        Ok(())
    }

    /// Prints the line of the talk and why it failed, unless `--quiet` is set, and a failed write to the history.
    fn print_activity(&mut self, terminal: &mut Terminal, activity: &Activity) {
        if let Some(warning) = activity.storage_error() {
            terminal.warn(warning);
        }
        if terminal.is_quiet() {
            return;
        }
        let width = terminal.err_is_terminal().then(|| terminal.width());
        if let Some(line) = self.talk.line(activity, width, terminal.err_styles()) {
            terminal.print_to_stderr(line);
        }
        self.failures.print(terminal, self.environment, activity);
    }

    fn print_event_json(&self, terminal: &mut Terminal, event: RunEvent) -> Result<()> {
        match event {
            RunEvent::Line(program, stream, line) => {
                let stream = match stream {
                    Stream::Out => "stdout",
                    Stream::Err => "stderr",
                };
                terminal.print_json(&OutputLine::new(self.name_of(program), stream, line))
            }
            RunEvent::Answers(_, after) => {
                terminal.print_json(&json!({ "type": "answers", "seconds": after.as_secs_f64() }))
            }
            RunEvent::Ready(_) => terminal.print_json(&self.addresses("ready")),
            RunEvent::OtherPort(_, addresses) => {
                let addresses: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
                terminal.print_json(&json!({ "type": "other_port", "addresses": addresses }))
            }
            RunEvent::Platform(activity) => {
                if let Some(warning) = activity.storage_error() {
                    terminal.warn(warning);
                }
                match ActivityLine::new(&activity) {
                    Some(line @ (ActivityLine::Exchange(_) | ActivityLine::Message(_))) => {
                        terminal.print_json(&line)
                    }
                    _ => Ok(()),
                }
            }
            RunEvent::SignalForwarded(name) => {
                terminal.print_json(&json!({ "type": "signal", "name": name }))
            }
            RunEvent::Killed => terminal.print_json(&json!({ "type": "killed" })),
        }
    }

    fn name_of(&self, program: Program) -> &str {
        match program {
            Program::Bot(_) => {
                let environment = self.environment;
                environment.name.as_deref().unwrap_or(&environment.bot_id)
            }
            Program::Then => THEN,
        }
    }

    fn other_port_words(&self, addresses: &[SocketAddr]) -> String {
        let expected = self.environment.port;
        let port = addresses.first().map_or(0, SocketAddr::port);
        format!(
            "the bot listens on port {port}, and momo waits for it on port {expected}: have it listen on PORT, or say \
             `--callback {port}{CALLBACK_PATH}`"
        )
    }
}

/// Failed deliveries and message calls of a run.
struct RunFailures {
    notes: FailureNotes,
    /// Whether the bot may still be asked which signature it takes; that is done once.
    may_ask_bot: Cell<bool>,
}

impl RunFailures {
    fn new(may_ask_bot: bool) -> Self {
        Self {
            notes: FailureNotes::default(),
            may_ask_bot: Cell::new(may_ask_bot),
        }
    }

    /// Prints why a delivery or a message call failed; nothing for any other activity.
    fn print(&self, terminal: &mut Terminal, environment: &RunEnvironment, activity: &Activity) {
        let Activity::Exchange(observed) = activity else {
            return;
        };
        if observed.exchange.is_success() {
            return;
        }
        let styles = terminal.err_styles();
        let asked = self.ask_bot(environment, &observed.exchange);
        let lines = match asked {
            Some(diagnosis) => full_lines(&observed.exchange, diagnosis, styles),
            None => self.notes.lines(&observed.exchange, styles),
        };
        lines.iter().for_each(|line| terminal.print_to_stderr(line));
    }

    /// Asks the bot about the first refused signature. `None` without an answer of the platform.
    fn ask_bot(&self, environment: &RunEnvironment, exchange: &Exchange) -> Option<Diagnosis> {
        if !diagnosis::is_askable(exchange) || !self.may_ask_bot.replace(false) {
            return None;
        }
        let api = environment.api.as_ref()?;
        let diagnosis = failure_notes::explain(api, &exchange.id, true)?.diagnosis?;
        // From now on it is told in short.
        self.notes.is_first(exchange);
        Some(diagnosis)
    }
}

fn print_line(terminal: &mut Terminal, name: &str, stream: Stream, line: &[u8]) -> Result<()> {
    match stream {
        Stream::Out => terminal.print(child_output::line(line, name, terminal.out_styles())),
        Stream::Err => {
            terminal.print_to_stderr(child_output::line(line, name, terminal.err_styles()));
            Ok(())
        }
    }
}

/// Prints how the program ended, with an explanation if it never became ready.
pub(super) fn print_end(
    context: &mut Context,
    environment: &RunEnvironment,
    end: &RunEnd,
    ready_timeout: Duration,
) -> Result<()> {
    let address = environment.address();
    match end {
        RunEnd::ThenNotStarted(_) => {}
        RunEnd::NotReady { instead, .. } => {
            if context.terminal.is_json() {
                let instead: Vec<_> = instead.iter().map(SocketAddr::to_string).collect();
                let value = json!({ "type": "silent", "address": address, "instead": instead });
                context.terminal.print_json(&value)?;
            }
            let seconds = ready_timeout.as_secs_f64();
            context.terminal.error(&not_ready_error(
                &address,
                seconds,
                environment.port,
                instead,
            ));
        }
        RunEnd::Exited {
            program,
            ending,
            was_ready,
            stop_requested,
        } => {
            let (kind, name) = match program {
                Program::Bot(_) => ("bot", "the bot"),
                Program::Then => (THEN, "the command"),
            };
            if context.terminal.is_json() {
                let signal = match ending {
                    ServiceExit::Signal(number) => Some(signals::name(i32::from(*number))),
                    ServiceExit::Exit(_) => None,
                };
                let value = json!({
                    "type": "exit", "program": kind, "status": ending.code(), "signal": signal,
                    "answered": was_ready,
                });
                context.terminal.print_json(&value)?;
            }
            let outcome = match ending {
                ServiceExit::Exit(code) => format!("ended with exit code {code}"),
                ServiceExit::Signal(number) => {
                    format!("was ended by {}", signals::name(i32::from(*number)))
                }
            };
            match (was_ready, stop_requested) {
                (false, false) => context.terminal.warn(format!(
                    "the bot {outcome} before it took a connection at {address}"
                )),
                _ => context.terminal.note(format!("{name} {outcome}")),
            }
        }
    }
    Ok(())
}

/// Returns the error for a program that did not accept a connection in time.
fn not_ready_error(address: &str, seconds: f64, port: u16, instead: &[SocketAddr]) -> Error {
    let error = Error::unknown(format!(
        "the bot took no connection at `{address}` within {seconds} s, and was ended"
    ));
    let error = match instead {
        [] => error,
        [first, ..] => error.hint(format!(
            "It listened on port {}: if that is for its events, say `--callback {}{CALLBACK_PATH}`.",
            first.port(),
            first.port()
        )),
    };
    error
        .hint(format!("The port is in its environment: PORT={port}."))
        .hint("`--ready-timeout` gives it more time.")
}
