//! `momo chat test`: plays conversations against a bot.
use super::output::RunReport;
use super::session::ChatSession;
use super::{play, print_errors};
use crate::cmd::context::Context;
use crate::cmd::resolve::{BotArgs, ProfileArgs};
use crate::cmd::{Verb, values};
use crate::error::{Error, Result, Verdict};
use crate::flow::chat::{ChatRunOptions, LoadedChats, PlayOptions, load_chats};
use crate::io::system;
use crate::model::chat::script::Script;
use crate::model::chat::selection::{ChatSelection, shuffle};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// Arguments of `momo chat test`.
#[derive(clap::Args, Debug)]
pub(crate) struct TestChats {
    /// Conversation files, Markdown files with ```chat fences, or folders of them
    #[arg(required = true, value_name = "FILE|FOLDER")]
    files: Vec<PathBuf>,
    /// The bot's program and its arguments; no shell reads them
    #[arg(last = true, value_name = "COMMAND", conflicts_with_all = ["to", "bot"])]
    pub(super) command: Vec<OsString>,
    /// Where the bot that runs already takes its events; it calls the local platform of this home folder
    #[arg(long, value_name = "TARGET", help_heading = "Bot")]
    to: Option<String>,
    /// With --to the bot, by its id or its name; else NAME=COMMAND, again for each bot: its name and its program
    #[arg(long, value_name = "BOT", help_heading = "Bot")]
    pub(super) bot: Vec<String>,
    /// Where the program takes its events; without it the bot gets a free port in PORT. Beside --bot NAME=COMMAND it is NAME=TARGET
    #[arg(
        long,
        value_name = "TARGET",
        conflicts_with = "to",
        help_heading = "Bot"
    )]
    pub(super) callback: Vec<String>,
    /// How long the program has until it takes connections
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration, help_heading = "Bot")]
    pub(super) ready_timeout: Duration,
    /// Show what the program prints
    #[arg(long, help_heading = "Bot")]
    pub(super) show_output: bool,
    /// The port of the platform, beside --to [default: 8700]
    #[arg(long, value_name = "PORT", requires = "to", help_heading = "Bot")]
    pub(super) port: Option<u16>,
    /// The pause before a failed delivery is tried again; it doubles each time (momo's own choice)
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = values::duration, help_heading = "Bot")]
    pub(super) retry_base: Duration,
    /// Only conversations whose title holds this text; again for others
    #[arg(long, value_name = "TEXT", help_heading = "Selection")]
    filter: Vec<String>,
    /// Only conversations with this tag; `!TAG` leaves those with it out; again for others
    #[arg(long, value_name = "TAG", help_heading = "Selection")]
    tag: Vec<String>,
    /// Play up to this line of each file, and look at nothing behind it
    #[arg(long, value_name = "LINE", value_parser = values::count, help_heading = "Selection")]
    until: Option<usize>,
    /// How long a line waits that names no time
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = values::duration, help_heading = "Run")]
    within: Duration,
    /// So many conversations at once
    #[arg(long, value_name = "N", default_value = "8", value_parser = values::count, help_heading = "Run")]
    parallel: usize,
    /// Play each so often: one that passes and fails is flaky
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::count, help_heading = "Run")]
    repeat: usize,
    /// Let flaky conversations pass
    #[arg(long, help_heading = "Run")]
    allow_flaky: bool,
    /// Play them in another order each time
    #[arg(long, help_heading = "Run")]
    shuffle: bool,
    /// What the order begins with: the same seed gives the same order
    #[arg(long, value_name = "S", requires = "shuffle", help_heading = "Run")]
    seed: Option<u64>,
    /// Begin none after one has failed
    #[arg(long, help_heading = "Run")]
    fail_fast: bool,
}

