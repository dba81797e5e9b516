//! The keys of settings files: which there are, and what kind of value each takes.
use super::{ALLOW_CALLBACK_HOSTS, PROFILE_KEYS, TOP_LEVEL_KEYS};
use crate::model::kakao::config::{AccountKey, KeyKind};
use crate::model::text::nearest::nearest;
use serde_json::Value;

/// Kind of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    Text,
    /// A text that belongs into `credentials.json`.
    Secret,
    Boolean,
    Number,
    TextList,
    /// Any JSON: an agent, a list of bindings, the value of a flag.
    Json,
}

/// Returns the kind of the key at a path such as `["profiles", "stage", "api_base"]`.
///
/// # Errors
/// Returns the nearest known key as a path, or `None`, if there is no such key.
pub fn kind(path: &[&str]) -> Result<ValueKind, Option<String>> {
    let near = |above: &[&str], name: &str, names: &[&str]| {
        let near = nearest(name, names.iter().copied())?;
        Some([above, &[near]].concat().join("."))
    };
    match path {
        ["profile" | "bot" | "callback"] => Ok(ValueKind::Text),
        ["room"] => Ok(ValueKind::Number),
        [ALLOW_CALLBACK_HOSTS] => Ok(ValueKind::TextList),
        ["profiles", _, key] if PROFILE_KEYS.contains(key) => Ok(ValueKind::Text),
        ["profiles", _, key] => Err(near(&path[..2], key, &PROFILE_KEYS)),
        ["channels", "kakao", "accounts", _, key] => account_key(&path[..4], key),
        ["channels", "kakao", key] => account_key(&path[..2], key),
        ["agents", _, "url"] => Ok(ValueKind::Text),
        ["agents", _] | ["agents", _, "command"] | ["routing", "bindings"] => Ok(ValueKind::Json),
        ["defaults", _, _] => Ok(ValueKind::Json),
        [name, ..] => Err(near(&[], name, &TOP_LEVEL_KEYS).filter(|near| near != name)),
        [] => Err(None),
    }
}

fn account_key(above: &[&str], name: &str) -> Result<ValueKind, Option<String>> {
    match AccountKey::from_name(name) {
        Some(key) => Ok(key.kind.into()),
        None => {
            let near = nearest(name, AccountKey::ALL.iter().map(|key| key.name));
            Err(near.map(|near| [above, &[near]].concat().join(".")))
        }
    }
}

impl From<KeyKind> for ValueKind {
    fn from(kind: KeyKind) -> Self {
        match kind {
            KeyKind::Text => Self::Text,
            KeyKind::Secret => Self::Secret,
            KeyKind::Boolean => Self::Boolean,
            KeyKind::Number => Self::Number,
            KeyKind::TextList => Self::TextList,
        }
    }
}

impl ValueKind {
    /// Converts what was typed to JSON. A list is JSON or has commas between its elements.
    ///
    /// # Errors
    /// Returns what is wanted instead, if the text is of another kind.
    pub fn parse(self, text: &str) -> Result<Value, &'static str> {
        let json = || serde_json::from_str::<Value>(text).ok();
        match self {
            Self::Text | Self::Secret => Ok(text.into()),
            Self::Boolean => json().filter(Value::is_boolean).ok_or("true or false"),
            Self::Number => json().filter(Value::is_number).ok_or("a number"),
            Self::TextList => Ok(json().filter(Value::is_array).unwrap_or_else(|| {
                let words = text
                    .split(',')
                    .map(str::trim)
                    .filter(|word| !word.is_empty());
                words.map(Value::from).collect()
            })),
            Self::Json => Ok(json().unwrap_or_else(|| text.into())),
        }
    }
}
