//! `momo run`: runs bots' programs beside the local platform, with their credentials in environment variables.
mod bots;
mod callback;
mod deliveries;
mod end;
mod environment;
mod failures;
mod naming;
mod save;
mod show;
mod talk;

pub(super) use bots::{arguments, check_free, folder_name, free_port};

use super::context::Context;
use super::resolve::{Config, ProfileArgs};
use super::values;
use super::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::run::{BotProgram, BotRun, Program, RunEnd, RunEvent, RunOptions};
use crate::io::command::{self, CommandSpec, InputMode, OutputMode, StartError};
use crate::io::files::ReadyFile;
use crate::io::signals;
use crate::model::activity::Activity;
use crate::model::settings::{LOCAL, Setting, Source};
use bots::RequestedBot;
use environment::{RunBot, RunEnvironment};
use show::RunOutput;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;
use talk::RunTalk;

/// Arguments of `momo run`.
#[derive(clap::Args, Debug)]
pub(crate) struct Run {
    /// The bot's program and its arguments; no shell reads them
    #[arg(last = true, required_unless_present = "bot", value_name = "COMMAND")]
    command: Vec<OsString>,
    /// The port of the platform; 0 takes any free one. The bot's own port is in PORT [default: 8700]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Where the bot takes its events; without it the bot gets a free port in PORT, or the PORT that is set, and keeps the path that it had. Beside --bot NAME=COMMAND it is NAME=TARGET. Without a path momo asks the bot at `/` and at `/momotalk/webhook`
    #[arg(long, value_name = "TARGET")]
    callback: Vec<String>,
    /// The bot that the program plays, by its id or its name [default: the one called as --name says, made where there is none]; or NAME=COMMAND, again for each bot: its name and its program, which a shell reads where it has more than words
    #[arg(
        long,
        value_name = "BOT",
        conflicts_with = "name",
        help_heading = "Bot"
    )]
    bot: Vec<String>,
    /// What the bot is called [default: as the folder]
    #[arg(long, value_name = "NAME", help_heading = "Bot")]
    name: Option<String>,
    /// Write the bot into the folder's momo.json without asking: commands in this folder then mean it
    #[arg(long, help_heading = "Bot")]
    save: bool,
    /// Drop what waits for the bot from before
    #[arg(long)]
    fresh: bool,
    /// A command for `sh -c` once the bot answers: the run ends with it, and has its exit code
    #[arg(long, value_name = "COMMAND")]
    then: Option<String>,
    /// Talk with the bot in this terminal once it answers, as `momo chat` does; the run ends with the talk
    #[arg(long, conflicts_with = "then")]
    chat: bool,
    /// How long the bot has until it takes connections
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    ready_timeout: Duration,
    /// Write the URL of the platform's API to this file once every bot answers; the file goes with the run
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Do not ask the bot which signature it takes where it refuses one, nor which path where --callback names none (momo sends it events of the type `momo.probe`)
    #[arg(long)]
    no_probe: bool,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl Verb for Run {
    const NAME: &'static str = "run";
    const ABOUT: &'static str = "Run your bot beside the local platform, and exit with its status";
    const RUNS_ON: bool = true;
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo run -- npm start
  momo run --callback 3000/momotalk/webhook -- python3 bot.py
  momo run --fresh -- npm start
  momo run --chat -- npm start
  momo run --then 'momo room say hi --expect hello' -- npm start
  momo run --bot 'Echo=npm start' --bot 'Shop=python3 shop.py' --callback Shop=3001/hook
  momo run --profile production --bot bot_xxx --callback 3000 -- npm start

The bot finds MOMOTALK_BOT_ID, MOMOTALK_BOT_TOKEN, MOMOTALK_WEBHOOK_SECRET, MOMOTALK_API_BASE and PORT in its environment. \
Its exit code is momo's; 128 and the number where a signal ended it, 127 where there is no such command, 126 where it \
cannot be run, 3 where it took no connections in time. The command of --then finds the same in its environment, and its \
exit code is momo's; where the bot ends first, that is its own, or 1 for 0.

Several bots, each as --bot NAME=COMMAND, have a port and credentials each; where one has no --callback, it gets a free port in PORT. \
All answer before the command of --then runs, which finds MOMOTALK_API_BASE alone; where one ends, all are ended, and its exit code is momo's.

What waits for the bot is held until it listens, and sent at once then; --fresh drops it. An event that the bot does not \
survive twice is set aside (momo delivery list). After the end of its run a bot is offline (momo bot list): its events are held until \
something listens at its callback URL, and is not a bot of another run. All of this is momo's own choice.

The bot stays registered: the next run plays it again, by its name. Before a new bot's first run on a terminal momo asks whether to \
write it into momo.json, so that `momo bot test` and the others mean it; --save does so without asking. Where momo itself is killed (kill -9), the program \
runs on; a later run that wants its port says which process has it. A bot that another run has cannot be run: end that one, or run another bot with --name.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let requested = bots::requested_bots(&self)?;
        // From now on signals are queued, and forwarded to the bots once they run.
        let signals = signals::watch_all()?;
        // Checked before a bot is registered: a registered bot needs a program that receives its events.
        for name in requested.iter().filter_map(|bot| bot.argv.first()) {
            if let Err(not_found) = command::check_runnable(name) {
                return Ok(print_not_started(context, &not_found));
            }
        }
        if self.chat && context.terminal.is_json() {
            return Err(
                Error::usage("`--chat` is for people, and `--json` for programs")
                    .hint("`--then` runs a program once the bot answers."),
            );
        }
        let ready_file = self.ready_file.as_deref().map(ReadyFile::claim);
        let ready_file = ready_file.transpose()?;
        let config = context.config()?;
        let (sender, activities) = mpsc::channel();
        let mut environment = self.environment(context, &config, requested, sender)?;
        show::print_setup(context, &environment);
        save::save_bot(context, &config, &environment, self.save)?;
        let dropped = self
            .fresh
            .then(|| deliveries::drop_waiting(&environment))
            .transpose()?;
        deliveries::note_starting(&environment);
        let mut talk = None;
        let (mut talk_events, mut signals) = (None, signals);
        if self.chat {
            let (started, events, stops) =
                RunTalk::start(context, &environment, !self.no_probe, signals)?;
            (talk, talk_events, signals) = (Some(started), Some(events), stops);
        }
        let started = BotRun::start(RunOptions {
            programs: self.programs(context, &environment)?,
            then: self.then_command(context, &environment)?,
            ready_timeout: self.ready_timeout,
            signals,
            activities,
            talk: talk_events,
        });
        let run = match started {
            Ok(run) => run,
            Err(not_started) => {
                let verdict = print_not_started(context, &not_started);
                deliveries::note_end(&environment, None);
                return Ok(verdict);
            }
        };
        let mut output = RunOutput::new(&environment, run.ids(), !self.no_probe);
        output.print_starting(context)?;
        if let Some(count) = dropped {
            deliveries::print_dropped(context, count)?;
        }
        let end = run.run(|event| {
            if let RunEvent::Answers(bot, _) = event {
                if !self.no_probe {
                    callback::find_path(context, &environment, bot)?;
                }
                deliveries::note_listening(&environment, bot);
            }
            let is_ready = matches!(event, RunEvent::Ready);
            if let Some(file) = ready_file.as_ref().filter(|_| is_ready) {
                file.write(&environment.api_base)?;
            }
            let event = match &mut talk {
                Some(talk) => talk.handle(context, event)?,
                None => Some(event),
            };
            if let Some(event) = event {
                output.print_event(context, event)?;
            }
            match &mut talk {
                Some(talk) if is_ready => talk.begin(context),
                _ => Ok(()),
            }
        })?;
        context.terminal.set_print_above(None);
        let interrupted = deliveries::note_end(&environment, Some(&end));
        environment.stop();
        deliveries::print_interrupted(context, &environment, &end, &interrupted)?;
        end::print_end(context, &environment, &end, self.ready_timeout)?;
        Ok(match talk.is_some_and(|talk| talk.is_over()) {
            true => Verdict::Yes,
            false => self.verdict(&end),
        })
    }
}

