//! Calls that list, add, change and remove fault rules.
use super::api_call::ApiCall;
use crate::error::Result;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{HandlerResult, Problem, created, ok};
use crate::io::system;
use crate::model::fault::{Fault, FaultRules, FaultScope, FaultSpec};
use crate::model::text::phrase::Phrase;
use serde_json::json;

pub(super) fn list(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let rules = call
        .state
        .with_fault_rules(|rules| rules.as_slice().to_vec());
    Ok(ok(&json!({ "faults": rules })))
}

pub(super) fn add(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let mut fields = JsonFields::read(call.request)?;
    let kinds = Fault::PLATFORM.map(Fault::api_name);
    let kind = fields.choice("kind", &kinds, Fault::from_platform_name)?;
    let kind = kind.ok_or_else(|| Problem::missing("kind"))?;
    let (spec, seed) = (read_spec(fields)?, random_seed()?);
    let add = |rules: &mut FaultRules| Ok::<_, Problem>(rules.add(kind, spec, seed)?.cloned());
    let Some(rule) = call.state.with_fault_rules(add)? else {
        let phrase = Phrase::new("fault.too-many").with("n", FaultRules::MAX_RULES);
        return Err(Problem::conflict(phrase).hint("fault.hint-delete"));
    };
    call.outbox.wake();
    Ok(created(&rule))
}

pub(super) fn update(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let fields = JsonFields::read(call.request)?;
    let reset = fields.null_fields(&FaultSpec::RESETTABLE);
    let (spec, seed) = (read_spec(fields)?, random_seed()?);
    let change =
        |rules: &mut FaultRules| Ok::<_, Problem>(rules.update(id, spec, &reset, seed)?.cloned());
    let rule = call.state.with_fault_rules(change)?;
    call.outbox.wake();
    rule.map(|it| ok(&it)).ok_or_else(|| no_fault(id))
}

pub(super) fn remove(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    if !call.state.with_fault_rules(|rules| rules.remove(id)) {
        return Err(no_fault(id));
    }
    call.outbox.wake();
    Ok(ok(&json!({ "deleted": true, "id": id })))
}

pub(super) fn clear(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let count = call.state.with_fault_rules(FaultRules::clear);
    call.outbox.wake();
    Ok(ok(&json!({ "deleted": count })))
}

fn read_spec(mut fields: JsonFields) -> HandlerResult<FaultSpec> {
    let status = fields.unsigned("status")?;
    let spec = FaultSpec {
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
    Ok(spec)
}

/// Returns a default seed; 32 bits are short enough to type.
fn random_seed() -> Result<u32> {
    Ok(u32::from_be_bytes(system::random_bytes()?))
}

fn no_fault(id: &str) -> Problem {
    Problem::not_found(Phrase::new("fault.missing").with("id", id)).hint("fault.hint-list")
}
