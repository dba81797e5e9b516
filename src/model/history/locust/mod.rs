//! Events as a locustfile: Locust (<https://docs.locust.io>) sends them from as many machines as it is given.
//!
//! The file holds the bodies and stands alone. Each delivery is another event: a new id, new times, signed anew with
//! the secret of the environment. Bodies are cut at the values that change, so that every other byte stays.
use super::exchange::{Exchange, Kind};
use crate::error::Result;
use crate::model::history::export_format::{REDACTED, Shape};
use crate::model::protocol::momotalk_event::{Blank, Field};
use crate::model::protocol::{BOT_ID_HEADER, EVENT_ID_HEADER, Protocol};
use crate::model::secret::signature::SIGNATURE_HEADER;
use std::collections::HashSet;

/// What stands before and behind the events.
const TEMPLATE: &str = include_str!("locustfile.py");
/// The line of the template in whose place the events come.
const PLACE: &str = "    # the events\n";

/// The shape. Each event comes once, however often it was delivered.
#[derive(Default)]
pub struct Locust {
    seen: HashSet<String>,
}

impl Locust {
    fn halves() -> (&'static str, &'static str) {
        TEMPLATE.split_once(PLACE).unwrap_or((TEMPLATE, ""))
    }
}

impl Shape for Locust {
    fn begin(&mut self, is_redacted: bool) -> Result<String> {
        let version = env!("CARGO_PKG_VERSION");
        let head = Self::halves().0.replace("VERSION", version);
        let note = if is_redacted { REDACTED } else { "" };
        Ok(head.replace("    NOTE\n", &wrapped(note)))
    }

    fn exchange(&mut self, exchange: &Exchange) -> Result<Option<String>> {
        let is_event = exchange.kind == Kind::Event && exchange.protocol == Protocol::Momotalk;
        let mut is_new = |id: &String| self.seen.insert(id.clone());
        if !is_event || !exchange.event_id.as_ref().is_none_or(&mut is_new) {
            return Ok(None);
        }
        let request = &exchange.request;
        let kind = exchange.event_type.as_deref().unwrap_or("event");
        let bot = request.headers.text(BOT_ID_HEADER);
        let bot = bot.or(exchange.bot_id.as_deref()).unwrap_or_default();
        let content_type = request.headers.text("content-type");
        Ok(Some(format!(
            "    ({}, {}, {}, [{}]),\n",
            literal(kind),
            literal(bot),
            literal(content_type.unwrap_or("application/json")),
            pieces(&request.body).join(", ")
        )))
    }

    fn end(&mut self) -> Result<String> {
        let tail = Self::halves()
            .1
            .replace("SIGNATURE_HEADER", SIGNATURE_HEADER);
        let tail = tail.replace("EVENT_ID_HEADER", EVENT_ID_HEADER);
        Ok(tail.replace("BOT_ID_HEADER", BOT_ID_HEADER))
    }
}

fn wrapped(note: &str) -> String {
    let note = note.replace(". ", ".\n");
    note.lines().map(|line| format!("{line}\n")).collect()
}

/// The body in pieces: literals, and the names of the values that change.
fn pieces(body: &[u8]) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let keep = |bytes: &[u8], pieces: &mut Vec<String>| {
        if !bytes.is_empty() {
            pieces.push(bytes_literal(bytes));
        }
    };
    for (place, field) in Blank::of(body).places() {
        let name = match field {
            Field::EventId => "EVENT_ID",
            Field::MessageId => "MESSAGE_ID",
            Field::Time => "SECONDS",
            Field::BotId => continue,
        };
        keep(&body[done..place.start], &mut pieces);
        pieces.push(name.to_owned());
        done = place.end;
    }
    keep(&body[done..], &mut pieces);
    pieces
}

/// Text as it stands, where it is some; else bytes.
fn bytes_literal(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => literal(text),
        Err(_) => {
            let digits = bytes.iter().map(|byte| format!("\\x{byte:02x}"));
            format!("b\"{}\"", digits.collect::<String>())
        }
    }
}

/// A string for Python. Letters of all scripts stay readable; what could steer a terminal or hide is escaped.
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
