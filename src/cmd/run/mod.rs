//! `momo run`: runs a bot's program beside the local platform, with its credentials in environment variables.
mod deliveries;
mod environment;
mod save;
mod show;

use super::Verb;
use super::context::Context;
use super::resolve::{Config, ProfileArgs};
use super::values;
use crate::error::{Error, Result, Verdict};
use crate::flow::run::{BotProcess, RunEnd, RunEvent, RunOptions};
use crate::io::command::{self, CommandSpec, OutputMode, StartError};
use crate::io::signals;
use crate::model::activity::Activity;
use crate::model::settings::{LOCAL, Setting, Source};
use environment::RunEnvironment;
use std::ffi::OsString;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

/// Arguments of `momo run`.
#[derive(clap::Args, Debug)]
pub(crate) struct Run {
    /// The bot's program and its arguments; no shell reads them
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// The port of the platform; 0 takes any free one. The bot's own port is in PORT [default: 8700]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Where the bot takes its events; without it the bot gets a free port in PORT, or the PORT that is set
    #[arg(long, value_name = "TARGET")]
    callback: Option<String>,
    /// The bot that the program plays, by its id or its name [default: the one called as --name says, made where there is none]
    #[arg(
        long,
        value_name = "BOT",
        conflicts_with = "name",
        help_heading = "Bot"
    )]
    bot: Option<String>,
    /// What the bot is called [default: as the folder]
    #[arg(long, value_name = "NAME", help_heading = "Bot")]
    name: Option<String>,
    /// Write the bot into the folder's momo.json without asking: commands in this folder then mean it
    #[arg(long, help_heading = "Bot")]
    save: bool,
    /// Drop what waits for the bot from before
    #[arg(long)]
    fresh: bool,
    /// How long the bot has until it takes connections
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    ready_timeout: Duration,
    /// Do not ask the bot which signature it takes where it refuses one (momo sends it events of the type `momo.probe`)
    #[arg(long)]
    no_probe: bool,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl Verb for Run {
    const NAME: &'static str = "run";
    const ABOUT: &'static str = "Run your bot beside the local platform, and exit with its status";
    const RUNS_ON: bool = true;
    const EXAMPLES: &'static str = "\
Examples:
  momo run -- npm start
  momo run --callback 3000/momotalk/webhook -- python3 bot.py
  momo run --fresh -- npm start
  momo run --profile production --bot bot_xxx --callback 3000 -- npm start

The bot finds MOMOTALK_BOT_ID, MOMOTALK_BOT_TOKEN, MOMOTALK_WEBHOOK_SECRET, MOMOTALK_API_BASE and PORT in its environment. \
Its exit code is momo's; 128 and the number where a signal ended it, 127 where there is no such command, 126 where it \
cannot be run, 3 where it took no connections in time.

What waits for the bot is held until it listens, and sent at once then; --fresh drops it. An event that the bot does not \
survive twice is set aside (momo delivery list).

The bot stays registered: the next run plays it again, by its name. After the first run on a terminal momo asks whether to \
write it into momo.json, so that `momo bot test` and the others mean it; --save does so without asking. Where momo itself is killed (kill -9), the program \
runs on; a later run that wants its port says which process has it.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        // From now on signals are queued, and forwarded to the bot once it runs.
        let signals = signals::watch_all()?;
        // Checked before a bot is registered: a registered bot needs a program that receives its events.
        if let Some(name) = self.command.first()
            && let Err(not_found) = command::check_runnable(name)
        {
            return Ok(print_not_started(context, &not_found));
        }
        let config = context.config()?;
        let (sender, activities) = mpsc::channel();
        let mut environment = self.environment(context, &config, sender)?;
        show::print_setup(context, &environment);
        save::save_bot(context, &config, &environment, self.save)?;
        let dropped = match self.fresh {
            true => deliveries::drop_waiting(&environment)?,
            false => None,
        };
        let is_json = context.terminal.is_json();
        let output = |is_terminal: bool| match is_terminal || is_json {
            true => OutputMode::Lines,
            false => OutputMode::Inherit,
        };
        let started = BotProcess::start(RunOptions {
            command: CommandSpec {
                argv: self.command.clone(),
                variables: environment.variables()?,
                stdout: output(context.terminal.out_is_terminal()),
                stderr: output(context.terminal.err_is_terminal()),
            },
            address: environment.address(),
            ready_timeout: self.ready_timeout,
            signals,
            activities,
        });
        let process = match started {
            Ok(process) => process,
            Err(not_started) => return Ok(print_not_started(context, &not_started)),
        };
        show::print_ready(context, &environment, process.id())?;
        let failures = show::RunFailures::new(!self.no_probe);
        if let Some(count) = dropped {
            deliveries::print_dropped(context, count)?;
        }
        let end = process.run(|event| {
            if let RunEvent::Ready(_) = event {
                deliveries::note_listening(&environment);
            }
            show::print_event(context, &environment, &failures, event)
        })?;
        let interrupted = deliveries::note_end(&environment, &end);
        environment.stop();
        deliveries::print_interrupted(context, &end, &interrupted)?;
        show::print_end(context, &environment, &end, self.ready_timeout)?;
        Ok(match end {
            RunEnd::Exited { ending, .. } => Verdict::ChildExit(ending.code()),
            RunEnd::NotReady { .. } => Verdict::Unknown,
        })
    }
}

impl Run {
    fn environment(
        &self,
        context: &mut Context,
        config: &Config,
        sender: Sender<Activity>,
    ) -> Result<RunEnvironment> {
        let profile = config.profile_name(&self.profile)?;
        let profile = profile.unwrap_or_else(|| Setting::new(LOCAL, Source::Default));
        if config.profile_named(&profile)?.name == LOCAL {
            return environment::local(context, config, self, sender);
        }
        for (flag, is_given) in [
            ("--port", self.port.is_some()),
            ("--name", self.name.is_some()),
            ("--fresh", self.fresh),
        ] {
            if is_given {
                return Err(Error::usage(format!(
                    "`{flag}` is of the local platform, and `{}` ({}) is another one",
                    profile.value, profile.source
                )));
            }
        }
        environment::remote(context, config, self)
    }
}

/// Prints why the program did not start and returns the exit code that a shell would.
fn print_not_started(context: &mut Context, not_started: &StartError) -> Verdict {
    context.terminal.error(&not_started.error);
    Verdict::ChildExit(not_started.code)
}
