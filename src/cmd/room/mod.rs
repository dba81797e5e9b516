//! `momo room`: manages rooms of a local platform and posts messages as a user.
mod create;
mod list;
mod messages;
mod say;
mod show;
mod subscribe;

use super::{Node, verb};

pub(super) const NODES: &[Node] = &[
    verb::<list::ListRooms>(""),
    verb::<create::CreateRoom>(""),
    verb::<show::ShowRoom>(""),
    verb::<subscribe::Subscribe>(""),
    verb::<subscribe::Unsubscribe>(""),
    verb::<say::RoomSay>(""),
    verb::<messages::ListMessages>(""),
];
