//! Exchanges and messages as they happen: one line each, in fixed columns.
use super::exchange::{self, size, verdict_cell};
use super::kakao::answer;
use super::room::repeated_reply;
use super::terminal::{self, Styles, label, told};
use super::{cells, escape, time};
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::diagnosis::Diagnosis;
use crate::model::fault::FaultRule;
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind, FailureCause};
use crate::model::http::target;
use crate::model::json::pretty::pretty;
use crate::model::kakao::lint::Finding;
use crate::model::kakao::room as kakao;
use crate::model::platform::room::{Message, MessageJson, Sender};
use crate::model::text::phrase::Phrase;
use crate::model::time::offset_clock::ClockReading;
use serde::Serialize;

/// Maximum bytes of a body on the terminal; the history has the rest.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Cells of all columns.
const FULL_WIDTH: usize = 95;
/// Cells without the size column, and with a shorter event.
const SHORT_WIDTH: usize = 79;
/// Cells beside the event where ids are cut.
const FIXED_WIDTH: usize = 49;
/// Cells beside the event of a terminal that has no room for times either.
const MIN_FIXED_WIDTH: usize = 30;
/// Cells of a whole id.
const WHOLE_ID: usize = 19;
/// Cells of the shortest event.
const MIN_EVENT_WIDTH: usize = 8;

/// Columns of a terminal, all widths in cells.
#[derive(Debug, Clone, Copy)]
struct LiveColumns {
    event: usize,
    /// Of a whole id, or of its end, which names it too.
    id: usize,
    has_size: bool,
    /// Whether the time of day and the milliseconds fit.
    has_times: bool,
}

impl LiveColumns {
    /// Lays out the columns for a width; `None` without a terminal.
    fn new(width: Option<usize>) -> Self {
        let whole = |event, has_size| Self {
            event,
            id: WHOLE_ID,
            has_size,
            has_times: true,
        };
        let width = match width {
            None | Some(FULL_WIDTH..) => return whole(24, true),
            Some(SHORT_WIDTH..) => return whole(20, false),
            Some(width) => width,
        };
        let has_times = width >= FIXED_WIDTH + MIN_EVENT_WIDTH;
        let fixed = if has_times {
            FIXED_WIDTH
        } else {
            MIN_FIXED_WIDTH
        };
        Self {
            event: width.saturating_sub(fixed).clamp(MIN_EVENT_WIDTH, 20),
            id: 9,
            has_size: false,
            has_times,
        }
    }

    /// Renders the end of an id where the whole one does not fit.
    fn id(self, id: &str) -> String {
        let count = id.chars().count();
        if self.id == WHOLE_ID || count <= self.id {
            return cells::pad_right(id, self.id);
        }
        let end: String = id.chars().skip(count + 1 - self.id).collect();
        cells::pad_right(&format!("…{end}"), self.id)
    }
}

/// Renders the column headings; `width` in cells, `None` without a terminal.
pub fn headings(width: Option<usize>) -> String {
    let columns = LiveColumns::new(width);
    let mut line = String::new();
    if columns.has_times {
        line.push_str(&format!("{}  ", cells::pad_right(label("time"), 8)));
    }
    line.push_str(&format!(
        "{}  {}  {}",
        cells::pad_right(label("exchange"), columns.id),
        cells::pad_right(label("event"), columns.event),
        cells::pad_right(label("signature"), 9),
    ));
    if columns.has_size {
        line.push_str(&format!("  {}", cells::pad_left(label("size"), 10)));
    }
    line.push_str(&format!("  {}", cells::pad_right(label("answer"), 6)));
    if columns.has_times {
        line.push_str("       ms");
    }
    line
}

/// Remarks on an exchange.
#[derive(Debug, Clone, Copy, Default)]
pub struct Remarks<'a> {
    /// An event with this id was accepted before.
    pub duplicate: bool,
    /// The write to the history failed.
    pub not_stored: bool,
    /// momo sent it while it receives: it forwarded an event or answered later.
    pub sent: bool,
    /// The reason of a rejection or another remark.
    pub note: Option<&'a Phrase>,
}

