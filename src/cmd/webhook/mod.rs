//! `momo webhook`: payloads made, delivered, received and kept.
mod archive;
mod filtering;
mod history;
mod kakao;
mod listen;
mod replay;
mod sample;
mod sources;
mod stamping;

pub(super) use kakao::kept_keys;

use super::{Node, alone, group, verb};

/// The verbs below `momo webhook`, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<sample::Sample>(""),
    verb::<replay::Replay>(""),
    verb::<listen::Listen>(""),
    alone::<history::List>(group(
        "history",
        "List, show, export and delete what was sent and received",
        "",
        history::NODES,
    )),
];
