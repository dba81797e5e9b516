//! What the page is told of the platform that serves it, and of what happens there.
use super::call::Call;
use crate::flow::web::problem::{HandlerResult, ok};
use crate::model::platform::bot::Role;
use crate::model::platform::outbox::BUDGET;
use serde_json::json;

pub(super) fn show(call: &Call<'_>) -> HandlerResult {
    call.caller()?;
    let api_base = &call.state.api_base;
    Ok(ok(&json!({
        "kind": "platform",
        "version": env!("CARGO_PKG_VERSION"),
        "api_base": api_base,
        "address": api_base.trim_end_matches("/api"),
        "forward_to": [],
        "budget_ms": BUDGET.as_millis(),
        "clock": call.state.clock().reading(call.state.wall()),
        "roles": Role::ALL.map(Role::name),
    })))
}

/// What has happened after a cursor.
pub(super) fn changes(call: &Call<'_>) -> HandlerResult {
    call.overseer()?;
    call.state.changes.poll(&call.query()?)
}
