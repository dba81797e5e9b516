//! Whether a request is authentic, by the rule of the platform that it comes from.
use super::Keys;
use crate::model::http::Request;
use crate::model::protocol::{Protocol, SkillKey, share_authenticate, skill_authenticate};
use crate::model::secret::Secret;
use crate::model::secret::signature::{Check, SIGNATURE_HEADER, SignatureCheck};

/// What each platform's requests are checked with. Of a platform without a key every request stays unchecked, and is
/// refused like a forged one: whoever sends it chooses which platform it seems to come from.
pub struct Auth {
    /// MoMoTalk's webhook secrets.
    pub momotalk: Keys,
    /// The app's admin keys at Kakao, for Share webhooks.
    pub share: Vec<Secret>,
    /// The owner's header of a Kakao skill.
    pub skill: Option<SkillKey>,
}

impl Auth {
    /// Only MoMoTalk's events are known.
    pub fn momotalk(keys: Keys) -> Self {
        Self {
            momotalk: keys,
            share: Vec::new(),
            skill: None,
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
                self.momotalk.check(request, bot_id)
            }
            Protocol::KakaoShare => share_authenticate(request, &self.share),
            Protocol::KakaoSkill => skill_authenticate(request, self.skill.as_ref()),
        }
    }

    /// Why a request with this verdict is refused, where the verdict's own explanation does not say it.
    pub(super) fn why(&self, protocol: Protocol, check: &SignatureCheck) -> Option<String> {
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
    pub(super) fn hidden(&self) -> Option<&str> {
        self.skill.as_ref().map(|key| &*key.header)
    }
}
