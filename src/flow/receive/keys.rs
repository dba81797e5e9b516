//! The secrets that signatures are checked with: given ones, or those of the bots that are known here.
//!
//! Kept secrets are read again from time to time, and whenever a signature does not fit: a secret may have been
//! rotated while the receiver runs.
use crate::error::Result;
use crate::io::files::{Credentials, Home};
use crate::io::system;
use crate::model::explain::KnownSecret;
use crate::model::http::Request;
use crate::model::protocol::momotalk_authenticate;
use crate::model::secret::Secret;
use crate::model::signature::{Check, SignatureCheck};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long kept secrets are trusted without a look at the file.
const FRESH: Duration = Duration::from_secs(2);

/// What signatures are checked with.
pub struct Keys(Source);

enum Source {
    Given(Vec<Secret>),
    Kept {
        home: Home,
        only: Option<String>,
        cache: Mutex<(Credentials, Instant)>,
    },
}

impl Keys {
    /// These secrets count for every event; none leaves all events unchecked.
    pub fn given(secrets: Vec<Secret>) -> Self {
        Self(Source::Given(secrets))
    }

    /// The kept secrets of the bot that an event names, or of `only` one bot whatever the event names.
    pub fn kept(home: Home, only: Option<String>) -> Result<Self> {
        let cache = Mutex::new((Credentials::load(&home)?, Instant::now()));
        Ok(Self(Source::Kept { home, only, cache }))
    }

    /// Checks the signature of an event for this bot.
    pub(super) fn check(&self, request: &Request, bot_id: Option<&str>) -> SignatureCheck {
        let check = momotalk_authenticate(request, &self.secrets(bot_id, FRESH));
        let is_kept = matches!(self.0, Source::Kept { .. });
        if !is_kept || matches!(check.verdict, Check::Valid | Check::Missing) {
            return check;
        }
        let check = momotalk_authenticate(request, &self.secrets(bot_id, Duration::ZERO));
        match bot_id {
            Some(id) if check.verdict != Check::Valid && !self.knows(id) => {
                check.because(format!("the bot `{id}` has no secret here"))
            }
            _ => check,
        }
    }

    /// What may have been used by mistake: secrets, those of this bot first, then tokens.
    pub(super) fn known(&self, bot_id: Option<&str>) -> Vec<KnownSecret> {
        let call = |label: String, secret: &Secret| KnownSecret {
            label,
            secret: secret.clone(),
        };
        let (only, cache) = match &self.0 {
            Source::Given(secrets) => {
                let given = |secret| call("the given one".into(), secret);
                return secrets.iter().map(given).collect();
            }
            Source::Kept { only, cache, .. } => (only, cache),
        };
        let (credentials, _) = &*cache.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bots: Vec<_> = credentials.bots().collect();
        let id = only.as_deref().or(bot_id);
        bots.sort_by_key(|(known, _)| Some(*known) != id);
        let (now, mut known, mut tokens) = (system::now(), Vec::new(), Vec::new());
        for (id, bot) in bots {
            for secret in bot.secrets_valid_at(now) {
                known.push(call(format!("that of the bot `{id}`"), &secret));
            }
            let token = bot.token.iter();
            tokens.extend(token.map(|token| call(format!("the bot token of `{id}`"), token)));
        }
        known.extend(tokens);
        known
    }

    fn secrets(&self, bot_id: Option<&str>, fresh: Duration) -> Vec<Secret> {
        let (home, only, cache) = match &self.0 {
            Source::Given(secrets) => return secrets.clone(),
            Source::Kept { home, only, cache } => (home, only, cache),
        };
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.1.elapsed() >= fresh
            // A file that is damaged for the moment does not make known bots unknown.
            && let Ok(credentials) = Credentials::load(home)
        {
            *cache = (credentials, Instant::now());
        }
        let now = system::now();
        let bot = only.as_deref().or(bot_id).and_then(|id| cache.0.bot(id));
        match bot.map(|bot| bot.secrets_valid_at(now)) {
            Some(secrets) if !secrets.is_empty() => secrets,
            // Of a bot that nobody knows any secret counts: its events are then invalid, not unchecked.
            _ => {
                let bots = cache.0.bots();
                bots.flat_map(|(_, bot)| bot.secrets_valid_at(now))
                    .collect()
            }
        }
    }

    fn knows(&self, id: &str) -> bool {
        match &self.0 {
            Source::Given(_) => true,
            Source::Kept {
                only: Some(only), ..
            } => only == id,
            Source::Kept { cache, .. } => {
                let cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
                cache.0.bot(id).is_some_and(|bot| bot.secret.is_some())
            }
        }
    }
}
