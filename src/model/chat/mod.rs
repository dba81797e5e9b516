//! Conversations with bots.
pub mod talk_line;
