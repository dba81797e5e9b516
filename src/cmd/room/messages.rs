//! `momo room messages`: prints the messages of a room.
use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::values;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::room;

/// The largest id that every JSON reader keeps as it is: 2^53 - 1.
const MAX_ID: i64 = 9_007_199_254_740_991;

/// Arguments of `momo room messages`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListMessages {
    #[command(flatten)]
    room: RoomArgs,
    /// Only messages after this one; with --limit those that came next
    #[arg(long, value_name = "MESSAGE_ID", value_parser = values::numeric_id)]
    after: Option<i64>,
    /// Only messages before this one
    #[arg(long, value_name = "MESSAGE_ID", value_parser = values::numeric_id, conflicts_with = "after")]
    before: Option<i64>,
    /// At most so many, the newest of them
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ListMessages {
    const NAME: &'static str = "messages";
    const ABOUT: &'static str = "Print what was said in a room, the newest at the end";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo room messages
  momo room messages --limit 10
  momo room messages --room 1 --after 12 --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Developer, "read a room")?;
        let place = match self.after {
            Some(after) => format!("after={after}"),
            None => format!("before={}", self.before.unwrap_or(MAX_ID)),
        };
        let room = self.room.resolve(&*context.config()?, &console.api)?;
        let path = format!("/rooms/{room}/messages?{place}&limit={}", self.limit);
        let answer = console.api.get(&path)?;
        let answer = answer.map_err(refused("the room cannot be read"))?;
        let messages = answer["messages"].as_array();
        context.terminal.show(&answer, |terminal| {
            for message in messages.into_iter().flatten() {
                terminal.print(room::message(message, terminal.out_styles()))?;
            }
            let oldest = messages.filter(|it| it.len() == self.limit as usize);
            let oldest = oldest.and_then(|it| it[0]["message_id"].as_i64());
            if let Some(oldest) = oldest.filter(|oldest| self.after.is_none() && *oldest > 1) {
                terminal.note(format!("older ones, if any: --before {oldest}"));
            }
            Ok(())
        })
    }
}
