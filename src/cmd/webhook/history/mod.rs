//! `momo webhook history`: shows and manages stored exchanges. The bare group name lists them.
mod clear;
mod delete;
mod export;
mod follow;
mod import;
mod list;
mod prune;
mod selection;
mod show;
mod star;

use crate::cmd::{Node, verb};
pub(super) use list::ListHistory;

/// The commands of the group, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<list::ListHistory>(""),
    verb::<show::ShowExchange>(""),
    verb::<star::StarExchanges>(""),
    verb::<export::ExportHistory>(""),
    verb::<import::ImportHistory>(""),
    verb::<clear::ClearHistory>(""),
    verb::<prune::PruneHistory>(""),
];
