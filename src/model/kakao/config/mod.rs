//! Kakao settings: accounts, agents, and the bindings of agents to accounts.
//!
//! Each key is looked up in all files, in order of precedence. A value keeps its path and its file.
//! It is checked, and `${VAR}` expanded, only when it is used, so that a mistake affects one value, not the file.
mod account;
mod account_settings;
mod agent;
mod file;
mod keys;
mod variable;

pub use account::{Account, DmPolicy};
pub use account_settings::AccountSettings;
pub use file::{KakaoFile, Strictness};
pub use keys::{AccountKey, KeyKind};
pub use variable::VariableLookup;

use crate::model::settings::setting::Source;
use crate::model::text::nearest::nearest;
use serde_json::Value;
use std::fmt;

/// The name of the account whose keys are directly under `channels.kakao`.
pub const DEFAULT_ACCOUNT: &str = "default";
pub const DEFAULT_PORT: u16 = 8788;
pub const DEFAULT_PATH: &str = "/kakao/webhook";

/// An unparsed value of a file. `Debug` omits the value, which may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct RawSetting {
    value: Value,
    /// Example: `channels.kakao.accounts.default.adminKey`.
    path: String,
    source: Source,
}

impl RawSetting {
    fn new(value: Value, path: String, source: &Source) -> Self {
        let source = source.clone();
        Self {
            value,
            path,
            source,
        }
    }

    fn error(&self, problem: impl Into<String>) -> SettingError {
        SettingError {
            path: self.path.clone(),
            source: self.source.clone(),
            problem: problem.into(),
        }
    }
}

impl fmt::Debug for RawSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.path, self.source)
    }
}

/// An invalid setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError {
    /// Example: `channels.kakao.accounts.default.adminKey`.
    pub path: String,
    pub source: Source,
    /// Continues a sentence that begins with path and source.
    pub problem: String,
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` in {} {}", self.path, self.source, self.problem)
    }
}

/// A program that answers the messages of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agent {
    /// The built-in agent, which repeats the message.
    Echo,
    /// The URL of an HTTP endpoint. It receives the skill request and responds with text or a SkillResponse.
    Http(String),
    /// Program and arguments. It reads the skill request from stdin and prints text or a SkillResponse.
    Command(Vec<String>),
}

/// An element of `routing.bindings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// `None` applies to every account.
    pub account: Option<String>,
    pub agent: String,
}

/// The Kakao settings of all files, in order of precedence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KakaoSettings {
    files: Vec<KakaoFile>,
}

impl KakaoSettings {
    /// Combines the settings of files, the one with the highest precedence first.
    pub fn new(files: impl IntoIterator<Item = KakaoFile>) -> Self {
        Self {
            files: files.into_iter().collect(),
        }
    }

    /// Adds a file with the highest precedence.
    pub fn with_first(mut self, file: KakaoFile) -> Self {
        self.files.insert(0, file);
        self
    }

    /// Adds a file with the lowest precedence.
    pub fn with_last(mut self, file: KakaoFile) -> Self {
        self.files.push(file);
        self
    }

    /// Returns the names of the accounts, in the order of the files, without duplicates.
    pub fn accounts(&self) -> Vec<String> {
        let mut names = Vec::new();
        for name in self.files.iter().flat_map(KakaoFile::accounts) {
            if !names.contains(&name.to_owned()) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// Returns the account with this name.
    /// Without a name, returns the only account, or the one called `default`.
    /// If no file has an account, `default` is one that takes its values from the environment.
    ///
    /// # Errors
    /// Fails if no file has the account, or if the choice is ambiguous; the message lists the accounts.
    pub fn account(&self, name: Option<&str>) -> Result<Account<'_>, String> {
        let names = self.accounts();
        let exists = |name: &str| names.iter().any(|other| other == name);
        let name = match (name, &names[..]) {
            (Some(name), _) if exists(name) => name.to_owned(),
            (Some(DEFAULT_ACCOUNT) | None, []) => DEFAULT_ACCOUNT.to_owned(),
            (Some(name), _) => return Err(unknown_account_error(name, &names)),
            (None, [only]) => only.clone(),
            (None, _) if exists(DEFAULT_ACCOUNT) => DEFAULT_ACCOUNT.to_owned(),
            (None, _) => {
                return Err(format!(
                    "there are several Kakao accounts: `{}`",
                    names.join("`, `")
                ));
            }
        };
        Ok(Account::new(name, &self.files))
    }

    /// Returns the account with this name, even if no file has it.
    pub fn account_or_empty(&self, name: &str) -> Account<'_> {
        Account::new(name.to_owned(), &self.files)
    }

    /// Returns the name of the agent bound to this account; `None` without a binding.
    pub fn agent_name(&self, account: &str) -> Option<String> {
        self.binding(account)
            .map(|(binding, _)| binding.agent.clone())
    }

    /// Returns the file that defines the agent bound to this account; `None` if no file does, as for `echo`.
    pub fn agent_source(&self, account: &str) -> Option<&Source> {
        let (binding, _) = self.binding(account)?;
        let mut agents = self.files.iter().flat_map(KakaoFile::agent_settings);
        let agent = agents.find(|agent| agent.name == binding.agent);
        agent.map(|agent| &agent.raw.source)
    }

    fn binding(&self, account: &str) -> Option<&(Binding, RawSetting)> {
        let bindings = || self.files.iter().flat_map(KakaoFile::bindings);
        let own = bindings().find(|(binding, _)| binding.account.as_deref() == Some(account));
        own.or_else(|| bindings().find(|(binding, _)| binding.account.is_none()))
    }

    /// Returns name and definition of the agent for this account; the echo agent without a binding.
    /// A binding of the account takes precedence over one for all accounts.
    ///
    /// # Errors
    /// Fails if the bound agent is not defined, or its definition is invalid.
    pub fn agent(
        &self,
        account: &str,
        variable: VariableLookup<'_>,
    ) -> Result<(String, Agent), SettingError> {
        let Some((binding, raw)) = self.binding(account) else {
            return Ok(("echo".into(), Agent::Echo));
        };
        let agents = || self.files.iter().flat_map(KakaoFile::agent_settings);
        match agents().find(|agent| agent.name == binding.agent) {
            Some(agent) => Ok((agent.name.clone(), agent.resolve(variable)?)),
            None if binding.agent == "echo" => Ok(("echo".into(), Agent::Echo)),
            None => {
                let suggestion = nearest(&binding.agent, agents().map(|agent| &*agent.name));
                let hint = suggestion.map_or_else(String::new, |suggestion| {
                    format!("; is `{suggestion}` meant?")
                });
                Err(raw.error(format!(
                    "names the agent `{}`, which `agents` does not{hint}",
                    binding.agent
                )))
            }
        }
    }
}

fn unknown_account_error(name: &str, names: &[String]) -> String {
    let candidates = names.iter().map(String::as_str);
    match (nearest(name, candidates), names) {
        (Some(suggestion), _) => {
            format!("there is no Kakao account `{name}`; is `{suggestion}` meant?")
        }
        (None, []) => format!("there is no Kakao account `{name}`: no settings name one"),
        (None, _) => format!(
            "there is no Kakao account `{name}`; there are `{}`",
            names.join("`, `")
        ),
    }
}
