//! Resolves the receiver's verification secrets, Kakao keys and the token of its echo.
use super::Listen;
use crate::cmd::resolve::Config;
use crate::cmd::secret::mark_of;
use crate::cmd::variables;
use crate::error::{Error, Result};
use crate::flow::receive::{Authenticator, Echo, EchoAccount, SecretCache};
use crate::io::system;
use crate::model::secret::Secret;
use crate::model::settings::{PRODUCTION_API, Source};

impl Listen {
    /// Returns the authenticator and a description of it for messages.
    pub(super) fn auth(&self, config: &Config) -> Result<(Authenticator, String)> {
        let skill = self.kakao.skill_key(config)?;
        let admin_key = self.kakao.admin_key(config)?;
        let is_required = !self.allow_unsigned && skill.is_none() && admin_key.is_none();
        let (momotalk, mut checks) = self.secrets(config, is_required)?;
        if let Some((_, origin)) = &admin_key {
            checks.push_str(&format!("; Share webhooks with {origin}"));
        }
        if let Some(key) = &skill {
            checks.push_str(&format!("; skill calls by `{}`", key.header));
        }
        let share_keys = admin_key.into_iter().map(|(key, _)| key).collect();
        let auth = Authenticator {
            momotalk_secrets: momotalk,
            share_keys,
            skill_key: skill,
        };
        Ok((auth, checks))
    }

    /// Returns the MoMoTalk secrets and a description. Fails if the bot of the flag `--bot` has none, or if
    /// `is_required` and there is none at all.
    fn secrets(&self, config: &Config, is_required: bool) -> Result<(SecretCache, String)> {
        if let Some(resolved) = self.secret.resolve_flags_or_environment()? {
            let mark = mark_of(&resolved.secret).map(|what| format!(" (it {what})"));
            let mark = mark.unwrap_or_default();
            let checks = format!("checks signatures with {}{mark}", resolved.origin);
            return Ok((SecretCache::fixed(resolved.secret), checks));
        }
        let now = system::now();
        let mut with_secrets: Vec<_> = config
            .known_bots()
            .filter(|(_, bot)| !bot.secrets_valid_at(now).is_empty())
            .map(|(id, _)| id)
            .collect();
        let mut only_bot = None;
        if let Some(named) = config.named_bot(&self.secret.bot)? {
            let id = named.value.id;
            if with_secrets.contains(&&*id) {
                with_secrets.retain(|known| *known == id);
                only_bot = Some(id);
            } else if matches!(named.source, Source::Flag(_)) {
                return Err(Error::unknown(format!(
                    "no webhook secret of the bot `{id}` is kept here"
                ))
                .hint(format!(
                    "Keep it with `momo bot add {id} --secret-file FILE`."
                )));
            }
        }
        let checks = match &*with_secrets {
            [] if is_required => return Err(no_secret()),
            [] if self.allow_unsigned => "checks no signatures: no webhook secret is known".into(),
            [] => "refuses MoMoTalk's events, which it cannot check: no webhook secret is known"
                .into(),
            [id] => format!("checks signatures with the kept secret of the bot `{id}`"),
            several => format!(
                "checks signatures with the kept secrets of {} bots",
                several.len()
            ),
        };
        Ok((
            SecretCache::from_home(config.home.clone(), only_bot)?,
            checks,
        ))
    }

    /// Returns the echo with the environment's token or the stored ones; `None` without `--echo`. Fails if no token is
    /// known.
    pub(super) fn echo(&self, config: &Config) -> Result<Option<Echo>> {
        if !self.echo {
            return Ok(None);
        }
        let token = variables::text("MOMOTALK_BOT_TOKEN")?;
        if let Some(token) = token
            .filter(|_| self.secret.bot.bot.is_none())
            .and_then(Secret::new)
        {
            let base = variables::text("MOMOTALK_API_BASE")?;
            let api_base = base.unwrap_or_else(|| PRODUCTION_API.into());
            return Ok(Some(Echo::with_account(EchoAccount { api_base, token })));
        }
        if config
            .credentials
            .bots()
            .all(|(_, bot)| bot.token.is_none())
        {
            return Err(Error::unknown("no bot token is known, so nothing can be echoed")
                .hint("Make a bot with `momo bot create`, keep one with `momo bot add`, or set MOMOTALK_BOT_TOKEN and MOMOTALK_API_BASE."));
        }
        Ok(Some(Echo::from_home(config.home.clone())))
    }
}

fn no_secret() -> Error {
    Error::unknown("no webhook secret is known, so no signature could be checked")
        .hint("Make a bot with `momo bot create`, keep one with `momo bot add`, or give `--secret-file FILE`.")
        .hint("`--allow-unsigned` takes events without a valid signature.")
}
