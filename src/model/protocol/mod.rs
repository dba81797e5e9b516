//! Platform protocols: recognising, signing and authenticating requests, and default responses.
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
pub use share_query::{payload, set_payload, set_target, share_request};
pub use signer::RequestSigner;
pub use skill::{KakaoKeys, SkillKey, skill_authenticate, skill_request};

use super::http::{Request, Response};
use crate::model::text::named::named;
use std::time::Duration;

/// momo's own header with the id of the exchange that a request replays.
pub const REPLAY_HEADER: &str = "X-Momo-Replay-Of";

named! {
    /// The protocol of a platform. Its JSON form is its [`name`](Protocol::name).
    pub enum Protocol {
        /// MoMoTalk Bot Platform: HMAC-signed events and the message API.
        Momotalk = "momotalk",
        /// Skill call of a Kakao chatbot: an unsigned SkillPayload.
        KakaoSkill = "kakao-skill",
        /// Kakao Talk Share webhook: GET or POST with the app's admin key.
        KakaoShare = "kakao-share",
        /// API of NHN Cloud's KakaoTalk Bizmessage, with an app key and a secret key.
        Nhn = "nhn",
        /// Plain HTTP without the marks of any platform.
        Http = "http",
    }
}

impl Protocol {
    /// Recognises the protocol of a request by the headers of one platform, then by query and body.
    ///
    /// Share comes before an unsigned MoMoTalk event: a Share webhook may hold app-defined keys such as `event_type`.
    pub fn recognise(request: &Request) -> Self {
        if momotalk::has_momotalk_header(request) {
            Self::Momotalk
        } else if share::has_share_header(request) {
            Self::KakaoShare
        } else {
            event::recognise_content(request)
        }
    }

    /// Returns the time limit for a bot's response. Kakao documents 5 seconds for a skill and 3 for a Share webhook.
    /// MoMoTalk documents none; 3 seconds are momo's own choice.
    pub fn response_timeout(self) -> Duration {
        match self {
            Self::KakaoSkill => Duration::from_secs(5),
            Self::Momotalk | Self::KakaoShare | Self::Nhn | Self::Http => Duration::from_secs(3),
        }
    }

    /// Returns the response to an accepted event. MoMoTalk's is from the guide's example. A skill's is the shortest
    /// that Kakao accepts; its text is momo's own.
    pub fn success_response(self) -> Response {
        let body = match self {
            Self::KakaoSkill => {
                r#"{"version":"2.0","template":{"outputs":[{"simpleText":{"text":"ok"}}]}}"#
            }
            Self::Momotalk | Self::KakaoShare | Self::Nhn | Self::Http => r#"{"ok":true}"#,
        };
        Response::new(200, "application/json", body)
    }

    /// Returns the HTTP methods of its events.
    pub fn methods(self) -> &'static [&'static str] {
        match self {
            Self::KakaoShare => &["GET", "POST"],
            Self::Momotalk | Self::KakaoSkill | Self::Nhn | Self::Http => &["POST"],
        }
    }
}
