//! The Kakao settings of one file: `channels.kakao`, `routing.bindings` and `agents`.
use super::agent::{self, AgentSetting};
use super::keys::AccountKey;
use super::{Binding, DEFAULT_ACCOUNT, RawSetting};
use crate::model::secret::Secret;
use crate::model::settings::setting::Source;
use crate::model::text::nearest::{nearest, unknown_key};
use serde_json::{Map, Value};

/// The Kakao settings of one file. Values are stored unparsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KakaoFile {
    /// Account, key name, value. Values directly under `channels.kakao` follow those under `accounts`.
    values: Vec<(String, &'static str, RawSetting)>,
    accounts: Vec<String>,
    bindings: Vec<(Binding, RawSetting)>,
    agents: Vec<AgentSetting>,
}

/// How to treat unknown keys and invalid entries outside `channels.kakao`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// A file of momo's own: warns of every unknown key and invalid agent, and rejects a binding without agent.
    Strict,
    /// A file that other programs may share: warns only of unknown keys that resemble a known one, and of bindings
    /// without agent.
    Lenient,
}

/// The top-level keys that this module reads.
const TOP_KEYS: [&str; 3] = ["channels", "routing", "agents"];
/// Top-level keys of other programs that would be mistaken for a misspelling.
const FOREIGN_TOP_KEYS: [&str; 1] = ["agent"];
const BINDING_KEYS: [&str; 4] = ["channel", "agent", "account", "accountId"];

type JsonObject = Map<String, Value>;

impl KakaoFile {
    /// Reads the root object of a file and appends warnings to `warnings`.
    ///
    /// # Errors
    /// Fails if a section or a binding has the wrong type, or if a binding in a strict file names no agent; the message
    /// has the path.
    pub fn read(
        file: &JsonObject,
        source: &Source,
        strictness: Strictness,
        warnings: &mut Vec<String>,
    ) -> Result<Self, String> {
        let mut kakao = Self::default();
        if strictness == Strictness::Lenient {
            let keys = file
                .keys()
                .filter(|key| !FOREIGN_TOP_KEYS.contains(&key.as_str()));
            warn_unknown_keys(keys, &TOP_KEYS, "", strictness, warnings);
        }
        if let Some(channels) = object(file, "channels", "channels")? {
            warn_unknown_keys(
                channels.keys(),
                &["kakao"],
                "channels.",
                strictness,
                warnings,
            );
            if let Some(fields) = object(channels, "kakao", "channels.kakao")? {
                kakao.read_channel(fields, source, warnings)?;
            }
        }
        if let Some(routing) = object(file, "routing", "routing")? {
            warn_unknown_keys(
                routing.keys(),
                &["bindings"],
                "routing.",
                strictness,
                warnings,
            );
            kakao.read_routing(routing, source, strictness, warnings)?;
        }
        if let Some(agents) = object(file, "agents", "agents")? {
            kakao.read_agents(agents, source, strictness, warnings);
        }
        Ok(kakao)
    }

    fn read_agents(
        &mut self,
        agents: &JsonObject,
        source: &Source,
        strictness: Strictness,
        warnings: &mut Vec<String>,
    ) {
        for (name, value) in agents {
            let path = format!("agents.{name}");
            // Moltbot's own agents use the same key; momo does not run them.
            let is_moltbot_agent = (name == "list" && value.is_array())
                || (name == "defaults" && value.is_object() && agent::parse(value).is_err());
            if is_moltbot_agent {
                continue;
            }
            if let Some(fields) = value.as_object() {
                // An object without `url` and `command` may belong to another program.
                let strictness = match agent::parse(value) {
                    Ok(_) => Strictness::Strict,
                    Err(_) => Strictness::Lenient,
                };
                warn_unknown_keys(
                    fields.keys(),
                    &agent::AGENT_KEYS,
                    &format!("{path}."),
                    strictness,
                    warnings,
                );
            }
            // In a lenient file the error is reported only when the agent is used.
            if strictness == Strictness::Strict
                && let Err(problem) = agent::parse(value)
            {
                warnings.push(format!("`{path}` {problem}"));
            }
            let raw = RawSetting::new(value.clone(), path, source);
            self.agents.push(AgentSetting {
                name: name.clone(),
                raw,
            });
        }
    }

    /// Creates settings from stored secrets, given as account, key name and secret. Skips unknown keys and
    /// secrets that are not text.
    pub fn from_credentials<'s>(
        secrets: impl IntoIterator<Item = (&'s str, &'s str, &'s Secret)>,
        source: &Source,
    ) -> Self {
        let mut file = Self::default();
        for (account, name, secret) in secrets {
            let Some((key, text)) = AccountKey::from_name(name).zip(secret.reveal_text()) else {
                continue;
            };
            let path = format!("kakao.{account}.{name}");
            let raw = RawSetting::new(text.into(), path, source);
            file.values.push((account.to_owned(), key.name, raw));
        }
        file
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(String::as_str)
    }

