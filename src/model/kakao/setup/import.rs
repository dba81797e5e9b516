//! Imports Moltbot's settings and reports for each value whether it was taken, renamed or left out.
use super::{JsonObject, SettingEdit, check_value};
use crate::model::kakao::config::{AccountKey, DEFAULT_ACCOUNT, KeyKind};
use crate::model::secret::Secret;
use crate::model::settings::variables::expand;
use crate::model::text::nearest::nearest;
use serde::Serialize;
use serde_json::Value;

/// What the import did with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportAction {
    Taken,
    /// Taken under another name.
    Renamed,
    LeftOut,
}

/// The result for one value. Its texts contain no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportLine {
    /// The path in the imported file.
    pub path: String,
    #[serde(rename = "fate")]
    pub action: ImportAction,
    /// May be empty.
    #[serde(rename = "why")]
    pub reason: String,
}

/// The edits and the report of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportResult {
    pub edits: Vec<SettingEdit>,
    /// One line for each value of the file.
    pub lines: Vec<ImportLine>,
    /// Names of the bound agents, which Moltbot hosted.
    pub agents: Vec<String>,
}

/// Reads the root object of Moltbot's settings file.
/// `is_named` says whether the user has named an agent; it only changes the texts about agents.
///
/// # Errors
/// Fails if the file has no `channels.kakao`.
pub fn read(file: &JsonObject, is_named: bool) -> Result<ImportResult, String> {
    let mut imported = ImportResult::default();
    let channels = file.get("channels").and_then(Value::as_object);
    let kakao = channels.and_then(|channels| channels.get("kakao")?.as_object());
    let Some(kakao) = kakao else {
        return Err("it holds no `channels.kakao`".into());
    };
    if let Some(accounts) = kakao.get("accounts").and_then(Value::as_object) {
        for (id, fields) in accounts {
            let path = format!("channels.kakao.accounts.{id}");
            match fields.as_object() {
                Some(fields) => imported.read_account(id, fields, &path),
                None => imported.leave_out(path, "it is no object"),
            }
        }
    }
    // Keys directly under `channels.kakao` belong to the default account; those under `accounts` take precedence.
    let mut direct = kakao.clone();
    direct.shift_remove("accounts");
    imported.read_account(DEFAULT_ACCOUNT, &direct, "channels.kakao");
    for name in channels.into_iter().flat_map(JsonObject::keys) {
        if name != "kakao" {
            imported.leave_out(format!("channels.{name}"), "it is another channel");
        }
    }
    imported.read_routing(file.get("routing"), is_named);
    for name in file.keys() {
        if !["channels", "routing"].contains(&name.as_str()) {
            imported.leave_out(name.clone(), "it is Moltbot's own");
        }
    }
    Ok(imported)
}

impl ImportResult {
    fn read_account(&mut self, id: &str, fields: &JsonObject, path: &str) {
        for (name, value) in fields {
            let path = format!("{path}.{name}");
            let Some(key) = AccountKey::from_name(name) else {
                let suggestion = nearest(name, AccountKey::ALL.iter().map(|key| key.name));
                let hint = suggestion.map_or_else(String::new, |suggestion| {
                    format!("; is `{suggestion}` meant?")
                });
                self.leave_out(path, format!("momo does not know it{hint}"));
                continue;
            };
            if key.is_superseded(name, fields) {
                self.leave_out(path, format!("`{}` beside it counts", key.name));
                continue;
            }
            if self.has_edit(id, key) {
                self.leave_out(path, format!("the one under `accounts.{id}` counts"));
                continue;
            }
            match edit_for(id, key, value) {
                Ok(edit) => self.take(path, name, key, edit),
                Err(reason) => self.leave_out(path, reason),
            }
        }
    }

