//! Raw events: whatever somebody writes, signed and delivered like the event of a message; and samples to begin with.
use super::bots::managed;
use super::call::Call;
use super::json_fields::JsonFields;
use super::problem::{Problem, HandlerResult, created, ok};
use super::rooms::room;
use crate::flow::page::PageUpdate;
use crate::io::sqlite::RawEvent;
use crate::io::system;
use crate::model::protocol::{Event, Protocol};
use crate::model::samples;
use crate::model::text::id;
use serde_json::{Value, json};

/// Where an event happened that names no room.
const FIRST_ROOM: i64 = 1;

/// Puts an event of this bot's into the outbox.
pub(super) fn send(call: &Call<'_>, bot_id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let bot = managed(call, bot_id, &caller)?;
    let mut fields = JsonFields::read(call.request)?;
    let room_id = fields.integer("room_id")?;
    let body = body(&mut fields)?;
    fields.finish()?;
    if !bot.takes_part() {
        let status = bot.status.name();
        return Err(Problem::conflict(format!(
            "`{bot_id}` gets no events: it is {status}"
        )));
    }
    let said = Event::read(&body);
    let room_id = room_of(call, room_id, said.room_id)?;
    let made = id::event(system::random()?);
    let said_id = said.id.filter(|id| !id.is_empty());
    let mut store = call.state.store();
    let delivery = store.promise(RawEvent {
        bot_id: bot.id,
        room_id,
        event_id: said_id.as_deref().unwrap_or(&made),
        // The same event once more is a delivery of its own.
        other_id: &made,
        body: &body,
        now: call.state.now(),
    })?;
    // Before the next call may write: a lane has its events in their order.
    let told = PageUpdate::Delivery(Box::new(delivery.clone()), false);
    call.state.changes.publish_all([told]);
    call.outbox.add(std::slice::from_ref(&delivery));
    drop(store);
    Ok(created(&json!({
        "event_id": said_id.unwrap_or(made),
        "delivery": delivery.to_json(),
    })))
}

/// The event's bytes: an object as it was written but for white space, or anything at all as it is.
fn body(fields: &mut JsonFields) -> HandlerResult<Vec<u8>> {
    let event = fields.object("event")?;
    let raw = fields.bytes("body", "body_base64")?;
    match (event, raw) {
        (Some(event), None) => Ok(event.into_bytes()),
        (None, Some(raw)) => Ok(raw),
        (None, None) => Err(Problem::field("event", "is missing")
            .hint("`event` is a JSON object; what is none goes as `body`.")),
        (Some(_), Some(_)) => Err(Problem::field(
            "body",
            "stands beside `event`, and there is one event only",
        )),
    }
}

/// The room that was given, which must be there; else the one that the event names, where that is; else the first.
fn room_of(call: &Call<'_>, given: Option<i64>, said: Option<i64>) -> HandlerResult<i64> {
    if let Some(id) = given {
        return Ok(room(call, id)?.id);
    }
    let said = match said {
        Some(id) => call.state.store().room(id)?,
        None => None,
    };
    Ok(said.map_or(FIRST_ROOM, |room| room.id))
}

/// MoMoTalk's sample events.
pub(super) fn samples(call: &Call<'_>) -> HandlerResult {
    call.caller()?;
    let samples = samples::all().filter(|it| it.protocol() == Protocol::Momotalk);
    let samples = samples.filter_map(|it| {
        let event: Value = serde_json::from_slice(&it.raw()).ok()?;
        Some(json!({ "name": it.name, "about": it.about, "event": event }))
    });
    Ok(ok(&json!({ "samples": samples.collect::<Vec<_>>() })))
}
