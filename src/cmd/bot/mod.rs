//! `momo bot`: registers bots, keeps their credentials, manages them.
mod add;
mod create;
mod credentials;
mod delete;
mod env;
mod guided;
mod list;
mod review;
mod rotate;
mod show;
mod test;
mod update;

use super::{Node, verb};

/// The verbs of the group.
pub(super) const NODES: &[Node] = &[
    verb::<create::CreateBot>(""),
    verb::<add::AddBot>(""),
    verb::<list::ListBots>(""),
    verb::<show::ShowBot>(""),
    verb::<update::UpdateBot>(""),
    verb::<rotate::RotateBot>(""),
    verb::<test::TestBot>(""),
    verb::<review::ReviewBot>(""),
    verb::<delete::DeleteBot>(""),
    verb::<env::BotEnv>(""),
];
