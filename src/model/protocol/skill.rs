//! A Kakao chatbot's skill call: told by its body, authentic only by a header that the bot's owner set.
//!
//! Kakao signs nothing. The skill form of its console takes headers of the owner's choice; a secret in one of them is
//! what there is. Which header that is, and that one secret is compared with it, are momo's own choice.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format>.
use super::same_secret;
use crate::model::http::{Headers, Request};
use crate::model::protocol::momotalk_event::derived_bytes;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SignatureVerdict, SignatureCheck};
use serde::Deserialize;

/// What momo calls its events.
pub(super) const EVENT_TYPE: &str = "kakao.skill";

/// Headers of calls that were captured in 2020 and 2021; Kakao documents none, and today's may differ.
const CAPTURED_HEADERS: [(&str, &str); 2] = [("Accept", "*/*"), ("User-Agent", "AHC/2.1")];
/// The headers that number a call, as captured; both mostly hold the same.
const CALL_NUMBER_HEADERS: [&str; 2] = ["X-Chappie-Footprint", "X-Request-Id"];

/// The request of a skill call, to no place yet, with the headers that captures show.
pub fn skill_request(payload: Vec<u8>) -> Request {
    let mut request = Request::post("/", "application/json", payload);
    add_missing_headers(&mut request);
    request
}

/// Adds the headers of captured calls that are missing.
pub(super) fn add_missing_headers(request: &mut Request) {
    for (name, value) in CAPTURED_HEADERS {
        if request.headers.get(name).is_none() {
            request.headers.push(name, value);
        }
    }
}

/// Gives the call a number of its own.
pub(super) fn set_call_number(headers: &mut Headers, id: &str) {
    let number = format!("chp-{}", hex::encode(derived_bytes(id.as_bytes(), 0)));
    for name in CALL_NUMBER_HEADERS {
        headers.set(name, number.as_bytes());
    }
}

/// The header that the bot's owner set in Kakao's console, and the secret that must stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkillKey {
    /// The header's name.
    pub header: String,
    /// Its whole value.
    pub secret: Secret,
}

/// Checks the owner's header, in constant time; where none was configured the call stays unchecked.
pub fn skill_authenticate(request: &Request, key: Option<&SkillKey>) -> SignatureCheck {
    let Some(SkillKey { header, secret }) = key else {
        return SignatureCheck::from_verdict(SignatureVerdict::Unchecked);
    };
    let mut given = request.headers.get_all(header);
    let (first, second) = (given.next(), given.next());
    let Some(value) = first else {
        return SignatureCheck::from_verdict(SignatureVerdict::Missing)
            .with_explanation(format!("there is no `{header}` header"));
    };
    let is_valid = second.is_none() && same_secret(secret, value);
    let check = SignatureCheck {
        secret: Some(secret.fingerprint()),
        ..SignatureCheck::from_verdict(if is_valid {
            SignatureVerdict::Valid
        } else {
            SignatureVerdict::Invalid
        })
    };
    match (is_valid, second) {
        (true, _) => check,
        (false, Some(_)) => check.with_explanation(format!("more than one `{header}` header")),
        (false, None) => check.with_explanation(format!("another secret stands in `{header}`")),
    }
}

/// Whether it only asks for the validation of an entity: its answer is nothing that a user sees.
pub(super) fn is_validation(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Payload {
        #[serde(rename = "isInSlotFilling")]
        is_in_slot_filling: bool,
    }
    serde_json::from_slice::<Payload>(body).is_ok_and(|payload| payload.is_in_slot_filling)
}

/// `bot.id`; that of a bot's development channel ends with `!`.
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
