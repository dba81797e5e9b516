//! An account: each key from the nearest file that says something, else from the environment, else by default.
use super::file::KakaoFile;
use super::keys::{Key, Kind};
use super::path::check_path;
use super::variable::{Variable, expanded, unset};
use super::{Fault, Raw};
use crate::model::nhn::host;
use crate::model::secret::Secret;
use crate::model::settings::setting::{Place, Setting};
use crate::model::settings::variables::expand;
use serde_json::Value;
use std::time::Duration;

/// Who is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DmPolicy {
    /// Everybody.
    Open,
    /// Those whose user id is in `allowFrom`.
    Allowlist,
    /// Nobody.
    Disabled,
}

impl DmPolicy {
    /// The policy that files spell so.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::Open, Self::Allowlist, Self::Disabled];
        all.into_iter().find(|policy| policy.name() == name)
    }

    /// As files spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Allowlist => "allowlist",
            Self::Disabled => "disabled",
        }
    }
}

/// An account as the files have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Files<'a>(&'a [KakaoFile]);

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account<'a> {
    name: String,
    files: Files<'a>,
}

impl<'a> Account<'a> {
    pub(super) fn new(name: String, files: &'a [KakaoFile]) -> Self {
        Self {
            name,
            files: Files(files),
        }
    }

    /// Its key under `accounts`; `default` where it stands directly under `channels.kakao`.
    pub fn id(&self) -> &str {
        &self.name
    }

    /// The text of this key, `${VAR}` expanded: of the nearest file that says something, else what is kept, else of
    /// the environment.
    pub fn text(&self, key: Key, variable: Variable<'_>) -> Result<Option<Setting>, Fault> {
        for raw in self.raw(key) {
            of_kind(key, raw)?;
            of_a_project(key, raw)?;
            let text = match &raw.value {
                // What is kept is no text that somebody wrote.
                Value::String(text) if matches!(raw.place, Place::Kept(_)) => text.clone(),
                Value::String(text) => expanded(text, key.is_secret(), raw, variable)?,
                Value::Number(number) => number.to_string(),
                Value::Bool(truth) => truth.to_string(),
                _ => continue,
            };
            if !text.trim().is_empty() {
                return Ok(Some(Setting::new(text, raw.place.clone())));
            }
        }
        let from = |name: &&'static str| {
            let value = variable(name).filter(|value| !value.trim().is_empty())?;
            Some(Setting::new(value, Place::Environment(name)))
        };
        Ok(key.variables.iter().find_map(from))
    }

    /// The secret of this key.
    pub fn secret(
        &self,
        key: Key,
        variable: Variable<'_>,
    ) -> Result<Option<Setting<Secret>>, Fault> {
        let found = self.text(key, variable)?;
        Ok(found.and_then(|setting| {
            let value = Secret::new(setting.value.trim())?;
            Some(Setting {
                value,
                place: setting.place,
            })
        }))
    }

    /// Whether it is used.
    pub fn is_enabled(&self, variable: Variable<'_>) -> Result<bool, Fault> {
        self.parsed(
            Key::ENABLED,
            variable,
            "is neither true nor false",
            |text| text.parse().ok(),
        )
        .map(|found| found.unwrap_or(true))
    }

    /// The skill server's port.
    pub fn port(&self, variable: Variable<'_>) -> Result<Option<u16>, Fault> {
        self.parsed(Key::PORT, variable, "is no port", |text| text.parse().ok())
    }

    /// The skill server's path.
    pub fn path(&self, variable: Variable<'_>) -> Result<Option<String>, Fault> {
        let Some(setting) = self.text(Key::PATH, variable)? else {
            return Ok(None);
        };
        let path = setting.value.trim();
        match check_path(path) {
            Ok(()) => Ok(Some(path.to_owned())),
            Err(why) => Err(Fault {
                path: self.path_of(Key::PATH),
                place: setting.place,
                what: format!("{why}: `{path}`"),
            }),
        }
    }

    /// Who is answered; everybody where nothing is said.
    pub fn dm_policy(&self, variable: Variable<'_>) -> Result<DmPolicy, Fault> {
        let what = "is none of `open`, `allowlist` and `disabled`";
        self.parsed(Key::DM_POLICY, variable, what, DmPolicy::named)
            .map(|found| found.unwrap_or(DmPolicy::Open))
    }

    /// The user ids that `allowlist` answers.
    pub fn allow_from(&self, variable: Variable<'_>) -> Result<Vec<String>, Fault> {
        let Some(raw) = self.raw(Key::ALLOW_FROM).next() else {
            return Ok(Vec::new());
        };
        of_kind(Key::ALLOW_FROM, raw)?;
        let ids = raw.value.as_array().into_iter().flatten();
        ids.filter_map(Value::as_str)
            .map(|id| expand(id, variable).map_err(|name| unset(raw, &name)))
            .collect()
    }

    /// How many characters one bubble has at most: 1 to Kakao's 1,000.
    pub fn text_chunk_limit(&self, variable: Variable<'_>) -> Result<usize, Fault> {
        let what = "is no number from 1 to 1000, which is Kakao's limit";
        self.parsed(Key::TEXT_CHUNK_LIMIT, variable, what, |text| {
            text.parse().ok().filter(|limit| (1..=1000).contains(limit))
        })
        .map(|found| found.unwrap_or(1000))
    }

    /// How long an agent may take; 30 s where nothing is said.
    pub fn timeout(&self, variable: Variable<'_>) -> Result<Duration, Fault> {
        let what = "is no number of seconds from 1 to 600";
        self.parsed(Key::TIMEOUT_SECONDS, variable, what, |text| {
            let seconds = text.parse().ok().filter(|it| (1..=600).contains(it))?;
            Some(Duration::from_secs(seconds))
        })
        .map(|found| found.unwrap_or(Duration::from_secs(30)))
    }

    fn parsed<T>(
        &self,
        key: Key,
        variable: Variable<'_>,
        what: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let Some(setting) = self.text(key, variable)? else {
            return Ok(None);
        };
        match parse(setting.value.trim()) {
            Some(value) => Ok(Some(value)),
            None => Err(Fault {
                path: self.path_of(key),
                place: setting.place,
                what: format!("{what}: `{}`", setting.value),
            }),
        }
    }

    /// The file that holds this key's value itself, not a reference to a variable; none where it is kept.
    pub fn literal_in(&self, key: Key) -> Option<&'a Place> {
        let raw = self.raw(key).next()?;
        let text = raw.value.as_str()?;
        let is_literal = !matches!(raw.place, Place::Kept(_)) && expand(text, |_| None).is_ok();
        is_literal.then_some(&raw.place)
    }

    /// The nearest file that says something of this key.
    pub fn place_of(&self, key: Key) -> Option<&'a Place> {
        self.raw(key).next().map(|raw| &raw.place)
    }

    /// Where this key stands, or would stand.
    pub fn path_of(&self, key: Key) -> String {
        match self.raw(key).next() {
            Some(raw) => raw.path.clone(),
            None => format!("channels.kakao.accounts.{}.{}", self.name, key.name),
        }
    }

    /// What the files say, the nearest first; blank texts say nothing.
    fn raw(&self, key: Key) -> impl Iterator<Item = &'a Raw> {
        let name = self.name.clone();
        let files: &'a [KakaoFile] = self.files.0;
        let is_said = |raw: &&Raw| {
            raw.value
                .as_str()
                .is_none_or(|text| !text.trim().is_empty())
        };
        files
            .iter()
            .flat_map(move |file| file.values(&name, key))
            .filter(is_said)
    }
}

