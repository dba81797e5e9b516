//! Output of `momo run`: addresses, the programs' own lines, the talk.
use super::environment::{PlatformHost, RunEnvironment};
use super::failures::RunFailures;
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::run::{Program, RunEvent};
use crate::io::command::Stream;
use crate::model::activity::Activity;
use crate::view::child_output::{self, OutputLine};
use crate::view::live::ActivityLine;
use crate::view::talk::TalkLines;
use crate::view::terminal::{Terminal, label};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;

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
    for bot in &environment.bots {
        let name = bot.name.as_ref().map(|name| format!(" \"{name}\""));
        let new = match bot.is_new {
            true => format!(" ({})", label("new")),
            false => String::new(),
        };
        let location = match bot.callback_url() {
            Some(url) => format!("gets its events at {url}"),
            None => format!("has the port {}", bot.port),
        };
        terminal.note(format!(
            "the bot {}{}{new} {location}",
            bot.id,
            name.unwrap_or_default()
        ));
    }
}

/// Name of the command of `--then` before its lines.
const THEN: &str = "then";

/// Prints what happens while the bots run.
pub(super) struct RunOutput<'a> {
    environment: &'a RunEnvironment,
    /// Process ids of the bots.
    pids: Vec<u32>,
    /// Indices of the bots that have answered.
    answered: BTreeSet<usize>,
    talk: TalkLines,
    failures: RunFailures,
}

impl<'a> RunOutput<'a> {
    /// `may_ask_bots`: whether bots may be asked which signature they take.
    pub(super) fn new(environment: &'a RunEnvironment, pids: Vec<u32>, may_ask_bots: bool) -> Self {
        let mut talk = TalkLines::default();
        for bot in &environment.bots {
            talk.set_name(&bot.id, bot.label());
        }
        Self {
            environment,
            pids,
            answered: BTreeSet::new(),
            talk,
            failures: RunFailures::new(may_ask_bots),
        }
    }

    /// Prints the addresses of platform, page and bots as JSON; nothing in text mode.
    pub(super) fn print_starting(&self, context: &mut Context) -> Result<()> {
        match context.terminal.is_json() {
            true => context.terminal.print_json(&self.addresses("starting")),
            false => Ok(()),
        }
    }

    /// Returns the addresses: fields of the only bot beside the others, several bots in an array.
    fn addresses(&self, kind: &str) -> Value {
        let environment = self.environment;
        let (platform, platform_pid) = match &environment.host {
            PlatformHost::Own(_) => ("started", Some(std::process::id())),
            PlatformHost::OtherProcess(pid) => ("running", Some(*pid)),
            PlatformHost::Remote => ("elsewhere", None),
        };
        let bots = environment.bots.iter().zip(&self.pids);
        let bots = bots.map(|(bot, pid)| {
            json!({
                "bot_id": bot.id, "name": bot.name, "new": bot.is_new,
                "callback_url": bot.callback_url(), "port": bot.port, "pid": pid,
            })
        });
        let bots: Vec<Value> = bots.collect();
        let mut value = json!({
            "type": kind, "api_base": environment.api_base, "page": environment.page(),
            "platform": platform, "platform_pid": platform_pid,
        });
        match &*bots {
            [bot] => {
                let fields = bot.as_object().into_iter().flatten();
                fields.for_each(|(name, field)| value[name] = field.clone());
            }
            bots => value["bots"] = bots.into(),
        }
        value
    }

