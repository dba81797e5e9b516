//! What one file says of KakaoTalk: `channels.kakao`, `routing.bindings` and `agents`, checked as they are read.
use super::agent::{self, Described};
use super::keys::Key;
use super::{Binding, DEFAULT_ACCOUNT, Raw};
use crate::model::secret::Secret;
use crate::model::settings::setting::Place;
use crate::model::text::nearest::nearest;
use serde_json::{Map, Value};

/// What one file says of KakaoTalk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KakaoFile {
    /// By account and key name; of an account directly under `channels.kakao` behind those under `accounts`.
    values: Vec<(String, &'static str, Raw)>,
    accounts: Vec<String>,
    bindings: Vec<(Binding, Raw)>,
    agents: Vec<Described>,
}

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// momo's own: every key is for momo.
    Momos,
    /// Perhaps another program's: what momo does not know is that one's affair, unless it looks like a slip.
    Anybodys,
}

/// The keys at the top that are read here.
const TOP: [&str; 3] = ["channels", "routing", "agents"];
/// What other programs have at the top that only looks like a slip.
const OTHERS: [&str; 1] = ["agent"];
const BINDING: [&str; 4] = ["channel", "agent", "account", "accountId"];

type Fields = Map<String, Value>;

impl KakaoFile {
    /// Reads a file's object. What the user should be warned of is added to `warnings`; what cannot be meant is the
    /// error, with its path.
    pub fn read(
        file: &Fields,
        place: &Place,
        whose: Whose,
        warnings: &mut Vec<String>,
    ) -> Result<Self, String> {
        let mut kakao = Self::default();
        if whose == Whose::Anybodys {
            let keys = file.keys().filter(|key| !OTHERS.contains(&key.as_str()));
            warn(keys, &TOP, "", whose, warnings);
        }
        if let Some(channels) = object(file, "channels", "channels")? {
            warn(channels.keys(), &["kakao"], "channels.", whose, warnings);
            if let Some(fields) = object(channels, "kakao", "channels.kakao")? {
                kakao.channel(fields, place, warnings)?;
            }
        }
        if let Some(routing) = object(file, "routing", "routing")? {
            warn(routing.keys(), &["bindings"], "routing.", whose, warnings);
            kakao.routing(routing, place, whose, warnings)?;
        }
        if let Some(agents) = object(file, "agents", "agents")? {
            kakao.agents(agents, place, whose, warnings);
        }
        Ok(kakao)
    }

    fn agents(&mut self, agents: &Fields, place: &Place, whose: Whose, warnings: &mut Vec<String>) {
        for (name, value) in agents {
            let path = format!("agents.{name}");
            // Moltbot's own agents stand under the same key; momo does not host them.
            let is_moltbots = (name == "list" && value.is_array())
                || (name == "defaults" && agent::read(value).is_err());
            if is_moltbots {
                continue;
            }
            if let Some(fields) = value.as_object() {
                // An object without either is another program's, or a slip.
                let whose = match agent::read(value) {
                    Ok(_) => Whose::Momos,
                    Err(_) => Whose::Anybodys,
                };
                warn(
                    fields.keys(),
                    &agent::KEYS,
                    &format!("{path}."),
                    whose,
                    warnings,
                );
            }
            // Who needs it gets to hear of it in any case.
            if whose == Whose::Momos
                && let Err(why) = agent::read(value)
            {
                warnings.push(format!("`{path}` {why}"));
            }
            let raw = Raw::new(value.clone(), path, place);
            self.agents.push(Described {
                name: name.clone(),
                raw,
            });
        }
    }

    /// The secrets that are kept, by account and key.
    pub fn kept<'s>(
        secrets: impl IntoIterator<Item = (&'s str, &'s str, &'s Secret)>,
        place: &Place,
    ) -> Self {
        let mut kakao = Self::default();
        for (account, name, secret) in secrets {
            let Some((key, text)) = Key::named(name).zip(secret.reveal_text()) else {
                continue;
            };
            let path = format!("kakao.{account}.{name}");
            let raw = Raw::new(text.into(), path, place);
            kakao.values.push((account.to_owned(), key.name, raw));
        }
        kakao
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(String::as_str)
    }

