//! `momo room show`: shows a room.
use super::RoomArgs;
use crate::cmd::Verb;
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::cmd::values;
use crate::error::{Result, Verdict};
use crate::view::room;
use serde_json::Value;

/// Arguments of `momo room show`.
#[derive(clap::Args, Debug)]
pub(crate) struct ShowRoom {
    /// The room's number
    #[arg(long, value_name = "ROOM_ID", value_parser = values::numeric_id)]
    room: i64,
    #[command(flatten)]
    args: RoomArgs,
}

impl Verb for ShowRoom {
    const NAME: &'static str = "show";
    const ABOUT: &'static str = "Show a room and the bots in it";
    const EXAMPLES: &'static str = "\
Examples:
  momo room show --room 1";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self.args.console(context, "show a room")?;
        match console.api.get(&format!("/rooms/{}", self.room))? {
            Ok(answer) => print(context, &answer),
            Err(refusal) => console::print_refusal(context, "the room cannot be shown", &refusal),
        }
    }
}

/// Prints a room from the platform's response.
pub(super) fn print(context: &mut Context, answer: &Value) -> Result<Verdict> {
    if context.terminal.is_json() {
        context.terminal.print_json(answer)?;
    } else {
        let styles = context.terminal.out_styles();
        context.terminal.print(room::block(answer, styles))?;
    }
    Ok(Verdict::Yes)
}
