//! `momo bot delete`: deletes a bot on its platform and its stored credentials.
use super::credentials::hint_at_forget;
use crate::cmd::chosen_bot::ChosenBot;
use crate::cmd::console::{Console, SingleBotArgs};
use crate::cmd::context::Context;
use crate::cmd::prompt;
use crate::cmd::resolve::Config;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::files::Credentials;
use crate::model::platform::bot::Role;
use crate::view::escape;
use crate::view::terminal::label;
use serde_json::json;

/// Arguments of `momo bot delete`.
#[derive(clap::Args, Debug)]
pub(crate) struct DeleteBot {
    #[command(flatten)]
    bot: SingleBotArgs,
    /// Only forget its credentials here; the platform is not asked and keeps the bot
    #[arg(long)]
    forget: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Verb for DeleteBot {
    const NAME: &'static str = "delete";
    const ABOUT: &'static str = "Delete a bot from its platform, and its credentials from here";
    const EFFECT: Effect = Effect::Destructive;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot delete bot_xxx
  momo bot delete bot_xxx --yes
  momo bot delete bot_xxx --forget     only forget its credentials here";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let bot = self.bot.choose(&config)?;
        if self.forget && bot.credentials.is_none() {
            return Err(
                Error::unknown(format!("nothing of the bot `{}` is kept here", bot.id))
                    .hint("`momo bot list` shows what is."),
            );
        }
        let console = match self.forget {
            true => None,
            false => Some(self.console(&config, &bot)?),
        };
        if !self.yes && !prompt::confirm(context, &self.question(&bot))? {
            context.terminal.note("Nothing was deleted.");
            return Ok(Verdict::No);
        }
        if let Some(console) = &console {
            let answer = console.api.delete(&format!("/bots/{}", bot.id))?;
            let what = format!("the bot `{}` was not deleted", bot.id);
            answer.map_err(|problem| hint_at_forget(problem, &bot).into_error(&what))?;
        }
        let removed = Credentials::update(&config.home, |credentials| {
            Ok(credentials.remove_bot(&bot.id))
        })?;
        let deleted = console.is_some();
        let removed = removed.is_some() || bot.credentials.is_some();
        let result = json!({ "bot_id": bot.id, "deleted": deleted, "forgotten": removed });
        context.terminal.show(&result, |terminal| {
            let word = if deleted { "deleted" } else { "forgotten" };
            terminal.print(format!("{}  {}", label(word), escape::line(&bot.id)))
        })
    }
}

impl DeleteBot {
    fn console(&self, config: &Config, bot: &ChosenBot) -> Result<Console> {
        self.bot
            .console(config, bot, Role::Developer, "delete a bot")
            .map_err(|error| error.hint("`--forget` only forgets its credentials here."))
    }

    fn question(&self, bot: &ChosenBot) -> String {
        let name = bot
            .credentials
            .as_ref()
            .and_then(|credentials| credentials.name.as_deref());
        let name = name.map_or_else(String::new, |name| format!(" ({name})"));
        let what = if self.forget {
            "Its token and secret will be forgotten here, for ever."
        } else {
            "It will be deleted from its platform, its token and secret from here, for ever."
        };
        format!("{}{name}: {what}", bot.id)
    }
}
