//! `momo room list`: lists the rooms and their bots.
use super::RoomArgs;
use crate::cmd::Verb;
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use crate::view::room;
use serde_json::Value;

/// Arguments of `momo room list`.
#[derive(clap::Args, Debug)]
pub(crate) struct ListRooms {
    #[command(flatten)]
    room: RoomArgs,
}

impl Verb for ListRooms {
    const NAME: &'static str = "list";
    const ABOUT: &'static str = "List the rooms and the bots in them";
    const EXAMPLES: &'static str = "\
Examples:
  momo room list
  momo room list --json";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self.room.console(context, "list rooms")?;
        let answer = match console.api.get("/rooms")? {
            Ok(answer) => answer,
            Err(refusal) => {
                return console::print_refusal(context, "the rooms cannot be listed", &refusal);
            }
        };
        if context.terminal.is_json() {
            context.terminal.print_json(&answer)?;
            return Ok(Verdict::Yes);
        }
        let rooms = answer
            .get("rooms")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if rooms.is_empty() {
            context
                .terminal
                .note("No rooms. Make one with `momo room create`.");
            return Ok(Verdict::Yes);
        }
        let width = context.terminal.out_width();
        context.terminal.print(room::table(&rooms, width))?;
        Ok(Verdict::Yes)
    }
}
