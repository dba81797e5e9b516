//! Signs and authenticates MoMoTalk events with an HMAC over the raw body.
//!
//! Source: <https://mmrnd.net/bot-developer-guide.html>, "Verify the webhook signature".
use super::Event;
use crate::model::http::Request;
use crate::model::secret::Secret;
use crate::model::secret::signature::{
    SIGNATURE_HEADER, Signature, SignatureCheck, SignatureVerdict, Signer,
};
use crate::model::text::phrase::Phrase;

pub const BOT_ID_HEADER: &str = "X-MoMoTalk-Bot-Id";
pub const EVENT_ID_HEADER: &str = "X-MoMoTalk-Event-Id";

/// Returns whether the request has any of MoMoTalk's headers.
pub(super) fn has_momotalk_header(request: &Request) -> bool {
    [SIGNATURE_HEADER, EVENT_ID_HEADER, BOT_ID_HEADER]
        .iter()
        .any(|name| request.headers.get(name).is_some())
}

/// Signs a MoMoTalk event: sets the documented headers of signature, event id and bot id. An id that the body lacks
/// sets no header.
pub fn momotalk_sign(request: &mut Request, secret: &Secret) {
    momotalk_sign_event(request, &Event::parse(&request.body), &Signer::new(secret));
}

/// Like [`momotalk_sign`], with an event that is already parsed and a signer that is already keyed.
pub fn momotalk_sign_event(request: &mut Request, event: &Event, signer: &Signer) {
    if let Some(bot_id) = &event.bot_id {
        request.headers.set(BOT_ID_HEADER, bot_id.as_bytes());
    }
    if let Some(id) = &event.id {
        request.headers.set(EVENT_ID_HEADER, id.as_bytes());
    }
    let signature = signer.sign(&request.body);
    request
        .headers
        .set(SIGNATURE_HEADER, signature.hex_digits());
}

/// Verifies a MoMoTalk event against each secret (two during a rotation). A request without a signature is
/// `Missing`, else without secrets `Unchecked`.
pub fn momotalk_authenticate(request: &Request, secrets: &[Secret]) -> SignatureCheck {
    let mut values = request.headers.get_all(SIGNATURE_HEADER);
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else {
        return SignatureCheck::from_verdict(SignatureVerdict::Missing);
    };
    if secrets.is_empty() {
        return SignatureCheck::from_verdict(SignatureVerdict::Unchecked);
    }
    if second.is_some() {
        return SignatureCheck::from_verdict(SignatureVerdict::Invalid)
            .with_explanation(Phrase::new("signature.repeated"));
    }
    let signature = match Signature::parse(value) {
        Ok(signature) => signature,
        Err(malformed) => {
            return SignatureCheck::from_verdict(SignatureVerdict::Invalid)
                .with_explanation(malformed.phrase());
        }
    };
    match secrets
        .iter()
        .find(|secret| Signer::new(secret).verify(&request.body, &signature))
    {
        Some(secret) => SignatureCheck {
            secret: Some(secret.fingerprint()),
            ..SignatureCheck::from_verdict(SignatureVerdict::Valid)
        },
        None => SignatureCheck {
            secret: Some(secrets[0].fingerprint()),
            ..SignatureCheck::from_verdict(SignatureVerdict::Invalid)
        },
    }
}
