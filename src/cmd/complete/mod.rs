//! Completions by momo itself: a shell calls it with `COMPLETE=SHELL` for each word, and gets what exists here.
//!
//! Nothing is read unless `COMPLETE` is set. The home is only read, the network never asked, and errors are silent: a shell
//! would show them amid the line that is typed.
mod candidates;

use super::whole_command;
use crate::error::exit;
use candidates::Live;
use clap::{Arg, Command};
use clap_complete::engine::{
    ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter,
};
use clap_complete::env::CompleteEnv;
use std::ffi::{OsStr, OsString};

/// Variable by which a shell asks.
const VARIABLE: &str = "COMPLETE";

/// Answers a shell. Returns the exit code, or `None` if no shell asks.
pub(super) fn answer(args: &[OsString]) -> Option<u8> {
    std::env::var_os(VARIABLE).filter(|shell| !shell.is_empty() && shell != "0")?;
    let here = std::env::current_dir().ok();
    let is_asked_for_words = args.iter().any(|arg| arg == "--");
    let answer = CompleteEnv::with_factory(tree)
        .bin("momo")
        .var(VARIABLE)
        .try_complete(args.to_vec(), here.as_deref());
    match answer {
        Ok(true) => Some(exit::YES),
        Ok(false) => None,
        Err(_) if is_asked_for_words => Some(exit::YES),
        Err(_) => Some(exit::USAGE),
    }
}

/// Returns the command tree with what is known here at its arguments.
fn tree() -> Command {
    annotated(whole_command(), "")
}

fn annotated(command: Command, path: &str) -> Command {
    let owner = path.to_owned();
    let command = command.mut_args(|arg| match Live::of(&owner, &arg) {
        Some(live) => arg.add(ArgValueCompleter::new(move |current: &OsStr| {
            complete(live, current)
        })),
        None => arg,
    });
    let path = path.to_owned();
    command.mut_subcommands(|below| {
        let path = format!("{path} {}", below.get_name());
        annotated(below, path.trim_start())
    })
}

/// Returns the candidates that begin with what is typed.
fn complete(live: Live, current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(current) = current.to_str() else {
        return Vec::new();
    };
    let mut found = live.candidates();
    found.retain(|(value, _)| value.starts_with(current));
    let candidates = found
        .into_iter()
        .enumerate()
        .map(|(order, (value, about))| {
            let about = Some(about).filter(|about| !about.is_empty());
            CompletionCandidate::new(value)
                .help(about.map(Into::into))
                .display_order(Some(order))
        });
    let mut candidates: Vec<_> = candidates.collect();
    if live == Live::Payload {
        candidates.extend(PathCompleter::file().complete(OsStr::new(current)));
    }
    candidates
}

/// Returns the name of an argument's value; empty without one.
fn value_name(arg: &Arg) -> &str {
    let names = arg.get_value_names();
    names
        .and_then(|names| names.first())
        .map_or("", |name| name.as_str())
}
