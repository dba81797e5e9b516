//! The credentials of a bot and their JSON form in the credentials file.
//!
//! The key of a secret that is not UTF-8 ends in `_base64`. Error messages name keys, never values, because a value may
//! be a secret.
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

/// A bot's credentials and the API that they belong to.
///
/// A token or secret is only used with its own `api_base`, whatever the settings say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BotCredentials {
    /// The profile with which the bot was created or added.
    pub profile: String,
    /// Base URL of the bot's API, for example `https://bot.mmrnd.net/api`.
    pub api_base: String,
    /// Bot token for the message API.
    pub token: Option<Secret>,
    /// Webhook secret that signs events.
    pub secret: Option<Secret>,
    /// The webhook secret before the last rotation. It may have expired.
    pub previous_secret: Option<PreviousSecret>,
    pub callback_url: Option<String>,
    pub name: Option<String>,
}

/// A webhook secret that a rotation replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousSecret {
    pub secret: Secret,
    /// End of the grace period, exclusive.
    pub valid_until: Timestamp,
}

const TOKEN: &str = "bot_token";
const SECRET: &str = "webhook_secret";
const PREVIOUS_SECRET: &str = "previous_webhook_secret";
const PREVIOUS_VALID_UNTIL: &str = "previous_valid_until";

impl BotCredentials {
    /// Returns the valid webhook secrets: the current one, then the previous one during its grace period.
    pub fn secrets_valid_at(&self, now: Timestamp) -> Vec<Secret> {
        let previous = self
            .previous_secret
            .iter()
            .filter(|previous| now < previous.valid_until)
            .map(|previous| &previous.secret);
        self.secret.iter().chain(previous).cloned().collect()
    }

    /// Returns whether a token or a secret is stored. A bot without either is not known here.
    pub fn has_any(&self) -> bool {
        self.token.is_some() || self.secret.is_some() || self.previous_secret.is_some()
    }

    /// Returns whether this is the bot's name, in either Unicode form (NFC or NFD).
    pub fn is_called(&self, name: &str) -> bool {
        let own = self.name.as_deref();
        own.is_some_and(|own| own.nfc().eq(name.nfc()))
    }

    /// Removes the known keys from a JSON object. Unknown keys stay in it, so that writing preserves them.
    ///
    /// # Errors
    /// Fails if a known key has a value of the wrong type or an invalid secret.
    pub fn take_from(fields: &mut Map<String, Value>) -> Result<Self, String> {
        let previous = take_secret(fields, PREVIOUS_SECRET)?;
        let until = match fields.remove(PREVIOUS_VALID_UNTIL) {
            None => None,
            Some(value) => Some(Timestamp(value.as_i64().ok_or_else(|| {
                format!("`{PREVIOUS_VALID_UNTIL}` is no whole number (milliseconds since 1970)")
            })?)),
        };
        Ok(Self {
            profile: take_text(fields, "profile")?.unwrap_or_default(),
            api_base: take_text(fields, "api_base")?.unwrap_or_default(),
            name: take_text(fields, "name")?,
            callback_url: take_text(fields, "callback_url")?,
            token: take_secret(fields, TOKEN)?,
            secret: take_secret(fields, SECRET)?,
            previous_secret: previous
                .zip(until)
                .map(|(secret, valid_until)| PreviousSecret {
                    secret,
                    valid_until,
                }),
        })
    }

    /// Writes the credentials into a JSON object. Skips fields that are `None`.
    pub fn put_into(&self, fields: &mut Map<String, Value>) {
        let mut put = |key: &str, value: &str| fields.insert(key.to_owned(), value.into());
        put("profile", &self.profile);
        put("api_base", &self.api_base);
        let texts = [("name", &self.name), ("callback_url", &self.callback_url)];
        for (key, value) in texts {
            if let Some(value) = value {
                put(key, value);
            }
        }
        let secrets = [(TOKEN, &self.token), (SECRET, &self.secret)];
        for (key, secret) in secrets {
            if let Some(secret) = secret {
                put_secret(fields, key, secret);
            }
        }
        if let Some(previous) = &self.previous_secret {
            put_secret(fields, PREVIOUS_SECRET, &previous.secret);
            fields.insert(PREVIOUS_VALID_UNTIL.into(), previous.valid_until.0.into());
        }
    }
}

