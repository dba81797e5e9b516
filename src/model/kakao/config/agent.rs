//! Agents as files describe them: read, and their variables filled in, when one is needed.
use super::variable::{Variable, expanded};
use super::{Agent, Fault, Raw};
use crate::model::http::target;
use serde_json::Value;

/// What describes an agent.
pub(super) const KEYS: [&str; 2] = ["url", "command"];

/// An agent as a file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) name: String,
    pub(super) raw: Raw,
}

impl Described {
    /// The agent, each `${VARIABLE}` filled in.
    pub(super) fn agent(&self, variable: Variable<'_>) -> Result<Agent, Fault> {
        let filled = |key: &str, text: &str| {
            let raw = Raw::new(
                Value::Null,
                format!("{}.{key}", self.raw.path),
                &self.raw.place,
            );
            let text = expanded(text, false, &raw, variable)?;
            Ok((raw, text))
        };
        match read(&self.raw.value).map_err(|what| self.raw.fault(what))? {
            Agent::Echo => Ok(Agent::Echo),
            Agent::Http(url) => {
                let (raw, url) = filled("url", &url)?;
                let url = target::resolve(&url);
                url.map(Agent::Http)
                    .map_err(|error| raw.fault(format!("cannot be used: {error}")))
            }
            Agent::Command(words) => {
                let words = words.iter().enumerate();
                let filled = |(at, word): (usize, &String)| {
                    filled(&format!("command[{at}]"), word).map(|(_, word)| word)
                };
                words
                    .map(filled)
                    .collect::<Result<_, _>>()
                    .map(Agent::Command)
            }
        }
    }
}

/// `{"url": "http://..."}`, `{"command": ["python3", "bot.py"]}`, or `"echo"`, as it stands.
pub(super) fn read(value: &Value) -> Result<Agent, &'static str> {
    let wrong = "is neither `\"echo\"` nor an object with a `url` or a `command` (a list of words)";
    if value == "echo" {
        return Ok(Agent::Echo);
    }
    match (value.get("url"), value.get("command")) {
        (Some(Value::String(url)), None) => Ok(Agent::Http(url.clone())),
        (None, Some(Value::Array(words))) if !words.is_empty() => {
            let word = |word: &Value| word.as_str().map(str::to_owned).ok_or(wrong);
            words
                .iter()
                .map(word)
                .collect::<Result<_, _>>()
                .map(Agent::Command)
        }
        _ => Err(wrong),
    }
}
