//! Calls that manage Kakao rooms. They require an operator, because a room's URL decides where the platform connects.
use super::fields::{HeaderChange, RoomFields};
use super::{header_secret, put_header_secret};
use crate::flow::platform::api_call::ApiCall;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{HandlerResult, Problem, created, ok};
use crate::model::activity::Activity;
use crate::model::http::target;
use crate::model::kakao::payload::CallOrigin;
use crate::model::kakao::room::{KakaoRoom, KakaoRoomJson, room_name, room_number};
use crate::model::text::phrase::Phrase;
use serde::Serialize;
use serde_json::json;

/// Maximum number of rooms.
const MAX_ROOMS: usize = 1000;

#[derive(Serialize)]
struct KakaoRoomsJson<'a> {
    rooms: Vec<KakaoRoomJson<'a>>,
}

pub(in crate::flow::platform) fn list(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let rooms = call.state.store().kakao_rooms()?;
    let rooms = rooms.iter().map(KakaoRoom::to_json).collect();
    Ok(ok(&KakaoRoomsJson { rooms }))
}

pub(in crate::flow::platform) fn show(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    Ok(ok(&existing_room(call, id)?.to_json()))
}

pub(in crate::flow::platform) fn create(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let fields = RoomFields::read(JsonFields::read(call.request)?)?;
    let skill_url = fields
        .skill_url
        .ok_or_else(|| Problem::missing("skill_url"))?;
    let _guard = call.state.lock_bot_changes();
    if call.state.store().kakao_rooms()?.len() >= MAX_ROOMS {
        let phrase = Phrase::new("room.too-many").with("n", MAX_ROOMS);
        return Err(Problem::conflict(phrase).hint("room.hint-delete"));
    }
    let (header, value) = match fields.header {
        HeaderChange::Set(name, value) => (Some(name), Some(value)),
        HeaderChange::Unchanged | HeaderChange::Remove => (None, None),
    };
    let mut room = KakaoRoom {
        id: 0,
        name: fields.name.unwrap_or_default(),
        skill_url,
        variant: fields.variant.unwrap_or(CallOrigin::Live),
        has_callback: fields.has_callback.unwrap_or(false),
        header,
        created_at: call.state.now(),
        users: Vec::new(),
    };
    room.id = call.state.store().add_kakao_room(&room)?;
    if value.is_some() {
        put_header_secret(call.state, &room_name(room.id), value)?;
    }
    call.state.journal.publish(Activity::KakaoRooms);
    Ok(created(
        &existing_room(call, &room_name(room.id))?.to_json(),
    ))
}

pub(in crate::flow::platform) fn update(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let _guard = call.state.lock_bot_changes();
    let mut room = existing_room(call, id)?;
    let fields = RoomFields::read(JsonFields::read(call.request)?)?;
    room.name = fields.name.unwrap_or(room.name);
    room.variant = fields.variant.unwrap_or(room.variant);
    room.has_callback = fields.has_callback.unwrap_or(room.has_callback);
    let mut header = fields.header;
    if let Some(url) = fields.skill_url {
        // A secret belongs to the skill's host and must not be sent to another one.
        let is_other_host = target::host(&url) != target::host(&room.skill_url);
        if is_other_host && matches!(header, HeaderChange::Unchanged) {
            header = HeaderChange::Remove;
        }
        room.skill_url = url;
    }
    let value = match header {
        HeaderChange::Unchanged => header_secret(call.state, id)?,
        HeaderChange::Remove => {
            room.header = None;
            None
        }
        HeaderChange::Set(name, value) => {
            room.header = Some(name);
            Some(value)
        }
    };
    // Store the secret first, so that no call sends an old secret to a new URL.
    put_header_secret(call.state, id, value)?;
    call.state.store().update_kakao_room(&room)?;
    call.state.journal.publish(Activity::KakaoRooms);
    Ok(ok(&room.to_json()))
}

pub(in crate::flow::platform) fn delete(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let _guard = call.state.lock_bot_changes();
    let room = existing_room(call, id)?;
    put_header_secret(call.state, id, None)?;
    call.state.store().delete_kakao_room(room.id)?;
    call.state.journal.publish(Activity::KakaoRooms);
    Ok(ok(&json!({ "deleted": true, "room_id": id })))
}

/// Returns the room, or a 404.
pub(super) fn existing_room(call: &ApiCall<'_>, id: &str) -> HandlerResult<KakaoRoom> {
    let number = room_number(id);
    let room = match number {
        Some(number) => call.state.store().kakao_room(number)?,
        None => None,
    };
    room.ok_or_else(|| {
        Problem::not_found(Phrase::new("kakao-room.missing").with("id", id))
            .hint("kakao-room.hint-list")
    })
}
