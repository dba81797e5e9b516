//! What each platform brings to the two flows: how its requests are known, signed and judged.
//!
//! Pure functions over [`Request`] and `Response`; the flows do the I/O.
mod event;
mod lint;
mod momotalk;
pub mod momotalk_event;
mod share;
mod share_query;
mod signer;
mod skill;

pub use event::Event;
pub use momotalk::{
    BOT_ID_HEADER, EVENT_ID_HEADER, momotalk_authenticate, momotalk_sign, momotalk_sign_event,
};
pub use share::{RESOURCE_ID_HEADER, share_authenticate};
pub use share_query::{set_target, payload, set_payload, share_request};
pub use signer::RequestSigner;
pub use skill::{SkillKey, skill_authenticate, skill_request};

use super::http::{Request, Response};
use super::secret::Secret;
use crate::model::secret::signature::Signer;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

/// The header that names the exchange whose request this is once more. momo's own.
pub const REPLAY_HEADER: &str = "X-Momo-Replay-Of";

/// A platform's way of talking. JSON: its [`name`](Protocol::name), `http` for what no platform marks as its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// The MoMoTalk Bot Platform: events signed with HMAC, and its message API.
    Momotalk,
    /// A Kakao chatbot's skill call: a SkillPayload, without any signature of its own.
    KakaoSkill,
    /// The Kakao Talk Share webhook: GET or POST, with the app's admin key.
    KakaoShare,
    /// NHN Cloud's KakaoTalk Bizmessage: its API calls, with an app key and a secret key.
    Nhn,
    /// Plain HTTP that carries none of the marks of a platform.
    Http,
}

impl Protocol {
    /// All of them, the unknown one last.
    pub const ALL: [Self; 5] = [
        Self::Momotalk,
        Self::KakaoSkill,
        Self::KakaoShare,
        Self::Nhn,
        Self::Http,
    ];

    /// The protocol that a request speaks: by the headers that only one platform sends, then by its shape.
    ///
    /// A Share webhook carries keys of the app's own choice beside Kakao's, `event_type` perhaps; so its shape counts
    /// before that of an unsigned MoMoTalk event.
    pub fn recognise(request: &Request) -> Self {
        if momotalk::has_momotalk_header(request) {
            Self::Momotalk
        } else if share::has_share_header(request) {
            Self::KakaoShare
        } else {
            event::recognise_by_content(request)
        }
    }

    /// The name as people and JSON spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Momotalk => "momotalk",
            Self::KakaoSkill => "kakao-skill",
            Self::KakaoShare => "kakao-share",
            Self::Nhn => "nhn",
            Self::Http => "http",
        }
    }

    /// The protocol of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|protocol| protocol.name() == name)
    }

    /// How long a bot has for its answer. Kakao documents five seconds for a skill and three for a Share webhook;
    /// MoMoTalk documents nothing, and three seconds are momo's own choice.
    pub fn response_timeout(self) -> Duration {
        match self {
            Self::KakaoSkill => Duration::from_secs(5),
            Self::Momotalk | Self::KakaoShare | Self::Nhn | Self::Http => Duration::from_secs(3),
        }
    }

    /// The answer to an event that was taken. MoMoTalk's is that of the guide's example; a skill's is the shortest that
    /// Kakao takes for one, and its word is momo's own.
    pub fn success_response(self) -> Response {
        let skill = || json!({ "version": "2.0", "template": { "outputs": [{ "simpleText": { "text": "ok" } }] } });
        Response::json(
            200,
            &match self {
                Self::KakaoSkill => skill(),
                Self::Momotalk | Self::KakaoShare | Self::Nhn | Self::Http => json!({ "ok": true }),
            },
        )
    }

    /// The methods by which its events come.
    pub fn methods(self) -> &'static [&'static str] {
        match self {
            Self::KakaoShare => &["GET", "POST"],
            Self::Momotalk | Self::KakaoSkill | Self::Nhn | Self::Http => &["POST"],
        }
    }
}

/// Whether these are the secret's bytes. Both are signed and the signatures compared, in constant time: neither the
/// first wrong byte nor the length shows in the time that it takes.
fn same_secret(secret: &Secret, given: &[u8]) -> bool {
    let signer = Signer::new(secret);
    signer.sign(given) == signer.sign(secret.reveal())
}
