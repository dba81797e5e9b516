//! Explains why a signature does not match by trying known mistakes. The sender never gets the explanation.
use super::SecretCache;
use crate::model::http::Request;
use crate::model::secret::explain::{OtherEvent, explain, explain_other_header};
use crate::model::secret::signature::{SIGNATURE_HEADER, SignatureCheck, SignatureVerdict};
use parking_lot::Mutex;
use std::collections::VecDeque;

/// Maximum number of accepted events whose signatures are remembered: reusing one for another body is a known mistake.
const MAX_EVENTS: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Explainer {
    events: Mutex<VecDeque<OtherEvent>>,
    /// Held while one signature is explained; others are skipped meanwhile. This bounds the work that forged requests
    /// can cause.
    busy: Mutex<()>,
}

impl Explainer {
    /// Adds explanations to the check of an invalid or missing signature. Returns any other check unchanged, and this one
    /// too while another is explained.
    pub(super) fn explain(
        &self,
        check: SignatureCheck,
        request: &Request,
        bot_id: Option<&str>,
        secrets: &SecretCache,
    ) -> SignatureCheck {
        let signature = request.headers.get(SIGNATURE_HEADER);
        let is_refused = match signature {
            Some(_) => check.verdict == SignatureVerdict::Invalid,
            None => check.verdict == SignatureVerdict::Missing,
        };
        if !is_refused {
            return check;
        }
        let Some(_guard) = self.busy.try_lock() else {
            return check;
        };
        let known = secrets.known_secrets(bot_id);
        let explanation = match signature {
            Some(signature) => {
                let events: Vec<_> = self.events.lock().iter().cloned().collect();
                explain(&request.body, signature, &known, &events)
            }
            None => explain_other_header(request, &known),
        };
        explanation
            .into_iter()
            .fold(check, |check, cause| check.with_explanation(cause.text))
    }

    /// Remembers the signature of an accepted event.
    pub(super) fn remember(&self, event_id: &str, request: &Request) {
        let Some(signature) = request.headers.text(SIGNATURE_HEADER) else {
            return;
        };
        let mut events = self.events.lock();
        if events.len() == MAX_EVENTS {
            events.pop_front();
        }
        events.push_back(OtherEvent {
            id: event_id.to_owned(),
            signature: signature.to_owned(),
        });
    }
}
