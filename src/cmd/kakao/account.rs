//! Selects a Kakao account and reads its values.
//!
//! Each key comes from the first source that has it: the `--config` file, the project's `momo.json`, the user's
//! `config.json`, the saved credentials, the environment.
use crate::cmd::context::Context;
use crate::cmd::resolve::Config;
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::io::files::load_kakao;
use crate::model::kakao::config::{Account, AccountSettings, Agent, KakaoSettings};
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
    /// The values of the account.
    pub(crate) settings: AccountSettings,
}

impl AccountArgs {
    /// Loads the settings, prints their warnings, and selects the account.
    ///
    /// # Errors
    /// Fails if a file is invalid, the account is unknown, or several exist and none is named.
    pub(crate) fn choose(&self, context: &mut Context) -> Result<ChosenAccount> {
        let config = context.config()?;
        let kakao = self.load_kakao_settings(context, &config)?;
        let settings = match kakao.account(self.account.as_deref()) {
            Ok(account) => account.resolve(&variables::lookup),
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
            settings,
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
    pub(crate) fn account(&self) -> Account<'_> {
        // `choose` found it in the same settings.
        self.kakao.account_or_empty(&self.settings.id)
    }

    /// Returns the name of the account's agent and the agent.
    pub(crate) fn agent(&self) -> Result<(String, Agent)> {
        Ok(self.kakao.agent(&self.settings.id, &variables::lookup)?)
    }
}
