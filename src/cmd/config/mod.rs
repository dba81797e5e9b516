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

pub(super) use check::problems_of;

use super::{Node, verb};
use crate::model::settings::Settings;

pub(super) const NODES: &[Node] = &[
    verb::<list::ListConfig>(""),
    verb::<get::GetConfig>(""),
    verb::<set::SetConfig>(""),
    verb::<unset::UnsetConfig>(""),
    verb::<path::ConfigPath>(""),
    verb::<schema::ConfigSchema>(""),
    verb::<check::CheckConfig>(""),
];

/// Returns the keys that can be set, for completions: those of every file, and those of the profiles and accounts there are.
pub(super) fn keys(settings: &Settings) -> Vec<String> {
    rows::keys(settings)
}
