//! Caches the secrets that a receiver checks signatures with.
//!
//! Stored secrets are read again when they are older than two seconds, and when a signature does not match: the
//! secret may have been rotated. The lock is held while the file is read.
use crate::error::Result;
use crate::io::files::{Credentials, Home};
use crate::io::system;
use crate::model::http::Request;
use crate::model::protocol::momotalk_authenticate;
use crate::model::secret::Secret;
use crate::model::secret::explain::LabelledSecret;
use crate::model::secret::signature::{SignatureCheck, SignatureVerdict};
use crate::model::secret::verification::VerificationSecrets;
use crate::model::text::phrase::Phrase;
use parking_lot::Mutex;
use std::time::{Duration, Instant};

/// Age after which stored secrets are read again.
const MAX_AGE: Duration = Duration::from_secs(2);

pub struct SecretCache {
    cached: Mutex<(VerificationSecrets, Instant)>,
    /// Where stored secrets are read, and the only bot whose secrets apply (`None`: that of each event). `None` for a
    /// fixed secret.
    source: Option<(Home, Option<String>)>,
}

impl SecretCache {
    /// Uses this secret for every event.
    pub fn fixed(secret: Secret) -> Self {
        let secrets = VerificationSecrets::default().with_override(Some(secret));
        Self {
            cached: Mutex::new((secrets, Instant::now())),
            source: None,
        }
    }

    /// Uses the stored secrets of the bot that an event names; with `only`, always those of that bot.
    ///
    /// # Errors
    /// If the credentials file cannot be read.
    pub fn from_home(home: Home, only: Option<String>) -> Result<Self> {
        let secrets = stored_secrets(&home, only.as_ref())?;
        Ok(Self {
            cached: Mutex::new((secrets, Instant::now())),
            source: Some((home, only)),
        })
    }

    /// Checks the signature of an event of this bot.
    pub(super) fn check(&self, request: &Request, bot_id: Option<&str>) -> SignatureCheck {
        let check = momotalk_authenticate(request, &self.secrets_for(bot_id, MAX_AGE));
        if self.source.is_none()
            || matches!(
                check.verdict,
                SignatureVerdict::Valid | SignatureVerdict::Missing
            )
        {
            return check;
        }
        let check = momotalk_authenticate(request, &self.secrets_for(bot_id, Duration::ZERO));
        match bot_id {
            Some(id)
                if check.verdict != SignatureVerdict::Valid
                    && !self.cached.lock().0.has_secret_for(id) =>
            {
                check.with_explanation(Phrase::new("signature.no-secret").with("id", id))
            }
            _ => check,
        }
    }

    /// Returns the current signing secret of this bot; `None` if it has none.
    pub(super) fn signing_secret(&self, bot_id: Option<&str>) -> Option<Secret> {
        self.secrets_for(bot_id, MAX_AGE).into_iter().next()
    }

    /// Returns credentials that may have signed by mistake: secrets, those of this bot first, then tokens.
    pub(super) fn known_secrets(&self, bot_id: Option<&str>) -> Vec<LabelledSecret> {
        self.cached.lock().0.candidates(bot_id, system::now())
    }

    fn secrets_for(&self, bot_id: Option<&str>, max_age: Duration) -> Vec<Secret> {
        let mut cached = self.cached.lock();
        if let Some((home, only)) = &self.source
            && cached.1.elapsed() >= max_age
            // A temporarily damaged file keeps the cached secrets.
            && let Ok(stored_secrets) = stored_secrets(home, only.as_ref())
        {
            *cached = (stored_secrets, Instant::now());
        }
        cached.0.for_bot(bot_id, system::now())
    }
}

fn stored_secrets(home: &Home, only: Option<&String>) -> Result<VerificationSecrets> {
    let credentials = Credentials::load(home)?;
    Ok(VerificationSecrets::from_bots(credentials.bots()).with_only_bot(only.cloned()))
}
