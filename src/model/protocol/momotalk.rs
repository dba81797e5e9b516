//! MoMoTalk's events: signed with HMAC over the raw body.
//!
//! Source: <https://mmrnd.net/bot-developer-guide.html>, "Verify the webhook signature".
use super::Event;
use crate::model::http::Request;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SignatureVerdict, SIGNATURE_HEADER, Signature, SignatureCheck, Signer};

/// The header that names the bot.
pub const BOT_ID_HEADER: &str = "X-MoMoTalk-Bot-Id";
/// The header that names the event.
pub const EVENT_ID_HEADER: &str = "X-MoMoTalk-Event-Id";

/// Whether one of MoMoTalk's headers is there.
pub(super) fn has_momotalk_header(request: &Request) -> bool {
    [SIGNATURE_HEADER, EVENT_ID_HEADER, BOT_ID_HEADER]
        .iter()
        .any(|name| request.headers.get(name).is_some())
}

/// Signs a MoMoTalk event: the three documented headers over the body as it is.
pub fn momotalk_sign(request: &mut Request, secret: &Secret) {
    momotalk_sign_event(request, &Event::parse(&request.body), &Signer::new(secret));
}

/// The same where it is known what the body says, and with a signer that was keyed before.
pub fn momotalk_sign_event(request: &mut Request, event: &Event, signer: &Signer) {
    if let Some(bot_id) = &event.bot_id {
        request.headers.set(BOT_ID_HEADER, bot_id.as_bytes());
    }
    if let Some(id) = &event.id {
        request.headers.set(EVENT_ID_HEADER, id.as_bytes());
    }
    let signature = signer.sign(&request.body);
    request.headers.set(SIGNATURE_HEADER, signature.hex_digits());
}

/// Checks a MoMoTalk event against each of the secrets (two during a rotation); none given leaves it unchecked.
pub fn momotalk_authenticate(request: &Request, secrets: &[Secret]) -> SignatureCheck {
    let mut given = request.headers.get_all(SIGNATURE_HEADER);
    let (first, second) = (given.next(), given.next());
    let Some(value) = first else {
        return SignatureCheck::from_verdict(SignatureVerdict::Missing);
    };
    if secrets.is_empty() {
        return SignatureCheck::from_verdict(SignatureVerdict::Unchecked);
    }
    if second.is_some() {
        return SignatureCheck::from_verdict(SignatureVerdict::Invalid).with_explanation("more than one signature header");
    }
    let signature = match Signature::parse(value) {
        Ok(signature) => signature,
        Err(malformed) => return SignatureCheck::from_verdict(SignatureVerdict::Invalid).with_explanation(malformed.to_string()),
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
