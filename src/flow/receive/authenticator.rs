//! Checks whether a request is authentic, by the rules of its protocol.
use super::SecretCache;
use crate::model::http::Request;
use crate::model::protocol::{Protocol, SkillKey, share_authenticate, skill_authenticate};
use crate::model::secret::Secret;
use crate::model::secret::signature::{SIGNATURE_HEADER, SignatureCheck, SignatureVerdict};
use crate::model::text::phrase::Phrase;

/// Keys of each protocol.
///
/// If no key is configured for a protocol, its requests stay unchecked and are rejected like forged ones. The sender
/// chooses the protocol, so accepting them would bypass the check.
pub struct Authenticator {
    pub momotalk_secrets: SecretCache,
    /// Admin keys of the Kakao app, for Share webhooks.
    pub share_keys: Vec<Secret>,
    /// Secret header of a Kakao skill; with `None` all skill calls stay unchecked.
    pub skill_key: Option<SkillKey>,
}

impl Authenticator {
    /// Authenticates MoMoTalk events only.
    pub fn momotalk_only(secrets: SecretCache) -> Self {
        Self {
            momotalk_secrets: secrets,
            share_keys: Vec::new(),
            skill_key: None,
        }
    }

    pub(super) fn check(
        &self,
        protocol: Protocol,
        request: &Request,
        bot_id: Option<&str>,
    ) -> SignatureCheck {
        match protocol {
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => {
                self.momotalk_secrets.check(request, bot_id)
            }
            Protocol::KakaoShare => share_authenticate(request, &self.share_keys),
            Protocol::KakaoSkill => skill_authenticate(request, self.skill_key.as_ref()),
        }
    }

    /// Returns why a request with this verdict is rejected; `None` if the check's own explanation says so.
    pub(super) fn rejection_reason(
        &self,
        protocol: Protocol,
        check: &SignatureCheck,
    ) -> Option<Phrase> {
        match (protocol, check.verdict) {
            (Protocol::Momotalk | Protocol::Http, SignatureVerdict::Missing) => {
                Some(Phrase::new("receive.no-header").with("header", SIGNATURE_HEADER))
            }
            (Protocol::Momotalk | Protocol::Http, SignatureVerdict::Unchecked) => {
                Some("receive.no-secret".into())
            }
            (Protocol::KakaoShare, SignatureVerdict::Missing) => {
                Some(Phrase::new("receive.no-header").with("header", "Authorization"))
            }
            (Protocol::KakaoShare, SignatureVerdict::Unchecked) => {
                Some("receive.no-admin-key".into())
            }
            (Protocol::KakaoSkill, SignatureVerdict::Unchecked) => {
                Some("receive.no-skill-key".into())
            }
            _ => None,
        }
    }

    /// Returns the name of the skill's header, whose value is a secret; `None` without a skill key.
    /// All other headers that hold credentials are masked by their standard names.
    pub(super) fn secret_header(&self) -> Option<&str> {
        self.skill_key.as_ref().map(|key| &*key.header)
    }
}
