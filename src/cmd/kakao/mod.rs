//! `momo kakao`: the channel of KakaoTalk: skills, messages, the Share webhook.
mod lint;

use super::{Node, verb};

/// The verbs below `momo kakao`, in the order of its help.
pub(super) const NODES: &[Node] = &[verb::<lint::Lint>("")];
