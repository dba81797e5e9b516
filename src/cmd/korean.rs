//! The Korean help: the commands of clap with the catalogue's Korean in place of the English of the sources.
use crate::model::text::korean::{help, map_parts};
use clap::builder::StyledStr;
use clap::{Arg, Command};

/// Words of rendered help that are no text of a command: clap's own, and the heading of topics.
const WORDS: [&str; 7] = [
    "Print version",
    "Topics (momo help TOPIC):",
    "Usage:",
    "Options:",
    "Arguments:",
    "Commands:",
    "[OPTIONS]",
];

/// Replaces the texts of one command and its arguments. Only help and errors are made of the result.
pub(super) fn translate(command: Command) -> Command {
    let about = text(command.get_about());
    let before = text(command.get_before_help());
    let after = text(command.get_after_help());
    let mut command = command.mut_args(translate_arg);
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(before) = before {
        command = command.before_help(before);
    }
    if let Some(after) = after {
        command = command.after_help(after);
    }
    command
}

fn translate_arg(arg: Arg) -> Arg {
    let heading = arg.get_help_heading().and_then(help);
    let text = text(arg.get_help()).map(|text| text + &values(&arg));
    let arg = match arg.get_action().takes_values() {
        true => arg.hide_default_value(true).hide_possible_values(true),
        false => arg,
    };
    let arg = match text {
        Some(text) => arg.help(text),
        None => arg,
    };
    match heading {
        Some(heading) => arg.help_heading(heading),
        None => arg,
    }
}

/// Returns what clap writes in English behind the help: the default, and the values that are possible.
fn values(arg: &Arg) -> String {
    let list = |words: Vec<String>| words.join(", ");
    let defaults = match arg.is_hide_default_value_set() || !arg.get_action().takes_values() {
        true => Vec::new(),
        false => arg.get_default_values().to_vec(),
    };
    let possible = match arg.is_hide_possible_values_set() {
        true => Vec::new(),
        false => arg.get_possible_values(),
    };
    let defaults = defaults
        .iter()
        .map(|value| value.to_string_lossy().into_owned());
    let possible = possible.iter().filter(|value| !value.is_hide_set());
    let possible = possible.map(|value| value.get_name().to_owned());
    let parts = [
        ("기본값", list(defaults.collect())),
        ("가능한 값", list(possible.collect())),
    ];
    let parts = parts.iter().filter(|(_, values)| !values.is_empty());
    parts
        .map(|(name, values)| format!(" [{name}: {values}]"))
        .collect()
}

fn text(english: Option<&StyledStr>) -> Option<String> {
    english.map(|english| map_parts(&english.to_string(), word))
}

/// Returns the Korean of a command's line in lists; the English where there is none.
pub(super) fn about(english: &'static str) -> &'static str {
    help(english).unwrap_or(english)
}

/// Returns the Korean of a text of the help; the English where there is none.
pub(super) fn word(english: &str) -> String {
    help(english).unwrap_or(english).to_owned()
}

/// Replaces the [`WORDS`] of rendered help.
pub(super) fn replace_words(rendered: &str) -> String {
    WORDS.iter().fold(rendered.to_owned(), |text, english| {
        text.replace(english, &word(english))
    })
}
