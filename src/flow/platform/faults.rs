//! Calls about the faults that are rehearsed. They are in memory, for as long as the platform runs.
use super::call::Call;
use crate::error::Result;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{Problem, HandlerResult, created, ok};
use crate::io::system;
use crate::model::fault::{FaultScope, Fault, FaultRules, FaultSpec};
use serde_json::json;

pub(super) fn list(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    let switches = call.state.rehearse(|panel| panel.switches().to_vec());
    Ok(ok(&json!({ "faults": switches })))
}

pub(super) fn add(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    let mut fields = JsonFields::read(call.request)?;
    let kinds = Fault::PLATFORM.map(Fault::api_name);
    let kind = fields.choice("kind", &kinds, Fault::from_platform_name)?;
    let kind = kind.ok_or_else(|| Problem::field("kind", "is missing"))?;
    let (wanted, seed) = (wanted(fields)?, seed()?);
    let add = |panel: &mut FaultRules| Ok::<_, Problem>(panel.add(kind, wanted, seed)?.cloned());
    let Some(switch) = call.state.rehearse(add)? else {
        let most = FaultRules::MAX_RULES;
        return Err(
            Problem::conflict(format!("there are {most} faults already"))
                .hint("Take some away with DELETE /api/faults."),
        );
    };
    call.outbox.wake();
    Ok(created(&switch))
}

pub(super) fn change(call: &Call<'_>, id: &str) -> HandlerResult {
    call.overseer()?;
    let fields = JsonFields::read(call.request)?;
    let back = fields.null_fields(&FaultSpec::RESETTABLE);
    let (wanted, seed) = (wanted(fields)?, seed()?);
    let change =
        |panel: &mut FaultRules| Ok::<_, Problem>(panel.update(id, wanted, &back, seed)?.cloned());
    let switch = call.state.rehearse(change)?;
    call.outbox.wake();
    switch.map(|it| ok(&it)).ok_or_else(|| no_fault(id))
}

pub(super) fn remove(call: &Call<'_>, id: &str) -> HandlerResult {
    call.overseer()?;
    if !call.state.rehearse(|panel| panel.remove(id)) {
        return Err(no_fault(id));
    }
    call.outbox.wake();
    Ok(ok(&json!({ "deleted": true, "id": id })))
}

pub(super) fn clear(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    let count = call.state.rehearse(FaultRules::clear);
    call.outbox.wake();
    Ok(ok(&json!({ "deleted": count })))
}

fn wanted(mut fields: JsonFields) -> HandlerResult<FaultSpec> {
    let status = fields.unsigned("status")?;
    let wanted = FaultSpec {
        on: fields.boolean("on")?,
        scope: FaultScope {
            bot_id: fields.text("bot_id")?,
            room_id: fields.integer("room_id")?,
            contains: fields.text("contains")?,
        },
        times: fields.unsigned("times")?,
        rate: fields.number("rate")?,
        seed: fields.unsigned("seed")?,
        delay_ms: fields.unsigned("delay_ms")?,
        status: status.map(|it| u16::try_from(it).unwrap_or(u16::MAX)),
        retry_after: fields.unsigned("retry_after")?,
    };
    fields.finish()?;
    Ok(wanted)
}

/// What chance begins with, where nobody chose it: short enough to be typed again.
fn seed() -> Result<u32> {
    Ok(u32::from_be_bytes(system::random()?))
}

fn no_fault(id: &str) -> Problem {
    Problem::not_found(format!("there is no fault `{id}`"))
        .hint("`momo fault list` shows those there are.")
}