impl Verb for TestChats {
    const NAME: &'static str = "test";
    const ABOUT: &'static str =
        "Play conversations against a bot, through its real, signed webhook";
    const EXAMPLES: &'static str = "\
Examples:
  momo chat test tests/ -- npm start
  momo chat test order.chat --filter 주문 --until 14 -- python3 bot.py
  momo chat test README.md --to 3000/momotalk/webhook
  momo chat test tests/ --bot 'Shop=python3 shop.py' --bot 'Echo=npm start'
  momo chat test tests/ --repeat 5 --shuffle --seed 7 -- npm start

The program finds MOMOTALK_BOT_ID, MOMOTALK_BOT_TOKEN, MOMOTALK_WEBHOOK_SECRET, MOMOTALK_API_BASE and PORT in its environment, \
of a platform whose state goes with the run; the history keeps what went over the wire.

Every message of a bot must be claimed by a line: one that is not fails its conversation. A file or a selection without any \
expectation is an error. Exit code 0 where all pass, 1 where one fails or is flaky, 2 where a file has an error, 3 where the \
bot or the platform could not be reached.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chats = load_chats(&self.files)?;
        if !chats.errors.is_empty() {
            print_errors(context, &chats);
            return Err(Error::usage("the conversations have errors").hint("Nothing was played."));
        }
        let scripts = self.selected(&chats)?;
        let options = self.options(&scripts)?;
        let session = match &self.to {
            Some(to) => ChatSession::with_target(context, &self, to)?,
            None if self.command.is_empty() && self.bot.is_empty() => {
                return Err(Error::usage("no bot to play the conversations with").hint(
                    "Start one with the run, `momo chat test FILES -- npm start`, or name where it listens: `--to 3000/hook`.",
                ));
            }
            None => ChatSession::with_programs(context, &self)?,
        };
        let report = RunReport {
            allows_flaky: self.allow_flaky,
        };
        play::play(context, &self, &session, &scripts, &options, &report)
    }
}

impl TestChats {
    /// Returns the flags that name a bot that runs already.
    pub(super) fn bot_args(&self) -> BotArgs {
        BotArgs {
            bot: self.bot.first().cloned(),
            profile: ProfileArgs::default(),
        }
    }

    /// Returns the chosen scripts in their order.
    fn selected(&self, chats: &LoadedChats) -> Result<Vec<Script>> {
        let selection = ChatSelection {
            titles: self.filter.clone(),
            tags: self.tag.clone(),
        };
        let all = || chats.files.iter().flat_map(|file| &file.scripts);
        let mut scripts: Vec<_> = all()
            .filter(|script| selection.selects(script))
            .cloned()
            .collect();
        if scripts.is_empty() {
            let count = all().count();
            let what = if count == 1 {
                "the only conversation is not"
            } else {
                "none of the conversations is"
            };
            return Err(
                Error::usage(format!("{what} chosen by `--filter` and `--tag`"))
                    .hint("`momo chat check FILES --json` lists titles and tags."),
            );
        }
        if self.shuffle {
            let random = u32::from_be_bytes(system::random_bytes()?);
            shuffle(&mut scripts, self.seed.unwrap_or(random.into()));
        }
        Ok(scripts)
    }

    fn options(&self, scripts: &[Script]) -> Result<ChatRunOptions> {
        let mut variables = std::collections::BTreeMap::new();
        for script in scripts {
            for name in &script.variables {
                let value = std::env::var(name).map_err(|_| {
                    let place = format!("{}:{}", script.file, script.line);
                    Error::usage(format!("the environment variable `{name}` is not set"))
                        .hint(format!("`{place}` uses it as `{{env:{name}}}`."))
                })?;
                variables.insert(format!("env:{name}"), value);
            }
        }
        Ok(ChatRunOptions {
            play: PlayOptions {
                within: self.within,
                variables,
                passes_over: false,
            },
            parallel: self.parallel,
            repeat: self.repeat,
            fail_fast: self.fail_fast,
            until: self.until,
            keeps_exchanges: false,
        })
    }
}
