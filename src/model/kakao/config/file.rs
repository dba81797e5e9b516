//! What one file says of KakaoTalk: `channels.kakao`, `routing.bindings` and `agents`, checked as they are read.
use super::keys::Key;
use super::{Agent, Binding, DEFAULT_ACCOUNT, Raw};
use crate::model::nearest::nearest;
use crate::model::nhn::host;
use crate::model::secret::Secret;
use crate::model::setting::Place;
use serde_json::{Map, Value};

/// What one file says of KakaoTalk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KakaoFile {
    /// By account and key name; of an account directly under `channels.kakao` behind those under `accounts`.
    values: Vec<(String, &'static str, Raw)>,
    accounts: Vec<String>,
    bindings: Vec<(Binding, Raw)>,
    agents: Vec<(String, Agent, Place)>,
}

type Fields = Map<String, Value>;

impl KakaoFile {
    /// Reads a file's object. What the user should be warned of is added to `warnings`; what cannot be meant is the
    /// error, with its path.
    pub fn read(file: &Fields, place: &Place, warnings: &mut Vec<String>) -> Result<Self, String> {
        let mut kakao = Self::default();
        if let Some(channels) = object(file, "channels", "channels")?
            && let Some(fields) = object(channels, "kakao", "channels.kakao")?
        {
            kakao.channel(fields, place, warnings)?;
        }
        if let Some(routing) = object(file, "routing", "routing")? {
            kakao.routing(routing, place)?;
        }
        if let Some(agents) = object(file, "agents", "agents")? {
            // Moltbot's own agents stand under the same key; momo does not host them.
            let is_moltbots = |name: &str, value: &Value| {
                (name == "list" && value.is_array())
                    || (name == "defaults" && agent(value, name).is_err())
            };
            for (name, value) in agents {
                if is_moltbots(name, value) {
                    continue;
                }
                let path = format!("agents.{name}");
                let agent = agent(value, &path)?;
                kakao.agents.push((name.clone(), agent, place.clone()));
            }
        }
        Ok(kakao)
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
            let (value, place) = (text.into(), place.clone());
            kakao
                .values
                .push((account.to_owned(), key.name, Raw { value, path, place }));
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

    pub(super) fn agents(&self) -> impl Iterator<Item = &(String, Agent, Place)> {
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
            if !key.kind.takes(value) {
                return Err(format!("`{path}` is not {}", key.kind.name()));
            }
            if key.yields(name, fields) {
                let newer = key.name;
                warnings.push(format!("`{path}` is not read: `{newer}` beside it counts"));
                continue;
            }
            if key == Key::NHN_HOST
                && matches!(place, Place::Project(_))
                && !host::may_a_project_name(value.as_str().unwrap_or_default())
            {
                return Err(format!(
                    "`{path}`: a project's file cannot say where NHN Cloud is"
                ));
            }
            if !value.is_null() {
                let (value, place) = (value.clone(), place.clone());
                self.values
                    .push((id.to_owned(), key.name, Raw { value, path, place }));
            }
        }
        Ok(())
    }

    fn routing(&mut self, routing: &Fields, place: &Place) -> Result<(), String> {
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
            let agent = text("agent")?.ok_or_else(|| format!("`{path}` names no `agent`"))?;
            let account = text("account")?.or(text("accountId")?);
            let raw = Raw {
                value: value.clone(),
                path: format!("{path}.agent"),
                place: place.clone(),
            };
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

fn unknown(name: &str, path: &str) -> String {
    match nearest(name, Key::ALL.iter().map(|key| key.name)) {
        Some(near) => format!("the key `{path}` is not known; is `{near}` meant?"),
        None => format!("the key `{path}` is not known"),
    }
}

/// `{"url": "http://..."}`, `{"command": ["python3", "bot.py"]}`, or `"echo"`.
fn agent(value: &Value, path: &str) -> Result<Agent, String> {
    let wrong = || {
        format!(
            "`{path}` is neither `\"echo\"` nor an object with a `url` or a `command` (a list of words)"
        )
    };
    if value == "echo" {
        return Ok(Agent::Echo);
    }
    match (value.get("url"), value.get("command")) {
        (Some(Value::String(url)), None) => Ok(Agent::Http(url.clone())),
        (None, Some(Value::Array(words))) if !words.is_empty() => words
            .iter()
            .map(|word| word.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect::<Result<_, _>>()
            .map(Agent::Command),
        _ => Err(wrong()),
    }
}
