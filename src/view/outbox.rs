//! Deliveries of a local platform as text.
use super::bot::field;
use super::escape;
use super::room::number;
use super::terminal::{self, Styles, told};
use super::time;
use crate::model::platform::outbox::DeliveryState;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
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
        DeliveryState::Waiting => Some(format!(
            "`momo delivery retry {id}` tries it now, `momo delivery drop {id}` gives it up."
        )),
        DeliveryState::Held => Some(format!("`momo delivery drop {id}` gives it up.")),
        DeliveryState::UnderWay | DeliveryState::Delivered | DeliveryState::Dropped => None,
    }
}

/// Returns what a change made of these deliveries: one sentence for those with the bot, one for those that are held with
/// the reason, and one for all others, which `others` renders from their number.
pub fn change_lines(deliveries: &[Value], others: impl Fn(usize) -> String) -> Vec<String> {
    let is_in = |state| move |it: &&Value| state_of(it) == Some(state);
    let with_bot = deliveries.iter().filter(is_in(DeliveryState::UnderWay));
    let held: Vec<_> = deliveries
        .iter()
        .filter(is_in(DeliveryState::Held))
        .collect();
    let with_bot = with_bot.count();
    let count = deliveries.len() - with_bot - held.len();
    let mut lines = Vec::new();
    if count > 0 || deliveries.is_empty() {
        lines.push(others(count));
    }
    match with_bot {
        0 => {}
        1 => lines
            .push("one event is with the bot now, and not sent again if the bot takes it".into()),
        n => lines.push(format!(
            "{n} events are with their bots now, and not sent again if the bots take them"
        )),
    }
    if let Some(first) = held.first() {
        let reason = reason(first).unwrap_or_default();
        lines.push(match held.len() {
            1 => format!("one event is held: {reason}"),
            n => format!("{n} events are held: {reason}"),
        });
    }
    lines.iter().map(|line| told(line).into_owned()).collect()
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

/// Returns why the delivery is not done: since when the bot has it, the event that comes first, the failure or the status of the last answer, when
/// it is due.
fn reason(delivery: &Value) -> Option<String> {
    if state_of(delivery) == Some(DeliveryState::Delivered) {
        return None;
    }
    let failure = terminal::render_member(delivery, "last_failure");
    let status = delivery.get("last_status").and_then(Value::as_u64);
    let status = status
        .map(|status| terminal::render(&Phrase::new("delivery.status").with("status", status)));
    let reason = failure.or(status);
    let reason = reason.map(|text| escape::line(&text).to_string());
    let at = |key: &str| {
        let seconds = delivery.get(key).and_then(Value::as_i64)?;
        Some(time::clock_time(Timestamp(seconds.checked_mul(1000)?)))
    };
    let behind = optional(delivery, "waits_behind")
        .map(|event| told(&format!("waits behind {event}")).into_owned());
    let since = at("under_way_since").map(|time| told(&format!("since {time}")).into_owned());
    // Without a failure it is due at once.
    let due = at("next_attempt_at").filter(|_| reason.is_some());
    let due = due.map(|time| told(&format!("due at {time}")).into_owned());
    let parts: Vec<_> = since
        .into_iter()
        .chain(behind)
        .chain(reason)
        .chain(due)
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
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
