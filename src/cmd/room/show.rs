//! `momo room show`: shows a room.
use crate::cmd::chosen_room::RoomArgs;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use crate::view::room;
use serde_json::Value;

/// Arguments of `momo room show`.
#[derive(clap::Args, Debug)]
pub(crate) struct ShowRoom {
    #[command(flatten)]
    room: RoomArgs,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for ShowRoom {
    const NAME: &'static str = "show";
    const ABOUT: &'static str = "Show a room and the bots in it";
    const EFFECT: Effect = Effect::Read;
    const EXAMPLES: &'static str = "\
Examples:
  momo room show --room 1";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Developer, "show a room")?;
        let room = self.room.resolve(&*context.config()?, &console.api)?;
        let room = console.api.get(&format!("/rooms/{room}"))?;
        print(context, &room.map_err(refused("the room cannot be shown"))?)
    }
}

/// Prints a room from the platform's response.
pub(super) fn print(context: &mut Context, room: &Value) -> Result<Verdict> {
    context.terminal.show(room, |terminal| {
        terminal.print(room::block(room, terminal.out_styles()))
    })
}
