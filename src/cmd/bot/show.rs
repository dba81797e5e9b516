//! `momo bot show`: shows a bot as its platform reports it, with its stored credentials.
use super::credentials::{bot_info, hint_at_forget};
use crate::cmd::console::SingleBotArgs;
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::bot;

/// Arguments of `momo bot show`.
#[derive(clap::Args, Debug)]
pub(crate) struct ShowBot {
    #[command(flatten)]
    bot: SingleBotArgs,
}

impl Verb for ShowBot {
    const NAME: &'static str = "show";
    const ABOUT: &'static str = "Show a bot: its settings, its state, and what is kept of it here";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo bot show
  momo bot show bot_xxx --as-role operator";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let config = context.config()?;
        let bot = self.bot.choose(&config)?;
        let result = self
            .bot
            .console(&config, &bot, Role::Developer, "ask about a bot")
            .and_then(|console| Ok((console.api.get(&format!("/bots/{}", bot.id))?, console)));
        let info = match result {
            Ok((answer, console)) => {
                let what = format!("the bot `{}` cannot be shown", bot.id);
                let answer =
                    answer.map_err(|problem| hint_at_forget(problem, &bot).into_error(&what))?;
                let mut info = bot_info(Some(&answer), &bot.id, bot.credentials.as_ref());
                info.profile = Some(console.profile.name);
                info.api_base = Some(console.api.base().to_owned());
                info
            }
            Err(error) if bot.credentials.is_some() => {
                let note = format!("Only what is kept here: {error}.");
                context.terminal.note(note);
                bot_info(None, &bot.id, bot.credentials.as_ref())
            }
            Err(error) => return Err(error),
        };
        context.terminal.show(&info, |terminal| {
            terminal.print(bot::block(&info, terminal.out_styles()))
        })
    }
}
