//! What each platform brings to the two flows: how its requests are known, signed and judged.
//!
//! Pure functions over [`Request`] and `Response`; the flows do the I/O.
use super::http::Request;
use super::secret::Secret;
use super::signature::{Check, SIGNATURE_HEADER, Signature, SignatureCheck, Signer};
use serde::{Deserialize, Serialize};

/// The header that names the bot.
pub const BOT_ID_HEADER: &str = "X-MoMoTalk-Bot-Id";
/// The header that names the event.
pub const EVENT_ID_HEADER: &str = "X-MoMoTalk-Event-Id";

/// A platform's way of talking. JSON: `momotalk`, or `http` for what no protocol knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// The MoMoTalk Bot Platform: events signed with HMAC, and its message API.
    Momotalk,
    /// Plain HTTP that carries none of the marks of a platform.
    Http,
}

impl Protocol {
    /// The protocol that a received request speaks, by its headers, then by its body's keys.
    pub fn recognise(request: &Request) -> Self {
        let marked = [SIGNATURE_HEADER, EVENT_ID_HEADER, BOT_ID_HEADER];
        if marked
            .iter()
            .any(|name| request.headers.get(name).is_some())
            || Event::read(&request.body).kind.is_some()
        {
            return Self::Momotalk;
        }
        Self::Http
    }

    /// The name as people and JSON spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Momotalk => "momotalk",
            Self::Http => "http",
        }
    }
}

/// What can be read of a MoMoTalk event without insisting on anything.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Event {
    /// `event_id`.
    pub id: Option<String>,
    /// `event_type`.
    pub kind: Option<String>,
    /// `bot_id`.
    pub bot_id: Option<String>,
    /// `message.room_id`.
    pub room_id: Option<i64>,
}

impl Event {
    /// Reads what is there; a body that is no JSON object gives nothing.
    pub fn read(body: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Body {
            #[serde(default)]
            event_id: serde_json::Value,
            #[serde(default)]
            event_type: serde_json::Value,
            #[serde(default)]
            bot_id: serde_json::Value,
            #[serde(default)]
            message: serde_json::Value,
        }
        let Ok(body) = serde_json::from_slice::<Body>(body) else {
            return Self::default();
        };
        let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
        Self {
            id: text(&body.event_id),
            kind: text(&body.event_type),
            bot_id: text(&body.bot_id),
            room_id: body
                .message
                .get("room_id")
                .and_then(serde_json::Value::as_i64),
        }
    }
}

/// Signs a MoMoTalk event: the three documented headers over the body as it is.
pub fn momotalk_sign(request: &mut Request, secret: &Secret) {
    let event = Event::read(&request.body);
    if let Some(bot_id) = event.bot_id {
        request.headers.set(BOT_ID_HEADER, bot_id);
    }
    if let Some(id) = event.id {
        request.headers.set(EVENT_ID_HEADER, id);
    }
    let signature = Signer::new(secret).sign(&request.body);
    request.headers.set(SIGNATURE_HEADER, signature.to_string());
}

/// Checks a MoMoTalk event against each of the secrets (two during a rotation); none given leaves it unchecked.
pub fn momotalk_authenticate(request: &Request, secrets: &[Secret]) -> SignatureCheck {
    let mut given = request.headers.all(SIGNATURE_HEADER);
    let (first, second) = (given.next(), given.next());
    let Some(value) = first else {
        return SignatureCheck::of(Check::Missing);
    };
    if secrets.is_empty() {
        return SignatureCheck::of(Check::Unchecked);
    }
    if second.is_some() {
        return SignatureCheck::of(Check::Invalid).because("more than one signature header");
    }
    let signature = match Signature::parse(value) {
        Ok(signature) => signature,
        Err(malformed) => return SignatureCheck::of(Check::Invalid).because(malformed.to_string()),
    };
    match secrets
        .iter()
        .find(|secret| Signer::new(secret).verify(&request.body, &signature))
    {
        Some(secret) => SignatureCheck {
            secret: Some(secret.fingerprint()),
            ..SignatureCheck::of(Check::Valid)
        },
        None => SignatureCheck {
            secret: Some(secrets[0].fingerprint()),
            ..SignatureCheck::of(Check::Invalid)
        },
    }
}
