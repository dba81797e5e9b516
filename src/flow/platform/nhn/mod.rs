//! NHN Cloud's KakaoTalk Bizmessage, played: sends, queries, cancellations and images as its guides document them.
//!
//! Every answer has status 200 and a header that says whether it is a yes: NHN Cloud documents no other status. What was
//! sent is kept in memory and goes with the platform. Results that can be rehearsed by phone number, and the keys, are
//! momo's own choice ([`local`]).
pub(super) mod store;
mod images;
mod paging;
mod query;
mod row;
mod send;

use super::api_call::ApiCall;
use crate::model::http::{Request, Response};
use crate::model::nhn::request::{CONTENT_TYPE, CONVERT_HEADER, SECRET_KEY_HEADER};
use crate::model::nhn::korean_time::KoreanDate;
use crate::model::nhn::{Via, response_codes, local};
use crate::model::time::Timestamp;
use store::NhnStore;
use serde_json::{Map, Value, json};

/// A refusal: a code of NHN Cloud's and what stands in its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NhnError {
    code: i64,
    message: String,
    /// What stands below the header all the same.
    body: Map<String, Value>,
}

impl NhnError {
    fn new(code: i64) -> Self {
        let says = response_codes::find(code).map_or("", |known| known.message_template);
        Self {
            code,
            message: says.to_owned(),
            body: Map::new(),
        }
    }

    fn with_body(self, rest: Map<String, Value>) -> Self {
        Self { body: rest, ..self }
    }
}

/// What stands below the header of a good answer.
type NhnResult = Result<Map<String, Value>, NhnError>;

/// One call that passed the door.
struct NhnCall<'a> {
    call: &'a ApiCall<'a>,
    via: Via,
    now: Timestamp,
}

impl NhnCall<'_> {
    fn store(&self) -> std::sync::MutexGuard<'_, NhnStore> {
        self.call.state.nhn_store()
    }
}

/// Whose call it is, as the path says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NhnRoute<'a> {
    /// `v2.4` of Friend Talk; Brand Message has one version only.
    pub(super) version: Option<&'a str>,
    pub(super) app_key: &'a str,
}

/// The versions of Friend Talk that know senders by their key.
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

    /// The header, and below it what the call gives, if app key and secret key are right.
    fn respond(self, call: &ApiCall<'_>, answer: impl FnOnce(&NhnCall<'_>) -> NhnResult) -> Response {
        let (via, now) = (self.via(), call.state.now());
        let call_ctx = NhnCall { call, via, now };
        response(self.check(call).and_then(|()| answer(&call_ctx)))
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
pub(super) fn show(call: &ApiCall<'_>, route: NhnRoute<'_>, request_id: &str, seq: &str) -> Response {
    route.respond(call, |call_ctx| query::show(call_ctx, request_id, seq))
}

/// `GET .../message-results`.
pub(super) fn updates(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, query::updates)
}

/// `DELETE .../messages/{request_id}`.
pub(super) fn cancel(call: &ApiCall<'_>, route: NhnRoute<'_>, request_id: &str) -> Response {
    route.respond(call, |call_ctx| query::cancel(call_ctx, request_id))
}

/// `POST .../images`.
pub(super) fn upload_image(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, images::upload)
}

/// `GET .../images`. That of Brand Message is not played: its guide shows one image where a list is meant.
pub(super) fn list_images(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, images::list)
}

/// `DELETE .../images`.
pub(super) fn delete_images(call: &ApiCall<'_>, route: NhnRoute<'_>) -> Response {
    route.respond(call, images::delete)
}

/// The body that an upload may have, where this is one, by somebody who has the keys: an image of 5 MB and what goes with
/// it, with room to say that an image is too large.
pub(super) fn max_body_bytes(request: &Request) -> Option<usize> {
    let own = format!("/appkeys/{}/images", local::APP_KEY);
    let is_upload =
        request.method == "POST" && exchange_kind(request).is_some() && request.path().ends_with(&own);
    let secret = request.headers.text(SECRET_KEY_HEADER);
    (is_upload && secret == Some(local::SECRET_KEY)).then_some(8 * 1024 * 1024)
}

/// Whether Friend Talk has ended for this call: it has since the end of 2025 without the header of the compatibility mode,
/// and with it after the configured day.
fn has_friend_talk_ended(call_ctx: &NhnCall<'_>) -> bool {
    let today = KoreanDate::from_timestamp(call_ctx.now);
    let converts = call_ctx.call.request.headers.text(CONVERT_HEADER);
    let converts = converts.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    call_ctx.via == Via::FriendTalk && ((!converts && today >= KoreanDate::COMPATIBILITY_HEADER_REQUIRED) || is_compatibility_over(call_ctx))
}

/// Whether the last day of the compatibility mode is past.
fn is_compatibility_over(call_ctx: &NhnCall<'_>) -> bool {
    KoreanDate::from_timestamp(call_ctx.now) > call_ctx.call.state.options.compatibility_ends
}

/// An answer: the header, then the rest.
fn response(answer: NhnResult) -> Response {
    let (header, rest) = match answer {
        Ok(rest) => (header(0, "SUCCESS"), rest),
        Err(refused) => (header(refused.code, &refused.message), refused.body),
    };
    let mut whole = Map::new();
    whole.insert("header".into(), header);
    whole.extend(rest);
    Response::new(200, CONTENT_TYPE, Value::from(whole).to_string())
}

fn header(code: i64, says: &str) -> Value {
    json!({ "resultCode": code, "resultMessage": says, "isSuccessful": code == 0 })
}

/// What an exchange of the history calls this call; none where it is none of NHN Cloud's.
pub(super) fn exchange_kind(request: &Request) -> Option<&'static str> {
    let path = request.path().strip_prefix("/api/nhn/")?;
    Some(match &*request.method {
        _ if path.ends_with("/images") => "nhn.image",
        "POST" => "nhn.send",
        "DELETE" => "nhn.cancel",
        _ => "nhn.result",
    })
}

/// What NHN Cloud says to a path that it does not know, or does not know by this method. The statuses 404 and 405 are
/// momo's own choice.
pub(super) fn unknown_call(mut refusal: Response) -> Response {
    let words = response(Err(NhnError::new(-9998)));
    refusal.headers.set("Content-Type", CONTENT_TYPE);
    refusal.body = words.body;
    refusal
}
