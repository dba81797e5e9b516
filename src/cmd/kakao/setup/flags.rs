//! Value flags of `momo kakao setup`; secrets are read from files.
use crate::cmd::secret::read_secret_file;
use crate::error::{Error, Result};
use crate::io::files::is_stdin;
use crate::model::kakao::config::{AccountKey, KeyKind};
use crate::model::kakao::setup::{SettingEdit, check_value};
use crate::model::secret::Secret;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(clap::Args, Debug)]
pub(super) struct ValueArgs {
    /// What you call the account
    #[arg(long, value_name = "TEXT", help_heading = "Values")]
    name: Option<String>,
    /// The app's JavaScript key
    #[arg(long, value_name = "KEY", help_heading = "Values")]
    app_key: Option<String>,
    /// A file with the app's REST API key (KAKAO_ADMIN_KEY of older guides); `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    rest_api_key_file: Option<PathBuf>,
    /// A file with the app's primary admin key, for Share webhooks
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    primary_admin_key_file: Option<PathBuf>,
    /// A file with the app's client secret
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    client_secret_file: Option<PathBuf>,
    /// The channel's id
    #[arg(long, value_name = "ID", help_heading = "Values")]
    channel_id: Option<String>,
    /// A file with the sender key of NHN Cloud, 40 characters
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    sender_key_file: Option<PathBuf>,
    /// A file with the app key of NHN Cloud
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    nhn_app_key_file: Option<PathBuf>,
    /// A file with the secret key of NHN Cloud
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    nhn_secret_key_file: Option<PathBuf>,
    /// Where NHN Cloud answers, where it is not the usual place
    #[arg(long, value_name = "URL", help_heading = "Values")]
    nhn_host: Option<String>,
    /// The last day of Friend Talk's compatibility mode
    #[arg(long, value_name = "DAY", help_heading = "Values")]
    compatibility_ends: Option<String>,
    /// The skill server's port
    #[arg(long, value_name = "PORT", help_heading = "Values")]
    port: Option<String>,
    /// The skill server's path
    #[arg(long, value_name = "PATH", help_heading = "Values")]
    path: Option<String>,
    /// Where KakaoTalk reaches the skill server
    #[arg(long, value_name = "URL", help_heading = "Values")]
    skill_url: Option<String>,
    /// The header that you gave the skill in Kakao's console
    #[arg(long, value_name = "NAME", help_heading = "Values")]
    skill_header: Option<String>,
    /// A file with the value of that header
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    skill_secret_file: Option<PathBuf>,
    /// Who is answered: open, allowlist or disabled
    #[arg(long, value_name = "WHO", help_heading = "Values")]
    dm_policy: Option<String>,
    /// A user id that `allowlist` answers; repeatable, or with commas
    #[arg(
        long,
        value_name = "ID",
        value_delimiter = ',',
        help_heading = "Values"
    )]
    allow_from: Vec<String>,
    /// How many characters one bubble has at most
    #[arg(long, value_name = "N", help_heading = "Values")]
    text_chunk_limit: Option<String>,
    /// How many seconds an agent may take
    #[arg(long, value_name = "SECONDS", help_heading = "Values")]
    timeout_seconds: Option<String>,
}

impl ValueArgs {
    /// Returns the edits that the flags request for `account`.
    ///
    /// # Errors
    /// Fails if a value is invalid, a file is unreadable, or two secrets come from standard input.
    pub(super) fn edits(&self, account: &str) -> Result<Vec<SettingEdit>> {
        let mut edits = Vec::new();
        for (key, flag, text) in self.text_flags() {
            if let Some(text) = text {
                let text = text.trim();
                check_value(key, text)
                    .map_err(|reason| Error::usage(format!("`{flag}`: {reason}")))?;
                edits.push(SettingEdit::Set(
                    account.to_owned(),
                    key,
                    value_json(key, text),
                ));
            }
        }
        if !self.allow_from.is_empty() {
            let key = AccountKey::ALLOW_FROM;
            let ids = self.allow_from.join(",");
            check_value(key, &ids)
                .map_err(|reason| Error::usage(format!("`--allow-from`: {reason}")))?;
            edits.push(SettingEdit::Set(
                account.to_owned(),
                key,
                value_json(key, &ids),
            ));
        }
        let files = self.secret_files();
        let stdin = files
            .iter()
            .filter(|(.., file)| file.as_deref().is_some_and(is_stdin));
        if stdin.count() > 1 {
            return Err(Error::usage("standard input can hold one secret only"));
        }
        for (key, flag, file) in files {
            if let Some(file) = file {
                let secret = parse_secret(key, &read_secret_file(file)?).map_err(|reason| {
                    Error::usage(format!("`{flag} {}`: {reason}", file.display()))
                })?;
                edits.push(SettingEdit::SetSecret(account.to_owned(), key, secret));
            }
        }
        Ok(edits)
    }

