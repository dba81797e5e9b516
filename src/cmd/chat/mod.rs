//! `momo chat`: talks with the bots of a local platform, and plays conversations as tests.
mod check;
mod fmt;
mod output;
mod play;
mod record;
mod session;
mod skill_session;
mod talk;
mod test;
mod test_args;

pub(super) use talk::{Session, Speaker, Talk, TalkEnd};

use super::{Node, verb};
use crate::flow::chat::LoadedChats;
use crate::view::chat;
use crate::view::terminal::Terminal;

pub(super) const NODES: &[Node] = &[
    verb::<test_args::TestChats>(""),
    verb::<record::RecordChat>(""),
    verb::<check::CheckChats>(""),
    verb::<fmt::FormatChats>(""),
];

/// Prints every error of the files to standard error.
fn print_errors(terminal: &mut Terminal, chats: &LoadedChats) {
    let styles = terminal.err_styles();
    for error in &chats.errors {
        for line in chat::error(styles, error, chats.line_of(error)) {
            terminal.print_to_stderr(line);
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
