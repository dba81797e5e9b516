//! `momo chat`: talks with the bots of a local platform.
mod talk;

pub(super) use talk::{Session, Speaker, Talk, TalkEnd};
