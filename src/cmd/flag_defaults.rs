//! Values of flags that settings files give to commands which do not name them: `defaults` in `momo.json` and `config.json`.
//!
//! A flag that is typed wins, also where it contradicts one of the files. A project's file may come from a third party, so it
//! cannot start programs, name secrets or answer questions.
use super::command_tree;
use super::variables;
use crate::error::{Error, Result};
use crate::io::files::{Home, read_settings_files};
use crate::model::json::location::Location;
use crate::model::settings::Source;
use crate::model::settings::defaults::{self, DEFAULTS, EVERY_COMMAND, FlagDefault, FlagValue};
use crate::model::settings::variables::is_secret_name;
use crate::model::text::language::Language;
use crate::model::text::nearest::nearest;
use clap::builder::PossibleValue;
use clap::error::ErrorKind as ClapErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};
use std::error::Error as _;
use std::ffi::OsString;

/// Words in the name of a flag's value that a project's file cannot give: the flag starts a program, reads, writes or
/// removes a file, or leads somewhere.
const PLACES: &[&str] = &[
    "ADDRESS", "CIDR", "COMMAND", "FILE", "FOLDER", "HOST", "PROGRAM", "TARGET", "URL",
];

/// Other flags that a project's file cannot set: they answer questions, change what is kept, or open doors.
const NOT_OF_A_PROJECT: &[&str] = &[
    "agent",
    "allow-host",
    "allow-unsigned",
    "approve",
    "baseline-update",
    "bot",
    "callback",
    "fix",
    "force",
    "forget",
    "install",
    "remove",
    "reset",
    "revert",
    "save",
    "uninstall",
    "update",
    "yes",
];

/// Commands that run although a file has wrong flags.
const MENDING: &[&str] = &["config", "doctor", "help"];

type Parsed = clap::error::Result<ArgMatches>;

/// Parses the command line again with the flags of the settings files; `parse` does it, `parsed` is what it made without
/// them. Returns `parsed` if no file has flags for this command.
///
/// # Errors
/// Fails if a file cannot be read, or sets a flag that the command does not have; the message has line and column.
pub(super) fn apply(
    args: &[OsString],
    parsed: Parsed,
    parse: impl Fn(&[OsString]) -> Parsed,
) -> Result<Parsed> {
    if parsed.as_ref().is_err_and(|error| !error.use_stderr()) {
        return Ok(parsed); // help or version
    }
    let files = files()?;
    if files.is_empty() {
        return Ok(parsed);
    }
    let (command, end) = typed_command(args);
    let mends = MENDING.contains(&command.split(' ').next().unwrap_or_default());
    let mut args = args.to_vec();
    let mut parsed = parsed;
    for (source, text) in files {
        // What is no object is told with the other mistakes of the file.
        let defaults = defaults::read(&text).unwrap_or_default();
        for default in defaults {
            if default.command != command && default.command != EVERY_COMMAND {
                continue;
            }
            let arg = match find_flag(&default, &source) {
                Ok(arg) => arg,
                // These commands mend the file.
                Err(_) if mends => continue,
                Err(problem) => return Err(error_at(&source, &problem, default.location)),
            };
            let is_typed = parsed.as_ref().is_ok_and(|matches| is_typed(matches, &arg));
            if is_typed || is_written(&args, &arg) {
                continue;
            }
            let mut more = args.clone();
            more.splice(end..end, words(&default));
            match parse(&more) {
                // What is typed wins.
                Err(error) if mends || error.kind() == ClapErrorKind::ArgumentConflict => {}
                Err(error) if parsed.is_ok() => {
                    let why = error.render().to_string();
                    let why = why
                        .trim_start_matches("error: ")
                        .lines()
                        .next()
                        .unwrap_or_default()
                        .to_owned();
                    return Err(error_at(&source, &why, default.location));
                }
                // Another flag may be missing still.
                Err(_) => args = more,
                Ok(matches) => {
                    args = more;
                    parsed = Ok(matches);
                }
            }
        }
    }
    Ok(parsed)
}

/// Returns the settings files that mention `defaults`. Nothing without a home, which `momo sign` does not need.
fn files() -> Result<Vec<(Source, Vec<u8>)>> {
    let Ok(home) = Home::from_environment(variables::non_empty) else {
        return Ok(Vec::new());
    };
    let here = std::env::current_dir().unwrap_or_default();
    // A file that cannot be read is told by the commands that need it.
    let mut files = read_settings_files(&home, &here).unwrap_or_default();
    let word = format!("\"{DEFAULTS}\"");
    files.retain(|(_, text)| text.windows(word.len()).any(|part| part == word.as_bytes()));
    Ok(files)
}

/// Returns the command that is typed, such as `webhook listen`, and the index of the argument after it.
fn typed_command(args: &[OsString]) -> (String, usize) {
    let root = command_tree(Language::English);
    let mut here = &root;
    let mut path = Vec::new();
    let mut end = 1;
    for (index, word) in args.iter().enumerate().skip(1) {
        if let Some(below) = word.to_str().and_then(|word| here.find_subcommand(word)) {
            here = below;
            path.push(below.get_name());
            end = index + 1;
        } else if !path.is_empty() {
            break;
        }
    }
    (path.join(" "), end)
}

