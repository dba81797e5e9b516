//! Deliveries of a local platform as text.
use super::bot::field;
use super::escape;
use super::room::number;
use super::terminal::{self, Styles};
use crate::model::platform::outbox::DeliveryState;
use crate::model::text::phrase::Phrase;
use serde_json::Value;

/// Renders deliveries as a table; `width` in cells, `None` for no limit.
pub fn table(deliveries: &[Value], width: Option<usize>) -> String {
    let row = |delivery: &Value| {
        [
            text(delivery, "event_id"),
            text(delivery, "bot_id"),
            number(delivery, "room_id"),
            message(delivery),
            state(delivery),
            number(delivery, "attempts"),
            reason(delivery).unwrap_or_default(),
        ]
    };
    let head = [
        "event", "bot", "room", "message", "state", "attempts", "reason",
    ];
    super::table::table(head, deliveries.iter().map(row), width)
}

/// Renders one delivery as a block of lines.
pub fn block(delivery: &Value, styles: Styles) -> String {
    let title = styles.strong(text(delivery, "event_id"));
    let fields = [
        ("bot", Some(text(delivery, "bot_id"))),
        ("room", Some(number(delivery, "room_id"))),
        ("message", Some(message(delivery))),
        ("state", Some(state(delivery))),
        ("attempts", Some(number(delivery, "attempts"))),
        ("reason", reason(delivery)),
        ("exchange", optional(delivery, "last_exchange_id")),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| {
        let value = value.filter(|value| !value.is_empty())?;
        Some(field(name, &value, styles))
    });
    format!("{title}{}", fields.collect::<String>())
}

/// Returns what to do about a delivery that goes no further by itself; `None` for any other.
pub fn hint(delivery: &Value) -> Option<String> {
    let id = text(delivery, "event_id");
    match state_of(delivery)? {
        DeliveryState::Failed | DeliveryState::SetAside => Some(format!(
            "`momo delivery retry {id}` tries it again; `momo webhook history show {}` shows the last attempt.",
            optional(delivery, "last_exchange_id").unwrap_or_else(|| "last".into())
        )),
        DeliveryState::Waiting | DeliveryState::Held => Some(format!(
            "`momo delivery retry {id}` tries it now, `momo delivery drop {id}` gives it up."
        )),
        DeliveryState::Delivered | DeliveryState::Dropped => None,
    }
}

fn state_of(delivery: &Value) -> Option<DeliveryState> {
    DeliveryState::from_name(delivery.get("state")?.as_str()?)
}

fn state(delivery: &Value) -> String {
    match state_of(delivery) {
        Some(state) => terminal::render(&state.phrase()),
        None => text(delivery, "state"),
    }
}

/// Returns why the delivery is not done: the failure, or the status of the last answer.
fn reason(delivery: &Value) -> Option<String> {
    if state_of(delivery) == Some(DeliveryState::Delivered) {
        return None;
    }
    let failure = terminal::render_member(delivery, "last_failure");
    let status = delivery.get("last_status").and_then(Value::as_u64);
    let status = status
        .map(|status| terminal::render(&Phrase::new("delivery.status").with("status", status)));
    failure
        .or(status)
        .map(|text| escape::line(&text).to_string())
}

fn message(delivery: &Value) -> String {
    match delivery.get("message_id").and_then(Value::as_i64) {
        Some(0) | None => String::new(),
        Some(id) => format!("#{id}"),
    }
}

fn optional(delivery: &Value, key: &str) -> Option<String> {
    let text = delivery.get(key).and_then(Value::as_str)?;
    Some(escape::line(text).to_string())
}

fn text(delivery: &Value, key: &str) -> String {
    optional(delivery, key).unwrap_or_default()
}
