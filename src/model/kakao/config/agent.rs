//! Agent settings. They are parsed, and their variables expanded, only when the agent is needed.
use super::variable::{VariableLookup, expand_variables};
use super::{Agent, RawSetting, SettingError};
use crate::model::http::target;
use serde_json::Value;

/// The keys of an agent object.
pub(super) const AGENT_KEYS: [&str; 2] = ["url", "command"];

/// An unparsed member of `agents`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AgentSetting {
    pub(super) name: String,
    pub(super) raw: RawSetting,
}

impl AgentSetting {
    /// Parses the agent and expands each `${VARIABLE}`.
    pub(super) fn resolve(&self, variable: VariableLookup<'_>) -> Result<Agent, SettingError> {
        let expand = |key: &str, text: &str| {
            let raw = RawSetting::new(
                Value::Null,
                format!("{}.{key}", self.raw.path),
                &self.raw.source,
            );
            let text = expand_variables(text, false, &raw, variable)?;
            Ok((raw, text))
        };
        match parse(&self.raw.value).map_err(|problem| self.raw.error(problem))? {
            Agent::Echo => Ok(Agent::Echo),
            Agent::Http(url) => {
                let (raw, url) = expand("url", &url)?;
                let url = target::resolve(&url);
                url.map(Agent::Http)
                    .map_err(|error| raw.error(format!("cannot be used: {error}")))
            }
            Agent::Command(words) => {
                let words = words.iter().enumerate();
                let expand = |(index, word): (usize, &String)| {
                    expand(&format!("command[{index}]"), word).map(|(_, word)| word)
                };
                words
                    .map(expand)
                    .collect::<Result<_, _>>()
                    .map(Agent::Command)
            }
        }
    }
}

/// Parses `{"url": "http://..."}`, `{"command": ["python3", "bot.py"]}` or `"echo"`, without expanding variables.
pub(super) fn parse(value: &Value) -> Result<Agent, &'static str> {
    let error = "is neither `\"echo\"` nor an object with a `url` or a `command` (a list of words)";
    if value == "echo" {
        return Ok(Agent::Echo);
    }
    match (value.get("url"), value.get("command")) {
        (Some(Value::String(url)), None) => Ok(Agent::Http(url.clone())),
        (None, Some(Value::Array(words))) if !words.is_empty() => {
            let word = |word: &Value| word.as_str().map(str::to_owned).ok_or(error);
            words
                .iter()
                .map(word)
                .collect::<Result<_, _>>()
                .map(Agent::Command)
        }
        _ => Err(error),
    }
}