impl Run {
    fn programs(&self, context: &Context, environment: &RunEnvironment) -> Result<Vec<BotProgram>> {
        let program = |bot: &RunBot| {
            let mut command = command_spec(context, environment, Some(bot), bot.argv.clone())?;
            if environment.only_bot().is_none() {
                // Their lines would be indistinguishable.
                (command.stdout, command.stderr) = (OutputMode::Lines, OutputMode::Lines);
            }
            if self.chat {
                command.stdin = InputMode::EndsWithMomo;
            }
            let address = bot.address();
            Ok(BotProgram { command, address })
        };
        environment.bots.iter().map(program).collect()
    }

    /// Returns the command of `--then`, which a shell reads. It is the only bot's, or of none.
    fn then_command(
        &self,
        context: &Context,
        environment: &RunEnvironment,
    ) -> Result<Option<CommandSpec>> {
        let shell = |then: &String| ["sh", "-c", then].map(OsString::from).to_vec();
        let argv = self.then.as_ref().map(shell);
        argv.map(|argv| command_spec(context, environment, environment.only_bot(), argv))
            .transpose()
    }

    /// Returns the exit code of the program that ended the run. A bot may not end before the command of `--then`.
    fn verdict(&self, end: &RunEnd) -> Verdict {
        match end {
            RunEnd::Exited {
                program: Program::Bot(_),
                ending,
                stop_requested: false,
                ..
            } if self.then.is_some() && ending.code() == 0 => Verdict::No,
            RunEnd::Exited { ending, .. } => Verdict::ChildExit(ending.code()),
            RunEnd::NotReady { .. } => Verdict::Unknown,
            RunEnd::ThenNotStarted(not_started) => Verdict::ChildExit(not_started.code),
        }
    }

