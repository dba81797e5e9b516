//! Resolves the keys that authenticate Kakao's requests, from flags and account settings.
use crate::cmd::resolve::Config;
use crate::cmd::secret::{read_secret_file, unmarked};
use crate::cmd::{values, variables};
use crate::error::{Error, Result};
use crate::io::files::is_stdin;
use crate::model::kakao::config::{AccountKey, AccountSettings};
use crate::model::protocol::{KakaoKeys, SkillKey};
use crate::model::secret::Secret;
use crate::model::text::shell::quote;
use std::path::PathBuf;

/// Returns the keys of the only account, or of `default`. Unreadable keys are left out; their use fails later.
pub(in crate::cmd) fn stored_keys(config: &Config) -> KakaoKeys {
    let args = KakaoArgs::default();
    let admin_key = args.admin_key(config).ok().flatten();
    let (admin_key, origin) = admin_key.unzip();
    KakaoKeys {
        admin_key,
        origin,
        skill: args.skill_key(config).ok().flatten(),
    }
}

/// The keys of Kakao's requests.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct KakaoArgs {
    #[command(flatten)]
    skill: SkillKeyArgs,
    /// A file that holds the app's primary admin key, for Share webhooks [default: the account's `primaryAdminKey`, or
    /// KAKAO_PRIMARY_ADMIN_KEY]
    #[arg(long, value_name = "FILE", help_heading = "Kakao")]
    kakao_admin_key_file: Option<PathBuf>,
}

/// The key of calls of a skill.
#[derive(clap::Args, Debug, Clone, Default)]
pub(in crate::cmd) struct SkillKeyArgs {
    /// The account of the settings whose keys are meant, where there are several
    #[arg(long, value_name = "NAME", help_heading = "Kakao")]
    kakao_account: Option<String>,
    /// The header that Kakao's console sends with each skill call, by your own choice; Kakao signs none [default: the
    /// account's `skillHeader` with its `skillSecret`]
    #[arg(long, value_name = "NAME", requires = "skill_secret_file", value_parser = values::header_name, help_heading = "Kakao")]
    skill_header: Option<String>,
    /// A file that holds what must stand in that header
    #[arg(
        long,
        value_name = "FILE",
        requires = "skill_header",
        help_heading = "Kakao"
    )]
    skill_secret_file: Option<PathBuf>,
}

impl KakaoArgs {
    /// Returns the flags as they were given, for a shell.
    pub(super) fn to_words(&self) -> Vec<String> {
        let path = |path: &PathBuf| path.display().to_string();
        let flags = [
            ("--kakao-account", self.skill.kakao_account.clone()),
            (
                "--kakao-admin-key-file",
                self.kakao_admin_key_file.as_ref().map(path),
            ),
            ("--skill-header", self.skill.skill_header.clone()),
            (
                "--skill-secret-file",
                self.skill.skill_secret_file.as_ref().map(path),
            ),
        ];
        let given = flags
            .into_iter()
            .filter_map(|(flag, value)| Some((flag, value?)));
        given
            .map(|(flag, value)| format!("{flag} {}", quote(&value)))
            .collect()
    }

    /// Returns the number of secrets that are read from standard input.
    pub(super) fn stdin_count(&self) -> usize {
        let files = [&self.kakao_admin_key_file, &self.skill.skill_secret_file];
        files
            .iter()
            .filter(|file| file.as_deref().is_some_and(is_stdin))
            .count()
    }

    /// Returns the admin key and its origin: from the file, else the account, else the environment. `None` without one.
    pub(super) fn admin_key(&self, config: &Config) -> Result<Option<(Secret, String)>> {
        let Some(file) = &self.kakao_admin_key_file else {
            let key = match self.skill.settings(config)? {
                Some(settings) => settings.secret(AccountKey::PRIMARY_ADMIN_KEY)?,
                None => None,
            };
            return Ok(key.map(|key| (key.value, key.source.to_string())));
        };
        let origin = format!("`--kakao-admin-key-file {}`", file.display());
        match Secret::new(read_secret_file(file)?) {
            Some(key) => Ok(Some((unmarked(key, &origin)?, origin))),
            None => Err(Error::usage(format!(
                "the admin key from {origin} is empty"
            ))),
        }
    }

    /// Returns header and secret of skill calls, as [`SkillKeyArgs::skill_key`].
    pub(super) fn skill_key(&self, config: &Config) -> Result<Option<SkillKey>> {
        self.skill.skill_key(config)
    }
}

impl SkillKeyArgs {
    /// Returns header and secret of skill calls, from flags or the account; `None` if neither is set. Fails if the
    /// account has only one of both.
    pub(in crate::cmd) fn skill_key(&self, config: &Config) -> Result<Option<SkillKey>> {
        let (Some(header), Some(file)) = (&self.skill_header, &self.skill_secret_file) else {
            let settings = self.settings(config)?;
            return settings.map_or(Ok(None), |settings| settings.skill_key());
        };
        let secret = Secret::new(read_secret_file(file)?)
            .ok_or_else(|| Error::usage(format!("the secret of `{header}` is empty")))?;
        let secret = unmarked(secret, &format!("`{}`", file.display()))?;
        let header = header.clone();
        Ok(Some(SkillKey { header, secret }))
    }

    /// Returns the values of the named account, else of the only one or `default`; `None` if the choice is ambiguous.
    /// Fails for an unknown name.
    fn settings(&self, config: &Config) -> Result<Option<AccountSettings>> {
        let kakao = config.kakao();
        let account = match &self.kakao_account {
            Some(name) => Some(kakao.account(Some(name)).map_err(Error::usage)?),
            None => kakao.account(None).ok(),
        };
        Ok(account.map(|account| account.resolve(&variables::lookup)))
    }
}