    /// Returns whether only one of the skill's header and its secret is given.
    pub(super) fn has_half_a_pair(&self) -> bool {
        self.skill_header.is_some() != self.skill_secret_file.is_some()
    }

    fn text_flags(&self) -> [(AccountKey, &'static str, &Option<String>); 12] {
        [
            (AccountKey::NAME, "--name", &self.name),
            (AccountKey::APP_KEY, "--app-key", &self.app_key),
            (AccountKey::CHANNEL_ID, "--channel-id", &self.channel_id),
            (AccountKey::NHN_HOST, "--nhn-host", &self.nhn_host),
            (
                AccountKey::COMPATIBILITY_ENDS,
                "--compatibility-ends",
                &self.compatibility_ends,
            ),
            (AccountKey::PORT, "--port", &self.port),
            (AccountKey::PATH, "--path", &self.path),
            (AccountKey::SKILL_URL, "--skill-url", &self.skill_url),
            (
                AccountKey::SKILL_HEADER,
                "--skill-header",
                &self.skill_header,
            ),
            (AccountKey::DM_POLICY, "--dm-policy", &self.dm_policy),
            (
                AccountKey::TEXT_CHUNK_LIMIT,
                "--text-chunk-limit",
                &self.text_chunk_limit,
            ),
            (
                AccountKey::TIMEOUT_SECONDS,
                "--timeout-seconds",
                &self.timeout_seconds,
            ),
        ]
    }

    fn secret_files(&self) -> [(AccountKey, &'static str, &Option<PathBuf>); 7] {
        [
            (
                AccountKey::REST_API_KEY,
                "--rest-api-key-file",
                &self.rest_api_key_file,
            ),
            (
                AccountKey::PRIMARY_ADMIN_KEY,
                "--primary-admin-key-file",
                &self.primary_admin_key_file,
            ),
            (
                AccountKey::SECRET_KEY,
                "--client-secret-file",
                &self.client_secret_file,
            ),
            (
                AccountKey::SENDER_KEY,
                "--sender-key-file",
                &self.sender_key_file,
            ),
            (
                AccountKey::NHN_APP_KEY,
                "--nhn-app-key-file",
                &self.nhn_app_key_file,
            ),
            (
                AccountKey::NHN_SECRET_KEY,
                "--nhn-secret-key-file",
                &self.nhn_secret_key_file,
            ),
            (
                AccountKey::SKILL_SECRET,
                "--skill-secret-file",
                &self.skill_secret_file,
            ),
        ]
    }
}

/// Converts a text to the JSON of the settings file.
pub(super) fn value_json(key: AccountKey, text: &str) -> Value {
    match (key.kind, text.parse::<u64>()) {
        (KeyKind::Number, Ok(number)) => json!(number),
        (KeyKind::TextList, _) => {
            let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
            json!(ids.collect::<Vec<_>>())
        }
        _ => json!(text),
    }
}

/// Parses and validates a secret; the error text does not contain it.
pub(super) fn parse_secret(key: AccountKey, bytes: &[u8]) -> Result<Secret, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| format!("`{}` is not UTF-8", key.name))?;
    let text = text.trim();
    check_value(key, text)?;
    Secret::new(text).ok_or_else(|| format!("`{}` is empty", key.name))
}