    pub(super) fn print_event(&mut self, context: &mut Context, event: RunEvent) -> Result<()> {
        match &event {
            RunEvent::Answers(bot, _) => drop(self.answered.insert(*bot)),
            RunEvent::Platform(activity) if self.is_of_earlier_run(activity) => return Ok(()),
            _ => {}
        }
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return self.print_event_json(terminal, event);
        }
        match event {
            RunEvent::Line(program, stream, line) => {
                return print_line(terminal, self.name_of(program), stream, &line);
            }
            RunEvent::Answers(bot, after) => {
                let (name, seconds) = (
                    self.environment.describe(Program::Bot(bot)),
                    after.as_secs_f64(),
                );
                let ending = match self.environment.only_bot() {
                    Some(_) => "; Ctrl-C ends it",
                    None => "",
                };
                terminal.note(format!("{name} answers, after {seconds:.1} s{ending}"));
            }
            RunEvent::Ready if self.environment.only_bot().is_some() => {}
            RunEvent::Ready => terminal.note("all bots answer; Ctrl-C ends them"),
            RunEvent::OtherPort(bot, addresses) => {
                terminal.warn(self.other_port_words(bot, &addresses));
            }
            RunEvent::Platform(activity) => self.print_activity(terminal, &activity),
            // A talk handles its own.
            RunEvent::Talk(_) => {}
            RunEvent::SignalForwarded(name) => {
                terminal.note(format!("{name} passed on to {}", self.bots_words()))
            }
            RunEvent::Killed => {
                terminal.warn(format!("what was left of {} was killed", self.bots_words()));
            }
        }
        Ok(())
    }

    /// Returns whether the activity says that a bot of this run is offline, which has not answered yet.
    fn is_of_earlier_run(&self, activity: &Activity) -> bool {
        let Activity::BotAbsent { bot_id, .. } = activity else {
            return false;
        };
        let mut bots = self.environment.bots.iter().enumerate();
        bots.any(|(index, bot)| bot.id == *bot_id && !self.answered.contains(&index))
    }

    /// Prints the line of the talk and why it failed, unless `--quiet` is set, and a failed write to the history.
    fn print_activity(&mut self, terminal: &mut Terminal, activity: &Activity) {
        if let Some(warning) = activity.storage_error() {
            terminal.warn(warning);
        }
        if let Some(note) = activity.history_limit_note() {
            terminal.note(note);
        }
        if terminal.is_quiet() {
            return;
        }
        let width = terminal.err_is_terminal().then(|| terminal.width());
        if let Some(line) = self.talk.line(activity, width, terminal.err_styles()) {
            terminal.print_to_stderr(line);
        }
        let lines = self
            .failures
            .lines(self.environment, activity, terminal.err_styles());
        lines.iter().for_each(|line| terminal.print_to_stderr(line));
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
            RunEvent::Answers(bot, after) => {
                let mut value = self.environment.program_json("answers", Program::Bot(bot));
                value["seconds"] = after.as_secs_f64().into();
                terminal.print_json(&value)
            }
            RunEvent::Ready => terminal.print_json(&self.addresses("ready")),
            RunEvent::OtherPort(bot, addresses) => {
                let addresses: Vec<_> = addresses.iter().map(SocketAddr::to_string).collect();
                let mut value = self
                    .environment
                    .program_json("other_port", Program::Bot(bot));
                value["addresses"] = addresses.into();
                terminal.print_json(&value)
            }
            RunEvent::Platform(activity) => {
                if let Some(warning) = activity.storage_error() {
                    terminal.warn(warning);
                }
                match ActivityLine::new(&activity) {
                    Some(
                        line @ (ActivityLine::Exchange(_)
                        | ActivityLine::Message(_)
                        | ActivityLine::BotAbsent { .. }),
                    ) => {
                        let diagnose = |it: &_| self.failures.diagnosis(self.environment, it);
                        terminal.print_json(&line.diagnosed(diagnose))
                    }
                    _ => Ok(()),
                }
            }
            RunEvent::Talk(_) => Ok(()),
            RunEvent::SignalForwarded(name) => {
                terminal.print_json(&json!({ "type": "signal", "name": name }))
            }
            RunEvent::Killed => terminal.print_json(&json!({ "type": "killed" })),
        }
    }

    fn name_of(&self, program: Program) -> &str {
        match program {
            Program::Bot(bot) => self.environment.bots[bot].label(),
            Program::Then => THEN,
        }
    }

    fn bots_words(&self) -> &'static str {
        match self.environment.only_bot() {
            Some(_) => "the bot",
            None => "the bots",
        }
    }

    fn other_port_words(&self, bot: usize, addresses: &[SocketAddr]) -> String {
        let (name, expected) = (
            self.environment.describe(Program::Bot(bot)),
            self.environment.bots[bot].port,
        );
        let port = addresses.first().map_or(0, SocketAddr::port);
        let callback = self.environment.callback_flag(bot, port);
        format!(
            "{name} listens on port {port}, and momo waits for it on port {expected}: have it listen on PORT, or say \
             `--callback {callback}`"
        )
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
