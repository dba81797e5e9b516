//! What clap says, in momo's words: help, version and errors of the command line.
use super::context::{Context, Globals};
use super::{TREE, command_tree, korean, version, wrong_verb};
use crate::error::{Error, exit};
use crate::model::text::language::Language;
use crate::view::terminal::Terminal;
use clap::builder::StyledStr;
use clap::error::ErrorKind as ClapErrorKind;
use std::ffi::OsString;

/// Prints clap's output: help and version to standard output, errors to standard error. Returns the exit code.
pub(super) fn report(error: &clap::Error, args: &[OsString]) -> u8 {
    if error.kind() == ClapErrorKind::DisplayVersion {
        let printed = version::print(args);
        return printed.map_or_else(|error| error.exit_code(), |()| exit::YES);
    }
    let mut context = Context::new(&Globals::guess(args));
    let terminal = &mut context.terminal;
    let is_bare_group = error.kind() == ClapErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let is_help = is_bare_group || error.kind() == ClapErrorKind::DisplayHelp;
    if is_help && terminal.help_language() == Language::Korean {
        return report_korean_help(args, terminal);
    }
    if !error.use_stderr() {
        let text = rendered(&error.render(), terminal.out_styles().is_on());
        return match terminal.print_bytes(text.as_bytes()) {
            Ok(()) => exit::YES,
            Err(error) => error.exit_code(),
        };
    }
    let text = error.render().to_string();
    if is_bare_group && !terminal.is_json() {
        // A bare group such as `momo webhook`: prints help, but with an error code so that scripts notice.
        terminal.note(text.trim_end());
        return exit::USAGE;
    }
    if is_bare_group {
        let usage = text.lines().find(|line| line.starts_with("Usage: "));
        let error = Error::usage("a command is missing");
        terminal.error(&error.hint(format!(
            "{}; `--help` lists the commands.",
            usage.unwrap_or("Usage: momo [OPTIONS] <COMMAND>")
        )));
        return exit::USAGE;
    }
    let may_guess = !text.contains("tip: a similar");
    let meant =
        wrong_verb::unknown_word(error).and_then(|word| wrong_verb::hint(TREE, word, may_guess));
    terminal.error(&error_from_clap(&text, meant));
    exit::USAGE
}

/// Prints the help that was asked for, or that of a bare group, in Korean. Returns the exit code.
fn report_korean_help(args: &[OsString], terminal: &mut Terminal) -> u8 {
    let Err(error) = command_tree(Language::Korean).try_get_matches_from(args) else {
        return exit::UNKNOWN;
    };
    let is_coloured = terminal.out_styles().is_on() && !error.use_stderr();
    let text = korean::replace_words(&rendered(&error.render(), is_coloured));
    if error.use_stderr() {
        terminal.note(text.trim_end());
        return exit::USAGE;
    }
    match terminal.print_bytes(text.as_bytes()) {
        Ok(()) => exit::YES,
        Err(error) => error.exit_code(),
    }
}

pub(super) fn rendered(text: &StyledStr, is_coloured: bool) -> String {
    match is_coloured {
        true => text.ansi().to_string(),
        false => text.to_string(),
    }
}

/// Converts clap's error text to momo's format: one sentence, then hints. `meant` replaces clap's own suggestions.
fn error_from_clap(text: &str, meant: Option<String>) -> Error {
    let text = text.trim();
    let mut parts = text.strip_prefix("error: ").unwrap_or(text).split("\n\n");
    let sentence = parts.next().unwrap_or_default().lines().map(str::trim);
    let sentence = sentence.collect::<Vec<_>>().join(" ");
    // Replaces a technical message of Rust's number parser.
    let mut error =
        Error::usage(sentence.replace("invalid digit found in string", "it is no whole number"));
    let has_own_suggestion = meant.is_some();
    if let Some(meant) = meant {
        error = error.hint(meant);
    }
    for line in parts.flat_map(str::lines).map(str::trim) {
        if let Some(tip) = line.strip_prefix("tip: ") {
            if !has_own_suggestion {
                error = error.hint(tip);
            }
        } else if line.starts_with("Usage: ") {
            error = error.hint(format!("{line}; `--help` has examples."));
        }
    }
    error
}
