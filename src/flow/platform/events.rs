//! Raw events: arbitrary bytes that are signed and delivered like a message event. Also lists sample events.
use super::api_call::ApiCall;
use super::bots::managed_bot;
use super::json_fields::JsonFields;
use super::problem::{HandlerResult, Problem, created, ok};
use super::rooms::existing_room;
use crate::io::sqlite::RawEvent;
use crate::io::system;
use crate::model::activity::Activity;
use crate::model::json::pretty::padded;
use crate::model::platform::room::FIRST_ROOM;
use crate::model::protocol::{Event, Protocol};
use crate::model::samples;
use crate::model::text::id;
use serde_json::{Value, json};

/// Adds an event for this bot to the outbox.
pub(super) fn send(call: &ApiCall<'_>, bot_id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let bot = managed_bot(call, bot_id, &caller)?;
    let mut fields = JsonFields::read(call.request)?;
    let room_id = fields.integer("room_id")?;
    let body = body(&mut fields)?;
    fields.finish()?;
    if !bot.is_active() {
        return Err(Problem::conflict(bot.in_status("bot.gets-no-events")));
    }
    let parsed = Event::parse(&body);
    let room_id = resolve_room(call, room_id, parsed.room_id)?;
    let generated_id = id::event(system::random_bytes()?);
    let own_id = parsed.id.filter(|id| !id.is_empty());
    let mut store = call.state.store();
    let delivery = store.add_event(RawEvent {
        bot_id: bot.id,
        room_id,
        event_id: own_id.as_deref().unwrap_or(&generated_id),
        // Sending the same event again creates a separate delivery.
        fallback_id: &generated_id,
        body: &body,
        now: call.state.now(),
    })?;
    // Under the store lock, so that a bot and room get their events in order.
    let update = Activity::Delivery(Box::new(delivery.clone()), false);
    call.state.journal.publish(update);
    call.outbox.add(std::slice::from_ref(&delivery));
    drop(store);
    Ok(created(&json!({
        "event_id": own_id.unwrap_or(generated_id),
        "delivery": delivery.to_json(),
    })))
}

/// Reads the event's bytes: a JSON object (kept except for white space, which becomes momo's own) or arbitrary bytes.
fn body(fields: &mut JsonFields) -> HandlerResult<Vec<u8>> {
    let event = fields.object("event")?;
    let bytes = fields.bytes("body", "body_base64")?;
    match (event, bytes) {
        (Some(event), None) => Ok(padded(&event).into_bytes()),
        (None, Some(bytes)) => Ok(bytes),
        (None, None) => Err(Problem::missing("event").hint("field.hint-event")),
        (Some(_), Some(_)) => Err(Problem::field("body", "field.beside-event")),
    }
}

/// Returns the requested room, which must exist; else the event's room if it exists; else the first room.
fn resolve_room(
    call: &ApiCall<'_>,
    requested: Option<i64>,
    event_room: Option<i64>,
) -> HandlerResult<i64> {
    if let Some(id) = requested {
        return Ok(existing_room(call, id)?.id);
    }
    let event_room = match event_room {
        Some(id) => call.state.store().room(id)?,
        None => None,
    };
    Ok(event_room.map_or(FIRST_ROOM, |room| room.id))
}

/// Lists MoMoTalk's sample events. Leaves out the compact one: an event that is sent as an object gets momo's white space.
pub(super) fn samples(call: &ApiCall<'_>) -> HandlerResult {
    call.caller()?;
    let is_listed = |sample: &&samples::Sample| {
        sample.protocol() == Protocol::Momotalk && !sample.name.ends_with(".compact")
    };
    let samples = samples::all().filter(is_listed);
    let samples = samples.filter_map(|sample| {
        let event: Value = serde_json::from_slice(&sample.raw()).ok()?;
        Some(json!({ "name": sample.name, "about": sample.description, "event": event }))
    });
    Ok(ok(&json!({ "samples": samples.collect::<Vec<_>>() })))
}
