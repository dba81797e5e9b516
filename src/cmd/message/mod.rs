//! `momo message`: calls MoMoTalk's documented message API.
mod send;

use super::{Node, verb};

pub(super) const NODES: &[Node] = &[verb::<send::SendMessage>("")];
