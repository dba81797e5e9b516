//! Credentials in archives of other programs: browsers write them down as they were sent. Beside the headers whose
//! credentials momo never keeps, those that usually hold one, and URLs that carry one, get fingerprints in their place.
use crate::model::http::{Headers, Request};
use crate::model::secret::fingerprint;

/// Parts of names that stand for credentials.
const NAMES: [&str; 9] = [
    "token", "secret", "password", "passwd", "api-key", "api_key", "apikey", "session", "csrf",
];
/// Names of a query's fields that stand for credentials as a whole.
const FIELDS: [&str; 6] = ["key", "auth", "code", "sig", "signature", "credential"];

fn is_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|part| name.contains(part))
}

/// The headers and the URL.
pub(super) fn request(request: &mut Request) {
    headers(&mut request.headers);
    request.url = url(&request.url);
}

/// Headers that usually hold a credential.
pub(super) fn headers_are_read(headers: &mut Headers) {
    let hide = |(name, value): (String, Vec<u8>)| match is_credential(&name) {
        true => (name, hidden(&value).into_bytes()),
        false => (name, value),
    };
    let all = headers.iter().cloned();
    let all = all.map(|header| hide((header.name, header.value)));
    *headers = all.collect();
}

fn hidden(value: &[u8]) -> String {
    format!("(fingerprint {})", fingerprint(value))
}

/// Without name and password of the host, and with fingerprints in the query.
fn url(url: &str) -> String {
    // A fragment is never sent, and may hold a token.
    let base = url.split('#').next().unwrap_or_default();
    let (place, query) = match base.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (base, None),
    };
    let place = match place.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let host = rest[..end].rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{}", &rest[end..])
        }
        None => place.to_owned(),
    };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) if is_credential(name) || is_field(name) => {
            format!("{name}=fingerprint-{}", fingerprint(value.as_bytes()))
        }
        _ => pair.to_owned(),
    };
    match query {
        Some(query) => {
            let pairs: Vec<_> = query.split('&').map(pair).collect();
            format!("{place}?{}", pairs.join("&"))
        }
        None => place,
    }
}

fn is_field(name: &str) -> bool {
    FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field))
}
