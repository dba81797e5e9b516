//! `momo bot add`: stores the credentials of an existing bot.
use super::credentials::{CredentialUpdate, bot_info, save_credentials};
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::resolve::{Config, ProfileArgs};
use crate::cmd::secret::{read_secret_file, warn_of_mark};
use crate::cmd::variables;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files::{Credentials, is_stdin};
use crate::model::secret::Secret;
use crate::model::settings::{PRODUCTION, Setting, Source};
use crate::view::bot;
use std::path::{Path, PathBuf};

/// Arguments of `momo bot add`.
#[derive(clap::Args, Debug)]
pub(crate) struct AddBot {
    /// The bot's id, as its platform shows it
    #[arg(value_name = "BOT_ID")]
    id: String,
    /// A file that holds the bot token, `-` for standard input
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A file that holds the webhook secret, `-` for standard input
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Where the bot takes its events
    #[arg(long, value_name = "URL")]
    callback_url: Option<String>,
    /// What people call it
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl Verb for AddBot {
    const NAME: &'static str = "add";
    const ABOUT: &'static str = "Keep the credentials of a bot that exists already";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot add bot_xxx --token-file token.txt --secret-file secret.txt --callback-url https://example.com/hook
  pass show bot-token | momo bot add bot_xxx --token-file -
  momo bot add bot_xxx     asks for token and secret, without showing them";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        console::check_bot_id(&self.id)?;
        let config = context.config()?;
        let (profile, base) = self.platform(context, &config)?;
        let callback = self.callback_url.as_deref();
        let local = profile != PRODUCTION;
        let callback = callback
            .map(|url| console::parse_callback_url(url, local))
            .transpose()?;
        let (token, secret) = self.credentials(context)?;
        if token.is_none() && secret.is_none() && config.credentials.bot(&self.id).is_none() {
            return Err(Error::usage("neither a token nor a secret was given"));
        }
        let update = CredentialUpdate {
            profile: Some(profile),
            api_base: Some(base),
            token,
            secret,
            callback_url: callback,
            name: self.name,
            ..CredentialUpdate::default()
        };
        save_credentials(&config, &self.id, update)?;
        let stored = Credentials::load(&config.home)?;
        let info = bot_info(None, &self.id, stored.bot(&self.id));
        context.terminal.show(&info, |terminal| {
            terminal.print(bot::block(&info, terminal.out_styles()))?;
            let file = config.home.credentials_file();
            terminal.note(format!(
                "Kept in `{}`, which only you can read; every momo command finds it there.",
                file.display()
            ));
            Ok(())
        })
    }
}

impl AddBot {
    /// Returns profile name and API base of the bot's platform.
    ///
    /// Order of profiles: the named one, the one of `MOMOTALK_API_BASE`, the stored one, MoMoTalk's.
    fn platform(&self, context: &mut Context, config: &Config) -> Result<(String, String)> {
        let stored = config.credentials.bot(&self.id);
        let default_profile = || match stored {
            Some(stored) => Setting::new(stored.profile.as_str(), Source::Default),
            None => Setting::new(PRODUCTION, Source::Default),
        };
        let named = config.profile_name(&self.profile)?;
        let from_variable = variables::non_empty("MOMOTALK_API_BASE").is_some();
        let profile = match named {
            Some(name) => config.profile_named(&name)?,
            None if from_variable => config.profile(&self.profile)?,
            None => config.profile_named(&default_profile())?,
        };
        let base = config.api_base(&profile, &self.profile)?;
        if matches!(base.source, Source::Project(_)) {
            context.terminal.warn(format!(
                "{} says where the API of `{}` is: token and secret will be used with {}",
                base.source, profile.name, base.value
            ));
        }
        Ok((profile.name, base.value))
    }

    /// Reads token and secret from files, standard input or prompts. `None` leaves the stored value unchanged.
    fn credentials(&self, context: &mut Context) -> Result<(Option<Secret>, Option<Secret>)> {
        let files = [&self.token_file, &self.secret_file];
        if files
            .iter()
            .all(|file| file.as_deref().is_some_and(is_stdin))
        {
            return Err(Error::usage(
                "token and secret cannot both come from standard input",
            ));
        }
        if files.iter().all(|file| file.is_none()) {
            if !context.terminal.can_prompt() {
                return Err(Error::usage("`--token-file` or `--secret-file` is missing")
                    .hint(prompt::NO_PROMPT_HINT));
            }
            let ask = |what: &str, flag: &str| {
                let question = format!("{what} (empty: leave as it is)");
                let answer = prompt::secret(context, &question, true, flag)?;
                Ok(answer.and_then(|answer| Secret::new(answer.trim_ascii())))
            };
            let token: Result<_> = ask("Bot token", "--token-file");
            return Ok((token?, ask("Webhook secret", "--secret-file")?));
        }
        let mut read = |file: Option<&Path>| {
            let secret = file.map(read_secret).transpose()?;
            if let (Some(secret), Some(file)) = (&secret, file) {
                warn_of_mark(secret, &format!("`{}`", file.display()), context);
            }
            Ok::<_, Error>(secret)
        };
        Ok((
            read(self.token_file.as_deref())?,
            read(self.secret_file.as_deref())?,
        ))
    }
}

fn read_secret(file: &Path) -> Result<Secret> {
    Secret::new(read_secret_file(file)?).ok_or_else(|| {
        Error::usage(format!("the file `{}` is empty", file.display()))
            .hint("It should hold the token or secret on one line.")
    })
}
