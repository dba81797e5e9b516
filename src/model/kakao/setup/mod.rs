//! Setting up: what is wished becomes a plan, which tells every change before anything is written.
//!
//! Secrets never go into a settings file. A file's own secret of the same key goes out of it when a new one is kept,
//! because it would count before. What is not known is kept as it stands.
mod check;
mod guide;
mod import;

pub use check::{check, check_pair, check_together, may_be_meant};
pub use guide::{next_steps, where_found};
pub use import::{Fate, Imported, Line, read as import};

use super::config::{DEFAULT_ACCOUNT, Key};
use crate::model::secret::Secret;
use crate::model::secret::table::Shelf;
use serde::Serialize;
use serde_json::{Map, Value, json};

type Fields = Map<String, Value>;

/// Something that is to be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A key of an account; it is no secret, or a reference to a variable.
    Set(String, Key, Value),
    /// A secret of an account.
    Keep(String, Key, Secret),
    /// An agent by its name, as `agents` has it.
    Agent(String, Value),
    /// A line of `routing.bindings`: the account (none: all) and the agent.
    Bind(Option<String>, String),
}

/// One change, told in words that may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Where it stands in the file; `kakao.ACCOUNT.KEY` for what is kept in the credentials file.
    pub path: String,
    /// What was there; a fingerprint of a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What will be there; a fingerprint of a secret; none where something goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Whether it is in the credentials file.
    pub secret: bool,
}

/// What will be written.
#[derive(Clone, Default)]
pub struct Plan {
    /// The whole settings file.
    pub document: Fields,
    /// The secrets to keep, by account and key.
    pub secrets: Vec<(String, Key, Secret)>,
    /// Every change, in the order in which it was wished.
    pub changes: Vec<Change>,
}

impl Plan {
    /// From the settings file as it is, what is kept, and the wishes. The error says why the file cannot be changed.
    pub fn make(document: &Fields, kept: &Shelf, wishes: Vec<Wish>) -> Result<Self, String> {
        let mut plan = Self {
            document: document.clone(),
            ..Self::default()
        };
        for wish in wishes {
            match wish {
                Wish::Set(account, key, value) => plan.set(&account, key, value)?,
                Wish::Keep(account, key, secret) => plan.keep(kept, account, key, secret)?,
                Wish::Agent(name, agent) => {
                    let agents = object(&mut plan.document, "agents", "agents")?;
                    let old = agents.insert(name.clone(), agent.clone());
                    plan.tell(format!("agents.{name}"), old.as_ref(), Some(&agent));
                }
                Wish::Bind(account, agent) => plan.bind(account, agent)?,
            }
        }
        Ok(plan)
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn set(&mut self, account: &str, key: Key, value: Value) -> Result<(), String> {
        let (fields, path) = account_fields(&mut self.document, account)?;
        let path = format!("{path}.{}", key.name);
        // An older spelling would stand beside the new one.
        let alias = key.alias.and_then(|alias| fields.shift_remove(alias));
        let old = fields.insert(key.name.into(), value.clone()).or(alias);
        let hidden = old.map(|old| shown(key, &old));
        let new = shown(key, &value);
        if hidden.as_ref() != Some(&new) {
            self.changes.push(Change {
                path,
                old: hidden,
                new: Some(new),
                secret: false,
            });
        }
        Ok(())
    }

    fn keep(
        &mut self,
        kept: &Shelf,
        account: String,
        key: Key,
        secret: Secret,
    ) -> Result<(), String> {
        let (fields, path) = account_fields(&mut self.document, &account)?;
        for name in [Some(key.name), key.alias].into_iter().flatten() {
            if let Some(old) = fields.shift_remove(name) {
                let blank = old.as_str().is_some_and(|text| text.trim().is_empty());
                let old = (!blank).then(|| shown(key, &old));
                self.changes.push(Change {
                    path: format!("{path}.{name}"),
                    old,
                    new: None,
                    secret: false,
                });
            }
        }
        let old = kept.get(&account, key.name);
        if old != Some(&secret) {
            self.changes.push(Change {
                path: format!("kakao.{account}.{}", key.name),
                old: old.map(fingerprint),
                new: Some(fingerprint(&secret)),
                secret: true,
            });
            self.secrets.push((account, key, secret));
        }
        Ok(())
    }

    fn bind(&mut self, account: Option<String>, agent: String) -> Result<(), String> {
        let routing = object(&mut self.document, "routing", "routing")?;
        let bindings = routing.entry("bindings").or_insert_with(|| json!([]));
        let Value::Array(bindings) = bindings else {
            return Err("`routing.bindings` is no list".into());
        };
        let is_same = |binding: &Value| {
            let of = binding.get("account").or(binding.get("accountId"));
            binding
                .get("channel")
                .is_none_or(|channel| channel == "kakao")
                && of.and_then(Value::as_str) == account.as_deref()
        };
        let place = bindings.iter().position(is_same);
        let at = place.unwrap_or(bindings.len());
        let old = place.and_then(|at| bindings[at].get("agent").cloned());
        match place {
            Some(at) => bindings[at]["agent"] = json!(agent),
            None => {
                let mut binding = json!({"channel": "kakao"});
                if let Some(account) = account {
                    binding["account"] = json!(account);
                }
                binding["agent"] = json!(agent);
                bindings.push(binding);
            }
        }
        let path = format!("routing.bindings[{at}].agent");
        self.tell(path, old.as_ref(), Some(&json!(agent)));
        Ok(())
    }

    fn tell(&mut self, path: String, old: Option<&Value>, new: Option<&Value>) {
        if old != new {
            self.changes.push(Change {
                path,
                old: old.map(plain),
                new: new.map(plain),
                secret: false,
            });
        }
    }
}

/// The account's object, made where there is none, and its path.
fn account_fields<'a>(
    document: &'a mut Fields,
    account: &str,
) -> Result<(&'a mut Fields, String), String> {
    let channels = object(document, "channels", "channels")?;
    let kakao = object(channels, "kakao", "channels.kakao")?;
    let stands_directly =
        account == DEFAULT_ACCOUNT && !kakao.contains_key("accounts") && !kakao.is_empty();
    if stands_directly {
        return Ok((kakao, "channels.kakao".into()));
    }
    let accounts = object(kakao, "accounts", "channels.kakao.accounts")?;
    let path = format!("channels.kakao.accounts.{account}");
    Ok((object(accounts, account, &path)?, path))
}

fn object<'a>(fields: &'a mut Fields, key: &str, path: &str) -> Result<&'a mut Fields, String> {
    let value = fields.entry(key).or_insert(Value::Null);
    if value.is_null() {
        *value = json!({});
    }
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(format!("`{path}` is no object")),
    }
}

/// A file's value as it may be shown: a secret's fingerprint, but a reference to a variable as it stands.
fn shown(key: Key, value: &Value) -> String {
    match value.as_str() {
        Some(text) if key.is_secret() && !is_reference(text) => {
            Secret::new(text).map_or_else(|| "\"\"".into(), |secret| fingerprint(&secret))
        }
        _ => plain(value),
    }
}

/// Whether the text is nothing but one `${VARIABLE}`.
fn is_reference(text: &str) -> bool {
    let name = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| {
        name.bytes()
            .all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn fingerprint(secret: &Secret) -> String {
    format!("fingerprint {}", secret.fingerprint())
}
