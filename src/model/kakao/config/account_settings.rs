//! The values of an account, resolved together.
use super::SettingError;
use super::account::{Account, DmPolicy, into_secret};
use super::keys::AccountKey;
use super::variable::VariableLookup;
use crate::error::Error;
use crate::model::http::is_token;
use crate::model::protocol::SkillKey;
use crate::model::secret::Secret;
use crate::model::settings::setting::Setting;
use std::time::Duration;

/// The values of an account. One that cannot be used holds the reason, which matters only to commands that need it.
#[derive(Debug, Clone)]
pub struct AccountSettings {
    /// The account's key under `accounts`, or `default`.
    pub id: String,
    /// Whether the account is used; `true` by default.
    pub is_enabled: Result<bool, SettingError>,
    /// The skill server's port; `None` if it is not set.
    pub port: Result<Option<u16>, SettingError>,
    /// The skill server's path, which a request can have; `None` if it is not set.
    pub path: Result<Option<String>, SettingError>,
    /// Which users are answered; [`DmPolicy::Open`] by default.
    pub dm_policy: Result<DmPolicy, SettingError>,
    /// The user ids that [`DmPolicy::Allowlist`] answers; empty by default.
    pub allow_from: Result<Vec<String>, SettingError>,
    /// Maximum length of a bubble, 1 to 1,000 characters; 1,000, which is Kakao's limit, by default.
    pub text_chunk_limit: Result<usize, SettingError>,
    /// The agent's time limit, 1 to 600 s; 30 s by default.
    pub timeout: Result<Duration, SettingError>,
    texts: Vec<(AccountKey, Result<Option<Setting>, SettingError>)>,
}

impl Account<'_> {
    /// Resolves all values.
    pub fn resolve(&self, variable: VariableLookup<'_>) -> AccountSettings {
        let keys = AccountKey::ALL.iter();
        AccountSettings {
            id: self.id().to_owned(),
            is_enabled: self.is_enabled(variable),
            port: self.port(variable),
            path: self.path(variable),
            dm_policy: self.dm_policy(variable),
            allow_from: self.allow_from(variable),
            text_chunk_limit: self.text_chunk_limit(variable),
            timeout: self.timeout(variable),
            texts: keys.map(|key| (*key, self.text(*key, variable))).collect(),
        }
    }
}

impl AccountSettings {
    /// Returns the text of a key; `None` if it is not set.
    ///
    /// # Errors
    /// Fails if the value cannot be used.
    pub fn text(&self, key: AccountKey) -> Result<Option<Setting>, SettingError> {
        let found = self.texts.iter().find(|(other, _)| *other == key);
        found.map_or(Ok(None), |(_, text)| text.clone())
    }

    /// Returns the value of a key as a secret; `None` if it is not set.
    ///
    /// # Errors
    /// Fails like [`Self::text`].
    pub fn secret(&self, key: AccountKey) -> Result<Option<Setting<Secret>>, SettingError> {
        Ok(self.text(key)?.and_then(into_secret))
    }

    /// Returns the header that authenticates skill calls, and its secret; `None` if neither is set.
    ///
    /// # Errors
    /// Fails if only one of both is set, if the name is none of a header, or like [`Self::text`].
    pub fn skill_key(&self) -> Result<Option<SkillKey>, Error> {
        let header = self.text(AccountKey::SKILL_HEADER)?;
        let secret = self.secret(AccountKey::SKILL_SECRET)?;
        let (header, secret) = match (header, secret) {
            (Some(header), Some(secret)) => (header, secret.value),
            (None, None) => return Ok(None),
            (Some(_), None) => return Err(self.missing_key_error(AccountKey::SKILL_SECRET)),
            (None, Some(_)) => return Err(self.missing_key_error(AccountKey::SKILL_HEADER)),
        };
        let name = header.value.trim();
        match is_token(name.as_bytes()) {
            true => Ok(Some(SkillKey {
                header: name.to_owned(),
                secret,
            })),
            false => Err(Error::unknown(format!(
                "`skillHeader` in {}: `{name}` is no header name",
                header.source
            ))),
        }
    }

    /// Returns why values cannot be used, each of them.
    pub fn errors(&self) -> Vec<SettingError> {
        let texts = self.texts.iter();
        let texts = texts.filter_map(|(_, text)| text.as_ref().err());
        let typed = [
            self.is_enabled.as_ref().err(),
            self.port.as_ref().err(),
            self.path.as_ref().err(),
            self.dm_policy.as_ref().err(),
            self.allow_from.as_ref().err(),
            self.text_chunk_limit.as_ref().err(),
            self.timeout.as_ref().err(),
        ];
        texts.chain(typed.into_iter().flatten()).cloned().collect()
    }

    /// Returns the error for a required key without a value.
    pub fn missing_key_error(&self, key: AccountKey) -> Error {
        let variables = key.variables.join("` or `");
        let error = Error::unknown(format!(
            "the Kakao account `{}` has no `{}`",
            self.id, key.name
        ));
        let error = error.hint(format!("{}.", key.description));
        match key.variables {
            [] => error.hint("`momo kakao setup` asks for it."),
            _ => error.hint(format!(
                "`momo kakao setup` asks for it; `{variables}` in the environment works too."
            )),
        }
    }
}

impl From<SettingError> for Error {
    fn from(error: SettingError) -> Self {
        Self::unknown(error.to_string())
    }
}
