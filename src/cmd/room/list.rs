//! `momo room list`: lists the rooms and their bots.
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::room;

/// Arguments of `momo room list`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListRooms {
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ListRooms {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the rooms and the bots in them";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo room list
  momo room list --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Developer, "list rooms")?;
        let answer = console.api.get("/rooms")?;
        let answer = answer.map_err(refused("the rooms cannot be listed"))?;
        context.terminal.show(&answer, |terminal| {
            match answer["rooms"].as_array().filter(|rooms| !rooms.is_empty()) {
                Some(rooms) => terminal.print(room::table(rooms, terminal.out_width()))?,
                None => terminal.note("No rooms. Make one with `momo room create`."),
            }
            Ok(())
        })
    }
}
