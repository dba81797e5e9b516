//! Says what became of a message's events: why a bot is silent.
use super::wait::{Outcome, was_attempted};
use crate::model::platform::outbox::DeliveryState;
use crate::model::text::phrase::Phrase;
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

/// Returns the state of a delivery, or of the earlier one behind which it waits.
fn state_of(delivery: &Value, all: &[Value]) -> Phrase {
    let is_blocker = |other: &&Value| {
        other["bot_id"] == delivery["bot_id"]
            && (is_in(other, DeliveryState::Held)
                || is_in(other, DeliveryState::Waiting) && was_attempted(other))
    };
    let blocker = all.iter().find(is_blocker);
    let is_head = was_attempted(delivery) || is_in(delivery, DeliveryState::Held);
    match blocker.filter(|_| !is_head) {
        Some(blocker) => {
            Phrase::new("outbox.behind").with("delivery", room::delivery_phrase(blocker))
        }
        None => room::delivery_phrase(delivery),
    }
}

fn is_in(delivery: &Value, state: DeliveryState) -> bool {
    delivery["state"] == state.name()
}
