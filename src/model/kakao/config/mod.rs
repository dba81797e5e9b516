//! What the settings say of KakaoTalk: accounts, agents, and which agent answers for which account.
//!
//! Files are read key by key, the nearest first; a value keeps the path at which it stands and the file. It is checked,
//! and `${VAR}` in it expanded, only where it is needed, so that a mistake spoils one value, not the file.
mod account;
mod agent;
mod file;
mod keys;
mod path;
mod variable;

pub use account::{Account, DmPolicy};
pub use file::{KakaoFile, Whose};
pub use keys::{Key, Kind};
pub use path::check_path;
pub use variable::Variable;

use crate::model::settings::setting::Place;
use crate::model::text::nearest::nearest;
use serde_json::Value;
use std::fmt;

/// The name of the account that stands directly under `channels.kakao`.
pub const DEFAULT_ACCOUNT: &str = "default";
/// The skill server's port where nothing is said.
pub const DEFAULT_PORT: u16 = 8788;
/// The skill server's path where nothing is said.
pub const DEFAULT_PATH: &str = "/kakao/webhook";

/// A value as it stands in a file. It may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Raw {
    value: Value,
    /// `channels.kakao.accounts.default.adminKey`.
    path: String,
    place: Place,
}

impl Raw {
    fn new(value: Value, path: String, place: &Place) -> Self {
        let place = place.clone();
        Self { value, path, place }
    }

    fn fault(&self, what: impl Into<String>) -> Fault {
        Fault {
            path: self.path.clone(),
            place: self.place.clone(),
            what: what.into(),
        }
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.path, self.place)
    }
}

/// What is wrong with a value, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// `channels.kakao.accounts.default.adminKey`.
    pub path: String,
    /// The file.
    pub place: Place,
    /// What is wrong, continuing a sentence that begins with the path.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` in {} {}", self.path, self.place, self.what)
    }
}

/// An agent: who thinks of the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agent {
    /// Repeats what it hears; built in.
    Echo,
    /// An HTTP endpoint that gets the skill's request and answers with text or a SkillResponse.
    Http(String),
    /// A command that reads the skill's request and writes text or a SkillResponse.
    Command(Vec<String>),
}

/// A line of `routing.bindings`: the agent that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The account; any where none is named.
    pub account: Option<String>,
    /// The agent's name.
    pub agent: String,
}

/// What all files say of KakaoTalk, the nearest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kakao {
    files: Vec<KakaoFile>,
}

impl Kakao {
    /// From the files, the one that counts more first.
    pub fn new(files: impl IntoIterator<Item = KakaoFile>) -> Self {
        Self {
            files: files.into_iter().collect(),
        }
    }

    /// The same with a file that counts before all others.
    pub fn with_first(mut self, file: KakaoFile) -> Self {
        self.files.insert(0, file);
        self
    }

    /// The same with a file that is asked last.
    pub fn with_last(mut self, file: KakaoFile) -> Self {
        self.files.push(file);
        self
    }

    /// The names of the accounts, in the order of the files.
    pub fn accounts(&self) -> Vec<String> {
        let mut names = Vec::new();
        for name in self.files.iter().flat_map(KakaoFile::accounts) {
            if !names.contains(&name.to_owned()) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The account of this name. Without a name the only one, or the one that is called `default`; without any
    /// account one that only the environment fills. The error names those that there are.
    pub fn account(&self, name: Option<&str>) -> Result<Account<'_>, String> {
        let names = self.accounts();
        let known = |name: &str| names.iter().any(|known| known == name);
        let name = match (name, &names[..]) {
            (Some(name), _) if known(name) => name.to_owned(),
            (Some(DEFAULT_ACCOUNT) | None, []) => DEFAULT_ACCOUNT.to_owned(),
            (Some(name), _) => return Err(unknown_account(name, &names)),
            (None, [only]) => only.clone(),
            (None, _) if known(DEFAULT_ACCOUNT) => DEFAULT_ACCOUNT.to_owned(),
            (None, _) => {
                return Err(format!(
                    "there are several Kakao accounts: `{}`",
                    names.join("`, `")
                ));
            }
        };
        Ok(Account::new(name, &self.files))
    }

    /// The account of this name, whether or not a file names it.
    pub fn of(&self, name: &str) -> Account<'_> {
        Account::new(name.to_owned(), &self.files)
    }

    /// The name of the agent that answers for this account, where a binding names one.
    pub fn agent_name(&self, account: &str) -> Option<String> {
        self.binding(account)
            .map(|(binding, _)| binding.agent.clone())
    }

    /// Where the agent that answers for this account is described; none for the built-in one.
    pub fn agent_place(&self, account: &str) -> Option<&Place> {
        let (binding, _) = self.binding(account)?;
        let mut agents = self.files.iter().flat_map(KakaoFile::described);
        let found = agents.find(|agent| agent.name == binding.agent);
        found.map(|agent| &agent.raw.place)
    }

    fn binding(&self, account: &str) -> Option<&(Binding, Raw)> {
        let bindings = || self.files.iter().flat_map(KakaoFile::bindings);
        let own = bindings().find(|(binding, _)| binding.account.as_deref() == Some(account));
        own.or_else(|| bindings().find(|(binding, _)| binding.account.is_none()))
    }

    /// The agent that answers for this account: its own binding before one for all; echo where there is none.
    pub fn agent(&self, account: &str, variable: Variable<'_>) -> Result<(String, Agent), Fault> {
        let Some((binding, raw)) = self.binding(account) else {
            return Ok(("echo".into(), Agent::Echo));
        };
        let agents = || self.files.iter().flat_map(KakaoFile::described);
        match agents().find(|agent| agent.name == binding.agent) {
            Some(agent) => Ok((agent.name.clone(), agent.agent(variable)?)),
            None if binding.agent == "echo" => Ok(("echo".into(), Agent::Echo)),
            None => {
                let near = nearest(&binding.agent, agents().map(|agent| &*agent.name));
                let hint = near.map_or_else(String::new, |near| format!("; is `{near}` meant?"));
                Err(raw.fault(format!(
                    "names the agent `{}`, which `agents` does not{hint}",
                    binding.agent
                )))
            }
        }
    }
}

fn unknown_account(name: &str, names: &[String]) -> String {
    let known = names.iter().map(String::as_str);
    match (nearest(name, known), names) {
        (Some(near), _) => format!("there is no Kakao account `{name}`; is `{near}` meant?"),
        (None, []) => format!("there is no Kakao account `{name}`: no settings name one"),
        (None, _) => format!(
            "there is no Kakao account `{name}`; there are `{}`",
            names.join("`, `")
        ),
    }
}