/// Returns the argument of a flag.
///
/// # Errors
/// Says what is wrong if there is no such command or flag, if it takes another kind of value, or if this file cannot set it.
fn find_flag(default: &FlagDefault, source: &Source) -> std::result::Result<Arg, String> {
    let mut root = command_tree(Language::English);
    root.build();
    let FlagDefault { command, flag, .. } = default;
    let mut here = &root;
    let words = command.split(' ').filter(|_| command != EVERY_COMMAND);
    for word in words {
        here = here.find_subcommand(word).ok_or_else(|| {
            let near = nearest(word, here.get_subcommands().map(Command::get_name));
            format!(
                "`{DEFAULTS}.{command}`: there is no command `{command}`{}",
                meant(near)
            )
        })?;
    }
    let flags = || {
        here.get_arguments()
            .filter(|arg| can_have_default(arg))
            .filter(|arg| command == EVERY_COMMAND || !arg.is_global_set())
    };
    let path = format!("{DEFAULTS}.{command}.{flag}");
    let written = flag.trim_start_matches('-');
    let arg = flags()
        .find(|arg| arg.get_long() == Some(flag))
        .ok_or_else(|| {
            let near = nearest(written, flags().filter_map(Arg::get_long));
            if near == Some(written) {
                return format!("`{path}`: a flag is written without dashes: `{written}`");
            }
            let near = near.map(|near| format!("--{near}"));
            format!(
                "`{path}`: `momo {command}` has no flag `--{flag}`{}",
                meant(near.as_deref())
            )
        })?;
    let in_project = matches!(source, Source::Project(_));
    let is_refused =
        NOT_OF_A_PROJECT.contains(&&**flag) || is_secret_name(flag) || takes_a_place(arg);
    if in_project && is_refused {
        return Err(format!(
            "`{path}`: a project's file cannot set `--{flag}`; the user's config.json can"
        ));
    }
    match (arg.get_action().takes_values(), &default.value) {
        (true, FlagValue::Switch(_)) => Err(format!("`{path}`: `--{flag}` takes a value")),
        (false, FlagValue::Texts(_)) => Err(format!("`{path}`: `--{flag}` is true or false")),
        (true, FlagValue::Texts(texts)) if texts.len() > 1 && !is_repeatable(arg) => {
            Err(format!("`{path}`: `--{flag}` takes one value, not a list"))
        }
        (false, FlagValue::Switch(_)) => Ok(arg.clone()),
        (true, FlagValue::Texts(texts)) => {
            let arg = arg.clone();
            for text in texts {
                check_value(&mut root, command, &arg, text)
                    .map_err(|why| format!("`{path}`: {why}"))?;
            }
            Ok(arg)
        }
    }
}

