//! Whether a request is authentic, by the rule of the platform that it comes from.
use super::SecretCache;
use crate::model::http::Request;
use crate::model::protocol::{Protocol, SkillKey, share_authenticate, skill_authenticate};
use crate::model::secret::Secret;
use crate::model::secret::signature::{Check, SIGNATURE_HEADER, SignatureCheck};

/// What each platform's requests are checked with. Of a platform without a key every request stays unchecked, and is
/// refused like a forged one: whoever sends it chooses which platform it seems to come from.
pub struct Authenticator {
    /// MoMoTalk's webhook secrets.
    pub momotalk_secrets: SecretCache,
    /// The app's admin keys at Kakao, for Share webhooks.
    pub share_keys: Vec<Secret>,
    /// The owner's header of a Kakao skill.
    pub skill_key: Option<SkillKey>,
}

impl Authenticator {
    /// Only MoMoTalk's events are known.
    pub fn momotalk_only(keys: SecretCache) -> Self {
        Self {
            momotalk_secrets: keys,
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

    /// Why a request with this verdict is refused, where the verdict's own explanation does not say it.
    pub(super) fn rejection_reason(&self, protocol: Protocol, check: &SignatureCheck) -> Option<String> {
        match (protocol, check.verdict) {
            (Protocol::Momotalk | Protocol::Http, Check::Missing) => {
                Some(format!("no `{SIGNATURE_HEADER}` header"))
            }
            (Protocol::Momotalk | Protocol::Http, Check::Unchecked) => {
                Some("no webhook secret is known to check it with".into())
            }
            (Protocol::KakaoShare, Check::Missing) => Some("no `Authorization` header".into()),
            (Protocol::KakaoShare, Check::Unchecked) => {
                Some("no admin key is known to check it with (`--kakao-admin-key-file`)".into())
            }
            (Protocol::KakaoSkill, Check::Unchecked) => Some(
                "no header is known to check it by (`--skill-header`, `--skill-secret-file`)"
                    .into(),
            ),
            _ => None,
        }
    }

    /// The skill's header, whose value is a secret: no other header holds one that momo does not know of.
    pub(super) fn secret_header(&self) -> Option<&str> {
        self.skill_key.as_ref().map(|key| &*key.header)
    }
}
