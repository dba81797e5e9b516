//! Simulation of NHN Cloud's KakaoTalk Bizmessage: sends, queries, cancellations and images as its guides document
//! them.
//!
//! Every response to a known call has status 200, and a header object with the result: NHN Cloud documents no other
//! status. Messages are kept in memory only. The test numbers that produce certain results, and the keys, are momo's
//! own choice ([`local`]).
mod images;
mod paging;
mod query;
mod row;
mod send;
pub(super) mod store;

use super::api_call::ApiCall;
use crate::model::http::{Request, Response};
use crate::model::nhn::korean_time::KoreanDate;
use crate::model::nhn::request::{CONTENT_TYPE, CONVERT_HEADER, SECRET_KEY_HEADER};
use crate::model::nhn::{Via, local, response_codes};
use crate::model::time::Timestamp;
use serde_json::{Map, Value, json};
use store::NhnStore;

/// Error response with one of NHN Cloud's result codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NhnError {
    code: i64,
    message: String,
    /// Members of the response besides the header.
    body: Map<String, Value>,
}

impl NhnError {
    fn new(code: i64) -> Self {
        let message =
            response_codes::find(code).map_or("", |result_code| result_code.message_template);
        Self {
            code,
            message: message.to_owned(),
            body: Map::new(),
        }
    }

    fn with_body(self, body: Map<String, Value>) -> Self {
        Self { body, ..self }
    }
}

/// Members of a successful response besides the header.
type NhnResult = Result<Map<String, Value>, NhnError>;

/// An authenticated call.
struct NhnCall<'a> {
    api_call: &'a ApiCall<'a>,
    via: Via,
    now: Timestamp,
}

impl NhnCall<'_> {
    fn store(&self) -> parking_lot::MutexGuard<'_, NhnStore> {
        self.api_call.state.nhn_store()
    }
}

/// Version and app key in the path.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NhnRoute<'a> {
    /// Version of Friend Talk such as `v2.4`; `None` for Brand Message, which has one version only.
    pub(super) version: Option<&'a str>,
    pub(super) app_key: &'a str,
}

/// Versions of Friend Talk that identify senders by their key.
const VERSIONS: [&str; 4] = ["v2.0", "v2.2", "v2.3", "v2.4"];

impl NhnRoute<'_> {
    fn via(&self) -> Via {
        match self.version {
            Some(_) => Via::FriendTalk,
            None => Via::Brand,
        }
    }

    fn check(&self, call: &ApiCall<'_>) -> Result<(), NhnError> {
        if self.version.is_some_and(|it| !VERSIONS.contains(&it)) {
            return Err(NhnError::new(-9998));
        }
        if self.app_key != local::APP_KEY {
            return Err(NhnError::new(-1000));
        }
        let mut secrets = call.request.headers.get_all(SECRET_KEY_HEADER);
        match (secrets.next(), secrets.next()) {
            (Some(secret), None) if secret == local::SECRET_KEY.as_bytes() => Ok(()),
            _ => Err(NhnError::new(-1001)),
        }
    }

    /// Checks version, app key and secret key, then runs the handler.
    fn respond(
        self,
        call: &ApiCall<'_>,
        handler: impl FnOnce(&NhnCall<'_>) -> NhnResult,
    ) -> Response {
        let (via, now) = (self.via(), call.state.now());
        let nhn_call = NhnCall {
            api_call: call,
            via,
            now,
        };
        response(self.check(call).and_then(|()| handler(&nhn_call)))
    }
}

/// `POST .../messages` and `.../freestyle-messages`.
pub(super) fn send(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, send::send)
}

/// `GET .../messages`.
pub(super) fn list(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, query::list)
}

/// `GET .../messages/{request_id}/{recipient_seq}`.
pub(super) fn show(
    call: &ApiCall<'_>,
    route: NhnRoute<'_>,
    request_id: &str,
    seq: &str,
) -> Response {
    route.respond(call, |nhn_call| query::show(nhn_call, request_id, seq))
}

/// `GET .../message-results`.
pub(super) fn updates(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, query::updates)
}

/// `DELETE .../messages/{request_id}`.
pub(super) fn cancel(call: &ApiCall<'_>, route: NhnRoute<'_>, request_id: &str) -> Response {
    route.respond(call, |nhn_call| query::cancel(nhn_call, request_id))
}

/// `POST .../images`.
pub(super) fn upload_image(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, images::upload)
}

/// `GET .../images`. Not simulated for Brand Message, whose guide shows one image where a list is meant.
pub(super) fn list_images(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, images::list)
}

/// `DELETE .../images`.
pub(super) fn delete_images(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, images::delete)
}

/// Returns the maximum body size in bytes of an image upload with valid keys, otherwise `None`. It exceeds the
/// documented 5 MB, so that a larger image gets NHN Cloud's error response.
pub(super) fn max_body_bytes(request: &Request) -> Option<usize> {
    let upload_path = format!("/appkeys/{}/images", local::APP_KEY);
    let is_upload = request.method == "POST"
        && exchange_kind(request).is_some()
        && request.path().ends_with(&upload_path);
    let secret = request.headers.text(SECRET_KEY_HEADER);
    (is_upload && secret == Some(local::SECRET_KEY)).then_some(8 * 1024 * 1024)
}

/// Whether Friend Talk has ended for this call: from 2025-12-30 without the header of the compatibility mode, and after
/// the configured day with it.
fn has_friend_talk_ended(nhn_call: &NhnCall<'_>) -> bool {
    let today = KoreanDate::from_timestamp(nhn_call.now);
    let converts = nhn_call.api_call.request.headers.text(CONVERT_HEADER);
    let converts = converts.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    nhn_call.via == Via::FriendTalk
        && ((!converts && today >= KoreanDate::COMPATIBILITY_HEADER_REQUIRED)
            || is_compatibility_over(nhn_call))
}

/// Whether the last day of the compatibility mode has passed.
fn is_compatibility_over(nhn_call: &NhnCall<'_>) -> bool {
    KoreanDate::from_timestamp(nhn_call.now) > nhn_call.api_call.state.options.compatibility_ends
}

/// Builds a response: the header, then the other members.
fn response(result: NhnResult) -> Response {
    let (header, body) = match result {
        Ok(body) => (header(0, "SUCCESS"), body),
        Err(error) => (header(error.code, &error.message), error.body),
    };
    let mut object = Map::new();
    object.insert("header".into(), header);
    object.extend(body);
    Response::new(200, CONTENT_TYPE, Value::from(object).to_string())
}

fn header(code: i64, message: &str) -> Value {
    json!({ "resultCode": code, "resultMessage": message, "isSuccessful": code == 0 })
}

/// Returns the event type of the call's exchange, or `None` if this is no NHN Cloud call.
pub(super) fn exchange_kind(request: &Request) -> Option<&'static str> {
    let path = request.path().strip_prefix("/api/nhn/")?;
    Some(match &*request.method {
        _ if path.ends_with("/images") => "nhn.image",
        "POST" => "nhn.send",
        "DELETE" => "nhn.cancel",
        _ => "nhn.result",
    })
}

/// Replaces the body of a 404 or 405 by NHN Cloud's error for unknown calls. The statuses are momo's own choice.
pub(super) fn unknown_call(mut rejection: Response) -> Response {
    let error_response = response(Err(NhnError::new(-9998)));
    rejection.headers.set("Content-Type", CONTENT_TYPE);
    rejection.body = error_response.body;
    rejection
}
