//! The secrets that signatures are checked with: given ones, or those of the bots that are known here.
use super::credentials::BotCredentials;
use super::explain::LabelledSecret;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;

/// What is known, and what of it counts.
#[derive(Debug, Clone, Default)]
pub struct VerificationSecrets {
    /// What flags or the environment gave; it counts for every bot.
    override_secret: Option<Secret>,
    /// The one bot whose secrets count, whatever bot an event names.
    only_bot: Option<String>,
    bots: Vec<(String, BotCredentials)>,
}

impl VerificationSecrets {
    /// The secrets and tokens of these bots.
    pub fn from_bots<'a>(bots: impl Iterator<Item = (&'a str, &'a BotCredentials)>) -> Self {
        let bots = bots.map(|(id, bot)| (id.to_owned(), bot.clone()));
        Self {
            bots: bots.collect(),
            ..Self::default()
        }
    }

    /// With a secret that counts for every bot, if there is one.
    #[must_use]
    pub fn with_override(self, given: Option<Secret>) -> Self {
        Self { override_secret: given, ..self }
    }

    /// With one bot whose secrets count for every event.
    #[must_use]
    pub fn with_only_bot(self, only: Option<String>) -> Self {
        Self { only_bot: only, ..self }
    }

    /// Whether no secret is known at all, so that nothing can be checked.
    pub fn is_empty(&self, now: Timestamp) -> bool {
        self.override_secret.is_none() && self.bot_secrets(now).next().is_none()
    }

    /// The secrets that count for an event of this bot: the current one, then the previous one in its grace. Of a bot
    /// that nobody knows any kept secret counts: its events are then invalid, not unchecked.
    pub fn for_bot(&self, id: Option<&str>, now: Timestamp) -> Vec<Secret> {
        if let Some(given) = &self.override_secret {
            return vec![given.clone()];
        }
        let own = self.bot(self.only_bot.as_deref().or(id));
        match own.map(|bot| bot.secrets_valid_at(now)) {
            Some(secrets) if !secrets.is_empty() => secrets,
            _ => self.bot_secrets(now).map(|(_, secret)| secret).collect(),
        }
    }

    /// Whether there is a secret that is for this bot.
    pub fn has_secret_for(&self, id: &str) -> bool {
        match &self.only_bot {
            _ if self.override_secret.is_some() => true,
            Some(only) => only == id,
            None => self.bot(Some(id)).is_some_and(|bot| bot.secret.is_some()),
        }
    }

    /// What may have been used by mistake: what counts for this bot, then all other secrets, then tokens.
    pub fn candidates(&self, id: Option<&str>, now: Timestamp) -> Vec<LabelledSecret> {
        let call = |label: String, secret: Secret| LabelledSecret { label, secret };
        let given = self.override_secret.iter().cloned();
        let mut known: Vec<_> = given
            .map(|secret| call("the given one".into(), secret))
            .collect();
        let first = self.only_bot.as_deref().or(id);
        let mut kept: Vec<_> = self.bot_secrets(now).collect();
        kept.sort_by_key(|(id, _)| Some(*id) != first);
        let kept = kept.into_iter();
        known.extend(kept.map(|(id, secret)| call(format!("that of the bot `{id}`"), secret)));
        let tokens = self.bots.iter().filter_map(|(id, bot)| {
            let label = format!("the bot token of `{id}`");
            Some(call(label, bot.token.clone()?))
        });
        known.extend(tokens);
        known
    }

    fn bot(&self, id: Option<&str>) -> Option<&BotCredentials> {
        let (_, bot) = self.bots.iter().find(|(known, _)| Some(&**known) == id)?;
        Some(bot)
    }

    /// Every kept secret with its bot.
    fn bot_secrets(&self, now: Timestamp) -> impl Iterator<Item = (&str, Secret)> {
        self.bots.iter().flat_map(move |(id, bot)| {
            let secrets = bot.secrets_valid_at(now).into_iter();
            secrets.map(move |secret| (&**id, secret))
        })
    }
}
