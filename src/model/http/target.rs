//! Where to send: a URL, or one of the short forms that people type for a local port.
use crate::error::{Error, Result};

/// Reads `3000`, `:3000/path`, `3000/path`, `localhost:3000/path` or a whole `http(s)` URL, and gives the URL.
///
/// Everything else is taken as it stands: path and query are not touched. User names and passwords in
/// the URL are refused, because they would end up in histories and reports.
pub fn resolve(text: &str) -> Result<String> {
    let text = text.trim();
    let refuse = |why: &str| {
        Error::usage(format!("`{}` is no target: {why}", mask_user(text)))
            .hint("A target is a URL, `3000`, `:3000/path`, `3000/path` or `localhost:3000/path`.")
    };
    let url = match text.split_once("://") {
        Some(("http" | "https", rest)) if !rest.is_empty() => text.to_owned(),
        Some((scheme, _)) => {
            return Err(refuse(&format!(
                "the scheme is `{scheme}`, not http or https"
            )));
        }
        None => expand_short_form(text).ok_or_else(|| refuse("it has neither a scheme nor a port"))?,
    };
    let authority = authority(&url);
    if authority.contains('@') {
        return Err(refuse(
            "a user name or password in the address would be kept in the history",
        ));
    }
    if authority.starts_with(':') || authority.is_empty() {
        return Err(refuse("the host is missing"));
    }
    if let Some(port) = port_of(authority)
        && (port.parse::<u16>().is_err() || port == "0")
    {
        return Err(refuse(&format!("`{port}` is no port (1 to 65535)")));
    }
    if url.chars().any(|ch| ch.is_whitespace() || ch.is_control()) {
        return Err(refuse(
            "it holds a space or a control character; write a space as %20",
        ));
    }
    Ok(url)
}

/// The text with `***` in place of a user name and password: an error may end up in a log.
fn mask_user(text: &str) -> String {
    let start = text.find("://").map_or(0, |at| at + 3);
    match authority(text).rfind('@') {
        Some(end) => format!("{}***{}", &text[..start], &text[start + end..]),
        None => text.to_owned(),
    }
}

/// `3000`, `:3000/path`, `3000/path` and `localhost:3000/path` as URLs on this machine.
fn expand_short_form(text: &str) -> Option<String> {
    let end = text.find(['/', '?']).unwrap_or(text.len());
    let (place, path) = text.split_at(end);
    let slash = if path.starts_with('/') { "" } else { "/" };
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) => (if host.is_empty() { "127.0.0.1" } else { host }, port),
        None => ("127.0.0.1", place),
    };
    let is_port = !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    is_port.then(|| format!("http://{host}:{port}{slash}{path}"))
}

/// Host and port of a URL, as they stand in it.
pub fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())]
}

/// The host of a URL, without the port; brackets of an IPv6 address stay.
pub fn host(url: &str) -> &str {
    split_port(authority(url)).0
}

/// `host:port` as host and port; brackets of an IPv6 address stay with the host.
pub fn split_port(authority: &str) -> (&str, Option<&str>) {
    match port_of(authority) {
        Some(port) => (&authority[..authority.len() - port.len() - 1], Some(port)),
        None => (authority, None),
    }
}

/// Whether the URL leads to this very machine: `localhost`, 127.0.0.0/8 or `::1`.
pub fn is_loopback(url: &str) -> bool {
    let host = host(url).trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The digits behind the last colon of `host:port`; none for `host` and `[::1]`.
fn port_of(authority: &str) -> Option<&str> {
    let (before, port) = authority.rsplit_once(':')?;
    let is_bare_ipv6 = before.contains(':') && !before.ends_with(']');
    let is_port = !port.contains(']') && !is_bare_ipv6;
    is_port.then_some(port)
}

/// A part of a query as it was before it was encoded (`%20` and `+` are spaces); none where that is no UTF-8.
pub fn decode_query_part(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8();
    decoded.ok().map(std::borrow::Cow::into_owned)
}

/// Whether two paths are the same: what one of them says in letters, the other may say in bytes (`%ED%95%9C`).
pub fn is_same_path(one: &str, other: &str) -> bool {
    let decoded = |path| percent_encoding::percent_decode_str(path);
    one == other || decoded(one).eq(decoded(other))
}
