//! `momo config`: what is set and why, and changes of the settings files.
mod check;
mod edit;
mod get;
mod list;
mod path;
mod rows;
mod schema;
mod set;
mod unset;

use super::{Node, verb};

pub(super) const NODES: &[Node] = &[
    verb::<list::ListConfig>(""),
    verb::<get::GetConfig>(""),
    verb::<set::SetConfig>(""),
    verb::<unset::UnsetConfig>(""),
    verb::<path::ConfigPath>(""),
    verb::<schema::ConfigSchema>(""),
    verb::<check::CheckConfig>(""),
];
