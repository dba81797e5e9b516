//! Exports events as a locustfile, for load tests with Locust (<https://docs.locust.io>).
//!
//! The file is self-contained. Each delivery has a new id and new times and is signed with the secret from the
//! environment. Bodies are split at the values that change, so that every other byte stays.
use super::exchange::{Exchange, ExchangeKind};
use crate::error::Result;
use crate::model::history::export_format::{ExportFormat, ExportedText, REDACTION_NOTE};
use crate::model::protocol::momotalk_event::{EventTemplate, IdentityField};
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER, Protocol};
use crate::model::secret::signature::SIGNATURE_HEADER;
use std::collections::HashSet;

/// The text before and after the events.
const TEMPLATE: &str = include_str!("locustfile.py");
/// The template line that the events replace.
const EVENTS_MARKER: &str = "    # the events\n";

/// Exports each MoMoTalk event once, regardless of its number of deliveries. Without an event id each exchange counts
/// as an event of its own.
#[derive(Default)]
pub struct LocustWriter {
    written_ids: HashSet<String>,
}

impl LocustWriter {
    fn template_halves() -> (&'static str, &'static str) {
        TEMPLATE.split_once(EVENTS_MARKER).unwrap_or((TEMPLATE, ""))
    }
}

impl ExportFormat for LocustWriter {
    fn begin(&mut self, is_redacted: bool) -> Result<String> {
        let version = env!("CARGO_PKG_VERSION");
        let head = Self::template_halves().0.replace("VERSION", version);
        let note = if is_redacted { REDACTION_NOTE } else { "" };
        Ok(head.replace("    NOTE\n", &note_lines(note)))
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<ExportedText> {
        let is_event =
            exchange.kind == ExchangeKind::Event && exchange.protocol == Protocol::Momotalk;
        let mut is_new = |id: &String| self.written_ids.insert(id.clone());
        let is_whole = exchange.unsendable().is_none();
        if !is_event || !is_whole || !exchange.event_id.as_ref().is_none_or(&mut is_new) {
            return Ok(ExportedText {
                text: String::new(),
                is_left_out: true,
            });
        }
        let request = &exchange.request;
        let event_type = exchange.event_type.as_deref().unwrap_or("event");
        let bot_id = request.headers.text(BOT_ID_HEADER);
        let bot_id = bot_id.or(exchange.bot_id.as_deref()).unwrap_or_default();
        let content_type = request.headers.text("content-type");
        Ok(format!(
            "    ({}, {}, {}, [{}]),\n",
            literal(event_type),
            literal(bot_id),
            literal(content_type.unwrap_or("application/json")),
            body_pieces(&request.body).join(", ")
        )
        .into())
    }

    fn remarks(&self, left_out: u64) -> Vec<String> {
        let note = match left_out {
            0 => return Vec::new(),
            1 => "one exchange is no whole event of MoMoTalk's, or came twice, and is left out"
                .into(),
            count => format!(
                "{count} exchanges are no whole events of MoMoTalk's, or came twice, and are left out"
            ),
        };
        vec![note]
    }

    fn end(&mut self) -> Result<String> {
        let tail = Self::template_halves()
            .1
            .replace("SIGNATURE_HEADER", SIGNATURE_HEADER);
        let tail = tail.replace("EVENT_ID_HEADER", EVENT_ID_HEADER);
        Ok(tail.replace("BOT_ID_HEADER", BOT_ID_HEADER))
    }
}

fn note_lines(note: &str) -> String {
    let note = note.replace(". ", ".\n");
    note.lines().map(|line| format!("{line}\n")).collect()
}

/// Splits a body into Python literals and the names of the values that change.
fn body_pieces(body: &[u8]) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut copied_to = 0;
    let push_literal = |bytes: &[u8], pieces: &mut Vec<String>| {
        if !bytes.is_empty() {
            pieces.push(bytes_literal(bytes));
        }
    };
    for (span, field) in EventTemplate::parse(body).fields() {
        let name = match field {
            IdentityField::EventId => "EVENT_ID",
            IdentityField::MessageId => "MESSAGE_ID",
            IdentityField::Time => "SECONDS",
            IdentityField::BotId => continue,
        };
        push_literal(&body[copied_to..span.start], &mut pieces);
        pieces.push(name.to_owned());
        copied_to = span.end;
    }
    push_literal(&body[copied_to..], &mut pieces);
    pieces
}

/// Formats UTF-8 as a string literal, other bytes as a bytes literal.
fn bytes_literal(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => literal(text),
        Err(_) => {
            let digits = bytes.iter().map(|byte| format!("\\x{byte:02x}"));
            format!("b\"{}\"", digits.collect::<String>())
        }
    }
}

/// Formats a Python string literal. Keeps letters of all scripts, and escapes other characters outside
/// printable ASCII.
fn literal(text: &str) -> String {
    let mut literal = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => literal.extend(['\\', ch]),
            ' '..='~' => literal.push(ch),
            '\n' => literal.push_str("\\n"),
            _ if ch.is_alphanumeric() => literal.push(ch),
            _ => match ch as u32 {
                code @ 0..=0xffff => literal.push_str(&format!("\\u{code:04x}")),
                code => literal.push_str(&format!("\\U{code:08x}")),
            },
        }
    }
    literal.push('"');
    literal
}
