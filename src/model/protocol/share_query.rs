//! A Share webhook by GET: its parameters stand in the query, all of them texts.
use crate::model::http::target;
use crate::model::http::{Headers, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

/// Whether the query holds the two parameters that every such webhook has.
pub(super) fn has_share_query(request: &Request) -> bool {
    let has =
        |name: &str| parameters(request.query().unwrap_or_default()).any(|(key, _)| key == name);
    request.method == "GET" && has("CHAT_TYPE") && has("HASH_CHAT_ID")
}

/// What the request says: its body; of a Share webhook by GET the parameters, as a JSON object of texts.
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

/// Puts another payload in the place of the one that the request carries.
pub fn set_payload(request: &mut Request, payload: Vec<u8>) {
    if !has_share_query(request) {
        request.body = payload;
        return;
    }
    let path = request.path().to_owned();
    request.url = with_query(&path, &query(&payload));
}

/// Sends the request to another place. What its query says goes along where that is the event.
pub fn set_target(request: &mut Request, url: &str) {
    request.url = match request.query() {
        Some(query) if has_share_query(request) => with_query(url, query),
        _ => url.to_owned(),
    };
}

/// The request of a Share webhook, to no place yet, of a JSON object.
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

/// The members of a JSON object as a query: texts as they are, other values as JSON spells them.
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

/// Everything but what RFC 3986 calls unreserved is encoded.
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

/// The parameters of a query, decoded; what is no UTF-8 stays as it was spelled.
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
