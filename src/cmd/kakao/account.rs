//! Selects a Kakao account and reads its values.
//!
//! Each key comes from the first source that has it: the `--config` file, the project's `momo.json`, the user's
//! `config.json`, the saved credentials, the environment.
use crate::cmd::context::Context;
use crate::cmd::resolve::Config;
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::io::files::load_kakao;
use crate::model::kakao::config::{
    Account, AccountKey, Agent, KakaoSettings, SettingError, VariableLookup,
};
use crate::model::secret::Secret;
use crate::model::settings::Setting;
use std::path::PathBuf;
use std::rc::Rc;

#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct AccountArgs {
    /// The Kakao account, where the settings know several
    #[arg(long, value_name = "NAME", help_heading = "Account")]
    pub(super) account: Option<String>,
    /// A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    #[arg(long, value_name = "FILE", help_heading = "Account")]
    pub(super) config: Option<PathBuf>,
}

/// Selected account with the loaded settings.
#[derive(Debug)]
pub(crate) struct ChosenAccount {
    pub(crate) config: Rc<Config>,
    pub(crate) kakao: KakaoSettings,
    name: String,
}

impl AccountArgs {
    /// Loads the settings, prints their warnings, and selects the account.
    ///
    /// # Errors
    /// Fails if a file is invalid, the account is unknown, or several exist and none is named.
    pub(crate) fn choose(&self, context: &mut Context) -> Result<ChosenAccount> {
        let config = context.config()?;
        let kakao = self.load_kakao_settings(context, &config)?;
        let name = match kakao.account(self.account.as_deref()) {
            Ok(account) => account.id().to_owned(),
            Err(reason) if self.account.is_some() => {
                return Err(
                    Error::usage(reason).hint("`momo kakao setup --account NAME` adds one.")
                );
            }
            Err(reason) => return Err(Error::usage(reason).hint("Say which with `--account`.")),
        };
        Ok(ChosenAccount {
            config,
            kakao,
            name,
        })
    }

    /// Merges the Kakao settings of all files and credentials; the `--config` file has priority.
    pub(super) fn load_kakao_settings(
        &self,
        context: &mut Context,
        config: &Config,
    ) -> Result<KakaoSettings> {
        let kakao = config.kakao();
        let Some(path) = &self.config else {
            return Ok(kakao);
        };
        let (file, warnings) = load_kakao(path)?;
        for warning in &warnings {
            context.terminal.warn(warning);
        }
        Ok(kakao.with_first(file))
    }
}

impl ChosenAccount {
    /// Returns the account; read its values with [`read`](Self::read).
    pub(crate) fn account(&self) -> Account<'_> {
        // `choose` found it in the same settings.
        self.kakao.account_or_empty(&self.name)
    }

    /// Reads a value of the account: `chosen.read(|account, variable| account.port(variable))?`.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Account<'_>, VariableLookup<'_>) -> Result<T, SettingError>,
    ) -> Result<T> {
        read(&self.account(), &variables::lookup).map_err(|error| setting_error(&error))
    }

    pub(crate) fn text(&self, key: AccountKey) -> Result<Option<Setting>> {
        self.read(|account, variable| account.text(key, variable))
    }

    pub(crate) fn secret(&self, key: AccountKey) -> Result<Option<Setting<Secret>>> {
        self.read(|account, variable| account.secret(key, variable))
    }

    /// Returns the name of the account's agent and the agent.
    pub(crate) fn agent(&self) -> Result<(String, Agent)> {
        let agent = self.kakao.agent(&self.name, &variables::lookup);
        agent.map_err(|error| setting_error(&error))
    }

    /// Returns the error for a required key without a value.
    pub(crate) fn missing_key_error(&self, key: AccountKey) -> Error {
        let variables = key.variables.join("` or `");
        let error = Error::unknown(format!(
            "the Kakao account `{}` has no `{}`",
            self.name, key.name
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

pub(super) fn setting_error(error: &SettingError) -> Error {
    Error::unknown(error.to_string())
}
