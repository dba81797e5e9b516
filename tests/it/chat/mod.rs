//! `momo chat`: the language of conversation files, and their runs against bots.
mod errors;
mod express;
mod format;
mod fuzz;
mod grammar;
mod kakao;
mod lines;
mod played;
mod record;
mod refused;
mod reports;
mod running;
mod runs;
mod watch;

use crate::support::{Momo, Output, has_program};

/// The bot that the conversations are played against.
const MENU: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bots/python/menu.py");

/// Plays the conversations of the file `a.chat` against the bot, with further flags; none where there is no Python.
fn play(momo: &Momo, text: &str, flags: &[&str]) -> Option<Output> {
    momo.file("a.chat", text);
    play_files(momo, &["a.chat"], flags)
}

fn play_files(momo: &Momo, files: &[&str], flags: &[&str]) -> Option<Output> {
    let program = ["--", "python3", MENU];
    let words = [&["chat", "test"], files, flags, &program].concat();
    has_program("python3").then(|| momo.run(&words))
}
