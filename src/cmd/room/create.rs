//! `momo room create`: creates a room.
use super::{RoomArgs, show::print};
use crate::cmd::Verb;
use crate::cmd::console;
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use serde_json::Map;

/// Arguments of `momo room create`.
#[derive(clap::Args, Debug)]
pub(crate) struct CreateRoom {
    /// What people call the room
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    room: RoomArgs,
}

impl Verb for CreateRoom {
    const NAME: &'static str = "create";
    const ABOUT: &'static str = "Make a room";
    const EXAMPLES: &'static str = "\
Examples:
  momo room create
  momo room create 'Order desk'";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self.room.console(context, "make a room")?;
        let mut body = Map::new();
        if let Some(name) = self.name {
            body.insert("name".into(), name.into());
        }
        match console.api.post("/rooms", &body)? {
            Ok(answer) => print(context, &answer),
            Err(refusal) => console::print_refusal(context, "the room was not made", &refusal),
        }
    }
}
