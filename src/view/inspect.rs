//! An exchange in full: its properties, request and response with all headers, bodies pretty-printed.
use super::exchange::{coloured_verdict, size};
use super::terminal::{self, Styles, label, told};
use super::{cells, escape, hex_dump, kakao, time};
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::history::hop::MissingPart;
use crate::model::http::Headers;
use crate::model::http::status::reason_phrase;
use crate::model::json::pretty::pretty;
use crate::model::secret::signature::SignatureVerdict;
use crate::model::text::phrase::Phrase;
use std::time::Duration;

/// Maximum bytes of a binary body in the hex dump.
const MAX_DUMP_BYTES: usize = 1024;

/// Renders the whole exchange. `budget` is the time within which an event should be answered; `why` are the lines that say
/// why it failed.
pub fn full(exchange: &Exchange, budget: Duration, why: &[String], styles: Styles) -> String {
    let mut text = format!(
        "{}  {} {}{}\n",
        styles.accent(escape::line(&exchange.id).as_ref()),
        label(exchange.direction.name()),
        kind_label(exchange),
        if exchange.starred { "  ★" } else { "" }
    );
    for (name, value) in details(exchange, budget, styles) {
        let name = styles.faint(cells::pad_right(label(name), 9));
        text.push_str(&format!("  {name}  {value}\n"));
    }
    for line in why {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str(&request(exchange, styles));
    match &exchange.response {
        Some(response) => {
            let status = format!("{} {}", response.status, reason_phrase(response.status));
            let status = if response.is_success() {
                styles.good(status.trim_end())
            } else {
                styles.bad(status.trim_end())
            };
            let remark = exchange.lacks(MissingPart::ResponseBody);
            let remark = remark.then(|| Phrase::new("resend.no-body"));
            text.push_str(&heading("Response", &response.body, remark, styles));
            let headers = &response.headers;
            text.push_str(&message(&status, headers, &response.body, styles));
        }
        None => text.push_str(&format!("\n{}\n", styles.strong(label("No response")))),
    }
    text.push_str(&findings(exchange, styles));
    text.pop();
    text
}

/// Renders the request, or the bytes that arrived in place of one.
fn request(exchange: &Exchange, styles: Styles) -> String {
    let request = &exchange.request;
    let remark = exchange.unsendable();
    if exchange.lacks(MissingPart::RequestHead) {
        let heading = heading("Bytes that arrived", &request.body, remark, styles);
        return heading + &indented_body(&request.body);
    }
    let first_line = format!("{} {}", request.method, request.url);
    let first_line = styles.strong(escape::line(&first_line).as_ref());
    let heading = heading("Request", &request.body, remark, styles);
    heading + &message(&first_line, &request.headers, &request.body, styles)
}

/// Renders the lint findings of a skill's answer; empty for other exchanges.
fn findings(exchange: &Exchange, styles: Styles) -> String {
    let findings = exchange.lint_response();
    if findings.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "\n{}\n",
        styles.strong(told("What Kakao would say of the answer"))
    );
    for line in kakao::findings::list(&findings, styles).lines() {
        text.push_str(&format!("  {line}\n"));
    }
    text
}

/// `event talk.message_created`, `API call`.
fn kind_label(exchange: &Exchange) -> String {
    match (exchange.kind, &exchange.event_type) {
        _ if exchange.lacks(MissingPart::RequestHead) => label("bytes").into(),
        _ if !exchange.is_event() && exchange.kind == ExchangeKind::Event => {
            label("request").into()
        }
        (ExchangeKind::Event, Some(kind)) => format!("{} {}", label("event"), escape::line(kind)),
        (ExchangeKind::Event, None) => label("event").into(),
        (ExchangeKind::Api, _) => label("API call").into(),
    }
}

/// Returns the names and values above the request.
fn details(exchange: &Exchange, budget: Duration, styles: Styles) -> Vec<(&'static str, String)> {
    let mut details = vec![("at", time::exact_time(exchange.started_at))];
    let ids = [("event", &exchange.event_id), ("bot", &exchange.bot_id)];
    for (name, value) in ids {
        details.extend(
            value
                .iter()
                .map(|value| (name, escape::line(value).to_string())),
        );
    }
    details.extend(
        exchange
            .attempt
            .map(|number| ("attempt", number.to_string())),
    );
    if !exchange.faults.is_empty() {
        let faults = exchange.faults.iter().map(|fault| fault.phrase());
        let faults = terminal::render(&Phrase::comma_list(faults));
        details.push(("chaos", styles.warn(faults)));
    }
    details.push(("hop", hop(exchange)));
    details.push(("protocol", exchange.protocol.name().to_owned()));
    let signature = &exchange.signature;
    if exchange.kind == ExchangeKind::Event || signature.verdict != SignatureVerdict::Unchecked {
        let verdict = coloured_verdict(signature.verdict, label(signature.verdict.name()), styles);
        let fingerprint = signature.secret.as_deref();
        let fingerprint = fingerprint.map(|fingerprint| {
            let text = format!("secret with fingerprint {}", escape::line(fingerprint));
            format!(" ({})", told(&text))
        });
        details.push(("signature", verdict + &fingerprint.unwrap_or_default()));
        let lines = signature.explanation.iter();
        let lines = lines.map(|line| escape::line(&terminal::render(line)).to_string());
        details.extend(lines.map(|line| ("", line)));
    }
    if let Some(failure) = &exchange.failure {
        let message = terminal::render(&failure.message);
        let message = format!("{}: {message}", failure.cause.name());
        details.push(("failure", styles.bad(escape::line(&message).as_ref())));
    }
    details.push(("took", duration_with_steps(exchange, budget, styles)));
    details
}

