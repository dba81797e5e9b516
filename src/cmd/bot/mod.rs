//! `momo bot`: registers bots, keeps their credentials, manages them.
mod add;
mod create;
mod delete;
mod env;
mod guided;
mod keep;
mod list;
mod review;
mod rotate;
mod show;
mod test;
mod update;

use super::{Node, verb};

/// The verbs of the group.
pub(super) const NODES: &[Node] = &[
    verb::<create::Create>(""),
    verb::<add::Add>(""),
    verb::<list::List>(""),
    verb::<show::Show>(""),
    verb::<update::Update>(""),
    verb::<rotate::Rotate>(""),
    verb::<test::Test>(""),
    verb::<review::Review>(""),
    verb::<delete::Delete>(""),
    verb::<env::Env>(""),
];
