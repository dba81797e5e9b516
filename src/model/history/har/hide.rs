//! Replaces credentials in archives of other programs by fingerprints. Browsers export credentials verbatim.
//!
//! Covers headers and query fields that usually contain a credential, besides the headers that momo never stores.
use crate::model::http::{Headers, Request};
use crate::model::secret::fingerprint;

/// Parts of names of credentials.
const CREDENTIAL_NAME_PARTS: [&str; 9] = [
    "token", "secret", "password", "passwd", "api-key", "api_key", "apikey", "session", "csrf",
];
/// Complete names of query fields with credentials.
const CREDENTIAL_FIELDS: [&str; 6] = ["key", "auth", "code", "sig", "signature", "credential"];

fn is_credential_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    CREDENTIAL_NAME_PARTS.iter().any(|part| name.contains(part))
}

/// Replaces credentials in headers and URL.
pub(super) fn hide_in_request(request: &mut Request) {
    hide_in_headers(&mut request.headers);
    request.url = hide_in_url(&request.url);
}

/// Replaces the values of headers that usually contain a credential.
pub(super) fn hide_in_headers(headers: &mut Headers) {
    let hide = |(name, value): (String, Vec<u8>)| match is_credential_name(&name) {
        true => (name, fingerprint_text(&value).into_bytes()),
        false => (name, value),
    };
    let originals = headers.iter().cloned();
    let hidden = originals.map(|header| hide((header.name, header.value)));
    *headers = hidden.collect();
}

fn fingerprint_text(value: &[u8]) -> String {
    format!("(fingerprint {})", fingerprint(value))
}

/// Removes user name, password and fragment, and replaces credentials in the query.
fn hide_in_url(url: &str) -> String {
    // A fragment is never sent and may contain a token.
    let base = url.split('#').next().unwrap_or_default();
    let (base_url, query) = match base.split_once('?') {
        Some((base_url, query)) => (base_url, Some(query)),
        None => (base, None),
    };
    let base_url = match base_url.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let host = rest[..end].rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{}", &rest[end..])
        }
        None => base_url.to_owned(),
    };
    let hide_pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if is_credential_name(name) || is_credential_field(name) => {
            format!("{name}=fingerprint-{}", fingerprint(value.as_bytes()))
        }
        _ => pair.to_owned(),
    };
    match query {
        Some(query) => {
            let pairs: Vec<_> = query.split('&').map(hide_pair).collect();
            format!("{base_url}?{}", pairs.join("&"))
        }
        None => base_url,
    }
}

fn is_credential_field(name: &str) -> bool {
    CREDENTIAL_FIELDS
        .iter()
        .any(|field| name.eq_ignore_ascii_case(field))
}
