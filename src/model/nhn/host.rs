//! Where the calls go: a stranger's project may not send somebody's keys to a place of its choice, and nobody sends them
//! in clear.
use crate::model::http::target;
use crate::model::settings::setting::{Source, Setting};

/// Where NHN Cloud answers today.
pub const DEFAULT_HOST: &str = "https://kakaotalk-bizmessage.api.nhncloudservice.com";

/// NHN Cloud's hosts by name: today's, and the one before 2026-02-27. Others below `nhncloudservice.com` belong to its
/// customers.
const NHN_HOSTS: [&str; 2] = [
    "kakaotalk-bizmessage.api.nhncloudservice.com",
    "api-alimtalk.cloud.toast.com",
];

/// Whether a project's file, which may be a stranger's, may send the owner's keys there: only to NHN Cloud. Whoever is at a
/// port of this machine may be the stranger's, too; the local platform is chosen by its profile, and gets no keys.
pub fn is_allowed_in_project_file(url: &str) -> bool {
    let is_nhn_host = url.starts_with("https://") && NHN_HOSTS.contains(&target::host(url));
    is_nhn_host && !url.contains(['@', '$', '\\'])
}

/// Why the keys do not go to a host, and what to do; neither repeats the host, into which a variable could have been put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntrustedHost {
    /// A sentence without a full stop.
    pub reason: String,
    /// What helps.
    pub hint: &'static str,
}

/// The base of the calls, without a slash at its end, if keys may go there.
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
    // The settings have refused it already where they were read.
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
