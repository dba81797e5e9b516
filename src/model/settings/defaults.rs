//! `defaults` of a settings file: values of flags for commands that do not name them.
//!
//! `{"defaults": {"webhook listen": {"port": 4000}}}`; the command `momo` stands for the flags that every command takes.
use crate::model::json::location::Location;
use crate::model::json::tree::{JsonDocument, JsonKind, JsonNode};

/// Key of a settings file.
pub const DEFAULTS: &str = "defaults";
/// The command whose flags every command takes.
pub const EVERY_COMMAND: &str = "momo";

/// A flag with the value that it has where it is not typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagDefault {
    /// For example `webhook listen`.
    pub command: String,
    /// Without dashes.
    pub flag: String,
    pub value: FlagValue,
    /// Where the flag stands in the file.
    pub location: Location,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagValue {
    /// Whether a flag without a value is set.
    Switch(bool),
    /// One text, or one for each time that the flag is given.
    Texts(Vec<String>),
}

/// Something in `defaults` that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultsError {
    pub problem: String,
    pub location: Location,
}

/// Reads `defaults`; nothing if the text has none or is no JSON object.
///
/// # Errors
/// Fails if a command or the value of a flag has the wrong type.
pub fn read(text: &[u8]) -> Result<Vec<FlagDefault>, DefaultsError> {
    let mut found = Vec::new();
    let Some(document) = JsonDocument::parse_bounded(text) else {
        return Ok(found);
    };
    let Some(defaults) = document.root().member(DEFAULTS) else {
        return Ok(found);
    };
    let location =
        |node: JsonNode<'_>| Location::of(text, node.key_span().unwrap_or(node.span()).start);
    let expect_object = |node: JsonNode<'_>, path: &str| match node.is_object() {
        true => Ok(()),
        false => Err(DefaultsError {
            problem: format!("`{path}` is no object"),
            location: location(node),
        }),
    };
    expect_object(defaults, DEFAULTS)?;
    for (command, flags) in defaults.members() {
        expect_object(flags, &format!("{DEFAULTS}.{command}"))?;
        for (flag, node) in flags.members() {
            let value = value(node).ok_or_else(|| DefaultsError {
                problem: format!("`{DEFAULTS}.{command}.{flag}` is neither a text, a number, true, false nor a list of them"),
                location: location(node),
            })?;
            found.push(FlagDefault {
                command: command.to_owned(),
                flag: flag.to_owned(),
                value,
                location: location(node),
            });
        }
    }
    Ok(found)
}

fn value(node: JsonNode<'_>) -> Option<FlagValue> {
    let text = |node: JsonNode<'_>| match node.kind() {
        JsonKind::Text => node.text().map(str::to_owned),
        JsonKind::Number => Some(node.raw().to_owned()),
        _ => None,
    };
    match node.kind() {
        JsonKind::Bool => Some(FlagValue::Switch(node.is_true())),
        JsonKind::List => node
            .elements()
            .map(text)
            .collect::<Option<_>>()
            .map(FlagValue::Texts),
        _ => text(node).map(|text| FlagValue::Texts(vec![text])),
    }
}
