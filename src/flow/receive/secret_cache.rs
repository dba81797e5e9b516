//! The secrets that signatures are checked with while a receiver runs.
//!
//! Kept secrets are read again from time to time, and whenever a signature does not fit: a secret may have been
//! rotated meanwhile.
use crate::error::Result;
use crate::io::files::{Credentials, Home};
use crate::io::system;
use crate::model::http::Request;
use crate::model::protocol::momotalk_authenticate;
use crate::model::secret::Secret;
use crate::model::secret::explain::KnownSecret;
use crate::model::secret::signature::{Check, SignatureCheck};
use crate::model::secret::verification::SecretBook;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long kept secrets are trusted without a look at the file.
const MAX_AGE: Duration = Duration::from_secs(2);

/// What signatures are checked with.
pub struct SecretCache {
    secrets_and_age: Mutex<(SecretBook, Instant)>,
    /// Where kept secrets are read again, and the one bot whose secrets count; none where the secret was given.
    source: Option<(Home, Option<String>)>,
}

impl SecretCache {
    /// This secret counts for every event.
    pub fn fixed(secret: Secret) -> Self {
        let book = SecretBook::default().with_given(Some(secret));
        Self {
            secrets_and_age: Mutex::new((book, Instant::now())),
            source: None,
        }
    }

    /// The kept secrets of the bot that an event names, or of `only` one bot whatever the event names.
    pub fn from_home(home: Home, only: Option<String>) -> Result<Self> {
        let book = read(&home, only.as_ref())?;
        Ok(Self {
            secrets_and_age: Mutex::new((book, Instant::now())),
            source: Some((home, only)),
        })
    }

    /// Checks the signature of an event for this bot.
    pub(super) fn check(&self, request: &Request, bot_id: Option<&str>) -> SignatureCheck {
        let check = momotalk_authenticate(request, &self.secrets(bot_id, MAX_AGE));
        if self.source.is_none() || matches!(check.verdict, Check::Valid | Check::Missing) {
            return check;
        }
        let check = momotalk_authenticate(request, &self.secrets(bot_id, Duration::ZERO));
        match bot_id {
            Some(id) if check.verdict != Check::Valid && !self.book().0.knows(id) => {
                check.because(format!("the bot `{id}` has no secret here"))
            }
            _ => check,
        }
    }

    /// What signs an event of this bot now.
    pub(super) fn signing_secret(&self, bot_id: Option<&str>) -> Option<Secret> {
        self.secrets(bot_id, MAX_AGE).into_iter().next()
    }

    /// What may have been used by mistake: secrets, those of this bot first, then tokens.
    pub(super) fn known_secrets(&self, bot_id: Option<&str>) -> Vec<KnownSecret> {
        self.book().0.known(bot_id, system::now())
    }

    fn secrets(&self, bot_id: Option<&str>, fresh: Duration) -> Vec<Secret> {
        let mut book = self.book();
        if let Some((home, only)) = &self.source
            && book.1.elapsed() >= fresh
            // A file that is damaged for the moment does not make known bots unknown.
            && let Ok(read) = read(home, only.as_ref())
        {
            *book = (read, Instant::now());
        }
        book.0.for_bot(bot_id, system::now())
    }

    fn book(&self) -> MutexGuard<'_, (SecretBook, Instant)> {
        self.secrets_and_age.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(home: &Home, only: Option<&String>) -> Result<SecretBook> {
    let credentials = Credentials::load(home)?;
    Ok(SecretBook::kept(credentials.bots()).with_only(only.cloned()))
}
