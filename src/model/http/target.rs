//! Parses targets: URLs and short forms for local ports.
use crate::error::{Error, Result};
use crate::model::text::phrase::Phrase;
use std::net::IpAddr;

/// Why a text is no target.
#[derive(Debug)]
pub struct TargetError(Phrase);

impl TargetError {
    /// Code of the hint that lists the forms of targets.
    pub const HINT: &str = "target.hint";

    /// Returns a sentence without a full stop.
    pub fn phrase(self) -> Phrase {
        self.0
    }
}

impl From<TargetError> for Error {
    fn from(error: TargetError) -> Self {
        let hint = Phrase::new(TargetError::HINT);
        Self::usage(error.0.to_string()).hint(hint.to_string())
    }
}

/// Resolves `3000`, `:3000/path`, `3000/path`, `localhost:3000/path` or an absolute `http(s)` URL to a URL. Path and
/// query stay unchanged.
///
/// # Errors
/// Fails for other schemes, a missing host, an invalid port, white space or control characters. Also fails for user
/// names and passwords, because the history and reports would contain them.
pub fn resolve(text: &str) -> Result<String> {
    Ok(parse(text)?)
}

/// Resolves a target like [`resolve`], with a phrase for its error.
///
/// # Errors
/// Those of [`resolve`].
pub fn parse(text: &str) -> Result<String, TargetError> {
    let text = text.trim();
    let refuse = |reason: Phrase| {
        let phrase = Phrase::new("target.invalid").with("text", mask_user(text));
        TargetError(phrase.with("what", reason))
    };
    let url = match text.split_once("://") {
        Some(("http" | "https", rest)) if !rest.is_empty() => text.to_owned(),
        Some((scheme, _)) => {
            return Err(refuse(Phrase::new("target.scheme").with("scheme", scheme)));
        }
        None => expand_short_form(text).ok_or_else(|| refuse("target.no-port".into()))?,
    };
    let authority = authority(&url);
    if authority.contains('@') {
        return Err(refuse("target.credentials".into()));
    }
    if authority.starts_with(':') || authority.is_empty() {
        return Err(refuse("target.no-host".into()));
    }
    if let Some(port) = port_of(authority)
        && (port.parse::<u16>().is_err() || port == "0")
    {
        return Err(refuse(Phrase::new("target.port").with("port", port)));
    }
    if url.chars().any(|ch| ch.is_whitespace() || ch.is_control()) {
        return Err(refuse("target.space".into()));
    }
    Ok(url)
}

/// Replaces user name and password by `***`, because error messages may be logged.
fn mask_user(text: &str) -> String {
    let start = text.find("://").map_or(0, |offset| offset + 3);
    match authority(text).rfind('@') {
        Some(end) => format!("{}***{}", &text[..start], &text[start + end..]),
        None => text.to_owned(),
    }
}

/// Expands `3000`, `:3000/path`, `3000/path` and `localhost:3000/path` to URLs.
fn expand_short_form(text: &str) -> Option<String> {
    let end = text.find(['/', '?']).unwrap_or(text.len());
    let (authority, path) = text.split_at(end);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (if host.is_empty() { "127.0.0.1" } else { host }, port),
        None => ("127.0.0.1", authority),
    };
    let is_port = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    is_port.then(|| format!("http://{host}:{port}{slash}{path}"))
}

/// Returns the authority of a URL, usually host and port.
pub fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())]
}

/// Returns whether a target, in whichever form, names a path or a query.
pub fn has_path(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.contains(['/', '?'])
}

/// Returns the host of a URL without the port. Keeps the brackets of an IPv6 address.
pub fn host(url: &str) -> &str {
    split_port(authority(url)).0
}

/// Removes the brackets of an IPv6 address from a host.
pub fn bare_host(host: &str) -> &str {
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    bare.unwrap_or(host)
}

/// Returns the IP address that is the URL's host, in any spelling, such as `127.1`, `2130706433` and `[::1]`; an
/// IPv4-mapped one as IPv4. `None` for a name.
pub fn ip_address(url: &str) -> Option<IpAddr> {
    match url::Host::parse(host(url)).ok()? {
        url::Host::Domain(_) => None,
        url::Host::Ipv4(address) => Some(address.into()),
        url::Host::Ipv6(address) => Some(address.to_canonical()),
    }
}

/// Splits `host:port`. Keeps the brackets of an IPv6 address. The port is `None` if absent.
pub fn split_port(authority: &str) -> (&str, Option<&str>) {
    match port_of(authority) {
        Some(port) => (&authority[..authority.len() - port.len() - 1], Some(port)),
        None => (authority, None),
    }
}

/// Returns the port of a URL, or the default port of its scheme. `None` if it is no port.
pub fn port(url: &str) -> Option<u16> {
    match split_port(authority(url)).1 {
        Some(port) => port.parse().ok(),
        None if url.starts_with("https:") => Some(443),
        None => Some(80),
    }
}

/// Returns host and port of a URL as it spells them, without a user name.
pub fn host_and_port(url: &str) -> &str {
    let authority = authority(url);
    authority.rsplit('@').next().unwrap_or(authority)
}

/// Returns whether the host is this machine: `localhost`, 127.0.0.0/8, `::1`, or the unspecified address, which connects
/// to this machine too. Any spelling of an address counts, as in [`ip_address`].
pub fn is_loopback(url: &str) -> bool {
    match ip_address(url) {
        Some(address) => address.is_loopback() || address.is_unspecified(),
        None => url::Host::parse(host(url)).is_ok_and(is_localhost),
    }
}

fn is_localhost(host: url::Host) -> bool {
    matches!(host, url::Host::Domain(name) if name.trim_end_matches('.') == "localhost")
}

/// Returns the text after the last colon of `host:port`. `None` for `host` and `[::1]`.
fn port_of(authority: &str) -> Option<&str> {
    let (before, port) = authority.rsplit_once(':')?;
    let is_bare_ipv6 = before.contains(':') && !before.ends_with(']');
    let is_port = !port.contains(']') && !is_bare_ipv6;
    is_port.then_some(port)
}

/// Decodes a key or value of a query (`%20` and `+` are spaces). `None` if the result is not UTF-8.
pub fn decode_query_part(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    decoded.ok().map(std::borrow::Cow::into_owned)
}

/// Returns whether two paths are equal, verbatim or after percent-decoding.
pub fn is_same_path(left: &str, right: &str) -> bool {
    let decoded = |path| percent_encoding::percent_decode_str(path);
    left == right || decoded(left).eq(decoded(right))
}

/// Checks that a request can have this path. Paths are compared decoded: `/스킬` equals `/%EC%8A%A4%ED%82%AC`.
///
/// # Errors
/// Returns the reason, which continues a sentence that begins with the path or its setting.
pub fn check_path(path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err("does not begin with `/`".into());
    }
    if path.contains(['?', '#']) {
        return Err("is no path: what follows a `?` or a `#` does not belong to it".into());
    }
    if path
        .split('/')
        .any(|segment| [".", ".."].contains(&segment))
    {
        return Err("is no path that is called: `.` and `..` are gone when a call arrives".into());
    }
    if path.contains(|ch: char| ch.is_whitespace() || ch.is_control()) {
        let encoded = path.replace(' ', "%20");
        return Err(format!(
            "must be written as calls have it, `{}`",
            encoded.escape_debug()
        ));
    }
    Ok(())
}
