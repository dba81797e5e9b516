//! `momo delivery`: events on their way to bots of a local platform.
mod drop;
mod list;
mod retry;
mod selection;
mod show;

use super::{Node, verb};

pub(super) const NODES: &[Node] = &[
    verb::<list::ListDeliveries>(""),
    verb::<show::ShowDelivery>(""),
    verb::<retry::RetryDeliveries>(""),
    verb::<drop::DropDeliveries>(""),
];
