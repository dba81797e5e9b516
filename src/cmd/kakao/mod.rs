//! `momo kakao`: KakaoTalk skills and messages.
mod account;
mod agent;
mod cancel;
mod image;
mod lint;
mod nhn_client;
mod result;
mod say;
mod send;
mod serve;
mod setup;
mod status;

pub(super) use nhn_client::friend_talk_last_day;

use super::{Node, verb};

/// Subcommands of `momo kakao`, in the order of its help.
pub(super) const NODES: &[Node] = &[
    verb::<setup::Setup>(""),
    verb::<status::Status>(""),
    verb::<serve::Serve>(""),
    verb::<say::Say>(""),
    verb::<lint::Lint>(""),
    verb::<send::Send>(""),
    verb::<result::MessageResult>(""),
    verb::<cancel::Cancel>(""),
];