/// Renders time, id, event, signature, size, status, milliseconds, remarks; below, the explanations of an invalid
/// signature. `width` as for [`headings`].
pub fn line(
    exchange: &Exchange,
    remarks: Remarks<'_>,
    width: Option<usize>,
    styles: Styles,
) -> String {
    let columns = LiveColumns::new(width);
    let mut line = String::new();
    if columns.has_times {
        let time = time::clock_time(exchange.started_at);
        line.push_str(&format!("{}  ", styles.faint(time)));
    }
    line.push_str(&format!(
        "{}  {}  {}",
        styles.accent(columns.id(escape::line(&exchange.id).as_ref())),
        cells::pad_right(&subject(exchange, remarks.sent), columns.event),
        verdict_cell(exchange, styles),
    ));
    if columns.has_size {
        let size = size(exchange.request.body.len());
        line.push_str(&format!("  {}", cells::pad_left(&size, 10)));
    }
    line.push_str(&format!("  {}", status_cell(exchange, styles)));
    if columns.has_times {
        let ms = format!("{:.1}", exchange.timing.total_ms);
        line.push_str(&format!("  {}", cells::pad_left(&ms, 7)));
    }
    if remarks.duplicate {
        line.push_str(&format!("  {}", styles.warn(label("duplicate"))));
    }
    if remarks.not_stored {
        line.push_str(&format!("  {}", styles.bad(label("not stored"))));
    }
    let is_explained =
        exchange.failure.as_ref().map(|failure| failure.cause) == Some(FailureCause::Simulated);
    if !exchange.faults.is_empty() && !is_explained {
        let faults = exchange.faults.iter().map(|fault| fault.phrase());
        let touched = Phrase::new("fault.touched").with("faults", Phrase::comma_list(faults));
        line.push_str(&format!("  {}", styles.warn(terminal::render(&touched))));
    }
    if let Some(note) = remarks.note {
        let note = terminal::render(note);
        let note = told(&note);
        line.push_str(&format!("  {}", escape::line(&note)));
    }
    for explanation in &exchange.signature.explanation {
        let explanation = terminal::render(explanation);
        let explanation = escape::line(&explanation);
        let explanation = format!("{:10}{}", "", styles.faint(explanation.as_ref()));
        line.push_str(&format!("\n{}", styles.prose(&explanation)));
    }
    line
}

/// Renders a message in a room of the local platform.
pub fn message(message: &Message, styles: Styles) -> String {
    let room = room_name(message.content.room_id);
    let name = match &message.sender {
        Sender::User(user) => styles.strong(escape::line(&user.name).as_ref()),
        Sender::Bot { name, .. } => styles.good(escape::line(name).as_ref()),
    };
    let time = styles.faint(time::clock_time(message.created_at));
    let body = escape::line(&message.content.body);
    let repeated = repeated_reply(message.reply_number, message.content.reply_to, styles);
    let line = format!("{time}  {}  {name}: {body}{repeated}", styles.accent(room));
    styles.prose(&line)
}

/// Returns the name of a room of the local platform.
pub(super) fn room_name(room_id: i64) -> String {
    told(&format!("room {room_id}")).into_owned()
}

/// Renders that the events of a bot are held.
pub(super) fn bot_absent(bot: &str, callback_url: &str, styles: Styles) -> String {
    let place = target::authority(callback_url);
    let phrase = Phrase::new("delivery.bot-absent")
        .with("bot", bot)
        .with("place", place);
    let text = terminal::render(&phrase);
    styles.warn(escape::line(&text).as_ref())
}

/// Renders a message in a Kakao room of the local platform; `None` for a mere change of state.
pub fn kakao_message(message: &kakao::KakaoMessage, styles: Styles) -> Option<String> {
    let name = match message.from {
        kakao::Speaker::User if message.state == Some(kakao::UtteranceState::Waiting) => {
            styles.strong(escape::line(&message.user).as_ref())
        }
        kakao::Speaker::User => return None,
        kakao::Speaker::Skill => styles.good(label("skill")),
        kakao::Speaker::Notice => styles.faint(label("notice")),
    };
    let answer_text = message
        .answer_json()
        .map(|answer| answer::one_line(&answer));
    let error = message.error.as_ref().map(terminal::render);
    let words = [&message.text, &answer_text, &error];
    let words: Vec<_> = words.into_iter().flatten().map(String::as_str).collect();
    let time = styles.faint(time::clock_time(message.created_at));
    let room = styles.accent(kakao::room_name(message.room_id));
    let words = words.join(" ");
    let line = format!("{time}  {room}  {name}: {}", escape::line(&words));
    Some(styles.prose(&line))
}

