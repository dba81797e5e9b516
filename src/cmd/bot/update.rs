//! `momo bot update`: changes a bot's name, callback URL or visibility.
use super::credentials::{
    CredentialUpdate, bot_info, choose_callback, print_choice, save_credentials, text_field,
};
use crate::cmd::console::{self, SingleBotArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::model::platform::bot::{Role, Visibility};
use crate::view::bot;
use serde_json::{Map, Value};

/// Arguments of `momo bot update`.
#[derive(clap::Args, Debug)]
pub(crate) struct UpdateBot {
    #[command(flatten)]
    bot: SingleBotArgs,
    /// What people call the bot
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Where its events go; without a path momo asks a bot of this machine, as `momo bot create` does
    #[arg(long, value_name = "TARGET")]
    callback_url: Option<String>,
    /// Who may see it
    #[arg(long, value_enum, value_name = "WHO")]
    visibility: Option<Visibility>,
}

impl Verb for UpdateBot {
    const NAME: &'static str = "update";
    const ABOUT: &'static str = "Change a bot's name, callback URL or visibility";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot update --callback-url 4000/hook
  momo bot update bot_xxx --name 'Echo 2' --visibility public";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        if self.name.is_none() && self.callback_url.is_none() && self.visibility.is_none() {
            return Err(Error::usage("nothing is to be changed")
                .hint("Give `--name`, `--callback-url` or `--visibility`."));
        }
        let doing = "change a bot";
        let (bot, console) = self.bot.connect(context, Role::Developer, doing)?;
        let local = console::is_local(&console.profile, console.api.base());
        let mut change = Map::new();
        let mut chosen = None;
        if let Some(name) = self.name {
            change.insert("name".into(), name.into());
        }
        if let Some(target) = self.callback_url {
            let callback = choose_callback(&target, local)?;
            change.insert("callback_url".into(), callback.url.clone().into());
            chosen = Some(callback);
        }
        if let Some(visibility) = self.visibility {
            change.insert("visibility".into(), visibility.name().into());
        }
        let path = format!("/bots/{}", bot.id);
        let what = format!("the bot `{}` was not changed", bot.id);
        let answer = console.api.patch(&path, &change)?.map_err(refused(what))?;
        if bot.credentials.is_some() {
            let update = CredentialUpdate {
                callback_url: text_field(&answer, "callback_url"),
                name: text_field(&answer, "name"),
                ..CredentialUpdate::default()
            };
            save_credentials(&*context.config()?, &bot.id, update)?;
        }
        let verdict = print(context, &bot.id, &answer)?;
        if let Some(callback) = chosen {
            print_choice(&mut context.terminal, &callback);
        }
        Ok(verdict)
    }
}

/// Prints a bot from the platform's response.
pub(super) fn print(context: &mut Context, id: &str, answer: &Value) -> Result<Verdict> {
    context.terminal.show(answer, |terminal| {
        let info = bot_info(Some(answer), id, None);
        terminal.print(bot::block(&info, terminal.out_styles()))
    })
}
