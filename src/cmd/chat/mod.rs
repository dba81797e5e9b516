//! `momo chat`: talks with the bots of a local platform, and plays conversations as tests.
mod check;
mod fmt;
mod output;
mod play;
mod session;
mod talk;
mod test;

pub(super) use talk::{Session, Speaker, Talk, TalkEnd};

use super::context::Context;
use super::{Node, verb};
use crate::flow::chat::LoadedChats;
use crate::view::chat;

pub(super) const NODES: &[Node] = &[
    verb::<test::TestChats>(""),
    verb::<check::CheckChats>(""),
    verb::<fmt::FormatChats>(""),
];

/// Prints every error of the files to standard error, and how many there are.
fn print_errors(context: &mut Context, chats: &LoadedChats) {
    let styles = context.terminal.err_styles();
    for error in &chats.errors {
        for line in chat::error(styles, error, chats.line_of(error)) {
            context.terminal.print_to_stderr(line);
        }
    }
}

/// Writes a count with its noun: `1 error`, `2 errors`.
fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}
