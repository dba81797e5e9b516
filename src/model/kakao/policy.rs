//! Access rules: the users that are answered, and the hosts that late answers may be sent to.
use super::answer::{DISABLED, NOT_ALLOWED};
use super::request::SkillRequest;
use crate::model::http::allowed_hosts::AllowedHosts;
use crate::model::http::target;

/// The users that are answered: `dmPolicy` with its `allowFrom`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessPolicy {
    /// Every user.
    Open,
    /// Users with one of these ids: `user.id`, or, by momo's own choice, another id that Kakao sends for the user.
    Allow(Vec<String>),
    /// No user.
    Disabled,
}

impl AccessPolicy {
    /// Returns the text sent to a user that is refused; `None` for an allowed user.
    pub fn refusal(&self, request: &SkillRequest) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Allow(ids) if ids.iter().any(|id| request.is_from(id)) => None,
            Self::Allow(_) => Some(NOT_ALLOWED),
            Self::Disabled => Some(DISABLED),
        }
    }
}

/// The hosts that answers may be posted to. The callback URL comes from an unsigned request:
/// without this list, a forged request could make momo post to any server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallbackHosts {
    /// Allowed hosts other than Kakao's; plain http is allowed too.
    pub others: AllowedHosts,
}

impl CallbackHosts {
    /// Returns whether a URL is https on port 443 of a host below kakao.com, or is on one of the other hosts.
    pub fn allows(&self, url: &str) -> bool {
        let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains('\\');
        let authority = target::authority(url);
        let (host, port) = target::split_port(authority);
        let host = host.to_ascii_lowercase();
        let is_kakao = || {
            let scheme = url.get(..8);
            host.ends_with(".kakao.com")
                && scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
                && port.is_none_or(|port| port == "443")
        };
        let is_http = target::resolve(url).is_ok() && url.contains("://");
        is_plain && is_http && !authority.contains('@') && (is_kakao() || self.others.allows(url))
    }
}
