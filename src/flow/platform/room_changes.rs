//! Calls that rename and delete rooms and users.
use super::api_call::ApiCall;
use super::bots::checked_name;
use super::json_fields::JsonFields;
use super::problem::{HandlerResult, Problem, ok};
use super::rooms::{existing_room, show};
use crate::io::sqlite::UserRename;
use crate::model::activity::Activity;
use crate::model::text::phrase::Phrase;
use serde_json::json;

/// Renames a room.
pub(super) fn rename_room(call: &ApiCall<'_>, room_id: i64) -> HandlerResult {
    call.caller()?;
    existing_room(call, room_id)?;
    let name = required_name(call)?;
    call.state.store().rename_room(room_id, &name)?;
    call.state.journal.publish(Activity::Rooms);
    show(call, room_id)
}

/// Deletes a room with its messages, and drops its waiting deliveries.
pub(super) fn delete_room(call: &ApiCall<'_>, room_id: i64) -> HandlerResult {
    call.caller()?;
    existing_room(call, room_id)?;
    let dropped = call.state.store().delete_room(room_id)?;
    call.state.publish_change(Activity::Rooms, dropped);
    Ok(ok(&json!({ "deleted": true, "room_id": room_id })))
}

/// Renames a user, also in the messages of that user.
pub(super) fn rename_user(call: &ApiCall<'_>, user_id: &str) -> HandlerResult {
    call.caller()?;
    let name = required_name(call)?;
    match call.state.store().rename_user(user_id, &name)? {
        UserRename::Renamed => {}
        UserRename::NoUser => return Err(no_user(user_id)),
        UserRename::NameTaken => {
            let phrase = Phrase::new("user.name-taken").with("name", name);
            return Err(Problem::conflict(phrase));
        }
    }
    call.state.journal.publish(Activity::Rooms);
    Ok(ok(&json!({ "user_id": user_id, "name": name })))
}

/// Deletes a user; the messages of that user stay.
pub(super) fn delete_user(call: &ApiCall<'_>, user_id: &str) -> HandlerResult {
    call.caller()?;
    if !call.state.store().delete_user(user_id)? {
        return Err(no_user(user_id));
    }
    call.state.journal.publish(Activity::Rooms);
    Ok(ok(&json!({ "deleted": true, "user_id": user_id })))
}

fn required_name(call: &ApiCall<'_>) -> HandlerResult<String> {
    let mut fields = JsonFields::read(call.request)?;
    let name = fields.required_text("name")?;
    fields.finish()?;
    checked_name("name", name)
}

fn no_user(id: &str) -> Problem {
    Problem::not_found(Phrase::new("user.missing").with("id", id))
}
