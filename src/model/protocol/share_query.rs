//! Share webhooks by GET: the payload is in the query, and all values are strings.
use crate::model::http::target;
use crate::model::http::{Headers, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// Returns whether the request is a GET with the two query parameters that every Share webhook has.
pub(super) fn has_share_query(request: &Request) -> bool {
    let has =
        |name: &str| parameters(request.query().unwrap_or_default()).any(|(key, _)| key == name);
    request.method == "GET" && has("CHAT_TYPE") && has("HASH_CHAT_ID")
}

/// Returns the payload of a request: its body, or for a Share webhook by GET the query as a JSON object of strings.
pub fn payload(request: &Request) -> Vec<u8> {
    if !has_share_query(request) {
        return request.body.clone();
    }
    let parameters = parameters(request.query().unwrap_or_default());
    let object: Map<_, _> = parameters
        .map(|(key, value)| (key, Value::String(value)))
        .collect();
    Value::Object(object).to_string().into_bytes()
}

/// Replaces the payload of a request.
pub fn set_payload(request: &mut Request, payload: Vec<u8>) {
    if !has_share_query(request) {
        request.body = payload;
        return;
    }
    let path = request.path().to_owned();
    request.url = with_query(&path, &query(&payload));
}

/// Changes the URL of a request. Keeps the query of a Share webhook by GET, which is its payload.
pub fn set_target(request: &mut Request, url: &str) {
    request.url = match request.query() {
        Some(query) if has_share_query(request) => with_query(url, query),
        _ => url.to_owned(),
    };
}

/// Builds a Share webhook request from a JSON object. The path is still `/`.
pub fn share_request(payload: Vec<u8>, is_query: bool) -> Request {
    let mut request = match is_query {
        true => Request {
            method: "GET".into(),
            url: with_query("/", &query(&payload)),
            headers: Headers::new(),
            body: Vec::new(),
        },
        false => Request::post("/", "application/json", payload),
    };
    request.headers.set("User-Agent", super::share::USER_AGENT);
    request
        .headers
        .set(super::RESOURCE_ID_HEADER, super::share::EXAMPLE_ID);
    request
}

/// Encodes the members of a JSON object as a query: strings verbatim, `null` as an empty value, others as JSON.
fn query(payload: &[u8]) -> String {
    let object: Map<String, Value> = serde_json::from_slice(payload).unwrap_or_default();
    let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
    let pairs = object.iter().map(|(key, value)| match value {
        Value::String(text) => format!("{}={}", encode(key), encode(text)),
        Value::Null => format!("{}=", encode(key)),
        other => format!("{}={}", encode(key), encode(&other.to_string())),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Encodes everything except the unreserved characters of RFC 3986.
const UNRESERVED: &percent_encoding::AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn with_query(url: &str, query: &str) -> String {
    match url.split_once('?') {
        None => format!("{url}?{query}"),
        Some((path, "")) => format!("{path}?{query}"),
        Some(_) => format!("{url}&{query}"),
    }
}

/// Decodes the parameters of a query. Leaves a part that is not UTF-8 encoded.
fn parameters(query: &str) -> impl Iterator<Item = (String, String)> {
    let decode = |text: &str| target::decode_query_part(text).unwrap_or_else(|| text.to_owned());
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(move |pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
}