fn take_text(fields: &mut Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match fields.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("`{key}` is no text")),
    }
}

/// Removes the secret under `key` or `key_base64` from a JSON object. `None` if both are absent.
///
/// # Errors
/// Fails if the value is not a string, not base64 or empty, or if both keys are present.
pub fn take_secret(fields: &mut Map<String, Value>, key: &str) -> Result<Option<Secret>, String> {
    let encoded_key = format!("{key}_base64");
    let bytes = match (take_text(fields, key)?, take_text(fields, &encoded_key)?) {
        (None, None) => return Ok(None),
        (Some(text), None) => text.into_bytes(),
        (None, Some(text)) => STANDARD
            .decode(text)
            .map_err(|_| format!("`{encoded_key}` is no base64"))?,
        (Some(_), Some(_)) => return Err(format!("`{key}` and `{encoded_key}` are both given")),
    };
    match Secret::new(bytes) {
        Some(secret) => Ok(Some(secret)),
        None => Err(format!("`{key}` is empty")),
    }
}

/// Writes a secret into a JSON object as `key`, or as `key_base64` if it is not UTF-8.
pub fn put_secret(fields: &mut Map<String, Value>, key: &str, secret: &Secret) {
    match secret.reveal_text() {
        Some(text) => fields.insert(key.to_owned(), text.into()),
        None => fields.insert(
            format!("{key}_base64"),
            STANDARD.encode(secret.reveal()).into(),
        ),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(bytes: &[u8]) -> Secret {
        Secret::new(bytes).expect("not empty")
    }

    #[test]
    fn bot_credentials_survive_a_round_trip() {
        let bot = BotCredentials {
            profile: "local".into(),
            api_base: "http://127.0.0.1:8700/api".into(),
            token: Some(secret(b"token")),
            secret: Some(secret(b"\xff\x00")),
            previous_secret: Some(PreviousSecret {
                secret: secret("비밀".as_bytes()),
                valid_until: Timestamp(1000),
            }),
            callback_url: None,
            name: Some("에코".into()),
        };
        let mut fields = Map::new();
        bot.put_into(&mut fields);
        assert_eq!(fields["webhook_secret_base64"], "/wA=");
        fields.insert("mine".into(), 1.into());
        assert_eq!(BotCredentials::take_from(&mut fields), Ok(bot));
        assert_eq!(Value::Object(fields), serde_json::json!({ "mine": 1 }));
    }

    #[test]
    fn previous_secret_is_valid_until_grace_ends() {
        let bot = BotCredentials {
            secret: Some(secret(b"new")),
            previous_secret: Some(PreviousSecret {
                secret: secret(b"old"),
                valid_until: Timestamp(1000),
            }),
            ..BotCredentials::default()
        };
        assert_eq!(
            bot.secrets_valid_at(Timestamp(999)),
            [secret(b"new"), secret(b"old")]
        );
        assert_eq!(bot.secrets_valid_at(Timestamp(1000)), [secret(b"new")]);
    }

    #[test]
    fn invalid_value_is_named_by_its_key_only() {
        let read = |json: &str| {
            let mut fields = serde_json::from_str(json).expect("JSON");
            BotCredentials::take_from(&mut fields).expect_err("refused")
        };
        assert_eq!(read(r#"{"bot_token":[1]}"#), "`bot_token` is no text");
        assert_eq!(
            read(r#"{"webhook_secret":""}"#),
            "`webhook_secret` is empty"
        );
        assert_eq!(
            read(r#"{"webhook_secret_base64":"s3cret!"}"#),
            "`webhook_secret_base64` is no base64"
        );
    }
}
