//! `momo webhook history`: every exchange, sent and received; without a verb it lists them.
mod clear;
mod cut;
mod export;
mod follow;
mod import;
mod list;
mod only;
mod prune;
mod show;
mod star;

use crate::cmd::{Node, verb};
pub(super) use list::List;

/// The verbs below `momo webhook history`, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<list::List>(""),
    verb::<show::Show>(""),
    verb::<star::Star>(""),
    verb::<export::Export>(""),
    verb::<import::Import>(""),
    verb::<clear::Clear>(""),
    verb::<prune::PruneVerb>(""),
];
