//! momo: one binary for people who build chat bots on the MoMoTalk Bot Platform and on KakaoTalk.
//!
//! The map of the house. Arrows point the way that imports may go; a test holds them (`tests/it/layers.rs`).
//!
//! ```text
//! main -> lib -> cmd -> flow -> io -> model -> error
//!                cmd -> view -----> model
//! ```
//!
//! | layer   | holds                                                                            |
//! |---------|----------------------------------------------------------------------------------|
//! | `model` | what momo knows: exchanges, events, signatures, samples; pure, no I/O             |
//! | `io`    | one outside concern a file: HTTP out, HTTP in, SQLite, files, the operating system |
//! | `flow`  | what momo does: replay, receive, the local platform, the demo                     |
//! | `view`  | faces: values in, text out                                                        |
//! | `cmd`   | the command line: one file a verb, clap lives here and nowhere else               |
#![forbid(unsafe_code)]

mod cmd;
pub mod error;
pub mod flow;
pub mod io;
pub mod model;
pub mod view;

use std::ffi::OsString;
use std::process::ExitCode;

/// Runs one command line (its first word is the program's name) against the process's streams.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    ExitCode::from(cmd::run(args.into_iter().collect()))
}

/// The whole command line as clap knows it, for the tests that hold completions and manual pages equal to it.
pub fn command_line() -> clap::Command {
    cmd::whole_command()
}
