//! `momo webhook check`: proves a callback URL right, check by check.
mod baseline;
mod bot;
mod files;
mod list;
mod output;

use super::kakao_args::KakaoArgs;
use crate::cmd::context::Context;
use crate::cmd::secret::SecretArgs;
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::flow::check::{self, CheckPlan, CheckProgress, RepeatCommand};
use crate::io::signals;
use crate::model::check::{BotCheck, catalogue, count_requests, select::select};
use crate::model::http::target;
use crate::model::protocol::Protocol;
use crate::model::text::shell::quote;
use baseline::BaselineArgs;
use bot::CheckedBot;
use files::FileArgs;
use output::CheckOutput;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// The protocols that have checks.
const PROTOCOLS: [Protocol; 3] = [
    Protocol::Momotalk,
    Protocol::KakaoSkill,
    Protocol::KakaoShare,
];

/// Arguments of `momo webhook check`.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckBot {
    /// Where the bot takes its events: a URL, `3000`, `:3000/path` [default: the bot's callback URL; with COMMAND the port
    /// in PORT]
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// The bot's program, started for the check with credentials of its own, PORT and MOMOTALK_API_BASE in its environment
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,
    /// List the checks, and send nothing
    #[arg(long)]
    list: bool,
    /// Whose requests are sent [default: momotalk]
    #[arg(long, value_name = "PROTOCOL", value_parser = PROTOCOLS.map(Protocol::name))]
    protocol: Option<String>,
    /// Only these checks: an id, a family, or a pattern such as '*.empty*'; several with commas, or repeated
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    only: Vec<String>,
    /// Not these checks
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    skip: Vec<String>,
    /// The statuses that count as refused
    #[arg(long, value_name = "STATUSES", value_delimiter = ',', default_value = "401,403,400", value_parser = clap::value_parser!(u16).range(300..600))]
    refusal: Vec<u16>,
    /// How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]
    #[arg(long, value_name = "DURATION", value_parser = values::duration)]
    timeout: Option<Duration>,
    /// What the user says, so that the bot replies
    #[arg(long, value_name = "TEXT", default_value = "hello")]
    say: String,
    /// Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in
    /// MOMOTALK_API_BASE; for a skill the port of its callback URLs
    #[arg(long, value_name = "PORT", help_heading = "Effects")]
    api_port: Option<u16>,
    /// A command or a URL that gives the number of effects so far, such as rows in a table
    #[arg(
        long,
        value_name = "COMMAND|URL",
        conflicts_with = "api_port",
        help_heading = "Effects"
    )]
    effects: Option<String>,
    /// How long COMMAND has until it takes connections
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    ready_timeout: Duration,
    /// Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    baseline: BaselineArgs,
    #[command(flatten)]
    files: FileArgs,
    /// A file that holds the secret that was replaced: the check says whether events that it signed are still taken
    #[arg(long, value_name = "FILE", help_heading = "Secret")]
    old_secret_file: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretArgs,
    #[command(flatten)]
    kakao: KakaoArgs,
}

impl Verb for CheckBot {
    const NAME: &'static str = "check";
    const ABOUT: &'static str = "Prove that a bot is safe and robust, check by check";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo webhook check -- npm start
  momo webhook check 3000/momotalk/webhook -- python3 bot.py
  momo webhook check 3000 --secret-file secret.txt
  momo webhook check 3000 --api-port 8701
  momo webhook check 3000 --effects 'sqlite3 bot.db \"select count(*) from replies\"'
  momo webhook check --list
  momo webhook check 3000/skill --protocol kakao-skill --skill-header X-Skill-Secret --skill-secret-file secret.txt
  momo webhook check 3000/share --protocol kakao-share --kakao-admin-key-file key.txt
  momo webhook check 3000 --only signature --refusal 401
  momo webhook check 3000 --skip load,event.1mib
  momo webhook check 3000 --only rotation --secret-file new.txt --old-secret-file old.txt
  momo webhook check --baseline check.json --report junit=check.xml,html=check.html,markdown=CHECKED.md -- npm start
  momo webhook check https://bot.example/hook --secret-file secret.txt --yes

`momo check` is the same. First one valid event is sent: where the bot does not take it, nothing else can be told. Replies are seen where momo \
starts the bot, where the bot calls the stand-in of --api-port, and, for a bot of the running local platform, in a room there; without, \
what needs them is not told. Only the stand-in fails, hangs and limits.

A skill's answers by callback are seen on this machine: a skill that calls hosts of kakao.com alone must allow the one that momo names, \
which COMMAND finds in KAKAO_CALLBACK_HOSTS (momo's own choice).

