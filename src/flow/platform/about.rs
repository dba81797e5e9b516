//! Calls of the page: facts about the platform, and updates.
use super::api_call::ApiCall;
use crate::flow::web::problem::{HandlerResult, ok};
use crate::model::platform::bot::Role;
use crate::model::platform::outbox::CALLBACK_TIMEOUT;
use serde_json::json;

pub(super) fn show(call: &ApiCall<'_>) -> HandlerResult {
    call.caller()?;
    let api_base = &call.state.api_base;
    Ok(ok(&json!({
        "kind": "platform",
        "version": env!("CARGO_PKG_VERSION"),
        "api_base": api_base,
        "address": api_base.trim_end_matches("/api"),
        "forward_to": [],
        "budget_ms": CALLBACK_TIMEOUT.as_millis(),
        "clock": call.state.clock().reading(call.state.wall_time()),
        "roles": Role::ALL.map(Role::name),
    })))
}

/// Returns the updates after a cursor.
pub(super) fn changes(call: &ApiCall<'_>) -> HandlerResult {
    call.require_operator()?;
    call.state.journal.updates.poll(&call.query()?)
}
