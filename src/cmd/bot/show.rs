//! `momo bot show`: shows a bot as its platform reports it, with its stored credentials.
use super::credentials::bot_info;
use crate::cmd::Verb;
use crate::cmd::console::{self, SingleBotArgs};
use crate::cmd::context::Context;
use crate::cmd::resolve::Config;
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::bot::{self, BotInfo};

/// Arguments of `momo bot show`.
#[derive(clap::Args, Debug)]
pub(crate) struct ShowBot {
    #[command(flatten)]
    bot: SingleBotArgs,
}

impl Verb for ShowBot {
    const NAME: &'static str = "show";
    const ABOUT: &'static str = "Show a bot: its settings, its state, and what is kept of it here";
    const EXAMPLES: &'static str = "\
Examples:
  momo bot show
  momo bot show bot_xxx --as-role operator";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = Config::load(context)?;
        let bot = self.bot.choose(context, &config)?;
        let result = self
            .bot
            .console(context, &config, &bot, Role::Developer, "ask about a bot")
            .and_then(|console| Ok((console.api.get(&format!("/bots/{}", bot.id))?, console)));
        match result {
            Ok((Ok(answer), console)) => {
                let mut info = bot_info(Some(&answer), &bot.id, bot.credentials.as_ref());
                info.profile = Some(console.profile.name);
                info.api_base = Some(console.api.base().to_owned());
                print(context, &info)
            }
            Ok((Err(mut refusal), _)) => {
                if refusal.status == 404 && bot.credentials.is_some() {
                    refusal = refusal.hint(format!(
                        "To forget its credentials: momo bot delete {} --forget",
                        bot.id
                    ));
                }
                let what = format!("the bot `{}` cannot be shown", bot.id);
                console::print_refusal(context, &what, &refusal)
            }
            Err(error) if bot.credentials.is_some() => {
                context
                    .terminal
                    .note(format!("Only what is kept here: {error}."));
                print(context, &bot_info(None, &bot.id, bot.credentials.as_ref()))
            }
            Err(error) => Err(error),
        }
    }
}

fn print(context: &mut Context, info: &BotInfo) -> Result<Verdict> {
    if context.terminal.is_json() {
        context.terminal.print_json(info)?;
    } else {
        let styles = context.terminal.out_styles();
        context.terminal.print(bot::block(info, styles))?;
    }
    Ok(Verdict::Yes)
}
