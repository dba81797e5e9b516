//! Who is answered, and to which hosts a late answer may go.
use super::answer::{DISABLED, NOT_ALLOWED};
use super::request::SkillRequest;
use crate::model::http::target;

/// Who is answered: `dmPolicy` with its `allowFrom`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// Everybody.
    Open,
    /// Users with one of these ids: `user.id`, and by momo's own choice the other keys by which Kakao names them.
    Allow(Vec<String>),
    /// Nobody.
    Disabled,
}

impl Policy {
    /// What the user is told who is not answered.
    pub fn refusal(&self, request: &SkillRequest) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Allow(ids) if ids.iter().any(|id| request.is_from(id)) => None,
            Self::Allow(_) => Some(NOT_ALLOWED),
            Self::Disabled => Some(DISABLED),
        }
    }
}

/// The hosts to which answers are posted. A request names the address itself and nobody signs it, so a stranger
/// could otherwise have momo post anywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallbackHosts {
    /// Hosts beside Kakao's, by http too.
    pub others: Vec<String>,
}

impl CallbackHosts {
    /// Whether the URL is https on a host of kakao.com, on the usual port, or on one of the other hosts.
    pub fn allow(&self, url: &str) -> bool {
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
        let is_other = |other: &String| other.eq_ignore_ascii_case(&host);
        is_plain
            && is_http
            && !authority.contains('@')
            && (is_kakao() || self.others.iter().any(is_other))
    }
}