Where GITHUB_ACTIONS is set, each failure becomes an annotation, and the step's summary says how it went.

Exit codes: 0 no check failed, 1 one did, 3 the bot was not reached.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let protocol = self.protocol.as_deref().and_then(Protocol::from_name);
        let protocols = protocol.map_or(PROTOCOLS.to_vec(), |protocol| vec![protocol]);
        if self.list {
            return list::print(context, &protocols, &self);
        }
        let protocol = protocols[0];
        let checks = select(catalogue(protocol), &self.only, &self.skip)?;
        let baseline = self.baseline.load(context, protocol)?;
        let files = self.files.begin()?;
        let bot = CheckedBot::prepare(&self, context, protocol, &checks)?;
        self.confirm(context, &bot, &checks)?;
        let plan = CheckPlan {
            protocol,
            checks,
            maker: bot.maker,
            refusal: self.refusal.clone(),
            budget: self.timeout.unwrap_or(protocol.response_timeout()),
            effects: bot.effects,
            callbacks: bot.callbacks,
            foreign_callbacks: bot.foreign_callbacks,
            baseline,
            command: bot.command,
        };
        let mut output = CheckOutput::new(context, &plan);
        let stops = signals::watch_stop()?;
        let report = check::run(&plan, &mut |progress| {
            if stops.try_recv().is_ok() {
                return Err(Error::interrupted("the check was broken off"));
            }
            match progress {
                CheckProgress::Begins(check, number, count) => {
                    output.begin(check, number, count);
                    Ok(())
                }
                CheckProgress::Ended(outcome) => output.end(outcome),
            }
        })?;
        output.conclude(&report, &plan.maker, bot.process.as_ref())?;
        self.baseline.update(context, &plan.baseline, &report)?;
        files.write(context, &report)?;
        Ok(report.verdict())
    }
}

impl CheckBot {
    /// Fails if the bot is not on this machine, unless that was agreed to. Says what comes.
    fn confirm(
        &self,
        context: &mut Context,
        bot: &CheckedBot,
        checks: &[&'static BotCheck],
    ) -> Result<()> {
        let url = &bot.maker.url;
        if target::is_loopback(url) {
            return Ok(());
        }
        let mut families: Vec<_> = checks.iter().map(|check| check.family()).collect();
        families.dedup();
        let count = count_requests(checks, &bot.maker);
        let what = format!(
            "{count} requests, of which many are hostile ({})",
            families.join(", ")
        );
        if self.yes {
            context.terminal.note(format!("{url} gets {what}."));
            return Ok(());
        }
        Err(Error::usage(format!(
            "`{url}` is not on this machine, and would get {what}"
        ))
        .hint("`--yes` sends them. Those that are valid cause real replies.")
        .hint("`--only` and `--skip` choose; `--list` says what each does."))
    }

    /// Returns the command line that repeats this run for one check.
    fn repeat_command(&self, url: &str) -> RepeatCommand {
        let mut words = vec!["momo webhook check".to_owned()];
        if self.command.is_empty() || self.target.is_some() {
            words.push(quote(url));
        }
        words.extend(self.secret.to_words());
        let old_secret = self.old_secret_file.as_ref();
        words.extend(
            old_secret.map(|file| format!("--old-secret-file {}", quote(&file.to_string_lossy()))),
        );
        let refusal: Vec<_> = self.refusal.iter().map(u16::to_string).collect();
        let refusal = refusal.join(",");
        for (flag, value, default) in [
            ("--refusal", &refusal, "401,403,400"),
            ("--say", &self.say, "hello"),
        ] {
            if value != default {
                words.push(format!("{flag} {}", quote(value)));
            }
        }
        let protocol = self.protocol.as_ref();
        words.extend(protocol.map(|protocol| format!("--protocol {protocol}")));
        words.extend(self.kakao.to_words());
        let timeout = self.timeout;
        words.extend(timeout.map(|timeout| format!("--timeout {timeout:?}")));
        words.extend(self.api_port.map(|port| format!("--api-port {port}")));
        let effects = self.effects.as_ref();
        words.extend(effects.map(|effects| format!("--effects {}", quote(effects))));
        words.extend(self.yes.then(|| "--yes".to_owned()));
        let command = self
            .command
            .iter()
            .map(|word| quote(&word.to_string_lossy()));
        let after = match self.command.is_empty() {
            true => String::new(),
            false => format!(" -- {}", command.collect::<Vec<_>>().join(" ")),
        };
        RepeatCommand {
            before: words.join(" "),
            after,
        }
    }
}
