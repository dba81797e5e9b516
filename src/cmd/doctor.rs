//! `momo doctor`: what is wrong here, and how to mend it.
use super::completions;
use super::config::problems_of;
use super::context::Context;
use super::local_platform::DEFAULT_PORT;
use super::resolve::{BotArgs, Config};
use super::{Effect, Verb, variables};
use crate::error::{Error, Result, Verdict};
use crate::flow::doctor::{self, CallbackTarget, DoctorInput, NetworkFacts};
use crate::io::files::{Credentials, Home, load_settings, read_settings_files};
use crate::model::completions::finding;
use crate::model::doctor::{DoctorFinding, DoctorLevel};
use crate::model::http::target;
use crate::model::kakao::config::AccountKey;
use crate::model::kakao::status::COMPATIBILITY_ENDS;
use crate::model::secret::Secret;
use crate::model::settings::LOCAL;
use crate::view::doctor::lines;
use serde_json::json;

/// Arguments of `momo doctor`.
#[derive(clap::Args, Debug)]
pub(crate) struct Doctor {
    /// Mend what is safe to mend: rights of momo's own files, and the address of a platform that was killed
    #[arg(long)]
    fix: bool,
    /// The bot's callback URL, which gets one signed event of the type `momo.probe` [default: `callback` of the settings]
    #[arg(long, value_name = "TARGET")]
    callback: Option<String>,
    /// The port that `momo dev` shall take; 0 looks at none
    #[arg(long, default_value_t = DEFAULT_PORT)]
    port: u16,
    /// Ask neither the platform nor the bot
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    bot: BotArgs,
}

/// Variables that hold secrets of a bot.
const SECRET_VARIABLES: [&str; 2] = ["MOMOTALK_BOT_TOKEN", "MOMOTALK_WEBHOOK_SECRET"];
/// Variables that name proxies.
const PROXY_VARIABLES: [&str; 6] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
];

impl Verb for Doctor {
    const NAME: &'static str = "doctor";
    const ABOUT: &'static str =
        "Find what is wrong here and say how to mend it; exit code 1 if something is";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo doctor
  momo doctor --fix
  momo doctor --callback 3000/momotalk/webhook
  momo doctor --json

Looks at version, paths, rights, settings, credentials (by fingerprint), databases, ports, proxy, platform, clock, callback, terminal, \
completions, and the last day of Kakao's compatibility mode. Nothing of the network is required.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let home = context.home()?;
        let mut findings = self.examine(context, &home)?;
        if self.fix {
            let acted = doctor::fix(&home, findings);
            // What could not be read before may tell more now.
            findings = self.examine(context, &home)?;
            findings.retain(|finding| finding.fix.is_none());
            findings.splice(0..0, acted);
        }
        let is_problem = |finding: &&DoctorFinding| finding.level == DoctorLevel::Problem;
        let problems = findings.iter().filter(is_problem).count();
        let result = json!({ "ok": problems == 0, "problems": problems, "findings": findings });
        context.terminal.show(&result, |terminal| {
            let styles = terminal.out_styles();
            for finding in &findings {
                for line in lines(finding, styles) {
                    terminal.print(line)?;
                }
            }
            terminal.note(match problems {
                0 => "Nothing is wrong.".to_owned(),
                1 => "1 thing is wrong.".to_owned(),
                _ => format!("{problems} things are wrong."),
            });
            Ok(())
        })?;
        Ok(Verdict::from_bool(problems == 0))
    }
}

impl Doctor {
    /// Returns all findings, in the order of the report.
    fn examine(&self, context: &Context, home: &Home) -> Result<Vec<DoctorFinding>> {
        let config = quiet_config(home);
        let mut findings = doctor::examine(home, &self.input(&config)?)?;
        findings.extend(settings_findings(home));
        findings.extend(config.stale_names(&self.bot));
        findings.push(terminal_finding(context));
        let shell = completions::current_shell();
        let script = shell.and_then(completions::installed_script);
        findings.push(finding(shell, script.as_deref()));
        Ok(findings)
    }

    fn input(&self, config: &Config) -> Result<DoctorInput> {
        let secret = |name: &&'static str| {
            let text = variables::lookup(name)?;
            Some((*name, Secret::new(text)?))
        };
        let binary = std::env::current_exe().ok();
        Ok(DoctorInput {
            version: env!("CARGO_PKG_VERSION"),
            binary: binary.map(|path| path.display().to_string()),
            port: self.port,
            network: self.network(config)?,
            variables: SECRET_VARIABLES.iter().filter_map(secret).collect(),
            kakao_accounts: kakao_accounts(config),
        })
    }

    fn network(&self, config: &Config) -> Result<NetworkFacts> {
        let profile = config.profile(&self.bot.profile);
        let name = profile
            .as_ref()
            .map_or(LOCAL, |profile| &profile.name)
            .to_owned();
        let base = profile.ok();
        let base = base.and_then(|profile| config.api_base(&profile, &self.bot.profile).ok());
        let proxy = |name: &&str| Some(((*name).to_owned(), variables::lookup(name)?));
        Ok(NetworkFacts {
            is_offline: self.offline,
            profile: name,
            api_base: base.map(|base| base.value),
            callback: self.callback_target(config)?,
            proxies: PROXY_VARIABLES.iter().filter_map(proxy).collect(),
        })
    }

    /// Returns where the bot listens, with the secret to sign with. Fails if the flag is no target.
    fn callback_target(&self, config: &Config) -> Result<Option<CallbackTarget>> {
        let setting = config.settings.callback().map(|setting| setting.value);
        let Some(named) = self.callback.clone().or(setting) else {
            return Ok(None);
        };
        let url = target::resolve(&named).map_err(|error| {
            Error::usage(format!("the callback `{named}` is no target")).because(error)
        })?;
        let bot = config.bot(&self.bot).ok();
        let secret = variables::lookup("MOMOTALK_WEBHOOK_SECRET").and_then(Secret::new);
        let bot = match bot {
            Some(bot) => {
                let kept = config
                    .credentials
                    .bot(&bot.id)
                    .and_then(|bot| bot.secret.clone());
                kept.or(secret).map(|secret| (bot.id, secret))
            }
            None => secret.map(|secret| ("bot_unknown".to_owned(), secret)),
        };
        Ok(Some(CallbackTarget { url, bot }))
    }
}

