//! What the receiver checks signatures with, and which bot's token its echo uses.
use super::Listen;
use crate::cmd::resolve::Config;
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::receive::{EchoAccount, Authenticator, Echo, SecretCache};
use crate::io::system;
use crate::model::secret::Secret;
use crate::model::settings::{PRODUCTION_API, Source};

impl Listen {
    /// What requests are checked with, and the same for people.
    pub(super) fn auth(&self, context: &Context, known: &Config) -> Result<(Authenticator, String)> {
        let skill = self.kakao.skill_key(context, known)?;
        let admin_key = self.kakao.admin_key(context, known)?;
        let needed = !self.allow_unsigned && skill.is_none() && admin_key.is_none();
        let (momotalk, mut words) = self.secrets(context, known, needed)?;
        if let Some((_, origin)) = &admin_key {
            words.push_str(&format!("; Share webhooks with {origin}"));
        }
        if let Some(key) = &skill {
            words.push_str(&format!("; skill calls by `{}`", key.header));
        }
        let share = admin_key.into_iter().map(|(key, _)| key).collect();
        let auth = Authenticator {
            momotalk_secrets: momotalk,
            share_keys: share,
            skill_key: skill,
        };
        Ok((auth, words))
    }

    /// What signatures are checked with, and the same for people.
    fn secrets(&self, context: &Context, known: &Config, needed: bool) -> Result<(SecretCache, String)> {
        if let Some(found) = self.secret.from_flags_or_environment()? {
            let words = format!("checks signatures with {}", found.origin);
            return Ok((SecretCache::fixed(found.secret), words));
        }
        let now = system::now();
        let mut with_secrets: Vec<_> = known
            .credentials
            .bots()
            .filter(|(_, bot)| !bot.secrets_valid_at(now).is_empty())
            .map(|(id, _)| id)
            .collect();
        let mut only = None;
        if let Some(named) = known.bot_name(context, &self.secret.bot)? {
            if with_secrets.contains(&&*named.value) {
                with_secrets.retain(|id| *id == named.value);
                only = Some(named.value.clone());
            } else if matches!(named.source, Source::Flag(_)) {
                return Err(Error::unknown(format!(
                    "no webhook secret of the bot `{}` is kept here",
                    named.value
                ))
                .hint(format!(
                    "Keep it with `momo bot add {} --secret-file FILE`.",
                    named.value
                )));
            }
        }
        let words = match &*with_secrets {
            [] if needed => return Err(no_secret()),
            [] if self.allow_unsigned => "checks no signatures: no webhook secret is known".into(),
            [] => "refuses MoMoTalk's events, which it cannot check: no webhook secret is known"
                .into(),
            [id] => format!("checks signatures with the kept secret of the bot `{id}`"),
            several => format!(
                "checks signatures with the kept secrets of {} bots",
                several.len()
            ),
        };
        Ok((SecretCache::from_home(known.home.clone(), only)?, words))
    }

    /// How messages are echoed: with the environment's token, or with the kept ones.
    pub(super) fn echo(&self, context: &Context, known: &Config) -> Result<Option<Echo>> {
        if !self.echo {
            return Ok(None);
        }
        let token = context.variable_text("MOMOTALK_BOT_TOKEN")?;
        if let Some(token) = token
            .filter(|_| self.secret.bot.bot.is_none())
            .and_then(Secret::new)
        {
            let base = context.variable_text("MOMOTALK_API_BASE")?;
            let api_base = base.unwrap_or_else(|| PRODUCTION_API.into());
            return Ok(Some(Echo::with_account(EchoAccount { api_base, token })));
        }
        if known.credentials.bots().all(|(_, bot)| bot.token.is_none()) {
            return Err(Error::unknown("no bot token is known, so nothing can be echoed")
                .hint("Make a bot with `momo bot create`, keep one with `momo bot add`, or set MOMOTALK_BOT_TOKEN and MOMOTALK_API_BASE."));
        }
        Ok(Some(Echo::from_home(known.home.clone())))
    }
}

fn no_secret() -> Error {
    Error::unknown("no webhook secret is known, so no signature could be checked")
        .hint("Make a bot with `momo bot create`, keep one with `momo bot add`, or give `--secret-file FILE`.")
        .hint("`--allow-unsigned` takes events without a valid signature.")
}