/// Whether the value is of the kind that the key takes.
fn of_kind(key: Key, raw: &Raw) -> Result<(), Fault> {
    match key.kind.takes(&raw.value) {
        true => Ok(()),
        false => Err(raw.fault(format!("is not {}", key.kind.name()))),
    }
}

/// Whether the place may say this: a project's file, which may be a stranger's, does not say where keys go.
fn of_a_project(key: Key, raw: &Raw) -> Result<(), Fault> {
    let names_host = key == Key::NHN_HOST && matches!(raw.place, Place::Project(_));
    let host = raw.value.as_str().unwrap_or_default();
    match names_host && !host::may_a_project_name(host) {
        true => Err(raw.fault(
            "is not used: a project's file cannot say where NHN Cloud is; `--host` or your own config.json can",
        )),
        false => Ok(()),
    }
}

impl Kind {
    /// Whether a file's value is of this kind. A text with a variable in it may become anything.
    pub fn takes(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null) => true,
            (Self::Text | Self::Secret, _) => value.is_string(),
            (Self::Truth, Value::Bool(_)) | (Self::Number, Value::Number(_)) => true,
            (Self::Truth | Self::Number, Value::String(text)) => text.contains("${"),
            (Self::Texts, Value::Array(texts)) => texts.iter().all(Value::is_string),
            _ => false,
        }
    }

    /// What a value of this kind is, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text | Self::Secret => "a text",
            Self::Truth => "true or false",
            Self::Number => "a number",
            Self::Texts => "a list of texts",
        }
    }
}
