//! NHN Cloud's KakaoTalk Bizmessage, played: sends, queries, cancellations and images as its guides document them.
//!
//! Every answer has status 200 and a header that says whether it is a yes: NHN Cloud documents no other status. What was
//! sent is kept in memory and goes with the platform. Results that can be rehearsed by phone number, and the keys, are
//! momo's own choice ([`local`]).
pub(super) mod book;
mod images;
mod paging;
mod query;
mod row;
mod send;

use super::call::Call;
use crate::model::http::{Request, Response};
use crate::model::nhn::request::{CONTENT_TYPE, CONVERT_HEADER, SECRET_KEY_HEADER};
use crate::model::nhn::when::Day;
use crate::model::nhn::{Via, codes, local};
use crate::model::time::Timestamp;
use book::Book;
use serde_json::{Map, Value, json};

/// A refusal: a code of NHN Cloud's and what stands in its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    code: i64,
    says: String,
    /// What stands below the header all the same.
    rest: Map<String, Value>,
}

impl Refused {
    fn new(code: i64) -> Self {
        let says = codes::find(code).map_or("", |known| known.says);
        Self {
            code,
            says: says.to_owned(),
            rest: Map::new(),
        }
    }

    fn with(self, rest: Map<String, Value>) -> Self {
        Self { rest, ..self }
    }
}

/// What stands below the header of a good answer.
type Answer = Result<Map<String, Value>, Refused>;

/// One call that passed the door.
struct Knock<'a> {
    call: &'a Call<'a>,
    via: Via,
    now: Timestamp,
}

impl Knock<'_> {
    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.call.state.nhn()
    }
}

/// Whose call it is, as the path says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Door<'a> {
    /// `v2.4` of Friend Talk; Brand Message has one version only.
    pub(super) version: Option<&'a str>,
    pub(super) app_key: &'a str,
}

/// The versions of Friend Talk that know senders by their key.
const VERSIONS: [&str; 4] = ["v2.0", "v2.2", "v2.3", "v2.4"];

impl Door<'_> {
    fn via(&self) -> Via {
        match self.version {
            Some(_) => Via::FriendTalk,
            None => Via::Brand,
        }
    }

    fn check(&self, call: &Call<'_>) -> Result<(), Refused> {
        if self.version.is_some_and(|it| !VERSIONS.contains(&it)) {
            return Err(Refused::new(-9998));
        }
        if self.app_key != local::APP_KEY {
            return Err(Refused::new(-1000));
        }
        let mut secrets = call.request.headers.all(SECRET_KEY_HEADER);
        match (secrets.next(), secrets.next()) {
            (Some(secret), None) if secret == local::SECRET_KEY.as_bytes() => Ok(()),
            _ => Err(Refused::new(-1001)),
        }
    }

    /// The header, and below it what the call gives, if app key and secret key are right.
    fn answer(self, call: &Call<'_>, answer: impl FnOnce(&Knock<'_>) -> Answer) -> Response {
        let (via, now) = (self.via(), call.state.now());
        let knock = Knock { call, via, now };
        whole(self.check(call).and_then(|()| answer(&knock)))
    }
}

/// `POST .../messages` and `.../freestyle-messages`.
pub(super) fn send(call: &Call<'_>, door: Door<'_>) -> Response {
    door.answer(call, send::send)
}

/// `GET .../messages`.
pub(super) fn list(call: &Call<'_>, door: Door<'_>) -> Response {
    door.answer(call, query::list)
}

/// `GET .../messages/{request_id}/{recipient_seq}`.
pub(super) fn one(call: &Call<'_>, door: Door<'_>, request_id: &str, seq: &str) -> Response {
    door.answer(call, |knock| query::one(knock, request_id, seq))
}

/// `GET .../message-results`.
pub(super) fn updates(call: &Call<'_>, door: Door<'_>) -> Response {
    door.answer(call, query::updates)
}

/// `DELETE .../messages/{request_id}`.
pub(super) fn cancel(call: &Call<'_>, door: Door<'_>, request_id: &str) -> Response {
    door.answer(call, |knock| query::cancel(knock, request_id))
}

/// `POST .../images`.
pub(super) fn upload(call: &Call<'_>, door: Door<'_>) -> Response {
    door.answer(call, images::upload)
}

/// `GET .../images`. That of Brand Message is not played: its guide shows one image where a list is meant.
pub(super) fn images(call: &Call<'_>, door: Door<'_>) -> Response {
    door.answer(call, images::list)
}

/// `DELETE .../images`.
pub(super) fn forget(call: &Call<'_>, door: Door<'_>) -> Response {
    door.answer(call, images::delete)
}

/// The body that an upload may have, where this is one, by somebody who has the keys: an image of 5 MB and what goes with
/// it, with room to say that an image is too large.
pub(super) fn most_body(request: &Request) -> Option<usize> {
    let own = format!("/appkeys/{}/images", local::APP_KEY);
    let is_upload =
        request.method == "POST" && name(request).is_some() && request.path().ends_with(&own);
    let secret = request.headers.text(SECRET_KEY_HEADER);
    (is_upload && secret == Some(local::SECRET_KEY)).then_some(8 * 1024 * 1024)
}

/// Whether Friend Talk has ended for this call: it has since the end of 2025 without the header of the compatibility mode,
/// and with it after the configured day.
fn has_ended(knock: &Knock<'_>) -> bool {
    let today = Day::of(knock.now);
    let converts = knock.call.request.headers.text(CONVERT_HEADER);
    let converts = converts.is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    knock.via == Via::FriendTalk && ((!converts && today >= Day::HEADER_NEEDED) || is_over(knock))
}

/// Whether the last day of the compatibility mode is past.
fn is_over(knock: &Knock<'_>) -> bool {
    Day::of(knock.now) > knock.call.state.options.compatibility_ends
}

/// An answer: the header, then the rest.
fn whole(answer: Answer) -> Response {
    let (header, rest) = match answer {
        Ok(rest) => (header(0, "SUCCESS"), rest),
        Err(refused) => (header(refused.code, &refused.says), refused.rest),
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
pub(super) fn name(request: &Request) -> Option<&'static str> {
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
pub(super) fn no_such_call(mut refusal: Response) -> Response {
    let words = whole(Err(Refused::new(-9998)));
    refusal.headers.set("Content-Type", CONTENT_TYPE);
    refusal.body = words.body;
    refusal
}