/// Renders the request body, escaped, JSON pretty-printed.
pub fn body(exchange: &Exchange) -> String {
    let bytes = &exchange.request.body;
    let excerpt = &bytes[..bytes.len().min(MAX_BODY_BYTES)];
    let pretty_body = std::str::from_utf8(bytes).ok().and_then(pretty);
    let text = match &pretty_body {
        Some(text) if text.len() <= MAX_BODY_BYTES * 2 => escape::lines(text),
        _ => escape::bytes(excerpt),
    };
    let mut indented: String = text
        .as_ref()
        .lines()
        .map(|line| format!("{:10}{line}\n", ""))
        .collect();
    if excerpt.len() < bytes.len() && pretty_body.is_none_or(|text| text.len() > MAX_BODY_BYTES * 2)
    {
        let rest = bytes.len() - excerpt.len();
        let id = escape::line(&exchange.id);
        let more = format!("... {rest} more bytes: momo webhook history show {id}");
        indented.push_str(&format!("{:10}{}\n", "", told(&more)));
    }
    indented.pop();
    indented
}

/// Returns the event or call, with an arrow if momo sent it.
fn subject(exchange: &Exchange, sent: bool) -> String {
    let is_call = exchange.kind == ExchangeKind::Api && exchange.direction == Direction::Sent;
    match is_call || sent {
        true => format!("-> {}", exchange::subject(exchange)),
        false => exchange::subject(exchange),
    }
}

fn status_cell(exchange: &Exchange, styles: Styles) -> String {
    match &exchange.response {
        Some(response) if response.is_success() => styles.good(format!("{:<6}", response.status)),
        Some(response) => styles.bad(format!("{:<6}", response.status)),
        None => styles.bad(cells::pad_right(label("none"), 6)),
    }
}

/// Renders an activity as one line; `None` for what the terminal does not show. `width` as for [`headings`].
pub fn activity(activity: &Activity, width: Option<usize>, styles: Styles) -> Option<String> {
    match activity {
        Activity::Exchange(observed) => {
            let exchange = &observed.exchange;
            let failure = exchange.failure.as_ref();
            let remarks = Remarks {
                note: failure.map(|failure| &failure.message),
                ..Remarks::default()
            };
            Some(line(exchange, remarks, width, styles))
        }
        Activity::Message(message) => Some(self::message(message, styles)),
        Activity::KakaoMessage(message, _) => kakao_message(message, styles),
        Activity::BotAbsent {
            bot_id,
            callback_url,
        } => Some(bot_absent(bot_id, callback_url, styles)),
        _ => None,
    }
}

/// A line of `--json`: `{"type": ...}` with the value's own fields, or with the value beside it.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ActivityLine<'a> {
    Exchange(ExchangeLine<'a>),
    Message(MessageJson<'a>),
    KakaoMessage {
        message: kakao::KakaoMessageJson<'a>,
    },
    Faults {
        faults: &'a [FaultRule],
    },
    Clock {
        clock: ClockReading,
    },
    BotAbsent {
        bot_id: &'a str,
        callback_url: &'a str,
    },
}

/// An exchange with the remarks of a receiver, which are `None` on the local platform.
#[derive(Serialize)]
pub struct ExchangeLine<'a> {
    #[serde(flatten)]
    exchange: &'a Exchange,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Lint findings of a skill's answer; `None` if it was not checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'a [Finding]>,
    /// Why an event was not taken; `None` for other exchanges.
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<Diagnosis>,
}

impl<'a> ActivityLine<'a> {
    /// Returns the line of a local platform; `None` for what the terminal does not show.
    pub fn new(activity: &'a Activity) -> Option<Self> {
        Some(match activity {
            Activity::Exchange(observed) => Self::Exchange(ExchangeLine {
                exchange: &observed.exchange,
                duplicate: None,
                stored: None,
                note: None,
                findings: None,
                diagnosis: None,
            }),
            Activity::Message(message) => Self::Message(message.to_json()),
            Activity::KakaoMessage(message, _) => Self::KakaoMessage {
                message: message.to_json(),
            },
            Activity::Faults(faults) => Self::Faults { faults },
            Activity::Clock(clock) => Self::Clock { clock: *clock },
            Activity::BotAbsent {
                bot_id,
                callback_url,
            } => Self::BotAbsent {
                bot_id,
                callback_url,
            },
            _ => return None,
        })
    }

    /// Returns the line of an exchange with all remarks.
    pub fn observed(observed: &'a ObservedExchange, findings: Option<&'a [Finding]>) -> Self {
        Self::Exchange(ExchangeLine {
            exchange: &observed.exchange,
            duplicate: Some(observed.duplicate),
            stored: Some(observed.is_stored()),
            note: observed.note.as_ref().map(Phrase::to_string),
            findings,
            diagnosis: None,
        })
    }

    /// Adds why an event was not taken, which `diagnose` tells.
    #[must_use]
    pub fn diagnosed(mut self, diagnose: impl FnOnce(&Exchange) -> Option<Diagnosis>) -> Self {
        if let Self::Exchange(line) = &mut self {
            line.diagnosis = diagnose(line.exchange);
        }
        self
    }
}
