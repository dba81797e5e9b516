//! `momo room subscribe` and `unsubscribe`: set which bots get a room's events.
use super::show::print;
use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::{self, RoleArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::resolve::BotArgs;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;

#[derive(clap::Args, Debug)]
struct SubscriptionArgs {
    #[command(flatten)]
    room: RoomArgs,
    #[command(flatten)]
    bot: BotArgs,
    #[command(flatten)]
    role: RoleArgs,
}

/// Arguments of `momo room subscribe`.
#[derive(clap::Args, Debug)]
pub(crate) struct Subscribe {
    #[command(flatten)]
    args: SubscriptionArgs,
}

/// Arguments of `momo room unsubscribe`.
#[derive(clap::Args, Debug)]
pub(crate) struct Unsubscribe {
    #[command(flatten)]
    args: SubscriptionArgs,
}

impl Verb for Subscribe {
    const NAME: &'static str = "subscribe";
    const ABOUT: &'static str = "Let a bot get the events of a room";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo room subscribe --room 2
  momo room subscribe --room 2 --bot bot_xxx";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        self.args.run(context, true)
    }
}

impl Verb for Unsubscribe {
    const NAME: &'static str = "unsubscribe";
    const ABOUT: &'static str = "Let a bot no longer get the events of a room";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo room unsubscribe --room 2 --bot bot_xxx";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        self.args.run(context, false)
    }
}

impl SubscriptionArgs {
    fn run(self, context: &mut Context, subscribe: bool) -> Result<Verdict> {
        let config = context.config()?;
        let bot = config.bot(&self.bot)?;
        console::check_bot_id(&bot.id)?;
        let role = self.role.or(Role::Developer);
        let doing = "subscribe a bot to a room";
        let console = console::bot_console(&config, &bot, &self.bot.profile, role, doing)?;
        let room = self.room.resolve(&config, &console.api)?;
        let path = format!("/rooms/{room}/bots/{}", bot.id);
        let answer = if subscribe {
            console.api.put(&path)?
        } else {
            console.api.delete(&path)?
        };
        let what = format!("nothing was changed for `{}` in room {room}", bot.id);
        print(context, &answer.map_err(refused(what))?)
    }
}
