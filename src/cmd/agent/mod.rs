//! `momo agent`: a skill file that teaches a coding agent to use momo.
mod client;
mod setup;
mod skill;

use super::{Node, verb};

pub(super) const NODES: &[Node] = &[verb::<skill::PrintSkill>(""), verb::<setup::SetUpAgent>("")];
