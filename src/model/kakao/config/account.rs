//! Resolves the keys of an account: settings files in order, then the credentials file, the environment, the default.
use super::file::KakaoFile;
use super::keys::{AccountKey, KeyKind};
use super::variable::{VariableLookup, expand_variables, unset_variable_error};
use super::{RawSetting, SettingError};
use crate::model::http::target;
use crate::model::nhn::host;
use crate::model::secret::Secret;
use crate::model::settings::setting::{Setting, Source};
use crate::model::settings::variables::expand;
use crate::model::text::named::named;
use serde_json::Value;
use std::time::Duration;

named! {
    /// Which users the skill server answers: the value of `dmPolicy`.
    pub enum DmPolicy {
        /// Every user.
        Open = "open",
        /// Users whose id is in `allowFrom`.
        Allowlist = "allowlist",
        /// No user.
        Disabled = "disabled",
    }
}

/// The files that may define the account, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct KakaoFiles<'a>(&'a [KakaoFile]);

/// A Kakao account. Its values are parsed only when they are requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account<'a> {
    name: String,
    files: KakaoFiles<'a>,
}

impl<'a> Account<'a> {
    pub(super) fn new(name: String, files: &'a [KakaoFile]) -> Self {
        Self {
            name,
            files: KakaoFiles(files),
        }
    }

    /// Returns the account's key under `accounts`, or `default` for an account directly under `channels.kakao`.
    pub fn id(&self) -> &str {
        &self.name
    }

    /// Returns the value of a key as text, with `${VAR}` expanded; `None` if no file and no variable sets it.
    /// The first file with a value that is not blank wins, then the credentials file, then the environment.
    ///
    /// # Errors
    /// Fails if the value has the wrong kind, a variable is not set, or a project file may not set this value.
    pub fn text(
        &self,
        key: AccountKey,
        variable: VariableLookup<'_>,
    ) -> Result<Option<Setting>, SettingError> {
        for raw in self.raw_settings(key) {
            check_kind(key, raw)?;
            check_project_value(key, raw)?;
            let text = match &raw.value {
                // Stored secrets are literal: `${...}` in them is not expanded.
                Value::String(text) if matches!(raw.source, Source::Credentials(_)) => text.clone(),
                Value::String(text) => expand_variables(text, key.is_secret(), raw, variable)?,
                Value::Number(number) => number.to_string(),
                Value::Bool(truth) => truth.to_string(),
                _ => continue,
            };
            if !text.trim().is_empty() {
                return Ok(Some(Setting::new(text, raw.source.clone())));
            }
        }
        let from_environment = |name: &&'static str| {
            let value = variable(name).filter(|value| !value.trim().is_empty())?;
            Some(Setting::new(value, Source::Environment(name)))
        };
        Ok(key.variables.iter().find_map(from_environment))
    }

    /// Returns the value of a key as a secret; `None` if it is not set.
    ///
    /// # Errors
    /// Fails like [`Self::text`].
    pub fn secret(
        &self,
        key: AccountKey,
        variable: VariableLookup<'_>,
    ) -> Result<Option<Setting<Secret>>, SettingError> {
        Ok(self.text(key, variable)?.and_then(into_secret))
    }

    pub(super) fn is_enabled(&self, variable: VariableLookup<'_>) -> Result<bool, SettingError> {
        self.parsed(
            AccountKey::ENABLED,
            variable,
            "is neither true nor false",
            |text| text.parse().ok(),
        )
        .map(|enabled| enabled.unwrap_or(true))
    }

    pub(super) fn port(&self, variable: VariableLookup<'_>) -> Result<Option<u16>, SettingError> {
        self.parsed(AccountKey::PORT, variable, "is no port", |text| {
            text.parse().ok()
        })
    }

    pub(super) fn path(
        &self,
        variable: VariableLookup<'_>,
    ) -> Result<Option<String>, SettingError> {
        let Some(setting) = self.text(AccountKey::PATH, variable)? else {
            return Ok(None);
        };
        let path = setting.value.trim();
        match target::check_path(path) {
            Ok(()) => Ok(Some(path.to_owned())),
            Err(problem) => Err(SettingError {
                path: self.path_of(AccountKey::PATH),
                source: setting.source,
                problem: format!("{problem}: `{path}`"),
            }),
        }
    }

    pub(super) fn dm_policy(&self, variable: VariableLookup<'_>) -> Result<DmPolicy, SettingError> {
        let problem = "is none of `open`, `allowlist` and `disabled`";
        self.parsed(
            AccountKey::DM_POLICY,
            variable,
            problem,
            DmPolicy::from_name,
        )
        .map(|policy| policy.unwrap_or(DmPolicy::Open))
    }

    pub(super) fn allow_from(
        &self,
        variable: VariableLookup<'_>,
    ) -> Result<Vec<String>, SettingError> {
        let Some(raw) = self.raw_settings(AccountKey::ALLOW_FROM).next() else {
            return Ok(Vec::new());
        };
        check_kind(AccountKey::ALLOW_FROM, raw)?;
        let ids = raw.value.as_array().into_iter().flatten();
        ids.filter_map(Value::as_str)
            .map(|id| expand(id, variable).map_err(|name| unset_variable_error(raw, &name)))
            .collect()
    }

    pub(super) fn text_chunk_limit(
        &self,
        variable: VariableLookup<'_>,
    ) -> Result<usize, SettingError> {
        let problem = "is no number from 1 to 1000, which is Kakao's limit";
        self.parsed(AccountKey::TEXT_CHUNK_LIMIT, variable, problem, |text| {
            text.parse().ok().filter(|limit| (1..=1000).contains(limit))
        })
        .map(|limit| limit.unwrap_or(1000))
    }

    pub(super) fn timeout(&self, variable: VariableLookup<'_>) -> Result<Duration, SettingError> {
        let problem = "is no number of seconds from 1 to 600";
        self.parsed(AccountKey::TIMEOUT_SECONDS, variable, problem, |text| {
            let seconds = text
                .parse()
                .ok()
                .filter(|seconds| (1..=600).contains(seconds))?;
            Some(Duration::from_secs(seconds))
        })
        .map(|timeout| timeout.unwrap_or(Duration::from_secs(30)))
    }

    fn parsed<T>(
        &self,
        key: AccountKey,
        variable: VariableLookup<'_>,
        problem: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingError> {
        let Some(setting) = self.text(key, variable)? else {
            return Ok(None);
        };
        match parse(setting.value.trim()) {
            Some(value) => Ok(Some(value)),
            None => Err(SettingError {
                path: self.path_of(key),
                source: setting.source,
                problem: format!("{problem}: `{}`", setting.value),
            }),
        }
    }

    /// Returns the settings file that contains the value literally.
    /// `None` if the value refers to a variable, is in the credentials file, or is not set.
    pub fn literal_source(&self, key: AccountKey) -> Option<&'a Source> {
        let raw = self.raw_settings(key).next()?;
        let text = raw.value.as_str()?;
        let is_literal =
            !matches!(raw.source, Source::Credentials(_)) && expand(text, |_| None).is_ok();
        is_literal.then_some(&raw.source)
    }

    /// Returns the file that sets the key; `None` if no file does.
    pub fn source_of(&self, key: AccountKey) -> Option<&'a Source> {
        self.raw_settings(key).next().map(|raw| &raw.source)
    }

    /// Returns the first file that sets the key to a blank text; `None` if no file does, or one sets a value.
    pub fn blank_source(&self, key: AccountKey) -> Option<&'a Source> {
        let values = || self.file_values(key);
        let is_set = values().any(|raw| !is_blank(raw));
        values().next().filter(|_| !is_set).map(|raw| &raw.source)
    }

    /// Returns the path of the key in its file; without a value, its path under `channels.kakao.accounts`.
    pub fn path_of(&self, key: AccountKey) -> String {
        match self.raw_settings(key).next() {
            Some(raw) => raw.path.clone(),
            None => format!("channels.kakao.accounts.{}.{}", self.name, key.name),
        }
    }

    /// Returns the values of all files, the one with the highest precedence first, without blank texts.
    fn raw_settings(&self, key: AccountKey) -> impl Iterator<Item = &'a RawSetting> {
        self.file_values(key).filter(|raw| !is_blank(raw))
    }

    /// Returns the values of all files, the one with the highest precedence first.
    fn file_values(&self, key: AccountKey) -> impl Iterator<Item = &'a RawSetting> {
        let name = self.name.clone();
        let files: &'a [KakaoFile] = self.files.0;
        files.iter().flat_map(move |file| file.values(&name, key))
    }
}

