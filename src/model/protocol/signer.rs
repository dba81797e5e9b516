//! What makes a request of each platform one of its own, as far as the platform puts it into headers.
use super::{
    BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol, RESOURCE_ID_HEADER, SkillKey,
    momotalk_sign_event, share, skill,
};
use crate::model::http::{Headers, Request};
use crate::model::protocol::momotalk_event::{EventIdentity, derived_bytes};
use crate::model::secret::Secret;
use crate::model::secret::signature::{SIGNATURE_HEADER, Signer};

/// What the requests of one platform are sealed with; made once for any number of requests.
pub enum RequestSigner {
    /// MoMoTalk: signed over the body.
    Momotalk(Signer),
    /// A Share webhook: the app's primary admin key; none leaves the header as it is.
    Share(Option<Secret>),
    /// A skill call: the header that the skill's owner set in Kakao's console, if there is one.
    Skill(Option<SkillKey>),
}

impl RequestSigner {
    /// Takes away what is made anew.
    pub fn strip(&self, headers: &mut Headers) {
        if let Self::Momotalk(_) = self {
            for name in [BOT_ID_HEADER, EVENT_ID_HEADER, SIGNATURE_HEADER] {
                headers.remove(name);
            }
        }
    }

    /// Puts the platform's headers. A stamp makes the ids in them new.
    pub fn sign(&self, request: &mut Request, event: &mut Event, stamp: Option<&EventIdentity>) {
        match self {
            Self::Momotalk(signer) => momotalk_sign_event(request, event, signer),
            Self::Share(key) => {
                share::add_missing_headers(request);
                if let Some(key) = key {
                    let value = [share::SCHEME, b" ", key.reveal()].concat();
                    request.headers.set("Authorization", value);
                }
                if let Some(stamp) = stamp {
                    request.headers.set(RESOURCE_ID_HEADER, resource_id(stamp));
                }
                *event = Event::from_request(Protocol::KakaoShare, request);
            }
            Self::Skill(key) => {
                skill::add_missing_headers(request);
                if let Some(SkillKey { header, secret }) = key {
                    request.headers.set(header, secret.reveal());
                }
                if let Some(stamp) = stamp {
                    skill::set_call_number(&mut request.headers, &stamp.event_id);
                }
                *event = Event::from_request(Protocol::KakaoSkill, request);
            }
        }
    }
}

/// 24 letters and digits, as in Kakao's example.
fn resource_id(stamp: &EventIdentity) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let random = (0..2).flat_map(|count| derived_bytes(stamp.event_id.as_bytes(), count));
    let ch = |byte: u8| char::from(LETTERS[usize::from(byte) % LETTERS.len()]);
    random.take(24).map(ch).collect()
}
