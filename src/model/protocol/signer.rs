//! Adds the headers by which each platform authenticates and identifies its requests.
use super::{
    BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol, RESOURCE_ID_HEADER, SkillKey,
    momotalk_sign_event, share, skill,
};
use crate::model::http::{Headers, Request};
use crate::model::protocol::momotalk_event::{EventIdentity, derived_bytes};
use crate::model::secret::Secret;
use crate::model::secret::signature::{SIGNATURE_HEADER, Signer};

/// Signs requests of one platform. Created once for any number of requests.
pub enum RequestSigner {
    /// MoMoTalk: HMAC over the body.
    Momotalk(Signer),
    /// Share webhook: the app's primary admin key. `None` leaves the `Authorization` header as it is.
    Share(Option<Secret>),
    /// Skill call: the header set in Kakao's console. `None` if there is none.
    Skill(Option<SkillKey>),
}

impl RequestSigner {
    /// Removes the headers of an earlier MoMoTalk signature. Other protocols' headers stay until
    /// [`sign`](Self::sign) replaces them.
    pub fn strip(&self, headers: &mut Headers) {
        if let Self::Momotalk(_) = self {
            for name in [BOT_ID_HEADER, EVENT_ID_HEADER, SIGNATURE_HEADER] {
                headers.remove(name);
            }
        }
    }

    /// Sets the platform's headers. MoMoTalk's ids come from `event`. For Kakao's protocols `identity` also replaces
    /// the ids in the headers, and `event` is read again from the request.
    pub fn sign(&self, request: &mut Request, event: &mut Event, identity: Option<&EventIdentity>) {
        match self {
            Self::Momotalk(signer) => momotalk_sign_event(request, event, signer),
            Self::Share(key) => {
                share::add_missing_headers(request);
                if let Some(key) = key {
                    let value = [share::SCHEME, b" ", key.reveal()].concat();
                    request.headers.set("Authorization", value);
                }
                if let Some(identity) = identity {
                    request
                        .headers
                        .set(RESOURCE_ID_HEADER, resource_id(identity));
                }
                *event = Event::from_request(Protocol::KakaoShare, request);
            }
            Self::Skill(key) => {
                skill::add_missing_headers(request);
                if let Some(SkillKey { header, secret }) = key {
                    request.headers.set(header, secret.reveal());
                }
                if let Some(identity) = identity {
                    skill::set_call_number(&mut request.headers, &identity.event_id);
                }
                *event = Event::from_request(Protocol::KakaoSkill, request);
            }
        }
    }
}

/// Derives a resource id of 24 letters and digits, as in Kakao's example.
fn resource_id(identity: &EventIdentity) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let random = (0..2).flat_map(|count| derived_bytes(identity.event_id.as_bytes(), count));
    let ch = |byte: u8| char::from(LETTERS[usize::from(byte) % LETTERS.len()]);
    random.take(24).map(ch).collect()
}
