//! `momo webhook`: payloads made, delivered, received and kept.
mod filtering;
mod history;
mod kakao;
mod listen;
mod replay;
mod sample;
mod sources;
mod stamping;

use super::{Node, group, verb};

/// The verbs below `momo webhook`, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<sample::Sample>(""),
    verb::<replay::Replay>(""),
    verb::<listen::Listen>(""),
    group(
        "history",
        "List and show what was sent and received",
        "",
        history::NODES,
    ),
];
