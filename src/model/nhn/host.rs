//! Checks of NHN Cloud's host: keys never leave this machine unencrypted, nor go to a host chosen by an untrusted
//! project file.
use crate::model::http::target;
use crate::model::settings::setting::{Setting, Source};

/// NHN Cloud's current host.
pub const DEFAULT_HOST: &str = "https://kakaotalk-bizmessage.api.nhncloudservice.com";

/// NHN Cloud's own hosts: the current one, and the one before 2026-02-27. Other hosts below `nhncloudservice.com`
/// belong to its customers.
const NHN_HOSTS: [&str; 2] = [
    "kakaotalk-bizmessage.api.nhncloudservice.com",
    "api-alimtalk.cloud.toast.com",
];

/// Returns whether a project file may name this host: only NHN Cloud's own, because the project may be untrusted.
/// Loopback is refused too: an untrusted program may listen there. The local platform is chosen by its profile,
/// and gets none of the account's keys.
pub fn is_allowed_in_project_file(url: &str) -> bool {
    let is_nhn_host = url.starts_with("https://") && NHN_HOSTS.contains(&target::host(url));
    is_nhn_host && !url.contains(['@', '$', '\\'])
}

/// The reason why keys are not sent to a host. The texts omit the host, which may contain an expanded variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntrustedHost {
    /// A sentence without a full stop.
    pub reason: String,
    pub hint: &'static str,
}

/// Returns the base URL of requests, without a trailing slash.
///
/// # Errors
/// Fails if the setting is not a URL of a host, or if keys may not be sent there.
pub fn base_url(setting: &Setting) -> Result<String, UntrustedHost> {
    let source = &setting.source;
    let not_a_url = || UntrustedHost {
        reason: format!("the host of NHN Cloud from {source} is no URL of a host"),
        hint: "Write it as `https://HOST`, or as a port of this machine.",
    };
    let url = target::resolve(&setting.value).map_err(|_| not_a_url())?;
    let url = url.trim_end_matches('/').to_owned();
    if url.contains(['?', '#', '\\']) {
        return Err(not_a_url());
    }
    // Defence in depth: the settings reject such a host when they are read.
    if matches!(source, Source::Project(_)) && !is_allowed_in_project_file(&url) {
        return Err(UntrustedHost {
            reason: format!("{source} names a host that is not NHN Cloud's"),
            hint: "If you trust it, name it yourself: with `--host`, or in your own config.json.",
        });
    }
    if !url.starts_with("https://") && !target::is_loopback(&url) {
        return Err(UntrustedHost {
            reason: format!(
                "the host of NHN Cloud from {source} is called without TLS, and the secret key would go there in clear"
            ),
            hint: "Use https; plain http is for this machine only.",
        });
    }
    Ok(url)
}
