//! Who posts a message: the bot, its token, and the API that this token is for.
//!
//! The token: `--token-file`, then the kept one of `--bot` given as a flag, then `MOMOTALK_BOT_TOKEN` (where
//! `MOMOTALK_BOT_ID` is not another bot's), then the kept one of the chosen bot.
use super::console::check_bot_id;
use super::context::Context;
use super::resolve::{BotArgs, ChosenBot, Config};
use super::secret::read_secret_file;
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

/// A bot that can post.
pub(crate) struct BotClient {
    /// The bot.
    pub(crate) bot_id: String,
    /// The API, with the bot's token.
    pub(crate) api: ApiClient,
}

impl SenderArgs {
    /// Finds bot, token and API.
    pub(crate) fn resolve(&self, context: &Context, config: &Config) -> Result<BotClient> {
        let bot = config.bot(context, &self.bot)?;
        check_bot_id(&bot.id)?;
        let stored_token = bot
            .credentials
            .as_ref()
            .and_then(|stored_token| stored_token.token.clone());
        let api = match (self.explicit_token(context, &bot)?, stored_token) {
            (Some(token), _) => {
                ApiClient::new(&self.base_for_explicit_token(context, config, &bot)?, token)?
            }
            (None, Some(token)) => {
                let base = config.bot_api_base(context, &bot, &self.bot.profile)?;
                ApiClient::new(&base, token)?
            }
            (None, None) => return Err(no_token(&bot)),
        };
        Ok(BotClient {
            bot_id: bot.id,
            api,
        })
    }

    /// A token that is given now, and not kept.
    fn explicit_token(&self, context: &Context, bot: &ChosenBot) -> Result<Option<Secret>> {
        if let Some(file) = &self.token_file {
            let token = Secret::new(read_secret_file(file)?);
            return token.map(Some).ok_or_else(|| {
                Error::usage(format!("the token file `{}` is empty", file.display()))
            });
        }
        let kept = bot
            .credentials
            .as_ref()
            .is_some_and(|kept| kept.token.is_some());
        if self.bot.bot.is_some() && kept {
            return Ok(None);
        }
        let variable_bot = context.variable_text("MOMOTALK_BOT_ID")?;
        if variable_bot.is_some_and(|variable_bot| variable_bot != bot.id) {
            return Ok(None);
        }
        let token = context.variable_text("MOMOTALK_BOT_TOKEN")?;
        Ok(token.and_then(Secret::new))
    }

    /// Where a token goes that is given now: where the bot is kept for, unless flags or variables name another place.
    fn base_for_explicit_token(
        &self,
        context: &Context,
        config: &Config,
        bot: &ChosenBot,
    ) -> Result<String> {
        let args = &self.bot.profile;
        let named = args.profile.is_some() || context.variable("MOMOTALK_API_BASE").is_some();
        if bot.credentials.is_some() && !named {
            return config.bot_api_base(context, bot, args);
        }
        let profile = config.profile(context, args)?;
        let base = config.api_base(context, &profile, args)?;
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
