//! Calls that show the platform's clock, move it ahead or reset it to the wall clock. The offset ends with the process.
//!
//! Times of messages and events, retry delays and the validity of rotated secrets follow the clock; the history uses
//! wall-clock time. Deliveries whose due time was skipped are sent at once. So are those that a reset would leave
//! waiting for longer than the longest delay.
use super::api_call::ApiCall;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::model::text::units::parse_duration;
use crate::model::time::offset_clock::OffsetClock;

pub(super) fn show(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    Ok(ok(&call.state.clock().reading(call.state.wall_time())))
}

pub(super) fn update(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    let mut fields = JsonFields::read(call.request)?;
    let (advance, reset) = (fields.text("advance")?, fields.boolean("reset")?);
    fields.finish()?;
    let wall = call.state.wall_time();
    match (advance, reset) {
        (Some(text), None) => {
            let invalid = || Problem::field("advance", "clock.time");
            let duration = parse_duration(&text)
                .filter(|duration| !duration.is_zero())
                .ok_or_else(invalid)?;
            if !call
                .state
                .change_clock(|clock| clock.advance(duration, wall))?
            {
                return Err(Problem::field("advance", "clock.too-far"));
            }
        }
        (None, Some(true)) => call.state.change_clock(OffsetClock::reset)?,
        (None, Some(false)) => return Err(Problem::field("reset", "field.false")),
        (None, None) => return Err(Problem::field("advance", "field.missing-reset")),
        (Some(_), Some(_)) => {
            return Err(Problem::field("reset", "clock.with-advance"));
        }
    }
    call.outbox.wake();
    show(call)
}
