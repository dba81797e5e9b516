//! Why a signature did not match: the known mistakes, for the person who watches the receiver, never for the sender.
use super::SecretCache;
use crate::model::http::Request;
use crate::model::secret::explain::{OtherEvent, explain};
use crate::model::secret::signature::{Check, SIGNATURE_HEADER, SignatureCheck};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError, TryLockError};

/// How many events' signatures are remembered: an old signature on a new body is a known mistake.
const MAX_EVENTS: usize = 200;

/// Explains signatures, one at a time.
#[derive(Debug, Default)]
pub(super) struct Explainer {
    events: Mutex<VecDeque<OtherEvent>>,
    /// Held while one signature is explained. Strangers who send many bad ones get no more work out of us.
    busy: Mutex<()>,
}

impl Explainer {
    /// Adds what is known about a signature that did not match.
    pub(super) fn explain(
        &self,
        check: SignatureCheck,
        request: &Request,
        bot_id: Option<&str>,
        keys: &SecretCache,
    ) -> SignatureCheck {
        let Some(given) = request.headers.get(SIGNATURE_HEADER) else {
            return check;
        };
        if check.verdict != Check::Invalid {
            return check;
        }
        let _busy = match self.busy.try_lock() {
            Err(TryLockError::WouldBlock) => return check,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Ok(guard) => guard,
        };
        let events: Vec<_> = self.events().iter().cloned().collect();
        explain(&request.body, given, &keys.known_secrets(bot_id), &events)
            .into_iter()
            .fold(check, |check, found| check.because(found.text))
    }

    /// Remembers the signature of an event that was taken.
    pub(super) fn remember(&self, event_id: &str, request: &Request) {
        let Some(signature) = request.headers.text(SIGNATURE_HEADER) else {
            return;
        };
        let mut events = self.events();
        if events.len() == MAX_EVENTS {
            events.pop_front();
        }
        events.push_back(OtherEvent {
            id: event_id.to_owned(),
            signature: signature.to_owned(),
        });
    }

    fn events(&self) -> std::sync::MutexGuard<'_, VecDeque<OtherEvent>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
