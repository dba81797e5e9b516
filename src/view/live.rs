//! Exchanges as they happen: one line each, columns that do not move.
use super::exchange::{self, size, verdict_cell};
use super::kakao::answer;
use super::terminal::Styles;
use super::{cells, escape, json, time};
use crate::model::history::exchange::{Cause, Direction, Exchange, Kind};
use crate::model::kakao::room as kakao;
use crate::model::platform::room::{Message, MessageJson, Sender};

/// The longest body that is shown; the history has the rest.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Cells that all columns take; a narrower terminal has no size, and a shorter event.
const FULL_WIDTH: usize = 95;

/// What the columns hold, for above them, in a terminal of this width.
pub fn headings(width: Option<usize>) -> String {
    let (event, has_size) = event_width(width);
    let size = if has_size { "        size" } else { "" };
    format!(
        "time      {:19}  {:event$}  signature{size}  answer       ms",
        "exchange", "event"
    )
}

/// Cells of the event, and whether there is room for the size.
fn event_width(width: Option<usize>) -> (usize, bool) {
    match width {
        Some(width) if width < FULL_WIDTH => (20, false),
        _ => (24, true),
    }
}

/// What is known of an exchange beside itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Remarks<'a> {
    /// The event had come before.
    pub duplicate: bool,
    /// It could not be written to the history.
    pub not_stored: bool,
    /// momo sent it while it receives.
    pub sent: bool,
    /// Why it was refused, or what else went wrong.
    pub note: Option<&'a str>,
}

/// Time, id, event, signature, size, answer, milliseconds, remarks; below it what a bad signature fits.
pub fn line(exchange: &Exchange, remarks: Remarks<'_>, width: Option<usize>, ink: Styles) -> String {
    let (event, has_size) = event_width(width);
    let size = match has_size {
        true => format!("  {}", cells::right(&size(exchange.request.body.len()), 10)),
        false => String::new(),
    };
    let time = time::clock(exchange.started_at);
    let ms = cells::right(&format!("{:.1}", exchange.timing.total_ms), 7);
    let mut line = format!(
        "{}  {}  {}  {}{size}  {}  {ms}",
        ink.faint(time),
        ink.accent(cells::left(escape::line(&exchange.id).as_ref(), 19)),
        cells::left(&subject(exchange, remarks.sent), event),
        verdict_cell(exchange, ink),
        answer(exchange, ink),
    );
    if remarks.duplicate {
        line.push_str(&format!("  {}", ink.warn("duplicate")));
    }
    if remarks.not_stored {
        line.push_str(&format!("  {}", ink.bad("not stored")));
    }
    let says_so = exchange.failure.as_ref().map(|it| it.cause) == Some(Cause::Rehearsed);
    if !exchange.chaos.is_empty() && !says_so {
        let faults: Vec<_> = exchange.chaos.iter().map(|fault| fault.name()).collect();
        let words = format!("rehearsed: {}", faults.join(", "));
        line.push_str(&format!("  {}", ink.warn(words)));
    }
    if let Some(note) = remarks.note {
        line.push_str(&format!("  {}", escape::line(note)));
    }
    for explanation in &exchange.signature.explanation {
        let explanation = escape::line(explanation);
        line.push_str(&format!("\n{:10}{}", "", ink.faint(explanation.as_ref())));
    }
    line
}

/// Something that was said in a room of the local platform.
pub fn message(message: &Message, ink: Styles) -> String {
    let room = format!("room {}", message.draft.room_id);
    let name = match &message.sender {
        Sender::User(user) => ink.strong(escape::line(&user.name).as_ref()),
        Sender::Bot { name, .. } => ink.good(escape::line(name).as_ref()),
    };
    let time = ink.faint(time::clock(message.created_at));
    let body = escape::line(&message.draft.body);
    format!("{time}  {}  {name}: {body}", ink.accent(room))
}

/// A bubble of a Kakao room of the local platform; none for what only says what has become of one.
pub fn kakao_message(message: &kakao::Message, ink: Styles) -> Option<String> {
    let name = match message.from {
        kakao::From::User if message.state == Some(kakao::State::Waiting) => {
            ink.strong(escape::line(&message.user).as_ref())
        }
        kakao::From::User => return None,
        kakao::From::Skill => ink.good("skill"),
        kakao::From::Notice => ink.faint("notice"),
    };
    let said = message.value().map(|answer| answer::brief(&answer));
    let words = [&message.text, &said, &message.trouble];
    let words: Vec<_> = words.into_iter().flatten().map(String::as_str).collect();
    let time = ink.faint(time::clock(message.created_at));
    let room = ink.accent(kakao::room_name(message.room_id));
    let words = words.join(" ");
    Some(format!("{time}  {room}  {name}: {}", escape::line(&words)))
}

/// The request's body, laid out where it is JSON, and safe for a terminal.
pub fn body(exchange: &Exchange) -> String {
    let bytes = &exchange.request.body;
    let cut = &bytes[..bytes.len().min(MAX_BODY_BYTES)];
    let laid_out = std::str::from_utf8(bytes).ok().and_then(json::pretty);
    let text = match &laid_out {
        Some(text) if text.len() <= MAX_BODY_BYTES * 2 => escape::lines(text),
        _ => escape::bytes(cut),
    };
    let mut indented: String = text
        .as_ref()
        .lines()
        .map(|line| format!("{:10}{line}\n", ""))
        .collect();
    if cut.len() < bytes.len() && laid_out.is_none_or(|text| text.len() > MAX_BODY_BYTES * 2) {
        let rest = bytes.len() - cut.len();
        let id = escape::line(&exchange.id);
        indented.push_str(&format!(
            "{:10}... {rest} more bytes: momo webhook history show {id}\n",
            ""
        ));
    }
    indented.pop();
    indented
}

/// The event or call; what momo sends while it receives has an arrow.
fn subject(exchange: &Exchange, sent: bool) -> String {
    let is_call = exchange.kind == Kind::Api && exchange.direction == Direction::Sent;
    match is_call || sent {
        true => format!("-> {}", exchange::subject(exchange)),
        false => exchange::subject(exchange),
    }
}

fn answer(exchange: &Exchange, ink: Styles) -> String {
    match &exchange.response {
        Some(response) if response.is_success() => ink.good(format!("{:<6}", response.status)),
        Some(response) => ink.bad(format!("{:<6}", response.status)),
        None => ink.bad(format!("{:<6}", "none")),
    }
}

/// A line of `--json`: a value with its `type`.
#[derive(serde::Serialize)]
pub struct TaggedLine<'a, T: serde::Serialize> {
    r#type: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

impl<'a> TaggedLine<'a, MessageJson<'a>> {
    /// `{"type": "message", ...}`.
    pub fn message(value: &'a MessageJson<'a>) -> Self {
        Self {
            r#type: "message",
            value,
        }
    }
}

/// `{"type": "kakao_message", "message": {...}}`.
#[derive(serde::Serialize)]
pub struct KakaoMessageLine<'a> {
    r#type: &'static str,
    message: kakao::MessageJson<'a>,
}

impl<'a> KakaoMessageLine<'a> {
    /// The line of `--json` of a bubble.
    pub fn new(message: &'a kakao::Message) -> Self {
        Self {
            r#type: "kakao_message",
            message: message.to_json(),
        }
    }
}

impl<'a> TaggedLine<'a, Exchange> {
    /// `{"type": "exchange", ...}`.
    pub fn exchange(value: &'a Exchange) -> Self {
        Self {
            r#type: "exchange",
            value,
        }
    }
}
