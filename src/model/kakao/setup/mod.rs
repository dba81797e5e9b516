//! Setup of accounts: turns edits into a plan that lists every change before anything is written.
//!
//! New secrets go to the credentials file. A secret of the same key is removed from the settings file, because that
//! file takes precedence. Unknown content of the settings file is preserved.
mod check;
mod guide;
mod import;

pub use check::{check_distinct_secrets, check_header_pair, check_value, has_only_unusual_length};
pub use guide::{instructions, next_steps};
pub use import::{ImportAction, ImportLine, ImportResult, read as import};

use super::config::{AccountKey, DEFAULT_ACCOUNT};
use crate::model::secret::Secret;
use crate::model::secret::table::SecretTable;
use serde::Serialize;
use serde_json::{Map, Value, json};

type JsonObject = Map<String, Value>;

/// One edit of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingEdit {
    /// Sets a key of an account to a value that is not a secret, or to a reference to a variable.
    Set(String, AccountKey, Value),
    /// Stores a secret of an account.
    SetSecret(String, AccountKey, Secret),
    /// Defines an agent; the value has the form of a member of `agents`.
    SetAgent(String, Value),
    /// Binds an agent to an account; `None` stands for all accounts.
    Bind(Option<String>, String),
}

/// One change of a plan. Its texts contain no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingChange {
    /// The path in the settings file, or `kakao.ACCOUNT.KEY` for the credentials file.
    pub path: String,
    /// The old value, or its fingerprint, or `empty`; `None` if there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// The new value, or its fingerprint; `None` for a removal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Whether the change is in the credentials file.
    pub secret: bool,
}

/// The changes to write.
#[derive(Clone, Default)]
pub struct SetupPlan {
    /// The complete new settings file.
    pub document: JsonObject,
    /// The secrets to store.
    pub secrets: Vec<(String, AccountKey, Secret)>,
    /// In the order of the edits.
    pub changes: Vec<SettingChange>,
}

impl SetupPlan {
    /// Applies edits to the current settings file and stored credentials.
    ///
    /// # Errors
    /// Fails if a section to be changed is not an object or list.
    pub fn new(
        document: &JsonObject,
        credentials: &SecretTable,
        edits: Vec<SettingEdit>,
    ) -> Result<Self, String> {
        let mut plan = Self {
            document: document.clone(),
            ..Self::default()
        };
        for edit in edits {
            match edit {
                SettingEdit::Set(account, key, value) => plan.set(&account, key, value)?,
                SettingEdit::SetSecret(account, key, secret) => {
                    plan.set_secret(credentials, account, key, secret)?
                }
                SettingEdit::SetAgent(name, agent) => {
                    let agents = object(&mut plan.document, "agents", "agents")?;
                    let old = agents.insert(name.clone(), agent.clone());
                    plan.record_change(format!("agents.{name}"), old.as_ref(), Some(&agent));
                }
                SettingEdit::Bind(account, agent) => plan.bind(account, agent)?,
            }
        }
        Ok(plan)
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn set(&mut self, account: &str, key: AccountKey, value: Value) -> Result<(), String> {
        let (fields, path) = account_fields(&mut self.document, account)?;
        let path = format!("{path}.{}", key.name);
        // The alias would remain beside the current name.
        let alias = key.alias.and_then(|alias| fields.shift_remove(alias));
        let old = fields.insert(key.name.into(), value.clone()).or(alias);
        let old_text = old.map(|old| masked(key, &old));
        let new_text = masked(key, &value);
        if old_text.as_ref() != Some(&new_text) {
            self.changes.push(SettingChange {
                path,
                old: old_text,
                new: Some(new_text),
                secret: false,
            });
        }
        Ok(())
    }

    fn set_secret(
        &mut self,
        credentials: &SecretTable,
        account: String,
        key: AccountKey,
        secret: Secret,
    ) -> Result<(), String> {
        let (fields, path) = account_fields(&mut self.document, &account)?;
        for name in [Some(key.name), key.alias].into_iter().flatten() {
            if let Some(old) = fields.shift_remove(name) {
                self.changes.push(SettingChange {
                    path: format!("{path}.{name}"),
                    old: Some(masked(key, &old)),
                    new: None,
                    secret: false,
                });
            }
        }
        let old = credentials.get(&account, key.name);
        if old != Some(&secret) {
            self.changes.push(SettingChange {
                path: format!("kakao.{account}.{}", key.name),
                old: old.map(fingerprint_text),
                new: Some(fingerprint_text(&secret)),
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
            let binding_account = binding.get("account").or(binding.get("accountId"));
            binding
                .get("channel")
                .is_none_or(|channel| channel == "kakao")
                && binding_account.and_then(Value::as_str) == account.as_deref()
        };
        let position = bindings.iter().position(is_same);
        let index = position.unwrap_or(bindings.len());
        let old = position.and_then(|index| bindings[index].get("agent").cloned());
        match position {
            Some(index) => bindings[index]["agent"] = json!(agent),
            None => {
                let mut binding = json!({"channel": "kakao"});
                if let Some(account) = account {
                    binding["account"] = json!(account);
                }
                binding["agent"] = json!(agent);
                bindings.push(binding);
            }
        }
        let path = format!("routing.bindings[{index}].agent");
        self.record_change(path, old.as_ref(), Some(&json!(agent)));
        Ok(())
    }

    fn record_change(&mut self, path: String, old: Option<&Value>, new: Option<&Value>) {
        if old != new {
            self.changes.push(SettingChange {
                path,
                old: old.map(plain_text),
                new: new.map(plain_text),
                secret: false,
            });
        }
    }
}

/// Returns the account's object and path; creates the object if missing.
fn account_fields<'a>(
    document: &'a mut JsonObject,
    account: &str,
) -> Result<(&'a mut JsonObject, String), String> {
    let channels = object(document, "channels", "channels")?;
    let kakao = object(channels, "kakao", "channels.kakao")?;
    let is_direct =
        account == DEFAULT_ACCOUNT && !kakao.contains_key("accounts") && !kakao.is_empty();
    if is_direct {
        return Ok((kakao, "channels.kakao".into()));
    }
    let accounts = object(kakao, "accounts", "channels.kakao.accounts")?;
    let path = format!("channels.kakao.accounts.{account}");
    Ok((object(accounts, account, &path)?, path))
}

fn object<'a>(
    fields: &'a mut JsonObject,
    key: &str,
    path: &str,
) -> Result<&'a mut JsonObject, String> {
    let value = fields.entry(key).or_insert(Value::Null);
    if value.is_null() {
        *value = json!({});
    }
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(format!("`{path}` is no object")),
    }
}

/// Returns a value for display: a secret as fingerprint, a blank text as `empty`, a reference to a variable unchanged.
fn masked(key: AccountKey, value: &Value) -> String {
    match value.as_str() {
        Some(text) if text.trim().is_empty() => "empty".into(),
        Some(text) if key.is_secret() && !is_reference(text) => {
            Secret::new(text).map_or_else(|| "empty".into(), |secret| fingerprint_text(&secret))
        }
        _ => plain_text(value),
    }
}

/// Returns whether the text is exactly one `${VARIABLE}`.
fn is_reference(text: &str) -> bool {
    let name = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| {
        name.bytes()
            .all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_'))
    })
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn fingerprint_text(secret: &Secret) -> String {
    format!("fingerprint {}", secret.fingerprint())
}
