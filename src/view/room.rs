//! Rooms, messages and deliveries of the local platform as text.
use super::bot::field;
use super::escape;
use super::terminal::Styles;
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
    let title = styles.strong(format!("room {}", number(room, "room_id")));
    let name = field("name", text(room, "name"), styles);
    format!("{title}{name}{}", field("bots", &bots(room), styles))
}

/// Renders a message: number, sender, text.
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
    let reply = message.get("reply_to_message_id").and_then(Value::as_i64);
    let reply = reply.map_or_else(String::new, |to| styles.faint(format!(" (to #{to})")));
    // Further lines are indented.
    let body = escape::lines(text(message, "body")).to_string();
    format!("{id} {sender}{reply}: {}", body.replace('\n', "\n    "))
}

/// Renders the state of a delivery as a sentence.
pub fn delivery(delivery: &Value) -> String {
    let mut sentence = format!(
        "The event {} for {} is {} after {}",
        text(delivery, "event_id"),
        text(delivery, "bot_id"),
        text(delivery, "state"),
        match delivery.get("attempts").and_then(Value::as_i64) {
            Some(1) => "1 attempt".to_owned(),
            Some(count) => format!("{count} attempts"),
            None => "an unknown number of attempts".to_owned(),
        },
    );
    let status = delivery.get("last_status").and_then(Value::as_i64);
    let failure = delivery.get("last_failure");
    if let Some(status) = status {
        sentence.push_str(&format!("; the last answer was {status}"));
    } else if let Some(failure) =
        failure.and_then(|why| why.as_str().or_else(|| why.get("message")?.as_str()))
    {
        sentence.push_str(&format!("; {failure}"));
    }
    sentence.push('.');
    escape::line(&sentence).to_string()
}

fn bots(room: &Value) -> String {
    let bots = room.get("bots").and_then(Value::as_array);
    let ids: Vec<_> = bots
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if ids.is_empty() {
        return "-".into();
    }
    escape::line(&ids.join(", ")).to_string()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: &Value, key: &str) -> String {
    let number = value.get(key).and_then(Value::as_i64);
    number.map_or_else(|| "?".into(), |number| number.to_string())
}