    pub(super) fn values<'a>(&'a self, account: &str, key: Key) -> Vec<&'a Raw> {
        let of_key = self
            .values
            .iter()
            .filter(|(id, name, _)| id == account && *name == key.name);
        of_key.map(|(.., raw)| raw).collect()
    }

    pub(super) fn bindings(&self) -> impl Iterator<Item = &(Binding, Raw)> {
        self.bindings.iter()
    }

    pub(super) fn described(&self) -> impl Iterator<Item = &Described> {
        self.agents.iter()
    }

    fn channel(
        &mut self,
        fields: &Fields,
        place: &Place,
        warnings: &mut Vec<String>,
    ) -> Result<(), String> {
        let path = "channels.kakao";
        if let Some(accounts) = object(fields, "accounts", &format!("{path}.accounts"))? {
            for (id, _) in accounts {
                let path = format!("{path}.accounts.{id}");
                let fields = object(accounts, id, &path)?;
                self.accounts.push(id.clone());
                self.account(id, fields.unwrap_or(&Map::new()), &path, place, warnings)?;
            }
        }
        let direct: Fields = fields
            .iter()
            .filter(|(key, _)| *key != "accounts")
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        if !direct.is_empty() {
            if !self.accounts.iter().any(|id| id == DEFAULT_ACCOUNT) {
                self.accounts.push(DEFAULT_ACCOUNT.into());
            }
            self.account(DEFAULT_ACCOUNT, &direct, path, place, warnings)?;
        }
        Ok(())
    }

    fn account(
        &mut self,
        id: &str,
        fields: &Fields,
        path: &str,
        place: &Place,
        warnings: &mut Vec<String>,
    ) -> Result<(), String> {
        for (name, value) in fields {
            let path = format!("{path}.{name}");
            let Some(key) = Key::named(name) else {
                warnings.push(unknown(name, &path));
                continue;
            };
            if key.yields(name, fields) {
                let newer = key.name;
                warnings.push(format!("`{path}` is not read: `{newer}` beside it counts"));
                continue;
            }
            if !value.is_null() {
                let raw = Raw::new(value.clone(), path, place);
                self.values.push((id.to_owned(), key.name, raw));
            }
        }
        Ok(())
    }

    fn routing(
        &mut self,
        routing: &Fields,
        place: &Place,
        whose: Whose,
        warnings: &mut Vec<String>,
    ) -> Result<(), String> {
        let bindings = match routing.get("bindings") {
            None | Some(Value::Null) => return Ok(()),
            Some(Value::Array(bindings)) => bindings,
            Some(_) => return Err("`routing.bindings` is no list".into()),
        };
        for (at, value) in bindings.iter().enumerate() {
            let path = format!("routing.bindings[{at}]");
            let Value::Object(fields) = value else {
                return Err(format!("`{path}` is no object"));
            };
            let text = |key: &str| match fields.get(key) {
                None | Some(Value::Null) => Ok(None),
                Some(Value::String(text)) => Ok(Some(text.clone())),
                Some(_) => Err(format!("`{path}.{key}` is no text")),
            };
            // Other channels are not momo's to route.
            if text("channel")?.is_some_and(|channel| channel != "kakao") {
                continue;
            }
            warn(
                fields.keys(),
                &BINDING,
                &format!("{path}."),
                whose,
                warnings,
            );
            let Some(agent) = text("agent")? else {
                let why = format!("`{path}` names no `agent`");
                match whose {
                    Whose::Momos => return Err(why),
                    Whose::Anybodys => warnings.push(format!("{why}, and is not read")),
                }
                continue;
            };
            let account = text("account")?.or(text("accountId")?);
            let raw = Raw::new(value.clone(), format!("{path}.agent"), place);
            self.bindings.push((Binding { account, agent }, raw));
        }
        Ok(())
    }
}

fn object<'a>(fields: &'a Fields, key: &str, path: &str) -> Result<Option<&'a Fields>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(format!("`{path}` is no object")),
    }
}

/// Warns of the keys that are not known: in another program's file only of those that look like a slip.
fn warn<'k>(
    keys: impl Iterator<Item = &'k String>,
    known: &[&str],
    path: &str,
    whose: Whose,
    warnings: &mut Vec<String>,
) {
    for key in keys.filter(|key| !known.contains(&key.as_str())) {
        match (nearest(key, known.iter().copied()), whose) {
            (Some(near), _) => warnings.push(format!(
                "the key `{path}{key}` is not known; is `{path}{near}` meant?"
            )),
            (None, Whose::Momos) => {
                warnings.push(format!("the key `{path}{key}` is not known"));
            }
            (None, Whose::Anybodys) => {}
        }
    }
}

fn unknown(name: &str, path: &str) -> String {
    let known = Key::ALL.iter().map(|key| key.name);
    match nearest(name, known.chain(["accounts"])) {
        Some(near) => format!("the key `{path}` is not known; is `{near}` meant?"),
        None => format!("the key `{path}` is not known"),
    }
}