    /// Returns whether the account already has this key, from `accounts`.
    fn has_edit(&self, id: &str, key: AccountKey) -> bool {
        self.edits.iter().any(|edit| match edit {
            SettingEdit::Set(account, edit_key, _)
            | SettingEdit::SetSecret(account, edit_key, _) => account == id && *edit_key == key,
            _ => false,
        })
    }

    fn take(&mut self, path: String, name: &str, key: AccountKey, edit: SettingEdit) {
        let note = match &edit {
            SettingEdit::SetSecret(..) => "kept among the credentials",
            SettingEdit::Set(..) if key.is_secret() => {
                "the variable is read when the value is needed"
            }
            _ => "",
        };
        let (action, reason) = match name == key.name {
            true => (ImportAction::Taken, note.to_owned()),
            false if note.is_empty() => (ImportAction::Renamed, format!("now `{}`", key.name)),
            false => (ImportAction::Renamed, format!("now `{}`; {note}", key.name)),
        };
        self.lines.push(ImportLine {
            path,
            action,
            reason,
        });
        self.edits.push(edit);
    }

    fn read_routing(&mut self, routing: Option<&Value>, is_named: bool) {
        let hint = if is_named {
            "it is named anew"
        } else {
            "name it anew"
        };
        let Some(routing) = routing.and_then(Value::as_object) else {
            return;
        };
        for name in routing.keys().filter(|name| *name != "bindings") {
            self.leave_out(format!("routing.{name}"), "momo does not know it");
        }
        let bindings = routing.get("bindings").and_then(Value::as_array);
        for (index, binding) in bindings.into_iter().flatten().enumerate() {
            let path = format!("routing.bindings[{index}]");
            let text = |key: &str| binding.get(key).and_then(Value::as_str);
            match (text("channel"), text("agent")) {
                (Some("kakao") | None, Some(agent)) => {
                    let account = text("account").or(text("accountId")).map(str::to_owned);
                    self.edits
                        .push(SettingEdit::Bind(account, agent.to_owned()));
                    if !self.agents.iter().any(|name| name == agent) {
                        self.agents.push(agent.to_owned());
                    }
                    self.lines.push(ImportLine {
                        path,
                        action: ImportAction::Taken,
                        reason: format!("Moltbot hosted the agent `{agent}`: {hint}"),
                    });
                }
                (Some("kakao") | None, None) => self.leave_out(path, "it names no `agent`"),
                (Some(channel), _) => self.leave_out(path, format!("it is for `{channel}`")),
            }
        }
    }

    fn leave_out(&mut self, path: String, reason: impl Into<String>) {
        let (action, reason) = (ImportAction::LeftOut, reason.into());
        self.lines.push(ImportLine {
            path,
            action,
            reason,
        });
    }
}

/// Converts a value to an edit; the error is the reason to leave it out.
fn edit_for(account: &str, key: AccountKey, value: &Value) -> Result<SettingEdit, String> {
    if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Err("it is blank".into());
    }
    if !key.kind.accepts(value) {
        return Err(format!("it is not {}", key.kind.name()));
    }
    check_usable(key, value)?;
    if key.kind == KeyKind::Secret
        && let Some(text) = value.as_str()
        // A text without variables is a literal secret.
        && let Ok(literal) = expand(text, |_| None)
        && let Some(secret) = Secret::new(literal.trim())
    {
        return Ok(SettingEdit::SetSecret(account.to_owned(), key, secret));
    }
    Ok(SettingEdit::Set(account.to_owned(), key, value.clone()))
}

/// Checks a value as setup does. A value with a variable is accepted, because its content is unknown.
fn check_usable(key: AccountKey, value: &Value) -> Result<(), String> {
    let text = match value {
        Value::String(text) => expand(text, |_| None).ok(),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match text.map(|text| check_value(key, text.trim())) {
        Some(Err(problem)) if key == AccountKey::DM_POLICY => Err(format!(
            "{problem}; everybody is answered until you say who"
        )),
        Some(Err(problem)) => Err(problem),
        _ => Ok(()),
    }
}
