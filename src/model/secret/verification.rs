//! Selects the secrets that verify an event: an explicit one, or those of the stored bots.
use super::credentials::BotCredentials;
use super::explain::LabelledSecret;
use crate::model::secret::Secret;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use std::collections::BTreeMap;

/// Code of the phrase that says that an event was signed with another secret than its bot's.
pub const NOT_THE_BOTS: &str = "signature.not-the-bots";

/// Fingerprints of the valid webhook secrets of the kept bots, by their ids.
#[derive(Debug, Clone, Default)]
pub struct BotFingerprints(BTreeMap<String, Vec<String>>);

impl BotFingerprints {
    /// Computes the fingerprints of bots, given with their ids. Bots without a valid secret are left out.
    pub fn new<'a>(
        bots: impl Iterator<Item = (&'a str, &'a BotCredentials)>,
        now: Timestamp,
    ) -> Self {
        let fingerprints = |bot: &BotCredentials| -> Vec<String> {
            let secrets = bot.secrets_valid_at(now);
            secrets.iter().map(Secret::fingerprint).collect()
        };
        let bots = bots.map(|(id, bot)| (id.to_owned(), fingerprints(bot)));
        Self(bots.filter(|(_, secrets)| !secrets.is_empty()).collect())
    }

    /// Returns whether a valid secret of this bot is kept.
    pub fn holds(&self, bot_id: &str) -> bool {
        self.0.contains_key(bot_id)
    }

    /// Returns whether this is the fingerprint of a secret of the bot.
    pub fn is_of(&self, bot_id: &str, fingerprint: &str) -> bool {
        let secrets = self.0.get(bot_id);
        secrets.is_some_and(|secrets| secrets.iter().any(|it| it == fingerprint))
    }

    /// Returns that an event of the bot was signed with another secret than the bot's; `None` if it was not, or if the
    /// bot's secret is not kept.
    pub fn foreign(&self, bot_id: Option<&str>, fingerprint: &str) -> Option<Phrase> {
        let (id, secrets) = self.0.get_key_value(bot_id?)?;
        let current = secrets.first()?;
        (!self.is_of(id, fingerprint)).then(|| not_the_bots(fingerprint, current))
    }
}

/// Says that an event was signed with another secret than its bot's, given the fingerprints of both.
pub fn not_the_bots(fingerprint: &str, kept: &str) -> Phrase {
    let phrase = Phrase::new(NOT_THE_BOTS).with("fingerprint", fingerprint.to_owned());
    phrase.with("kept", kept.to_owned())
}

/// The candidate secrets for verifying MoMoTalk events.
#[derive(Debug, Clone, Default)]
pub struct VerificationSecrets {
    /// A secret from flags or the environment, which verifies the events of every bot.
    override_secret: Option<Secret>,
    /// The bot whose secrets verify every event, whatever bot it names. `None` selects by the event's bot.
    only_bot: Option<String>,
    bots: Vec<(String, BotCredentials)>,
}

impl VerificationSecrets {
    /// Creates the set from the credentials of bots, given with their ids.
    pub fn from_bots<'a>(bots: impl Iterator<Item = (&'a str, &'a BotCredentials)>) -> Self {
        let bots = bots.map(|(id, bot)| (id.to_owned(), bot.clone()));
        Self {
            bots: bots.collect(),
            ..Self::default()
        }
    }

    /// Sets the secret that verifies the events of every bot. `None` keeps the bots' secrets.
    #[must_use]
    pub fn with_override(self, override_secret: Option<Secret>) -> Self {
        Self {
            override_secret,
            ..self
        }
    }

    /// Sets the bot whose secrets verify every event. `None` selects by the event's bot.
    #[must_use]
    pub fn with_only_bot(self, only_bot: Option<String>) -> Self {
        Self { only_bot, ..self }
    }

    /// Returns whether no valid secret exists, so that nothing can be verified.
    pub fn is_empty(&self, now: Timestamp) -> bool {
        self.override_secret.is_none() && self.bot_secrets(now).next().is_none()
    }

    /// Returns the secrets for an event of bot `id`: the override alone, or the bot's current secret and then the
    /// previous one during its grace period.
    ///
    /// For a bot without a valid secret returns those of all bots, so that its events become invalid instead of
    /// unchecked.
    pub fn for_bot(&self, id: Option<&str>, now: Timestamp) -> Vec<Secret> {
        if let Some(override_secret) = &self.override_secret {
            return vec![override_secret.clone()];
        }
        let bot = self.bot(self.only_bot.as_deref().or(id));
        match bot.map(|bot| bot.secrets_valid_at(now)) {
            Some(secrets) if !secrets.is_empty() => secrets,
            _ => self.bot_secrets(now).map(|(_, secret)| secret).collect(),
        }
    }

    /// Returns whether the override or a secret of this bot verifies its events. With an only bot, returns whether it
    /// is this one, even if it has no secret.
    pub fn has_secret_for(&self, id: &str) -> bool {
        match &self.only_bot {
            _ if self.override_secret.is_some() => true,
            Some(only) => only == id,
            None => self.bot(Some(id)).is_some_and(|bot| bot.secret.is_some()),
        }
    }

    /// Returns all secrets that may have signed an event by mistake: those for this bot, then all others, then tokens.
    pub fn candidates(&self, id: Option<&str>, now: Timestamp) -> Vec<LabelledSecret> {
        let labelled = |label: Phrase, secret: Secret| LabelledSecret { label, secret };
        let of_bot = |code: &'static str, id: &str| Phrase::new(code).with("id", id);
        let override_secret = self.override_secret.iter().cloned();
        let mut candidates: Vec<_> = override_secret
            .map(|secret| labelled(Phrase::new("secret.given"), secret))
            .collect();
        let first_bot = self.only_bot.as_deref().or(id);
        let mut by_bot: Vec<_> = self.bot_secrets(now).collect();
        by_bot.sort_by_key(|(id, _)| Some(*id) != first_bot);
        let by_bot = by_bot.into_iter();
        candidates.extend(by_bot.map(|(id, secret)| labelled(of_bot("secret.of-bot", id), secret)));
        let tokens = self.bots.iter().filter_map(|(id, bot)| {
            Some(labelled(of_bot("secret.token-of", id), bot.token.clone()?))
        });
        candidates.extend(tokens);
        candidates
    }

    fn bot(&self, id: Option<&str>) -> Option<&BotCredentials> {
        let (_, bot) = self.bots.iter().find(|(bot_id, _)| Some(&**bot_id) == id)?;
        Some(bot)
    }

    /// Iterates over the valid secrets of all bots, with the bot ids.
    fn bot_secrets(&self, now: Timestamp) -> impl Iterator<Item = (&str, Secret)> {
        self.bots.iter().flat_map(move |(id, bot)| {
            let secrets = bot.secrets_valid_at(now).into_iter();
            secrets.map(move |secret| (&**id, secret))
        })
    }
}
