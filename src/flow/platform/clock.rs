//! Calls about the platform's clock. It is moved ahead or set to the wall's time again, and only for as long as the
//! platform runs.
//!
//! Times of messages and events, the pauses before retries and the grace of rotated secrets follow it; the history keeps
//! the wall's time. What was due in the time that was leapt over is sent at once. What waits when the clock is set back
//! is sent at once too, rather than after all that time.
use super::call::Call;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{Problem, HandlerResult, ok};
use crate::model::time::offset_clock::OffsetClock;
use crate::model::time::parse_duration;

pub(super) fn show(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    Ok(ok(&call.state.clock().reading(call.state.wall())))
}

pub(super) fn set(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    let mut fields = JsonFields::read(call.request)?;
    let (advance, reset) = (fields.text("advance")?, fields.boolean("reset")?);
    fields.finish()?;
    let wall = call.state.wall();
    match (advance, reset) {
        (Some(text), None) => {
            let wrong = || Problem::field("advance", "is no time: write `90s`, `24h`, `7d`");
            let by = parse_duration(&text).filter(|by| !by.is_zero()).ok_or_else(wrong)?;
            if !call.state.move_clock(|clock| clock.advance(by, wall))? {
                return Err(Problem::field(
                    "advance",
                    "goes further than a hundred years",
                ));
            }
        }
        (None, Some(true)) => call.state.move_clock(OffsetClock::reset)?,
        (None, Some(false)) => return Err(Problem::field("reset", "is false")),
        (None, None) => return Err(Problem::field("advance", "is missing, and so is `reset`")),
        (Some(_), Some(_)) => {
            return Err(Problem::field("reset", "does not go with `advance`"));
        }
    }
    call.outbox.wake();
    show(call)
}
