//! Turns the arguments of a tool into the command line of its verb, and refuses what is not allowed.
use super::tools::{ParamKind, ParamSpec, Part, ToolSpec};
use crate::error::{Error, Result};
use crate::io::files::is_below;
use crate::model::http::target;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// Limits of what tools may change and where they may send, as flags of `momo mcp` set them.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowed {
    /// Tools that change what momo or a platform keeps.
    pub(super) writes: bool,
    /// Hosts besides this machine, in lower case.
    pub(super) hosts: Vec<String>,
    /// Folders whose files may be read.
    pub(super) folders: Vec<PathBuf>,
}

impl Allowed {
    /// Fails if this is the path of a file that may not be read. What is no path is left to the verb.
    fn check_file(&self, path: &str) -> Result<()> {
        if is_below(Path::new(path), &self.folders).unwrap_or(true) {
            return Ok(());
        }
        Err(Error::usage(format!(
            "`{path}` is not below the folder in which the server was started"
        ))
        .hint("The person who starts the server can allow more: `momo mcp --allow-files FOLDER`."))
    }

    /// Fails if requests may not go to this URL.
    pub(super) fn check_url(&self, url: &str) -> Result<()> {
        let host = target::host(url).to_ascii_lowercase();
        if target::is_loopback(url) || self.hosts.contains(&host) {
            return Ok(());
        }
        Err(Error::usage(format!(
            "`{host}` is not on this machine, and was not allowed"
        ))
        .hint("The person who starts the server can allow it: `momo mcp --allow-target HOST`."))
    }
}

/// A command line of momo, and what it reads as standard input.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CommandLine {
    pub(super) words: Vec<String>,
    pub(super) input: Vec<u8>,
}

/// Builds the command line of a call.
///
/// # Errors
/// Fails for an argument that is unknown, missing or of another type, and for a target that is not allowed.
pub(super) fn command_line(
    tool: &ToolSpec,
    arguments: &Map<String, Value>,
    allowed: &Allowed,
) -> Result<CommandLine> {
    let known = |name: &String| tool.params.iter().any(|param| param.name == name);
    if let Some(name) = arguments.keys().find(|name| !known(name)) {
        let names: Vec<_> = tool.params.iter().map(|param| param.name).collect();
        return Err(Error::usage(format!("`{}` takes no `{name}`", tool.name))
            .hint(format!("It takes {}.", names.join(", "))));
    }
    let given = |name: &str| arguments.get(name).filter(|value| !value.is_null());
    let verb = verb_of(tool, arguments);
    let words = verb.iter().chain(&["--json"]);
    let mut flags: Vec<String> = words.map(|&word| word.to_owned()).collect();
    let (mut words, mut input) = (Vec::new(), None);
    for param in tool.params {
        let Some(value) = given(param.name) else {
            if param.is_required {
                return Err(Error::usage(format!("`{}` is missing", param.name)).hint(param.about));
            }
            continue;
        };
        match param.part {
            Part::Input(word) => {
                let text = texts(param, value)?.concat();
                if input.replace(text.into_bytes()).is_some() {
                    return Err(Error::usage("only one argument can be the payload"));
                }
                words.push(word.to_owned());
            }
            Part::Flag(flag) if param.kind == ParamKind::Boolean => {
                let is_set = value
                    .as_bool()
                    .ok_or_else(|| wrong_type(param, "true or false"))?;
                flags.extend(is_set.then(|| flag.to_owned()));
            }
            Part::Flag(flag) => {
                let texts = checked_texts(param, value, allowed)?;
                flags.extend(texts.iter().map(|text| format!("{flag}={text}")));
            }
            Part::Word => words.extend(checked_texts(param, value, allowed)?),
        }
    }
    if words.len() > 1 && input.is_some() {
        return Err(Error::usage(
            "give either a text or what is named, not both",
        ));
    }
    flags.append(&mut words);
    Ok(CommandLine {
        words: flags,
        input: input.unwrap_or_default(),
    })
}

/// Fails if a text that becomes a word of the command line holds a NUL character, which no command line can.
pub(super) fn check_characters(
    tool: &ToolSpec,
    arguments: &Map<String, Value>,
) -> std::result::Result<(), String> {
    let holds_nul = |value: &Value| match value {
        Value::Array(items) => items.iter().any(|item| item.as_str().is_some_and(has_nul)),
        value => value.as_str().is_some_and(has_nul),
    };
    let is_word = |param: &&ParamSpec| !matches!(param.part, Part::Input(_));
    let mut words = tool.params.iter().filter(is_word);
    match words.find(|param| arguments.get(param.name).is_some_and(holds_nul)) {
        Some(param) => Err(format!("`{}` holds a NUL character (U+0000)", param.name)),
        None => Ok(()),
    }
}

fn has_nul(text: &str) -> bool {
    text.contains('\0')
}

/// Returns the verb that a call runs.
pub(super) fn verb_of(tool: &ToolSpec, arguments: &Map<String, Value>) -> &'static [&'static str] {
    match tool.verb_with {
        Some((name, verb)) if arguments.get(name).is_some_and(|value| !value.is_null()) => verb,
        _ => tool.verb,
    }
}

/// Returns the texts of an argument; only a list may have several.
fn texts(param: &ParamSpec, value: &Value) -> Result<Vec<String>> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if param.kind == ParamKind::Integer && number.is_i64() => {
            Some(number.to_string())
        }
        _ => None,
    };
    match (param.kind, value) {
        (ParamKind::Texts, Value::Array(values)) => {
            let texts: Option<Vec<_>> = values.iter().map(text).collect();
            texts.ok_or_else(|| wrong_type(param, "a list of texts"))
        }
        (ParamKind::Integer, Value::Number(_)) | (_, Value::String(_)) => {
            let text = text(value).ok_or_else(|| wrong_type(param, "a whole number"))?;
            Ok(vec![text])
        }
        (ParamKind::Integer, _) => Err(wrong_type(param, "a whole number")),
        (ParamKind::Texts, _) => Err(wrong_type(param, "a list of texts")),
        _ => Err(wrong_type(param, "a text")),
    }
}

/// Returns the texts, none of which can be read as a flag or as standard input; targets are resolved and allowed.
fn checked_texts(param: &ParamSpec, value: &Value, allowed: &Allowed) -> Result<Vec<String>> {
    let mut texts = texts(param, value)?;
    for text in &mut texts {
        let is_word = param.part == Part::Word;
        if text == "-" || (is_word && text.starts_with('-')) {
            return Err(Error::usage(format!("`{}` cannot be `{text}`", param.name))
                .hint("A text that begins with `-` would be a flag; a path can begin with `./`."));
        }
        if is_word && param.kind != ParamKind::Target {
            allowed.check_file(text)?;
        }
        if let ParamKind::Target | ParamKind::Callback = param.kind {
            let url = target::resolve(text)?;
            allowed.check_url(&url)?;
            if param.kind == ParamKind::Target {
                *text = url;
            }
        }
    }
    Ok(texts)
}

fn wrong_type(param: &ParamSpec, wanted: &str) -> Error {
    Error::usage(format!("`{}` is not {wanted}", param.name)).hint(param.about)
}
