//! `momo room create`: creates a room.
use super::show::print;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Result, Verdict};
use crate::model::platform::bot::Role;
use serde_json::Map;

/// Arguments of `momo room create`.
#[derive(clap::Args, Debug)]
pub(crate) struct CreateRoom {
    /// What people call the room
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    platform: PlatformArgs,
}

impl Verb for CreateRoom {
    const NAME: &'static str = "create";
    const ABOUT: &'static str = "Make a room";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo room create
  momo room create 'Order desk'";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Developer, "make a room")?;
        let mut body = Map::new();
        if let Some(name) = self.name {
            body.insert("name".into(), name.into());
        }
        let room = console.api.post("/rooms", &body)?;
        print(context, &room.map_err(refused("the room was not made"))?)
    }
}
