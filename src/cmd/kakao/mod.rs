//! `momo kakao`: the channel of KakaoTalk: skills, messages, the Share webhook.
mod account;
mod agent;
mod cancel;
mod image;
mod lint;
mod outbound;
mod result;
mod say;
mod send;
mod serve;
mod setup;
mod status;

pub(super) use outbound::played_until;

use super::{Node, verb};

/// The verbs below `momo kakao`, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<setup::Setup>(""),
    verb::<status::Status>(""),
    verb::<serve::Serve>(""),
    verb::<say::Say>(""),
    verb::<lint::Lint>(""),
    verb::<send::Send>(""),
    verb::<result::Outcome>(""),
    verb::<cancel::Cancel>(""),
];
