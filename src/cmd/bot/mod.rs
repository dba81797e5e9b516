//! `momo bot`: registers and manages bots and stores their credentials.
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