fn is_repeatable(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

/// Returns whether a flag can have a default: `--help` and `--version` end the command.
fn can_have_default(arg: &Arg) -> bool {
    arg.get_long()
        .is_some_and(|long| !["help", "version"].contains(&long))
}

/// Fails if a flag does not take this value; says which one may be meant, or why.
fn check_value(
    root: &mut Command,
    command: &str,
    arg: &Arg,
    text: &str,
) -> std::result::Result<(), String> {
    let flag = arg.get_long().unwrap_or_default();
    let words = command.split(' ').filter(|_| command != EVERY_COMMAND);
    let line = [root.get_name().to_owned()].into_iter();
    let line = line
        .chain(words.map(str::to_owned))
        .chain([format!("--{flag}={text}")]);
    // Values are parsed before anything is missed.
    let Err(error) = root.try_get_matches_from_mut(line) else {
        return Ok(());
    };
    let is_refused = matches!(
        error.kind(),
        ClapErrorKind::InvalidValue | ClapErrorKind::ValueValidation
    );
    let values: Vec<_> = arg.get_possible_values();
    let names = || values.iter().map(PossibleValue::get_name);
    let near = nearest(text, names());
    match (is_refused, near, error.source()) {
        (false, ..) => Ok(()),
        _ if text.is_empty() => Err(format!("`--{flag}` takes no empty text")),
        (_, Some(_), _) => Err(format!("`--{flag}` does not take `{text}`{}", meant(near))),
        (_, None, Some(why)) => Err(format!("`--{flag}` does not take `{text}`: {why}")),
        (_, None, None) => {
            let names: Vec<_> = names().map(|name| format!("`{name}`")).collect();
            Err(format!(
                "`--{flag}` does not take `{text}`, only {}",
                names.join(", ")
            ))
        }
    }
}

/// Returns whether the value of a flag is one of the [`PLACES`]. The baseline of `momo check` is not: it is only read.
fn takes_a_place(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default();
    let mut words = names
        .iter()
        .flat_map(|name| name.split(|ch: char| !ch.is_ascii_uppercase()));
    arg.get_long() != Some("baseline") && words.any(|word| PLACES.contains(&word))
}

fn meant(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; is `{near}` meant?"))
}

/// Returns whether a flag was typed.
fn is_typed(matches: &ArgMatches, arg: &Arg) -> bool {
    let mut here = matches;
    while let Some((_, below)) = here.subcommand() {
        here = below;
    }
    let id = arg.get_id().as_str();
    here.try_contains_id(id).is_ok() && here.value_source(id) == Some(ValueSource::CommandLine)
}

/// Returns whether a flag is written out on a command line that cannot be parsed.
fn is_written(args: &[OsString], arg: &Arg) -> bool {
    let long = format!("--{}", arg.get_long().unwrap_or_default());
    args.iter().any(|word| {
        word.to_str().is_some_and(|word| {
            word == long
                || word
                    .strip_prefix(&long)
                    .is_some_and(|rest| rest.starts_with('='))
        })
    })
}

/// Returns the words that give the flag its value.
fn words(default: &FlagDefault) -> Vec<OsString> {
    let flag = &default.flag;
    match &default.value {
        FlagValue::Switch(true) => vec![format!("--{flag}").into()],
        FlagValue::Switch(false) => Vec::new(),
        FlagValue::Texts(texts) => {
            let texts = texts.iter();
            texts
                .map(|text| format!("--{flag}={text}").into())
                .collect()
        }
    }
}

fn error_at(source: &Source, problem: &str, location: Location) -> Error {
    Error::unknown(format!(
        "the settings in {source} are wrong: {problem} ({location})"
    ))
    .hint("`momo config check` checks them; `momo COMMAND --help` lists the flags.")
}

/// Returns what is wrong with the flags of a settings file, each with its place.
pub(super) fn problems(text: &[u8], source: &Source) -> Vec<(String, Location)> {
    match defaults::read(text) {
        // The settings are refused as a whole, which is told with them.
        Err(_) => Vec::new(),
        Ok(defaults) => {
            let problem =
                |default: &FlagDefault| Some((find_flag(default, source).err()?, default.location));
            defaults.iter().filter_map(problem).collect()
        }
    }
}

/// Fails if a settings text has a wrong default for this flag.
pub(super) fn check_text(text: &[u8], source: &Source, command: &str, flag: &str) -> Result<()> {
    let defaults = defaults::read(text).map_err(|error| Error::usage(error.problem))?;
    let is_same = |default: &&FlagDefault| default.command == command && default.flag == flag;
    match defaults
        .iter()
        .find(is_same)
        .map(|default| find_flag(default, source))
    {
        Some(Err(problem)) => Err(Error::usage(problem)),
        _ => Ok(()),
    }
}

/// Returns the JSON Schema of `defaults`.
pub(super) fn schema() -> Value {
    let mut root = command_tree(Language::English);
    root.build();
    let mut commands = Map::new();
    commands.insert(EVERY_COMMAND.to_owned(), flags_schema(&root, true));
    add_commands(&root, "", &mut commands);
    json!({
        "type": "object",
        "description": "Values of flags, by command, where they are not typed",
        "properties": commands,
        "additionalProperties": false,
    })
}

fn add_commands(command: &Command, above: &str, commands: &mut Map<String, Value>) {
    for below in command.get_subcommands() {
        let path = format!("{above} {}", below.get_name());
        let path = path.trim_start();
        commands.insert(path.to_owned(), flags_schema(below, false));
        add_commands(below, path, commands);
    }
}

fn flags_schema(command: &Command, is_global: bool) -> Value {
    let flags = command
        .get_arguments()
        .filter(|arg| can_have_default(arg) && arg.is_global_set() == is_global);
    let flags = flags.filter_map(|arg| {
        let mut flag = match arg.get_action().takes_values() {
            false => json!({ "type": "boolean" }),
            true if is_repeatable(arg) => or_list(&value_schema(arg), None),
            true => or_list(&value_schema(arg), Some(1)),
        };
        if let Some(help) = arg.get_help() {
            flag["description"] = help.to_string().into();
        }
        Some((arg.get_long()?.to_owned(), flag))
    });
    let flags: Map<String, Value> = flags.collect();
    json!({ "type": "object", "properties": flags, "additionalProperties": false })
}

/// Returns the schema of one value of a flag. What only its parser knows, such as a range, is not in it.
fn value_schema(arg: &Arg) -> Value {
    let values = arg.get_possible_values();
    if !values.is_empty() {
        let names: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
        return json!({ "enum": names });
    }
    json!({ "type": ["string", "number"], "minLength": 1 })
}

/// Allows a list of values too, of so many at most.
fn or_list(value: &Value, max: Option<usize>) -> Value {
    let mut list = json!({ "type": "array", "items": value });
    if let Some(max) = max {
        list["maxItems"] = max.into();
    }
    json!({ "anyOf": [value, list] })
}