    fn environment(
        &self,
        context: &mut Context,
        config: &Config,
        bots: Vec<RequestedBot>,
        sender: Sender<Activity>,
    ) -> Result<RunEnvironment> {
        let profile = config.profile_name(&self.profile)?;
        let profile = profile.unwrap_or_else(|| Setting::new(LOCAL, Source::Default));
        if config.profile_named(&profile)?.name == LOCAL {
            return environment::local(context, config, self, bots, sender);
        }
        for (flag, is_given) in [
            ("--port", self.port.is_some()),
            ("--name", self.name.is_some()),
            ("--fresh", self.fresh),
            ("--chat", self.chat),
        ] {
            if is_given {
                return Err(Error::usage(format!(
                    "`{flag}` is of the local platform, and `{}` ({}) is another one",
                    profile.value, profile.source
                )));
            }
        }
        environment::remote(context, config, self, bots)
    }
}

/// Returns a program with the bot's variables. On a terminal, and with `--json`, momo prints its lines.
fn command_spec(
    context: &Context,
    environment: &RunEnvironment,
    bot: Option<&RunBot>,
    argv: Vec<OsString>,
) -> Result<CommandSpec> {
    let terminal = &context.terminal;
    let output = |is_terminal: bool| match is_terminal || terminal.is_json() {
        true => OutputMode::Lines,
        false => OutputMode::Inherit,
    };
    Ok(CommandSpec {
        argv,
        variables: environment.variables(bot)?,
        stdin: InputMode::Inherit,
        stdout: output(terminal.out_is_terminal()),
        stderr: output(terminal.err_is_terminal()),
    })
}

/// Prints why the program did not start and returns the exit code that a shell would.
fn print_not_started(context: &mut Context, not_started: &StartError) -> Verdict {
    context.terminal.error(&not_started.error);
    Verdict::ChildExit(not_started.code)
}