/// Reads settings and credentials as far as they can be read; what cannot is told by findings.
fn quiet_config(home: &Home) -> Config {
    let here = std::env::current_dir().unwrap_or_default();
    Config {
        settings: load_settings(home, &here).unwrap_or_default().settings,
        credentials: Credentials::load(home).unwrap_or_default(),
        home: home.clone(),
    }
}

fn settings_findings(home: &Home) -> Vec<DoctorFinding> {
    let code = "settings";
    let here = std::env::current_dir().unwrap_or_default();
    let files = match read_settings_files(home, &here) {
        Ok(files) => files,
        Err(error) => {
            return vec![DoctorFinding::new(
                code,
                DoctorLevel::Problem,
                error.to_string(),
            )];
        }
    };
    let mut findings = Vec::new();
    for (source, text) in &files {
        for problem in problems_of(source, text) {
            let place = problem.line.map_or(String::new(), |line| {
                format!(":{line}:{}", problem.column.unwrap_or(1))
            });
            let message = format!("{}{place}: {}", problem.file, problem.problem);
            let finding = DoctorFinding::new(code, DoctorLevel::Problem, message);
            findings.push(finding.advice("`momo config check` checks the file again."));
        }
    }
    if findings.is_empty() {
        let message = match files.len() {
            0 => "there are no settings files, so defaults count".to_owned(),
            1 => "nothing is wrong in the settings file".to_owned(),
            count => format!("nothing is wrong in {count} settings files"),
        };
        findings.push(DoctorFinding::new(code, DoctorLevel::Fine, message));
    }
    findings
}

impl Config {
    /// Finds settings that name a profile or a bot that there is not.
    fn stale_names(&self, args: &BotArgs) -> Vec<DoctorFinding> {
        let mut findings = Vec::new();
        let mut add = |code, error: Error| {
            let finding = DoctorFinding::new(code, DoctorLevel::Problem, error.to_string());
            let hint = error.hints().first().cloned();
            findings.push(finding.advice(
                hint.unwrap_or_else(|| "`momo config list` shows where that comes from.".into()),
            ));
        };
        if let Err(error) = self.profile(&args.profile) {
            add("settings.profile", error);
        }
        // Without a named bot there is nothing to be stale.
        if let Ok(Some(named)) = self.bot_name(args)
            && !self
                .credentials
                .bots()
                .any(|(id, bot)| id == named.value || bot.is_called(&named.value))
        {
            let error = Error::unknown(format!(
                "the bot `{}`, named by {}, is not known here",
                named.value, named.source
            ));
            add("settings.bot", error.hint("`momo bot list` shows what is; `momo config unset bot` or `momo bot add` mends it."));
        }
        findings
    }
}

/// Returns the Kakao accounts with the last day of the compatibility mode for each.
fn kakao_accounts(config: &Config) -> Vec<(String, String)> {
    let kakao = config.kakao();
    let account = |id: String| {
        let account = kakao.account_or_empty(&id);
        let ends = account.text(AccountKey::COMPATIBILITY_ENDS, &variables::lookup);
        let ends = ends.ok().flatten().map(|setting| setting.value);
        (id, ends.unwrap_or_else(|| COMPATIBILITY_ENDS.to_owned()))
    };
    kakao.accounts().into_iter().map(account).collect()
}

/// Tells what momo knows of the terminal.
fn terminal_finding(context: &Context) -> DoctorFinding {
    let terminal = &context.terminal;
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variables::lookup);
    let is_utf8 = locale.as_ref().is_some_and(|name| {
        let name = name.to_lowercase().replace('-', "");
        name.contains("utf8")
    });
    let kind = match terminal.out_is_terminal() {
        true => format!("a terminal of {} columns", terminal.width()),
        false => "no terminal".to_owned(),
    };
    let term = variables::lookup("TERM").unwrap_or_else(|| "unset".into());
    let colours = if terminal.out_styles().is_on() {
        "with"
    } else {
        "without"
    };
    let shown = locale.as_deref().unwrap_or("unset");
    let message = format!("{kind}, TERM {term}, {colours} colours, locale {shown}");
    match is_utf8 || cfg!(windows) {
        true => DoctorFinding::new("terminal", DoctorLevel::Fine, message),
        false => DoctorFinding::new("terminal", DoctorLevel::Note, message)
            .advice("Set a UTF-8 locale, such as LANG=C.UTF-8, to have Hangul shown."),
    }
}
