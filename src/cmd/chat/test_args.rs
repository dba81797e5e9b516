//! Arguments of `momo chat test`, and what they choose.
use crate::cmd::report_files::{ReportArgs, ReportKind};
use crate::cmd::resolve::{BotArgs, ProfileArgs};
use crate::cmd::values;
use crate::cmd::webhook::SkillKeyArgs;
use crate::error::{Error, Result};
use crate::flow::chat::{ChatRunOptions, LoadedChats, PlayOptions, load_chats};
use crate::io::system;
use crate::model::chat::kakao;
use crate::model::chat::script::Script;
use crate::model::chat::selection::{ChatSelection, shuffle};
use crate::model::protocol::Protocol;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// The protocols in which conversations are played.
const PROTOCOLS: [Protocol; 2] = [Protocol::Momotalk, Protocol::KakaoSkill];

/// Arguments of `momo chat test`.
#[derive(clap::Args, Debug)]
pub(crate) struct TestChats {
    /// Conversation files, Markdown files with ```chat fences, or folders of them
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(super) files: Vec<PathBuf>,
    /// The bot's program and its arguments; no shell reads them
    #[arg(last = true, value_name = "COMMAND", conflicts_with_all = ["to", "bot"])]
    pub(super) command: Vec<OsString>,
    /// Where the bot that runs already takes its events; it calls the local platform of this home folder
    #[arg(long, value_name = "TARGET", help_heading = "Bot")]
    pub(super) to: Option<String>,
    /// The bot that runs already, by its id or its name; or NAME=COMMAND, again for each bot: its name and its program
    #[arg(long, value_name = "BOT", help_heading = "Bot")]
    pub(super) bot: Vec<String>,
    #[command(flatten)]
    pub(super) profile: ProfileArgs,
    /// Where the program takes its events; without it the bot gets a free port in PORT. Beside --bot NAME=COMMAND it is NAME=TARGET
    #[arg(
        long,
        value_name = "TARGET",
        conflicts_with = "to",
        help_heading = "Bot"
    )]
    pub(super) callback: Vec<String>,
    /// Whom users talk to: bots of MoMoTalk, or one Kakao skill, in Kakao rooms of the local platform
    #[arg(long, value_name = "PROTOCOL", default_value = Protocol::Momotalk.name(), value_parser = PROTOCOLS.map(Protocol::name), help_heading = "Bot")]
    protocol: String,
    #[command(flatten)]
    pub(super) skill_key: SkillKeyArgs,
    /// The skill's block has the callback option: calls name a URL at which the skill may answer later, once, within a minute
    #[arg(long, help_heading = "Kakao")]
    pub(super) with_callback: bool,
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
    /// How long a line waits that names no time [default: 5s; for a skill 6s, as Kakao gives it five]
    #[arg(long, value_name = "TIME", value_parser = values::duration, help_heading = "Run")]
    within: Option<Duration>,
    /// So many conversations at once
    #[arg(long, value_name = "N", default_value = "8", value_parser = values::count, help_heading = "Run")]
    parallel: usize,
    /// Play each so often: one that passes and fails is flaky
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::count, help_heading = "Run")]
    repeat: usize,
    /// Let flaky conversations pass
    #[arg(long, help_heading = "Run")]
    pub(super) allow_flaky: bool,
    /// Play them in another order each time
    #[arg(long, help_heading = "Run")]
    shuffle: bool,
    /// What the order begins with: the same seed gives the same order
    #[arg(long, value_name = "S", requires = "shuffle", help_heading = "Run")]
    seed: Option<u64>,
    /// Begin none after one has failed
    #[arg(long, help_heading = "Run")]
    fail_fast: bool,
    /// Write what the bot said into the exact lines that failed; patterns and comments stay
    #[arg(long, conflicts_with_all = ["watch", "fail_fast"], help_heading = "Run")]
    pub(super) update: bool,
    /// Play them again whenever a file changes, until Ctrl-C; the bot goes on
    #[arg(long, help_heading = "Run")]
    pub(super) watch: bool,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

/// What one round plays.
pub(super) struct ChatRound {
    pub(super) chats: LoadedChats,
    pub(super) scripts: Vec<Script>,
    pub(super) options: ChatRunOptions,
}

impl TestChats {
    pub(super) fn protocol(&self) -> Protocol {
        Protocol::from_name(&self.protocol).unwrap_or(Protocol::Momotalk)
    }

    /// Returns the flags that name a bot that runs already.
    pub(super) fn bot_args(&self) -> BotArgs {
        BotArgs {
            bot: self.bot.first().cloned(),
            profile: self.profile.clone(),
        }
    }

    /// Returns whether the bots of a platform in another process are meant: no program and no place is named.
    pub(super) fn plays_with_running(&self) -> bool {
        let has_program = self.bot.iter().any(|bot| bot.contains('='));
        self.to.is_none() && self.command.is_empty() && !has_program
    }

    /// Reads the files. What means nothing to the bots is an error of its line.
    pub(super) fn load(&self) -> Result<LoadedChats> {
        let mut chats = load_chats(&self.files)?;
        if self.protocol() == Protocol::KakaoSkill {
            let scripts = chats.files.iter().flat_map(|file| &file.scripts);
            let errors: Vec<_> = scripts.flat_map(kakao::unsupported).collect();
            chats.errors.extend(errors);
        }
        Ok(chats)
    }

    /// Chooses what is played of files without errors.
    pub(super) fn round(&self, chats: LoadedChats) -> Result<ChatRound> {
        let scripts = self.selected(&chats)?;
        let options = self.options(&scripts)?;
        Ok(ChatRound {
            chats,
            scripts,
            options,
        })
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
        let mut variables = BTreeMap::new();
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
                within: self.within.unwrap_or(match self.protocol() {
                    Protocol::KakaoSkill => Duration::from_secs(6),
                    _ => Duration::from_secs(5),
                }),
                variables,
                passes_over: self.update,
            },
            parallel: self.parallel,
            repeat: self.repeat,
            fail_fast: self.fail_fast,
            until: self.until,
            keeps_exchanges: self.report.has(ReportKind::Html),
        })
    }
}
