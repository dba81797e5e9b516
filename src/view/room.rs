//! Rooms, messages and deliveries of the local platform as text.
use super::bot::field;
use super::escape;
use super::terminal::{self, Styles, label, told};
use crate::model::platform::answer;
use crate::model::platform::outbox::DeliveryState;
use crate::model::text::phrase::Phrase;
use serde_json::Value;

/// Renders rooms as a table; `width` in cells, `None` for no limit.
pub fn table(rooms: &[Value], width: Option<usize>) -> String {
    let row = |room: &Value| {
        let name = escape::line(text(room, "name")).to_string();
        [number(room, "room_id"), name, bots(room)]
    };
    super::table::table(["room", "name", "bots"], rooms.iter().map(row), width)
}

/// Renders one room as a block of lines.
pub fn block(room: &Value, styles: Styles) -> String {
    let title = styles.strong(told(&format!("room {}", number(room, "room_id"))));
    let name = field("name", text(room, "name"), styles);
    format!("{title}{name}{}", field("bots", &bots(room), styles))
}

/// Renders a message: number, sender, text, and whether it is a bot's second reply to the same message.
pub fn message(message: &Value, styles: Styles) -> String {
    let id = styles.faint(format!("#{}", number(message, "message_id")));
    let sender_type = text(message, "sender_type");
    let name = escape::line(match text(message, "sender_name") {
        "" => sender_type,
        name => name,
    });
    let sender = if sender_type == "bot" {
        styles.accent(name)
    } else {
        styles.strong(name)
    };
    let replied = message.get("reply_to_message_id").and_then(Value::as_i64);
    let reply = replied.map_or_else(String::new, |to| {
        styles.faint(format!(" ({})", told(&format!("to #{to}"))))
    });
    // Further lines are indented.
    let body = escape::lines(text(message, "body")).to_string();
    let number = message.get("reply_number").and_then(Value::as_i64);
    let repeated = repeated_reply(number, replied, styles);
    let body = body.replace('\n', "\n    ");
    format!("{id} {sender}{reply}: {body}{repeated}")
}

/// Renders the remark on a bot's second or later reply to the same message; empty for other messages.
pub(super) fn repeated_reply(
    reply_number: Option<i64>,
    reply_to: Option<i64>,
    styles: Styles,
) -> String {
    let remark = answer::repeated_reply(reply_number, reply_to);
    let remark = remark.map(|remark| format!("  ({})", terminal::render(&remark)));
    remark.map_or_else(String::new, |remark| styles.warn(remark))
}

/// Returns the sentence about the state of a delivery. It is untrusted text.
pub fn delivery_phrase(delivery: &Value) -> Phrase {
    let state = text(delivery, "state");
    let (event, bot) = (text(delivery, "event_id"), text(delivery, "bot_id"));
    let attempts = delivery.get("attempts").and_then(Value::as_u64);
    let status = delivery.get("last_status").and_then(Value::as_u64);
    let end = match (status, terminal::member_phrase(delivery, "last_failure")) {
        (Some(status), _) => Phrase::new("outbox.last-status").with("status", status),
        (None, Some(failure)) => Phrase::new("outbox.last-failure").with("failure", failure),
        (None, None) => Phrase::verbatim(""),
    };
    if state == DeliveryState::UnderWay.name() {
        return Phrase::new("outbox.with-bot")
            .with("event", event)
            .with("bot", bot)
            .with("n", attempts.unwrap_or_default() + 1)
            .with("end", end);
    }
    let state = DeliveryState::from_name(state)
        .map_or_else(|| Phrase::verbatim(state), DeliveryState::phrase);
    let attempts = match attempts {
        Some(1) => Phrase::new("outbox.attempt"),
        Some(count) => Phrase::new("outbox.attempts").with("n", count),
        None => Phrase::new("outbox.unknown-attempts"),
    };
    Phrase::new("outbox.sentence")
        .with("event", event)
        .with("bot", bot)
        .with("state", state)
        .with("attempts", attempts)
        .with("end", end)
}

fn bots(room: &Value) -> String {
    let ids = |key: &str| {
        let bots = room.get(key).and_then(Value::as_array);
        bots.into_iter().flatten().filter_map(Value::as_str)
    };
    let label = |id: &str| match ids("offline_bots").any(|offline| offline == id) {
        true => format!("{id} ({})", label("offline")),
        false => id.to_owned(),
    };
    let labels: Vec<_> = ids("bots").map(label).collect();
    if labels.is_empty() {
        return "-".into();
    }
    escape::line(&labels.join(", ")).to_string()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Returns a number of the API; `?` without one.
pub(super) fn number(value: &Value, key: &str) -> String {
    let number = value.get(key).and_then(Value::as_i64);
    number.map_or_else(|| "?".into(), |number| number.to_string())
}
