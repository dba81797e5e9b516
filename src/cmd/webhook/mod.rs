//! `momo webhook`: creates, delivers, receives and inspects events.
mod archive;
mod check;
mod filter_args;
mod history;
mod kakao_args;
mod listen;
mod payload_edits;
mod replay;
mod sample;
pub(super) mod sources;

pub(super) use check::CheckBot;
pub(super) use filter_args::FilterArgs;
pub(super) use kakao_args::{SkillKeyArgs, stored_keys};

use super::{Node, group, group_with_default, verb};

/// The commands of the group, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<sample::PrintSample>(""),
    verb::<replay::Replay>(""),
    verb::<CheckBot>(""),
    verb::<listen::Listen>(""),
    group_with_default::<history::ListHistory>(group(
        "history",
        "List, show, export and delete what was sent and received",
        "",
        history::NODES,
    )),
];
