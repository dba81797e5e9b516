//! Calls about the rooms themselves. Only an operator says where the platform goes.
use super::fields::{Header, RoomFields};
use super::{put_secret, secret};
use crate::flow::platform::Happening;
use crate::flow::platform::call::Call;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{Problem, HandlerResult, created, ok};
use crate::model::http::target;
use crate::model::kakao::payload::Variant;
use crate::model::kakao::room::{Room, RoomJson, room_name, room_number};
use serde::Serialize;
use serde_json::json;

/// How many rooms there may be.
const MOST: usize = 1000;

#[derive(Serialize)]
struct RoomsJson<'a> {
    rooms: Vec<RoomJson<'a>>,
}

pub(in crate::flow::platform) fn list(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    let rooms = call.state.store().kakao_rooms()?;
    let rooms = rooms.iter().map(Room::to_json).collect();
    Ok(ok(&RoomsJson { rooms }))
}

pub(in crate::flow::platform) fn show(call: &Call<'_>, id: &str) -> HandlerResult {
    call.overseer()?;
    Ok(ok(&found(call, id)?.to_json()))
}

pub(in crate::flow::platform) fn create(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    let said = RoomFields::read(JsonFields::read(call.request)?)?;
    let skill_url = said
        .skill_url
        .ok_or_else(|| Problem::field("skill_url", "is missing"))?;
    let _turn = call.state.turn();
    if call.state.store().kakao_rooms()?.len() >= MOST {
        return Err(Problem::conflict(format!("there are {MOST} rooms already"))
            .hint("Delete one that nobody uses."));
    }
    let (header, value) = match said.header {
        Header::New(name, value) => (Some(name), Some(value)),
        Header::Same | Header::Gone => (None, None),
    };
    let mut room = Room {
        id: 0,
        name: said.name.unwrap_or_default(),
        skill_url,
        variant: said.variant.unwrap_or(Variant::Live),
        has_callback: said.has_callback.unwrap_or(false),
        header,
        created_at: call.state.now(),
        users: Vec::new(),
    };
    room.id = call.state.store().add_kakao_room(&room)?;
    if value.is_some() {
        put_secret(call.state, &room_name(room.id), value)?;
    }
    call.state.tell(Happening::KakaoRooms);
    Ok(created(&found(call, &room_name(room.id))?.to_json()))
}

pub(in crate::flow::platform) fn update(call: &Call<'_>, id: &str) -> HandlerResult {
    call.overseer()?;
    let _turn = call.state.turn();
    let mut room = found(call, id)?;
    let said = RoomFields::read(JsonFields::read(call.request)?)?;
    room.name = said.name.unwrap_or(room.name);
    room.variant = said.variant.unwrap_or(room.variant);
    room.has_callback = said.has_callback.unwrap_or(room.has_callback);
    let mut header = said.header;
    if let Some(url) = said.skill_url {
        // A secret is its host's: another one is not told it, whoever asks for that.
        let is_other = target::host(&url) != target::host(&room.skill_url);
        if is_other && matches!(header, Header::Same) {
            header = Header::Gone;
        }
        room.skill_url = url;
    }
    let value = match header {
        Header::Same => secret(call.state, id)?,
        Header::Gone => {
            room.header = None;
            None
        }
        Header::New(name, value) => {
            room.header = Some(name);
            Some(value)
        }
    };
    // The secret goes first: no call may carry an old one to a new place.
    put_secret(call.state, id, value)?;
    call.state.store().update_kakao_room(&room)?;
    call.state.tell(Happening::KakaoRooms);
    Ok(ok(&room.to_json()))
}

pub(in crate::flow::platform) fn delete(call: &Call<'_>, id: &str) -> HandlerResult {
    call.overseer()?;
    let _turn = call.state.turn();
    let room = found(call, id)?;
    put_secret(call.state, id, None)?;
    call.state.store().delete_kakao_room(room.id)?;
    call.state.tell(Happening::KakaoRooms);
    Ok(ok(&json!({ "deleted": true, "room_id": id })))
}

/// The room of this id.
pub(super) fn found(call: &Call<'_>, id: &str) -> HandlerResult<Room> {
    let number = room_number(id);
    let room = match number {
        Some(number) => call.state.store().kakao_room(number)?,
        None => None,
    };
    room.ok_or_else(|| {
        Problem::not_found(format!("there is no Kakao room `{id}`"))
            .hint("GET /api/kakao/rooms lists them.")
    })
}
