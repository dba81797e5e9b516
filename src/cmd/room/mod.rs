//! `momo room`: the rooms of a local platform, and what people say in them.
mod create;
mod list;
mod messages;
mod say;
mod show;
mod subscribe;

use super::{Node, verb};
use crate::cmd::choice::{Known, ProfileArgs};
use crate::cmd::console::{self, Console, RoleArgs};
use crate::cmd::context::Context;
use crate::error::Result;
use crate::model::platform::bot::Role;

/// The verbs of the group.
pub(super) const NODES: &[Node] = &[
    verb::<list::List>(""),
    verb::<create::Create>(""),
    verb::<show::Show>(""),
    verb::<subscribe::Subscribe>(""),
    verb::<subscribe::Unsubscribe>(""),
    verb::<say::Say>(""),
    verb::<messages::Messages>(""),
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
        let known = Known::load(context)?;
        let role = self.role.or(Role::Developer);
        console::console(context, &known, &self.profile, role, doing)
    }
}
