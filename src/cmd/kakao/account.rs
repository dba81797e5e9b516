//! Which Kakao account: the flags that say so, and its values, wherever they stand.
//!
//! A value comes from the file that `--config` names, else from the project's `momo.json`, the user's `config.json`,
//! the kept secrets, the environment: each key by itself.
use crate::cmd::choice::Known;
use crate::cmd::context::{Context, environment};
use crate::error::{Error, Result};
use crate::io::files::load_kakao;
use crate::model::kakao::config::{Account, Agent, Fault, Kakao, Key, Variable};
use crate::model::secret::Secret;
use crate::model::settings::Setting;
use std::path::PathBuf;

/// The flags that name the account.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct AccountArgs {
    /// The Kakao account, where the settings know several
    #[arg(long, value_name = "NAME", help_heading = "Account")]
    pub(super) account: Option<String>,
    /// A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    #[arg(long, value_name = "FILE", help_heading = "Account")]
    pub(super) config: Option<PathBuf>,
}

/// The account that is meant, and all that was read to choose it.
#[derive(Debug)]
pub(crate) struct ChosenAccount {
    /// Settings and credentials as a whole.
    pub(crate) known: Known,
    /// What they say of KakaoTalk.
    pub(crate) kakao: Kakao,
    name: String,
}

impl AccountArgs {
    /// Reads the settings, warns of what is odd in them, and chooses the account.
    pub(crate) fn choose(&self, context: &mut Context) -> Result<ChosenAccount> {
        let known = Known::load(context)?;
        let kakao = self.kakao(context, &known)?;
        let name = match kakao.account(self.account.as_deref()) {
            Ok(account) => account.id().to_owned(),
            Err(why) if self.account.is_some() => {
                return Err(Error::usage(why).hint("`momo kakao setup --account NAME` adds one."));
            }
            Err(why) => return Err(Error::usage(why).hint("Say which with `--account`.")),
        };
        Ok(ChosenAccount { known, kakao, name })
    }

    /// What the files say of KakaoTalk, `--config` first, and what is kept.
    pub(super) fn kakao(&self, context: &mut Context, known: &Known) -> Result<Kakao> {
        let kakao = known.kakao();
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
    /// The account; read its values with [`read`](Self::read).
    pub(crate) fn account(&self) -> Account<'_> {
        // Chosen from the same files, so it is there.
        self.kakao.of(&self.name)
    }

    /// A value of the account: `chosen.read(|account, variable| account.port(variable))?`.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Account<'_>, Variable<'_>) -> Result<T, Fault>,
    ) -> Result<T> {
        read(&self.account(), &environment).map_err(|fault| wrong(&fault))
    }

    /// The text of this key.
    pub(crate) fn text(&self, key: Key) -> Result<Option<Setting>> {
        self.read(|account, variable| account.text(key, variable))
    }

    /// The secret of this key.
    pub(crate) fn secret(&self, key: Key) -> Result<Option<Setting<Secret>>> {
        self.read(|account, variable| account.secret(key, variable))
    }

    /// The agent that answers for the account, and its name.
    pub(crate) fn agent(&self) -> Result<(String, Agent)> {
        let agent = self.kakao.agent(&self.name, &environment);
        agent.map_err(|fault| wrong(&fault))
    }

    /// The error where a key is needed and nothing says it.
    pub(crate) fn missing(&self, key: Key) -> Error {
        let variables = key.variables.join("` or `");
        let error = Error::unknown(format!(
            "the Kakao account `{}` has no `{}`",
            self.name, key.name
        ));
        let error = error.hint(format!("{}.", key.about));
        match key.variables {
            [] => error.hint("`momo kakao setup` asks for it."),
            _ => error.hint(format!(
                "`momo kakao setup` asks for it; `{variables}` in the environment works too."
            )),
        }
    }
}

/// What is wrong with a value of the settings.
pub(super) fn wrong(fault: &Fault) -> Error {
    Error::unknown(fault.to_string())
}