/// `forwarded, from ex_...`.
fn hop(exchange: &Exchange) -> String {
    let hop = label(exchange.hop().name());
    match &exchange.forwarded_from {
        Some(source) => format!("{hop}, {} {}", label("from"), escape::line(source)),
        None => hop.to_owned(),
    }
}

/// `12.3 ms (connected after 0.4 ms, first byte after 11.0 ms) of 3 s`.
fn duration_with_steps(exchange: &Exchange, budget: Duration, styles: Styles) -> String {
    let timing = exchange.timing;
    let mut text = format!("{:.1} ms", timing.total_ms);
    if exchange.direction == Direction::Sent {
        let connect = timing.connect_ms.map(|connect| match connect {
            0.0 => "connection kept".to_owned(),
            took => format!("connected after {took:.1} ms"),
        });
        let first_byte = timing
            .first_byte_ms
            .map(|took| format!("first byte after {took:.1} ms"));
        let sent_again = timing
            .sent_again_ms
            .map(|took| format!("the kept connection was closed, sent again after {took:.1} ms"));
        let steps = [sent_again, connect, first_byte];
        let steps = steps.into_iter().flatten();
        let steps: Vec<_> = steps.map(|step| told(&step).into_owned()).collect();
        if !steps.is_empty() {
            text.push_str(&format!(" ({})", steps.join(", ")));
        }
    }
    if exchange.kind == ExchangeKind::Api {
        return text;
    }
    let budget_text = format!("{} s", budget.as_secs_f64());
    if timing.total_ms > budget.as_secs_f64() * 1000.0 {
        let late = told(&format!("more than the {budget_text} that a bot has")).into_owned();
        return styles.bad(format!("{text}, {late}"));
    }
    format!("{text} {}", told(&format!("of {budget_text}")))
}

/// Renders the heading of a message with its size, and what is missing of it.
fn heading(name: &str, body: &[u8], remark: Option<Phrase>, styles: Styles) -> String {
    let mut text = format!("\n{}", styles.strong(label(name)));
    if !body.is_empty() || remark.is_none() {
        let bytes = match body.len() {
            0 => label("no body").to_owned(),
            bytes => size(bytes),
        };
        text.push_str(&format!(" {}", styles.faint(format!("({bytes})"))));
    }
    if let Some(remark) = remark {
        text.push_str(&format!(" {}", styles.warn(terminal::render(&remark))));
    }
    text.push('\n');
    text
}

/// Renders first line, headers and body of a request or a response.
fn message(first_line: &str, headers: &Headers, body: &[u8], styles: Styles) -> String {
    let mut text = format!("  {first_line}\n");
    for header in headers.iter() {
        let name = escape::line(&header.name);
        let name = styles.accent(format!("{name}:"));
        text.push_str(&format!(
            "  {name} {}\n",
            escape::line_of_bytes(&header.value)
        ));
    }
    if !body.is_empty() {
        text.push('\n');
        text.push_str(&indented_body(body));
    }
    text
}

fn indented_body(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in body(bytes).lines() {
        text.push_str(format!("  {line}").trim_end());
        text.push('\n');
    }
    text
}

/// Renders a body, escaped: JSON pretty-printed, other text as it is, else a hex dump of its first bytes.
pub fn body(bytes: &[u8]) -> String {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let start = &bytes[..bytes.len().min(MAX_DUMP_BYTES)];
        let mut text = hex_dump::dump(start);
        if start.len() < bytes.len() {
            let rest = size(bytes.len() - start.len());
            text.push_str(&told(&format!("... {rest} more; `--as hex` shows all")));
            text.push('\n');
        }
        return text;
    };
    match pretty(text) {
        Some(pretty) => escape::lines(&pretty).to_string(),
        None => escape::lines(text).to_string(),
    }
}
