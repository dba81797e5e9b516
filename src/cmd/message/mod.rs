//! `momo message`: the documented call of MoMoTalk's API.
mod send;

use super::{Node, verb};

/// The verbs of the group.
pub(super) const NODES: &[Node] = &[verb::<send::SendMessage>("")];