fn is_blank(raw: &RawSetting) -> bool {
    let text = raw.value.as_str();
    text.is_some_and(|text| text.trim().is_empty())
}

/// Returns a secret without surrounding white space; `None` if nothing is left.
pub(super) fn into_secret(setting: Setting) -> Option<Setting<Secret>> {
    Some(Setting {
        value: Secret::new(setting.value.trim())?,
        source: setting.source,
    })
}

fn check_kind(key: AccountKey, raw: &RawSetting) -> Result<(), SettingError> {
    match key.kind.accepts(&raw.value) {
        true => Ok(()),
        false => Err(raw.error(format!("is not {}", key.kind.name()))),
    }
}

/// Rejects an `nhnHost` of a project file that is not NHN Cloud's own: the repository may be untrusted, and the keys
/// are sent to that host.
fn check_project_value(key: AccountKey, raw: &RawSetting) -> Result<(), SettingError> {
    let names_host = key == AccountKey::NHN_HOST && matches!(raw.source, Source::Project(_));
    let host = raw.value.as_str().unwrap_or_default();
    match names_host && !host::is_allowed_in_project_file(host) {
        true => Err(raw.error(
            "is not used: a project's file cannot say where NHN Cloud is; `--host` or your own config.json can",
        )),
        false => Ok(()),
    }
}

impl KeyKind {
    /// Returns whether a JSON value has this kind. A text with a variable is accepted for booleans and numbers too,
    /// and `null` for every kind.
    pub fn accepts(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null) => true,
            (Self::Text | Self::Secret, _) => value.is_string(),
            (Self::Boolean, Value::Bool(_)) | (Self::Number, Value::Number(_)) => true,
            (Self::Boolean | Self::Number, Value::String(text)) => text.contains("${"),
            (Self::TextList, Value::Array(texts)) => texts.iter().all(Value::is_string),
            _ => false,
        }
    }

    /// Returns the kind for error messages, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text | Self::Secret => "a text",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::TextList => "a list of texts",
        }
    }
}
