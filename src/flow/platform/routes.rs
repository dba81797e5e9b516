//! Routing table of the API.
use super::api_call::ApiCall;
use super::problem::{HandlerResult, Problem, ok};
use super::{
    OPENAPI, about, bots, clock, deliveries, events, faults, kakao, nhn, playbacks, room_changes,
    rooms,
};
use crate::flow::web::table;
use crate::model::http::Response;
use crate::model::text::phrase::Phrase;
use serde_json::json;

/// Handler of a call.
pub(super) type ApiHandlerFn = fn(&ApiCall<'_>, &PathParams<'_>) -> HandlerResult;

/// Path parameters of a call; those that its route lacks are empty.
#[derive(Debug, Default)]
pub(super) struct PathParams<'a> {
    bot_id: &'a str,
    room_id: i64,
    kakao_room_id: &'a str,
    user_id: &'a str,
    fault_id: &'a str,
    playback_id: &'a str,
    /// Version and app key of an NHN Cloud call.
    nhn_route: nhn::NhnRoute<'a>,
    request_id: &'a str,
    recipient_seq: &'a str,
}

/// Method, path pattern below `/api` with parameters in braces, handler.
pub(super) const ROUTES: &[table::Endpoint<ApiHandlerFn>] = &[
    ("GET", "/health", |_, _| Ok(health())),
    ("GET", "/openapi.json", |_, _| Ok(openapi_document())),
    ("GET", "/page", |call, _| about::show(call)),
    ("GET", "/changes", |call, _| about::changes(call)),
    ("GET", "/bots", |call, _| bots::list(call)),
    ("POST", "/bots", |call, _| bots::create(call)),
    ("GET", "/bots/{bot_id}", |call, path| {
        bots::show(call, path.bot_id)
    }),
    ("PATCH", "/bots/{bot_id}", |call, path| {
        bots::update(call, path.bot_id)
    }),
    ("DELETE", "/bots/{bot_id}", |call, path| {
        bots::delete(call, path.bot_id)
    }),
    ("POST", "/bots/{bot_id}/rotate", |call, path| {
        bots::rotate(call, path.bot_id)
    }),
    ("POST", "/bots/{bot_id}/test", |call, path| {
        bots::test(call, path.bot_id)
    }),
    ("POST", "/bots/{bot_id}/review", |call, path| {
        bots::review(call, path.bot_id)
    }),
    ("POST", "/bots/{bot_id}/messages", |call, path| {
        rooms::send_message(call, path.bot_id)
    }),
    ("POST", "/bots/{bot_id}/events", |call, path| {
        events::send(call, path.bot_id)
    }),
    ("GET", "/samples", |call, _| events::samples(call)),
    ("GET", "/rooms", |call, _| rooms::list(call)),
    ("POST", "/rooms", |call, _| rooms::create(call)),
    ("GET", "/rooms/{room_id}", |call, path| {
        rooms::show(call, path.room_id)
    }),
    ("PATCH", "/rooms/{room_id}", |call, path| {
        room_changes::rename_room(call, path.room_id)
    }),
    ("DELETE", "/rooms/{room_id}", |call, path| {
        room_changes::delete_room(call, path.room_id)
    }),
    ("PUT", "/rooms/{room_id}/bots/{bot_id}", |call, path| {
        rooms::subscribe(call, path.room_id, path.bot_id)
    }),
    ("DELETE", "/rooms/{room_id}/bots/{bot_id}", |call, path| {
        rooms::unsubscribe(call, path.room_id, path.bot_id)
    }),
    ("GET", "/rooms/{room_id}/messages", |call, path| {
        rooms::messages(call, path.room_id)
    }),
    ("POST", "/rooms/{room_id}/messages", |call, path| {
        rooms::post_user_message(call, path.room_id)
    }),
    ("GET", "/rooms/{room_id}/recording", |call, path| {
        playbacks::record_room(call, path.room_id)
    }),
    ("POST", "/conversations/check", |call, _| {
        playbacks::check(call)
    }),
    ("GET", "/playbacks", |call, _| playbacks::list(call)),
    ("POST", "/playbacks", |call, _| playbacks::start(call)),
    ("GET", "/playbacks/{playback_id}", |call, path| {
        playbacks::show(call, path.playback_id)
    }),
    ("PATCH", "/playbacks/{playback_id}", |call, path| {
        playbacks::go_on(call, path.playback_id)
    }),
    ("DELETE", "/playbacks/{playback_id}", |call, path| {
        playbacks::remove(call, path.playback_id)
    }),
    ("GET", "/users", |call, _| rooms::users(call)),
    ("PATCH", "/users/{user_id}", |call, path| {
        room_changes::rename_user(call, path.user_id)
    }),
    ("DELETE", "/users/{user_id}", |call, path| {
        room_changes::delete_user(call, path.user_id)
    }),
    ("POST", "/bots/{bot_id}/process", |call, path| {
        deliveries::note_process(call, path.bot_id)
    }),
    ("GET", "/deliveries", |call, _| deliveries::list(call)),
    ("POST", "/deliveries/retry", |call, _| {
        deliveries::retry(call)
    }),
    ("POST", "/deliveries/drop", |call, _| {
        deliveries::give_up(call)
    }),
    ("POST", "/console-tokens", |call, _| {
        bots::create_console_token(call)
    }),
    ("GET", "/kakao/rooms", |call, _| kakao::list(call)),
    ("POST", "/kakao/rooms", |call, _| kakao::create(call)),
    ("GET", "/kakao/rooms/{kakao_room_id}", |call, path| {
        kakao::show(call, path.kakao_room_id)
    }),
    ("PATCH", "/kakao/rooms/{kakao_room_id}", |call, path| {
        kakao::update(call, path.kakao_room_id)
    }),
    ("DELETE", "/kakao/rooms/{kakao_room_id}", |call, path| {
        kakao::delete(call, path.kakao_room_id)
    }),
    (
        "GET",
        "/kakao/rooms/{kakao_room_id}/messages",
        |call, path| kakao::messages(call, path.kakao_room_id),
    ),
    (
        "POST",
        "/kakao/rooms/{kakao_room_id}/messages",
        |call, path| kakao::start_turn(call, path.kakao_room_id),
    ),
    ("GET", "/faults", |call, _| faults::list(call)),
    ("POST", "/faults", |call, _| faults::add(call)),
    ("DELETE", "/faults", |call, _| faults::clear(call)),
    ("PATCH", "/faults/{fault_id}", |call, path| {
        faults::update(call, path.fault_id)
    }),
    ("DELETE", "/faults/{fault_id}", |call, path| {
        faults::remove(call, path.fault_id)
    }),
    ("GET", "/clock", |call, _| clock::show(call)),
    ("POST", "/clock", |call, _| clock::update(call)),
    (
        "POST",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages",
        |call, path| Ok(nhn::send(call, path.nhn_route)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages",
        |call, path| Ok(nhn::list(call, path.nhn_route)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages/{request_id}/{recipient_seq}",
        |call, path| {
            Ok(nhn::show(
                call,
                path.nhn_route,
                path.request_id,
                path.recipient_seq,
            ))
        },
    ),
    (
        "DELETE",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/messages/{request_id}",
        |call, path| Ok(nhn::cancel(call, path.nhn_route, path.request_id)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/message-results",
        |call, path| Ok(nhn::updates(call, path.nhn_route)),
    ),
    (
        "POST",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/images",
        |call, path| Ok(nhn::upload_image(call, path.nhn_route)),
    ),
    (
        "GET",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/images",
        |call, path| Ok(nhn::list_images(call, path.nhn_route)),
    ),
    (
        "DELETE",
        "/nhn/friendtalk/{version}/appkeys/{app_key}/images",
        |call, path| Ok(nhn::delete_images(call, path.nhn_route)),
    ),
    (
        "POST",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/freestyle-messages",
        |call, path| Ok(nhn::send(call, path.nhn_route)),
    ),
    (
        "GET",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/messages",
        |call, path| Ok(nhn::list(call, path.nhn_route)),
    ),
    (
        "GET",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/messages/{request_id}/{recipient_seq}",
        |call, path| {
            Ok(nhn::show(
                call,
                path.nhn_route,
                path.request_id,
                path.recipient_seq,
            ))
        },
    ),
    (
        "DELETE",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/messages/{request_id}",
        |call, path| Ok(nhn::cancel(call, path.nhn_route, path.request_id)),
    ),
    (
        "POST",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/images",
        |call, path| Ok(nhn::upload_image(call, path.nhn_route)),
    ),
    (
        "DELETE",
        "/nhn/brand-message/v1.0/appkeys/{app_key}/images",
        |call, path| Ok(nhn::delete_images(call, path.nhn_route)),
    ),
];

/// Finds the handler of a method and a path below `/api`. If only the method is wrong, returns a 405 that lists the
/// allowed ones.
pub(super) fn find<'a>(
    method: &str,
    path: &'a str,
) -> HandlerResult<(ApiHandlerFn, PathParams<'a>)> {
    let endpoint = table::find(ROUTES, method, path);
    let (_, pattern, handler) = endpoint.unwrap_or_else(|| Err(table::unknown_path(path)))?;
    Ok((handler, path_params(pattern, path)?))
}

fn path_params<'a>(pattern: &'static str, path: &'a str) -> HandlerResult<PathParams<'a>> {
    let mut params = PathParams::default();
    for (pattern, value) in table::segments(pattern, path) {
        match pattern {
            "{bot_id}" => params.bot_id = value,
            "{kakao_room_id}" => params.kakao_room_id = value,
            "{user_id}" => params.user_id = value,
            "{room_id}" => params.room_id = room_id(value)?,
            "{fault_id}" => params.fault_id = value,
            "{playback_id}" => params.playback_id = value,
            "{version}" => params.nhn_route.version = Some(value),
            "{app_key}" => params.nhn_route.app_key = value,
            "{request_id}" => params.request_id = value,
            "{recipient_seq}" => params.recipient_seq = value,
            _ => {}
        }
    }
    Ok(params)
}

fn room_id(text: &str) -> HandlerResult<i64> {
    let room_id = text.parse().ok().filter(|id| *id > 0);
    room_id.ok_or_else(|| Problem::not_found(Phrase::new("room.missing-name").with("id", text)))
}

fn health() -> Response {
    ok(&json!({ "ok": true, "version": env!("CARGO_PKG_VERSION") }))
}

fn openapi_document() -> Response {
    Response::new(200, "application/json", OPENAPI)
}
