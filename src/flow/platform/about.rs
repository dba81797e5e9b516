//! What the page is told of the platform that serves it, and of what happens there.
use super::call::Call;
use crate::flow::page::LONGEST;
use crate::flow::web::reply::{Reply, ok};
use crate::model::bot::Role;
use crate::model::outbox::BUDGET;
use serde_json::json;
use std::time::Duration;

pub(super) fn show(call: &Call<'_>) -> Reply {
    call.caller()?;
    let api_base = &call.state.api_base;
    Ok(ok(&json!({
        "kind": "platform",
        "version": env!("CARGO_PKG_VERSION"),
        "api_base": api_base,
        "address": api_base.trim_end_matches("/api"),
        "forward_to": [],
        "budget_ms": BUDGET.as_millis(),
        "clock": call.state.clock().face(call.state.wall()),
        "roles": Role::ALL.map(Role::name),
    })))
}

/// What has happened after a cursor; waits until something has, where it is asked to.
pub(super) fn changes(call: &Call<'_>) -> Reply {
    call.overseer()?;
    let query = call.query()?;
    let wait = query.number("wait")?.unwrap_or(0);
    let wait = Duration::from_secs(wait.unsigned_abs()).min(LONGEST);
    call.state.changes.answer(query.text("after"), wait)
}
