//! `momo room messages`: prints the messages of a room.
use crate::cmd::Verb;
use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::values;
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::room;

/// Arguments of `momo room messages`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListMessages {
    #[command(flatten)]
    room: RoomArgs,
    /// Only messages after this one
    #[arg(long, value_name = "MESSAGE_ID", value_parser = values::numeric_id)]
    after: Option<i64>,
    /// At most so many
    #[arg(long, value_name = "NUMBER")]
    limit: Option<u32>,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ListMessages {
    const NAME: &'static str = "messages";
    const ABOUT: &'static str = "Print what was said in a room";
    const EXAMPLES: &'static str = "\
Examples:
  momo room messages
  momo room messages --room 1 --after 12 --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Developer, "read a room")?;
        let after = self.after.map(|after| format!("after={after}"));
        let limit = self.limit.map(|limit| format!("limit={limit}"));
        let query: Vec<_> = after.into_iter().chain(limit).collect();
        let room = self.room.resolve(&*context.config()?, &console.api)?;
        let path = format!("/rooms/{room}/messages?{}", query.join("&"));
        let answer = console.api.get(path.trim_end_matches('?'))?;
        let answer = answer.map_err(refused("the room cannot be read"))?;
        context.terminal.show(&answer, |terminal| {
            for message in answer["messages"].as_array().into_iter().flatten() {
                terminal.print(room::message(message, terminal.out_styles()))?;
            }
            Ok(())
        })
    }
}
