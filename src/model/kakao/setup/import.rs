//! Moltbot's settings: what is taken over, under which name, and what is left out and why.
use super::{Fields, Wish, check};
use crate::model::kakao::config::{DEFAULT_ACCOUNT, Key, Kind};
use crate::model::secret::Secret;
use crate::model::settings::variables::expand;
use crate::model::text::nearest::nearest;
use serde::Serialize;
use serde_json::Value;

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Taken as it is.
    Taken,
    /// Taken, and called otherwise here.
    Renamed,
    /// Not taken.
    LeftOut,
}

/// What became of one value, in words that may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Where it stood.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
    /// How or why; may be empty.
    pub why: String,
}

/// What a file gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// What is to be so here.
    pub wishes: Vec<Wish>,
    /// What became of each value.
    pub lines: Vec<Line>,
    /// The names of the agents that Moltbot hosted.
    pub agents: Vec<String>,
}

/// Reads Moltbot's file; the error says why it is none. `is_named` where it is said anew who answers.
pub fn read(file: &Fields, is_named: bool) -> Result<Imported, String> {
    let mut imported = Imported::default();
    let channels = file.get("channels").and_then(Value::as_object);
    let kakao = channels.and_then(|channels| channels.get("kakao")?.as_object());
    let Some(kakao) = kakao else {
        return Err("it holds no `channels.kakao`".into());
    };
    if let Some(accounts) = kakao.get("accounts").and_then(Value::as_object) {
        for (id, fields) in accounts {
            let path = format!("channels.kakao.accounts.{id}");
            match fields.as_object() {
                Some(fields) => imported.account(id, fields, &path),
                None => imported.left_out(path, "it is no object"),
            }
        }
    }
    // What stands directly is the same account, and counts behind it, as where files are read.
    let mut direct = kakao.clone();
    direct.shift_remove("accounts");
    imported.account(DEFAULT_ACCOUNT, &direct, "channels.kakao");
    for name in channels.into_iter().flat_map(Fields::keys) {
        if name != "kakao" {
            imported.left_out(format!("channels.{name}"), "it is another channel");
        }
    }
    imported.routing(file.get("routing"), is_named);
    for name in file.keys() {
        if !["channels", "routing"].contains(&name.as_str()) {
            imported.left_out(name.clone(), "it is Moltbot's own");
        }
    }
    Ok(imported)
}

impl Imported {
    fn account(&mut self, id: &str, fields: &Fields, path: &str) {
        for (name, value) in fields {
            let path = format!("{path}.{name}");
            let Some(key) = Key::named(name) else {
                let near = nearest(name, Key::ALL.iter().map(|key| key.name));
                let hint = near.map_or_else(String::new, |near| format!("; is `{near}` meant?"));
                self.left_out(path, format!("momo does not know it{hint}"));
                continue;
            };
            if key.yields(name, fields) {
                self.left_out(path, format!("`{}` beside it counts", key.name));
                continue;
            }
            if self.said(id, key) {
                self.left_out(path, format!("the one under `accounts.{id}` counts"));
                continue;
            }
            match wish(id, key, value) {
                Ok(wish) => self.taken(path, name, key, wish),
                Err(why) => self.left_out(path, why),
            }
        }
    }

    /// Whether the account has this key already: what stands under `accounts` is read first.
    fn said(&self, id: &str, key: Key) -> bool {
        self.wishes.iter().any(|wish| match wish {
            Wish::Set(account, of, _) | Wish::Keep(account, of, _) => account == id && *of == key,
            _ => false,
        })
    }

    fn taken(&mut self, path: String, name: &str, key: Key, wish: Wish) {
        let kept = match &wish {
            Wish::Keep(..) => "kept among the credentials",
            Wish::Set(..) if key.is_secret() => "the variable is read when the value is needed",
            _ => "",
        };
        let (fate, why) = match name == key.name {
            true => (Fate::Taken, kept.to_owned()),
            false if kept.is_empty() => (Fate::Renamed, format!("now `{}`", key.name)),
            false => (Fate::Renamed, format!("now `{}`; {kept}", key.name)),
        };
        self.lines.push(Line { path, fate, why });
        self.wishes.push(wish);
    }

    fn routing(&mut self, routing: Option<&Value>, is_named: bool) {
        let anew = if is_named {
            "it is named anew"
        } else {
            "name it anew"
        };
        let Some(routing) = routing.and_then(Value::as_object) else {
            return;
        };
        for name in routing.keys().filter(|name| *name != "bindings") {
            self.left_out(format!("routing.{name}"), "momo does not know it");
        }
        let bindings = routing.get("bindings").and_then(Value::as_array);
        for (at, binding) in bindings.into_iter().flatten().enumerate() {
            let path = format!("routing.bindings[{at}]");
            let text = |key: &str| binding.get(key).and_then(Value::as_str);
            match (text("channel"), text("agent")) {
                (Some("kakao") | None, Some(agent)) => {
                    let account = text("account").or(text("accountId")).map(str::to_owned);
                    self.wishes.push(Wish::Bind(account, agent.to_owned()));
                    if !self.agents.iter().any(|known| known == agent) {
                        self.agents.push(agent.to_owned());
                    }
                    self.lines.push(Line {
                        path,
                        fate: Fate::Taken,
                        why: format!("Moltbot hosted the agent `{agent}`: {anew}"),
                    });
                }
                (Some("kakao") | None, None) => self.left_out(path, "it names no `agent`"),
                (Some(channel), _) => self.left_out(path, format!("it is for `{channel}`")),
            }
        }
    }

    fn left_out(&mut self, path: String, why: impl Into<String>) {
        let (fate, why) = (Fate::LeftOut, why.into());
        self.lines.push(Line { path, fate, why });
    }
}

/// The wish that a value is; the error says why it is left out.
fn wish(account: &str, key: Key, value: &Value) -> Result<Wish, String> {
    if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Err("it is blank".into());
    }
    if !key.kind.takes(value) {
        return Err(format!("it is not {}", key.kind.name()));
    }
    works(key, value)?;
    if key.kind == Kind::Secret
        && let Some(text) = value.as_str()
        // A text without variables is the secret itself.
        && let Ok(literal) = expand(text, |_| None)
        && let Some(secret) = Secret::new(literal.trim())
    {
        return Ok(Wish::Keep(account.to_owned(), key, secret));
    }
    Ok(Wish::Set(account.to_owned(), key, value.clone()))
}

/// Whether the value can be used here, as far as that is seen; one with a variable in it may become anything.
fn works(key: Key, value: &Value) -> Result<(), String> {
    let text = match value {
        Value::String(text) => expand(text, |_| None).ok(),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match text.map(|text| check(key, text.trim())) {
        Some(Err(why)) if key == Key::DM_POLICY => {
            Err(format!("{why}; everybody is answered until you say who"))
        }
        Some(Err(why)) => Err(why),
        _ => Ok(()),
    }
}