    pub(super) fn values<'a>(&'a self, account: &str, key: AccountKey) -> Vec<&'a RawSetting> {
        let of_key = self
            .values
            .iter()
            .filter(|(id, name, _)| id == account && *name == key.name);
        of_key.map(|(.., raw)| raw).collect()
    }

    pub(super) fn bindings(&self) -> impl Iterator<Item = &(Binding, RawSetting)> {
        self.bindings.iter()
    }

    pub(super) fn agent_settings(&self) -> impl Iterator<Item = &AgentSetting> {
        self.agents.iter()
    }

    fn read_channel(
        &mut self,
        fields: &JsonObject,
        source: &Source,
        warnings: &mut Vec<String>,
    ) -> Result<(), String> {
        let path = "channels.kakao";
        if let Some(accounts) = object(fields, "accounts", &format!("{path}.accounts"))? {
            for (id, _) in accounts {
                let path = format!("{path}.accounts.{id}");
                let fields = object(accounts, id, &path)?;
                self.accounts.push(id.clone());
                self.read_account(id, fields.unwrap_or(&Map::new()), &path, source, warnings)?;
            }
        }
        let direct: JsonObject = fields
            .iter()
            .filter(|(key, _)| *key != "accounts")
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !direct.is_empty() {
            if !self.accounts.iter().any(|id| id == DEFAULT_ACCOUNT) {
                self.accounts.push(DEFAULT_ACCOUNT.into());
            }
            self.read_account(DEFAULT_ACCOUNT, &direct, path, source, warnings)?;
        }
        Ok(())
    }

    fn read_account(
        &mut self,
        id: &str,
        fields: &JsonObject,
        path: &str,
        source: &Source,
        warnings: &mut Vec<String>,
    ) -> Result<(), String> {
        for (name, value) in fields {
            let path = format!("{path}.{name}");
            let Some(key) = AccountKey::from_name(name) else {
                warnings.push(unknown_key_warning(name, &path));
                continue;
            };
            if key.is_superseded(name, fields) {
                let newer = key.name;
                warnings.push(format!("`{path}` is not read: `{newer}` beside it counts"));
                continue;
            }
            if !value.is_null() {
                let raw = RawSetting::new(value.clone(), path, source);
                self.values.push((id.to_owned(), key.name, raw));
            }
        }
        Ok(())
    }

    fn read_routing(
        &mut self,
        routing: &JsonObject,
        source: &Source,
        strictness: Strictness,
        warnings: &mut Vec<String>,
    ) -> Result<(), String> {
        let bindings = match routing.get("bindings") {
            None | Some(Value::Null) => return Ok(()),
            Some(Value::Array(bindings)) => bindings,
            Some(_) => return Err("`routing.bindings` is no list".into()),
        };
        for (index, value) in bindings.iter().enumerate() {
            let path = format!("routing.bindings[{index}]");
            let Value::Object(fields) = value else {
                return Err(format!("`{path}` is no object"));
            };
            let text = |key: &str| match fields.get(key) {
                None | Some(Value::Null) => Ok(None),
                Some(Value::String(text)) => Ok(Some(text.clone())),
                Some(_) => Err(format!("`{path}.{key}` is no text")),
            };
            // Bindings of other channels belong to other programs.
            if text("channel")?.is_some_and(|channel| channel != "kakao") {
                continue;
            }
            warn_unknown_keys(
                fields.keys(),
                &BINDING_KEYS,
                &format!("{path}."),
                strictness,
                warnings,
            );
            let Some(agent) = text("agent")? else {
                let problem = format!("`{path}` names no `agent`");
                match strictness {
                    Strictness::Strict => return Err(problem),
                    Strictness::Lenient => warnings.push(format!("{problem}, and is not read")),
                }
                continue;
            };
            let account = text("account")?.or(text("accountId")?);
            let raw = RawSetting::new(value.clone(), format!("{path}.agent"), source);
            self.bindings.push((Binding { account, agent }, raw));
        }
        Ok(())
    }
}

fn object<'a>(
    fields: &'a JsonObject,
    key: &str,
    path: &str,
) -> Result<Option<&'a JsonObject>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(format!("`{path}` is no object")),
    }
}

/// Warns of unknown keys; if lenient, only of those that resemble a known one.
fn warn_unknown_keys<'k>(
    keys: impl Iterator<Item = &'k String>,
    known_keys: &[&str],
    path: &str,
    strictness: Strictness,
    warnings: &mut Vec<String>,
) {
    for key in keys.filter(|key| !known_keys.contains(&key.as_str())) {
        let near = nearest(key, known_keys.iter().copied());
        if near.is_some() || strictness == Strictness::Strict {
            let near = near.map(|near| format!("{path}{near}"));
            warnings.push(unknown_key(&format!("{path}{key}"), near.as_deref()));
        }
    }
}

fn unknown_key_warning(name: &str, path: &str) -> String {
    let known_keys = AccountKey::ALL.iter().map(|key| key.name);
    unknown_key(path, nearest(name, known_keys.chain(["accounts"])))
}
