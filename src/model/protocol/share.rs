//! The Kakao Talk Share webhook: told by Kakao's resource id, authentic by the app's primary admin key.
//!
//! Source: <https://developers.kakao.com/docs/latest/en/kakaotalk-share/callback>.
use super::same_secret;
use crate::model::http::Request;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SignatureVerdict, SignatureCheck};

/// The header that names one webhook; the documentation calls it unique.
pub const RESOURCE_ID_HEADER: &str = "X-Kakao-Resource-ID";
/// What momo calls its events.
pub(super) const EVENT_TYPE: &str = "kakao.share";
/// What stands before the key in `Authorization`.
pub(super) const SCHEME: &[u8] = b"KakaoAK";
/// What stands in `User-Agent`.
pub(super) const USER_AGENT: &str = "KakaoOpenAPI/1.0";
/// The resource id of Kakao's example.
pub(super) const EXAMPLE_ID: &str = "Rvy1c2dkzBAZ5hGD3rqYbxvr";

/// Whether a header gives it away. The key alone does not: calls of Kakao's own APIs carry one too.
pub(super) fn has_share_header(request: &Request) -> bool {
    let headers = &request.headers;
    let has_key = || {
        headers
            .get("Authorization")
            .is_some_and(|value| value.starts_with(SCHEME))
    };
    headers.get(RESOURCE_ID_HEADER).is_some()
        || headers
            .text("User-Agent")
            .is_some_and(|agent| agent.starts_with("KakaoOpenAPI/") && has_key())
}

/// Adds the documented headers that are missing.
pub(super) fn add_missing_headers(request: &mut Request) {
    let headers = &mut request.headers;
    if headers.get("User-Agent").is_none() {
        headers.push("User-Agent", USER_AGENT);
    }
    if headers.get(RESOURCE_ID_HEADER).is_none() {
        headers.push(RESOURCE_ID_HEADER, EXAMPLE_ID);
    }
}

/// Checks the admin key against each of the known ones, in constant time; none known leaves it unchecked.
pub fn share_authenticate(request: &Request, keys: &[Secret]) -> SignatureCheck {
    let mut given = request.headers.get_all("Authorization");
    let (first, second) = (given.next(), given.next());
    let Some(value) = first else {
        return SignatureCheck::from_verdict(SignatureVerdict::Missing);
    };
    if keys.is_empty() {
        return SignatureCheck::from_verdict(SignatureVerdict::Unchecked);
    }
    let invalid = SignatureCheck {
        secret: Some(keys[0].fingerprint()),
        ..SignatureCheck::from_verdict(SignatureVerdict::Invalid)
    };
    if second.is_some() {
        return invalid.with_explanation("more than one `Authorization` header");
    }
    let Some(key) = value
        .strip_prefix(SCHEME)
        .and_then(|rest| rest.strip_prefix(b" "))
    else {
        return invalid.with_explanation("the `Authorization` header does not begin with `KakaoAK `");
    };
    match keys.iter().find(|known| same_secret(known, key)) {
        Some(known) => SignatureCheck {
            secret: Some(known.fingerprint()),
            ..SignatureCheck::from_verdict(SignatureVerdict::Valid)
        },
        None if key.trim_ascii() != key => {
            invalid.with_explanation("there is white space before or behind the admin key")
        }
        None => invalid.with_explanation("it is another key than the admin key that is known here"),
    }
}
