//! Recognises and authenticates Kakao Talk Share webhooks, by Kakao's resource id and the app's primary admin key.
//!
//! Source: <https://developers.kakao.com/docs/latest/en/kakaotalk-share/callback>.
use crate::model::http::Request;
use crate::model::secret::Secret;
use crate::model::secret::signature::{SignatureCheck, SignatureVerdict};
use crate::model::text::phrase::Phrase;

/// Header with the id of one webhook request, unique by the documentation.
pub const RESOURCE_ID_HEADER: &str = "X-Kakao-Resource-ID";
/// momo's own event type for Share webhooks.
pub(super) const EVENT_TYPE: &str = "kakao.share";
/// Scheme of the `Authorization` header.
pub(super) const SCHEME: &[u8] = b"KakaoAK";
pub(super) const USER_AGENT: &str = "KakaoOpenAPI/1.0";
/// Resource id of the example in Kakao's documentation.
pub(super) const EXAMPLE_ID: &str = "Rvy1c2dkzBAZ5hGD3rqYbxvr";

/// Returns whether the headers mark a Share webhook. An admin key alone does not: calls of Kakao's APIs have one too.
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

/// Adds missing documented headers.
pub(super) fn add_missing_headers(request: &mut Request) {
    let headers = &mut request.headers;
    if headers.get("User-Agent").is_none() {
        headers.push("User-Agent", USER_AGENT);
    }
    if headers.get(RESOURCE_ID_HEADER).is_none() {
        headers.push(RESOURCE_ID_HEADER, EXAMPLE_ID);
    }
}

/// Compares the admin key with each of `keys` in constant time. A request without one is `Missing`, else without
/// keys `Unchecked`.
pub fn share_authenticate(request: &Request, keys: &[Secret]) -> SignatureCheck {
    let mut values = request.headers.get_all("Authorization");
    let (first, second) = (values.next(), values.next());
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
        let repeated = Phrase::new("signature.header-repeated");
        return invalid.with_explanation(repeated.with("header", "Authorization"));
    }
    let Some(key) = value
        .strip_prefix(SCHEME)
        .and_then(|rest| rest.strip_prefix(b" "))
    else {
        return invalid.with_explanation(Phrase::new("signature.no-scheme"));
    };
    match keys.iter().find(|candidate| candidate.matches(key)) {
        Some(candidate) => SignatureCheck {
            secret: Some(candidate.fingerprint()),
            ..SignatureCheck::from_verdict(SignatureVerdict::Valid)
        },
        None if key.trim_ascii() != key => {
            invalid.with_explanation(Phrase::new("signature.white-space"))
        }
        None => invalid.with_explanation(Phrase::new("signature.other-key")),
    }
}
