//! Builds and authenticates skill calls of a Kakao chatbot.
//!
//! Kakao does not sign calls. Its console lets the bot's owner add headers to a skill, so a secret in such a header is
//! the only authentication. The choice of one header with one secret is momo's own.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>.
use crate::model::http::{Headers, Request};
use crate::model::protocol::momotalk_event::derived_bytes;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SignatureCheck, SignatureVerdict};
use crate::model::text::phrase::Phrase;
use serde::Deserialize;

/// momo's own event type for skill calls.
pub(super) const EVENT_TYPE: &str = "kakao.skill";

/// Headers of calls captured in 2020 and 2021. Kakao documents none, and today's may differ.
const CAPTURED_HEADERS: [(&str, &str); 2] = [("Accept", "*/*"), ("User-Agent", "AHC/2.1")];
/// Headers with the id of a call, as captured. Both usually have the same value.
const CALL_NUMBER_HEADERS: [&str; 2] = ["X-Chappie-Footprint", "X-Request-Id"];

/// Builds a skill call with the headers of captured calls. The URL is still `/`.
pub fn skill_request(payload: Vec<u8>) -> Request {
    let mut request = Request::post("/", "application/json", payload);
    add_missing_headers(&mut request);
    request
}

/// Adds missing headers of captured calls.
pub(super) fn add_missing_headers(request: &mut Request) {
    for (name, value) in CAPTURED_HEADERS {
        if request.headers.get(name).is_none() {
            request.headers.push(name, value);
        }
    }
}

/// Sets a call id derived from `id`.
pub(super) fn set_call_number(headers: &mut Headers, id: &str) {
    let number = format!("chp-{}", hex::encode(derived_bytes(id.as_bytes(), 0)));
    for name in CALL_NUMBER_HEADERS {
        headers.set(name, number.as_bytes());
    }
}

/// The header that the bot's owner set in Kakao's console, and its secret value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillKey {
    pub header: String,
    pub secret: Secret,
}

/// Keys that authenticate Kakao requests.
#[derive(Debug, Clone, Default)]
pub struct KakaoKeys {
    /// The app's primary admin key, for Share webhooks; `None` leaves the header as it is.
    pub admin_key: Option<Secret>,
    /// Source of the admin key, for people.
    pub origin: Option<String>,
    /// Header and secret of skill calls; `None` leaves the headers as they are.
    pub skill: Option<SkillKey>,
}

/// Compares the configured header with its secret in constant time. Without a key the call is `Unchecked`.
pub fn skill_authenticate(request: &Request, key: Option<&SkillKey>) -> SignatureCheck {
    let Some(SkillKey { header, secret }) = key else {
        return SignatureCheck::from_verdict(SignatureVerdict::Unchecked);
    };
    let mut values = request.headers.get_all(header);
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else {
        return SignatureCheck::from_verdict(SignatureVerdict::Missing)
            .with_explanation(Phrase::new("signature.header-missing").with("header", header));
    };
    let is_valid = second.is_none() && secret.matches(value);
    let check = SignatureCheck {
        secret: Some(secret.fingerprint()),
        ..SignatureCheck::from_verdict(if is_valid {
            SignatureVerdict::Valid
        } else {
            SignatureVerdict::Invalid
        })
    };
    let code = match (is_valid, second) {
        (true, _) => return check,
        (false, Some(_)) => "signature.header-repeated",
        (false, None) => "signature.other-secret",
    };
    check.with_explanation(Phrase::new(code).with("header", header))
}

/// Returns whether the call only validates an entity. Its response is not shown to users.
pub(super) fn is_validation(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Payload {
        #[serde(rename = "isInSlotFilling")]
        is_in_slot_filling: bool,
    }
    serde_json::from_slice::<Payload>(body).is_ok_and(|payload| payload.is_in_slot_filling)
}

/// Returns `bot.id`. The id of a bot's development channel ends with `!`.
pub(super) fn bot_id(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Payload {
        bot: Bot,
    }
    #[derive(Deserialize)]
    struct Bot {
        id: String,
    }
    let payload: Payload = serde_json::from_slice(body).ok()?;
    Some(payload.bot.id)
}
