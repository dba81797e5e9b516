//! Resolves the bot that posts a message, its token and the API of that token.
//!
//! Order of tokens: `--token-file`, the stored one of the flag `--bot`, `MOMOTALK_BOT_TOKEN` (unless
//! `MOMOTALK_BOT_ID` names another bot), the stored one of the chosen bot.
use super::chosen_bot::ChosenBot;
use super::console::check_bot_id;
use super::resolve::{BotArgs, Config};
use super::secret::{read_secret_file, unmarked};
use super::variables;
use crate::error::{Error, Result};
use crate::flow::api::ApiClient;
use crate::model::http::target;
use crate::model::secret::Secret;
use crate::model::settings::Source;
use std::path::PathBuf;

/// The flags that say who posts.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct SenderArgs {
    /// A file that holds the bot token, `-` for standard input; else the kept one, or MOMOTALK_BOT_TOKEN
    #[arg(long, value_name = "FILE", help_heading = "Bot")]
    token_file: Option<PathBuf>,
    #[command(flatten)]
    bot: BotArgs,
}

/// A bot and an API client that sends its token.
pub(crate) struct BotClient {
    pub(crate) bot: ChosenBot,
    pub(crate) api: ApiClient,
}

impl SenderArgs {
    /// Resolves bot, token and API. Fails if no token is found.
    pub(crate) fn resolve(&self, config: &Config) -> Result<BotClient> {
        let bot = config.bot(&self.bot)?;
        check_bot_id(&bot.id)?;
        let stored_token = bot
            .credentials
            .as_ref()
            .and_then(|stored| stored.token.clone());
        let api = match (self.explicit_token(&bot)?, stored_token) {
            (Some(token), _) => {
                ApiClient::new(&self.base_for_explicit_token(config, &bot)?, token)?
            }
            (None, Some(token)) => {
                let base = config.bot_api_base(&bot, &self.bot.profile)?;
                ApiClient::new(&base, token)?
            }
            (None, None) => return Err(no_token(&bot)),
        };
        Ok(BotClient { bot, api })
    }

    /// Returns the flags that name the bot.
    pub(crate) fn bot_args(&self) -> &BotArgs {
        &self.bot
    }

    /// Returns a token from file or environment; `None` if the stored one applies.
    fn explicit_token(&self, bot: &ChosenBot) -> Result<Option<Secret>> {
        if let Some(file) = &self.token_file {
            let token = Secret::new(read_secret_file(file)?).ok_or_else(|| {
                Error::usage(format!("the token file `{}` is empty", file.display()))
            })?;
            return unmarked(token, &format!("`{}`", file.display())).map(Some);
        }
        let has_stored_token = bot
            .credentials
            .as_ref()
            .is_some_and(|stored| stored.token.is_some());
        if self.bot.bot.is_some() && has_stored_token {
            return Ok(None);
        }
        let variable_bot = variables::text("MOMOTALK_BOT_ID")?;
        if variable_bot.is_some_and(|variable_bot| variable_bot != bot.id) {
            return Ok(None);
        }
        let token = variables::text("MOMOTALK_BOT_TOKEN")?;
        Ok(token.and_then(Secret::new))
    }

    /// Returns the API base for an explicit token: the stored bot's, unless flags or environment name another.
    ///
    /// Fails if only a project's settings name a remote API, because that file is not trusted.
    fn base_for_explicit_token(&self, config: &Config, bot: &ChosenBot) -> Result<String> {
        let args = &self.bot.profile;
        let is_named =
            args.profile.is_some() || variables::non_empty("MOMOTALK_API_BASE").is_some();
        if bot.credentials.is_some() && !is_named {
            return config.bot_api_base(bot, args);
        }
        let profile = config.profile(args)?;
        let base = config.api_base(&profile, args)?;
        if matches!(base.source, Source::Project(_)) && !target::is_loopback(&base.value) {
            return Err(Error::unknown(format!(
                "the API `{}` is named by {} alone, and a token goes to no place that only a project's file names",
                base.value, base.source
            ))
            .hint(format!(
                "Keep the token for it with `momo bot add {} --profile {}`, or set MOMOTALK_API_BASE.",
                bot.id, profile.name
            )));
        }
        Ok(base.value)
    }
}

fn no_token(bot: &ChosenBot) -> Error {
    Error::unknown(format!(
        "no token of the bot `{}` ({}) is known",
        bot.id, bot.origin
    ))
    .hint(format!(
        "Keep it with `momo bot add {} --token-file FILE`, or set MOMOTALK_BOT_TOKEN.",
        bot.id
    ))
}
