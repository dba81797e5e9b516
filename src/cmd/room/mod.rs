//! `momo room`: manages rooms of a local platform and posts messages as a user.
mod create;
mod list;
mod messages;
mod say;
mod show;
mod subscribe;

use super::{Node, verb};
use crate::cmd::console::{self, Console, RoleArgs};
use crate::cmd::context::Context;
use crate::cmd::resolve::{Config, ProfileArgs};
use crate::error::Result;
use crate::model::platform::bot::Role;

pub(super) const NODES: &[Node] = &[
    verb::<list::ListRooms>(""),
    verb::<create::CreateRoom>(""),
    verb::<show::ShowRoom>(""),
    verb::<subscribe::Subscribe>(""),
    verb::<subscribe::Unsubscribe>(""),
    verb::<say::RoomSay>(""),
    verb::<messages::ListMessages>(""),
];

/// The flags that every verb of rooms takes.
#[derive(clap::Args, Debug, Clone, Default)]
struct RoomArgs {
    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    role: RoleArgs,
}

impl RoomArgs {
    fn console(&self, context: &mut Context, doing: &str) -> Result<Console> {
        let config = Config::load(context)?;
        let role = self.role.or(Role::Developer);
        console::console(context, &config, &self.profile, role, doing)
    }
}
