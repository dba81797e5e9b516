//! Says what became of a message's events: why a bot is silent.
use super::wait::{Outcome, take_list, was_attempted};
use crate::cmd::console::PlatformArgs;
use crate::cmd::context::Context;
use crate::model::platform::bot::Role;
use crate::model::platform::outbox::DeliveryState;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use crate::view::room;
use serde_json::Value;

/// Returns the state of the message's deliveries: of all if there is no answer, else of those that are not delivered. A
/// bot gets the events of a room in order, so an undelivered earlier event blocks later ones.
pub(super) fn reasons(outcome: &Outcome, posted: &Value) -> Vec<Phrase> {
    let is_silent = outcome.answers.answers.is_empty();
    let deliveries = outcome.deliveries_of(posted);
    let told = deliveries.filter(|it| is_silent || !is_in(it, DeliveryState::Delivered));
    told.map(|delivery| state_of(delivery, &outcome.deliveries))
        .collect()
}

/// Returns the ids of the exchanges in which undelivered events of the message, or those before them, failed last.
pub(super) fn failed_exchanges(outcome: &Outcome, posted: &Value) -> Vec<String> {
    let undelivered = outcome
        .deliveries_of(posted)
        .filter(|it| !is_in(it, DeliveryState::Delivered));
    undelivered
        .filter_map(|delivery| {
            let blocker = blocker_of(delivery, &outcome.deliveries);
            let failed = blocker.unwrap_or(delivery);
            failed["last_exchange_id"].as_str().map(str::to_owned)
        })
        .collect()
}

/// Returns the ids of the first call of each bot that the platform refused since `since`: an answer that never came. Empty
/// if the platform does not list its exchanges.
pub(super) fn refused_calls(
    context: &mut Context,
    platform: &PlatformArgs,
    posted: &Value,
    since: Timestamp,
) -> Vec<String> {
    // The list of all exchanges is for operators.
    let action = "look for refused calls";
    let Ok(console) = platform.connect(context, Role::Operator, action) else {
        return Vec::new();
    };
    let deliveries = posted["deliveries"].as_array().into_iter().flatten();
    let first_call = |delivery: &Value| {
        let bot = delivery["bot_id"].as_str()?;
        // `kind:api status:>=400 bot:ID`
        let path = format!("/exchanges?filter=kind:api%20status:%3E%3D400%20bot:{bot}");
        let mut answer = console.api.get(&path).ok()?.ok()?;
        let calls = take_list(&mut answer, "exchanges");
        let mut calls = calls.iter().rev();
        let first = calls.find(|call| call["started_at"].as_i64() >= Some(since.0))?;
        first["id"].as_str().map(str::to_owned)
    };
    deliveries.filter_map(first_call).collect()
}

/// Returns the state of a delivery, or of the earlier one behind which it waits.
fn state_of(delivery: &Value, all: &[Value]) -> Phrase {
    match blocker_of(delivery, all) {
        Some(blocker) => Phrase::new("outbox.behind")
            .with("event", delivery["event_id"].as_str().unwrap_or_default())
            .with("bot", delivery["bot_id"].as_str().unwrap_or_default())
            .with("delivery", room::delivery_phrase(blocker)),
        None => room::delivery_phrase(delivery),
    }
}

/// Returns the earlier delivery behind which this one waits; `None` if it was attempted itself.
fn blocker_of<'a>(delivery: &Value, all: &'a [Value]) -> Option<&'a Value> {
    let is_blocker = |other: &&Value| {
        other["bot_id"] == delivery["bot_id"]
            && (is_in(other, DeliveryState::Held)
                || is_in(other, DeliveryState::UnderWay)
                || is_in(other, DeliveryState::Waiting) && was_attempted(other))
    };
    let blocker = all.iter().find(is_blocker);
    let is_head = was_attempted(delivery)
        || is_in(delivery, DeliveryState::Held)
        || is_in(delivery, DeliveryState::UnderWay);
    blocker.filter(|_| !is_head)
}

fn is_in(delivery: &Value, state: DeliveryState) -> bool {
    delivery["state"] == state.name()
}
