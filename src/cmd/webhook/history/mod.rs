//! `momo webhook history`: every exchange, sent and received; without a verb it lists them.
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

/// The verbs below `momo webhook history`, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<list::ListHistory>(""),
    verb::<show::ShowExchange>(""),
    verb::<star::StarExchanges>(""),
    verb::<export::ExportHistory>(""),
    verb::<import::ImportHistory>(""),
    verb::<clear::ClearHistory>(""),
    verb::<prune::PruneHistory>(""),
];
