//! An exchange in full: what it is, the request and the answer with every header, bodies laid out.
use super::exchange::{paint_verdict, size};
use super::terminal::Styles;
use super::{hex, escape, json, kakao, time};
use crate::model::history::exchange::{Direction, Exchange, Kind};
use crate::model::http::Headers;
use crate::model::http::status::reason;
use crate::model::secret::signature::Check;
use std::time::Duration;

/// How much of a body that is no text is shown.
const MAX_DUMP_BYTES: usize = 1024;

/// The whole exchange as text. `budget` is the time within which an event should be answered.
pub fn full(exchange: &Exchange, budget: Duration, ink: Styles) -> String {
    let mut text = format!(
        "{}  {} {}{}\n",
        ink.accent(escape::line(&exchange.id).as_ref()),
        exchange.direction.name(),
        kind(exchange),
        if exchange.starred { "  ★" } else { "" }
    );
    for (name, value) in facts(exchange, budget, ink) {
        let label = ink.faint(format!("{name:9}"));
        text.push_str(&format!("  {label}  {value}\n"));
    }
    let request = &exchange.request;
    let first = format!("{} {}", request.method, request.url);
    let first = ink.strong(escape::line(&first).as_ref());
    text.push_str(&message(
        "Request",
        &first,
        &request.headers,
        &request.body,
        ink,
    ));
    match &exchange.response {
        Some(response) => {
            let status = format!("{} {}", response.status, reason(response.status));
            let status = if response.is_success() {
                ink.good(status.trim_end())
            } else {
                ink.bad(status.trim_end())
            };
            text.push_str(&message(
                "Response",
                &status,
                &response.headers,
                &response.body,
                ink,
            ));
        }
        None => text.push_str(&format!("\n{}\n", ink.strong("No response"))),
    }
    text.push_str(&findings(exchange, ink));
    text.pop();
    text
}

/// What Kakao would say of a skill's answer; nothing of other exchanges.
fn findings(exchange: &Exchange, ink: Styles) -> String {
    let found = exchange.findings();
    if found.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}\n", ink.strong("What Kakao would say of the answer"));
    for line in kakao::findings::list(&found, ink).lines() {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

/// `event talk.message_created`, `API call`.
fn kind(exchange: &Exchange) -> String {
    match (exchange.kind, &exchange.event_type) {
        (Kind::Event, Some(kind)) => format!("event {}", escape::line(kind)),
        (Kind::Event, None) => "event".into(),
        (Kind::Api, _) => "API call".into(),
    }
}

/// What stands above the request, name and value.
fn facts(exchange: &Exchange, budget: Duration, ink: Styles) -> Vec<(&'static str, String)> {
    let mut facts = vec![("at", time::exact(exchange.started_at))];
    let given = [("event", &exchange.event_id), ("bot", &exchange.bot_id)];
    for (name, value) in given {
        facts.extend(
            value
                .iter()
                .map(|value| (name, escape::line(value).to_string())),
        );
    }
    facts.extend(
        exchange
            .attempt
            .map(|number| ("attempt", number.to_string())),
    );
    if !exchange.chaos.is_empty() {
        let faults: Vec<_> = exchange.chaos.iter().map(|fault| fault.name()).collect();
        facts.push(("chaos", ink.warn(faults.join(", "))));
    }
    facts.push(("protocol", exchange.protocol.name().to_owned()));
    let signature = &exchange.signature;
    if exchange.kind == Kind::Event || signature.verdict != Check::Unchecked {
        let verdict = paint_verdict(signature.verdict, signature.verdict.name(), ink);
        let by = signature.secret.as_deref();
        let by = by.map(|by| format!(" (secret with fingerprint {})", escape::line(by)));
        facts.push(("signature", verdict + &by.unwrap_or_default()));
        let lines = signature.explanation.iter();
        facts.extend(lines.map(|line| ("", escape::line(line).to_string())));
    }
    if let Some(failure) = &exchange.failure {
        let words = format!("{}: {}", failure.cause.name(), failure.message);
        facts.push(("failure", ink.bad(escape::line(&words).as_ref())));
    }
    facts.push(("took", duration_with_steps(exchange, budget, ink)));
    facts
}

/// `12.3 ms (connected after 0.4 ms, first byte after 11.0 ms) of 3 s`.
fn duration_with_steps(exchange: &Exchange, budget: Duration, ink: Styles) -> String {
    let timing = exchange.timing;
    let mut text = format!("{:.1} ms", timing.total_ms);
    if exchange.direction == Direction::Sent {
        let connect = timing.connect_ms.map(|connect| match connect {
            0.0 => "connection kept".to_owned(),
            took => format!("connected after {took:.1} ms"),
        });
        let first = timing
            .first_byte_ms
            .map(|first| format!("first byte after {first:.1} ms"));
        let steps: Vec<_> = connect.into_iter().chain(first).collect();
        if !steps.is_empty() {
            text.push_str(&format!(" ({})", steps.join(", ")));
        }
    }
    if exchange.kind == Kind::Api {
        return text;
    }
    let limit = format!("{} s", budget.as_secs_f64());
    if timing.total_ms > budget.as_secs_f64() * 1000.0 {
        return ink.bad(format!("{text}, more than the {limit} that a bot has"));
    }
    format!("{text} of {limit}")
}

/// A request or a response.
fn message(name: &str, first: &str, headers: &Headers, body: &[u8], ink: Styles) -> String {
    let bytes = if body.is_empty() {
        "no body".into()
    } else {
        size(body.len())
    };
    let mut text = format!(
        "\n{} {}\n  {first}\n",
        ink.strong(name),
        ink.faint(format!("({bytes})"))
    );
    for header in headers.iter() {
        let name = escape::line(&header.name);
        let name = ink.accent(format!("{name}:"));
        text.push_str(&format!(
            "  {name} {}\n",
            escape::line_of_bytes(&header.value)
        ));
    }
    if !body.is_empty() {
        text.push('\n');
        for line in self::body(body).lines() {
            text.push_str(format!("  {line}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// A body as text: laid out where it is JSON, as it is where it is text, else the beginning in hex.
pub fn body(bytes: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let start = &bytes[..bytes.len().min(MAX_DUMP_BYTES)];
        let mut text = hex::dump(start);
        if start.len() < bytes.len() {
            let rest = size(bytes.len() - start.len());
            text.push_str(&format!("... {rest} more; `--as hex` shows all\n"));
        }
        return text;
    };
    match json::pretty(text) {
        Some(pretty) => escape::lines(&pretty).to_string(),
        None => escape::lines(text).to_string(),
    }
}
