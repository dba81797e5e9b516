//! Every call of the API: its method, its path, and what answers it.
use super::call::Call;
use super::problem::{Problem, HandlerResult, ok};
use super::{OPENAPI, about, bots, clock, events, faults, kakao, nhn, rooms};
use crate::flow::web::table;
use crate::model::http::Response;
use serde_json::json;

/// What answers a call.
pub(super) type Answer = fn(&Call<'_>, &Places<'_>) -> HandlerResult;

/// What stood in the places of a path.
#[derive(Debug, Default)]
pub(super) struct Places<'a> {
    bot_id: &'a str,
    room_id: i64,
    kakao_room_id: &'a str,
    fault_id: &'a str,
    /// Of the calls of NHN Cloud: whose they are, and of which message.
    door: nhn::Door<'a>,
    request_id: &'a str,
    recipient_seq: &'a str,
}

/// All calls; what stands in braces is a place.
pub(super) const CALLS: &[table::Endpoint<Answer>] = &[
    ("GET", "/health", |_, _| Ok(health())),
    ("GET", "/openapi.json", |_, _| Ok(document())),
    ("GET", "/page", |it, _| about::show(it)),
    ("GET", "/changes", |it, _| about::changes(it)),
    ("GET", "/bots", |it, _| bots::list(it)),
    ("POST", "/bots", |it, _| bots::create(it)),
    ("GET", "/bots/{bot_id}", |it, at| bots::show(it, at.bot_id)),
    ("PATCH", "/bots/{bot_id}", |it, at| {
        bots::update(it, at.bot_id)
    }),
    ("DELETE", "/bots/{bot_id}", |it, at| {
        bots::delete(it, at.bot_id)
    }),
    ("POST", "/bots/{bot_id}/rotate", |it, at| {
        bots::rotate(it, at.bot_id)
    }),
    ("POST", "/bots/{bot_id}/test", |it, at| {
        bots::test(it, at.bot_id)
    }),
    ("POST", "/bots/{bot_id}/review", |it, at| {
        bots::review(it, at.bot_id)
    }),
    ("POST", "/bots/{bot_id}/messages", |it, at| {
        rooms::send_message(it, at.bot_id)
    }),
    ("POST", "/bots/{bot_id}/events", |it, at| {
        events::send(it, at.bot_id)
    }),
    ("GET", "/samples", |it, _| events::samples(it)),
    ("GET", "/rooms", |it, _| rooms::list(it)),
    ("POST", "/rooms", |it, _| rooms::create(it)),
    ("GET", "/rooms/{room_id}", |it, at| {
        rooms::show(it, at.room_id)
    }),
    ("PUT", "/rooms/{room_id}/bots/{bot_id}", |it, at| {
        rooms::subscribe(it, at.room_id, at.bot_id)
    }),
    ("DELETE", "/rooms/{room_id}/bots/{bot_id}", |it, at| {
        rooms::unsubscribe(it, at.room_id, at.bot_id)
    }),
    ("GET", "/rooms/{room_id}/messages", |it, at| {
        rooms::messages(it, at.room_id)
    }),
    ("POST", "/rooms/{room_id}/messages", |it, at| {
        rooms::say(it, at.room_id)
    }),
    ("GET", "/users", |it, _| rooms::users(it)),
    ("GET", "/deliveries", |it, _| bots::deliveries(it)),
    ("POST", "/console-tokens", |it, _| {
        bots::create_console_token(it)
    }),
    ("GET", "/kakao/rooms", |it, _| kakao::list(it)),
    ("POST", "/kakao/rooms", |it, _| kakao::create(it)),
    ("GET", "/kakao/rooms/{kakao_room_id}", |it, at| {
        kakao::show(it, at.kakao_room_id)
    }),
    ("PATCH", "/kakao/rooms/{kakao_room_id}", |it, at| {
        kakao::update(it, at.kakao_room_id)
    }),
    ("DELETE", "/kakao/rooms/{kakao_room_id}", |it, at| {
        kakao::delete(it, at.kakao_room_id)
    }),
    ("GET", "/kakao/rooms/{kakao_room_id}/messages", |it, at| {
        kakao::messages(it, at.kakao_room_id)
    }),
    ("POST", "/kakao/rooms/{kakao_room_id}/messages", |it, at| {
        kakao::say(it, at.kakao_room_id)
    }),
    ("GET", "/faults", |it, _| faults::list(it)),
    ("POST", "/faults", |it, _| faults::add(it)),
    ("DELETE", "/faults", |it, _| faults::clear(it)),
    ("PATCH", "/faults/{fault_id}", |it, at| {
        faults::change(it, at.fault_id)
    }),
    ("DELETE", "/faults/{fault_id}", |it, at| {
        faults::remove(it, at.fault_id)
    }),
    ("GET", "/clock", |it, _| clock::show(it)),
    ("POST", "/clock", |it, _| clock::set(it)),
    (
        "POST",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages",
        |it, at| Ok(nhn::send(it, at.door)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages",
        |it, at| Ok(nhn::list(it, at.door)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages/{request_id}/{recipient_seq}",
        |it, at| Ok(nhn::one(it, at.door, at.request_id, at.recipient_seq)),
    ),
    (
        "DELETE",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages/{request_id}",
        |it, at| Ok(nhn::cancel(it, at.door, at.request_id)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/message-results",
        |it, at| Ok(nhn::updates(it, at.door)),
    ),
    (
        "POST",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/images",
        |it, at| Ok(nhn::upload(it, at.door)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/images",
        |it, at| Ok(nhn::images(it, at.door)),
    ),
    (
        "DELETE",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/images",
        |it, at| Ok(nhn::forget(it, at.door)),
    ),
    (
        "POST",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/freestyle-messages",
        |it, at| Ok(nhn::send(it, at.door)),
    ),
    (
        "GET",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/messages",
        |it, at| Ok(nhn::list(it, at.door)),
    ),
    (
        "GET",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/messages/{request_id}/{recipient_seq}",
        |it, at| Ok(nhn::one(it, at.door, at.request_id, at.recipient_seq)),
    ),
    (
        "DELETE",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/messages/{request_id}",
        |it, at| Ok(nhn::cancel(it, at.door, at.request_id)),
    ),
    (
        "POST",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/images",
        |it, at| Ok(nhn::upload(it, at.door)),
    ),
    (
        "DELETE",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/images",
        |it, at| Ok(nhn::forget(it, at.door)),
    ),
];

/// What answers a method and a path below `/api`; a path that takes other methods says which.
pub(super) fn find<'a>(method: &str, path: &'a str) -> HandlerResult<(Answer, Places<'a>)> {
    let found = table::find(CALLS, method, path);
    let (_, known, answer) = found.unwrap_or_else(|| Err(table::unknown_path(path)))?;
    Ok((answer, places(known, path)?))
}

fn places<'a>(known: &'static str, path: &'a str) -> HandlerResult<Places<'a>> {
    let mut places = Places::default();
    for (known, part) in table::segments(known, path) {
        match known {
            "{bot_id}" => places.bot_id = part,
            "{kakao_room_id}" => places.kakao_room_id = part,
            "{room_id}" => places.room_id = room_id(part)?,
            "{fault_id}" => places.fault_id = part,
            "{version}" => places.door.version = Some(part),
            "{app_key}" => places.door.app_key = part,
            "{request_id}" => places.request_id = part,
            "{recipient_seq}" => places.recipient_seq = part,
            _ => {}
        }
    }
    Ok(places)
}

fn room_id(text: &str) -> HandlerResult<i64> {
    let read = text.parse().ok().filter(|id| *id > 0);
    read.ok_or_else(|| Problem::not_found(format!("there is no room `{text}`")))
}

fn health() -> Response {
    ok(&json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") }))
}

fn document() -> Response {
    Response::new(200, "application/json", OPENAPI)
}
