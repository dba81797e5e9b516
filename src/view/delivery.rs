//! A delivery as text: one line of what was sent and what came back, and below it, where it is not as it
//! should be, the answer's first lines and what it probably is.
use super::cells;
use super::escape;
use super::terminal::Styles;
use crate::error::Verdict;
use crate::model::diagnosis::Diagnosis;
use crate::model::diff::Diff;
use crate::model::history::exchange::{Cause, Exchange};
use crate::model::http::status::reason;
use crate::model::kakao::lint::Finding;
use crate::model::protocol::Protocol;
use crate::model::replay::report::Ended;
use serde::Serialize;

/// A delivery as a line of JSON.
#[derive(Debug, Serialize)]
pub struct DeliveryLine<'a> {
    r#type: &'static str,
    payload: &'a str,
    expected: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unmet: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    findings: &'a [Finding],
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'a Diff>,
    #[serde(flatten)]
    exchange: &'a Exchange,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<&'a Diagnosis>,
}

impl<'a> DeliveryLine<'a> {
    /// The line of this delivery.
    pub fn new(ended: &Ended<'a>) -> Self {
        Self {
            r#type: "exchange",
            payload: ended.label,
            expected: ended.verdict == Verdict::Yes,
            unmet: &ended.unmet.words,
            findings: &ended.unmet.findings,
            diff: ended.unmet.diff.as_ref(),
            exchange: ended.exchange,
            diagnosis: ended.diagnosis,
        }
    }
}

/// How many lines of an answer are shown.
const MAX_ANSWER_LINES: usize = 6;

/// `200 OK  12 ms  evt_...  momotalk/message_created -> http://127.0.0.1:3000/  ex_...`.
pub fn line(ink: Styles, label: &str, exchange: &Exchange, is_good: bool) -> String {
    let outcome = outcome(exchange);
    let outcome = if is_good {
        ink.good(outcome)
    } else {
        ink.bad(outcome)
    };
    let event = match (&exchange.event_id, exchange.protocol, &exchange.event_type) {
        (Some(id), ..) => id,
        // A skill call has no id that its answer could be told by.
        (None, Protocol::KakaoSkill, Some(kind)) => kind,
        _ => "no event id",
    };
    format!(
        "{outcome}  {:.0} ms  {}  {} -> {}  {}",
        exchange.timing.total_ms,
        escape::line(event),
        escape::line(label),
        escape::line(&exchange.request.url),
        ink.faint(&exchange.id),
    ) + &remarks(ink, exchange)
}

/// `  attempt 2, duplicate, slow-body`, where it was no plain first attempt.
fn remarks(ink: Styles, exchange: &Exchange) -> String {
    let attempt = exchange.attempt.filter(|attempt| *attempt > 1);
    let attempt = attempt.map(|attempt| format!("attempt {attempt}"));
    let faults = exchange.chaos.iter().map(|fault| fault.name().to_owned());
    let marks: Vec<_> = attempt.into_iter().chain(faults).collect();
    match &*marks {
        [] => String::new(),
        marks => format!("  {}", ink.warn(marks.join(", "))),
    }
}

/// The status with its name, or what kept it from coming.
pub fn outcome(exchange: &Exchange) -> String {
    if let Some(response) = &exchange.response {
        let name = reason(response.status);
        return format!("{} {name}", response.status).trim_end().to_owned();
    }
    let cause = exchange.failure.as_ref().map(|failure| failure.cause);
    let words = match cause {
        Some(Cause::Dns) => "no address",
        Some(Cause::Refused) => "connection refused",
        Some(Cause::Connect) => "no connection",
        Some(Cause::Tls) => "no TLS",
        Some(Cause::Timeout) => "timed out",
        Some(Cause::Broken) => "broken off",
        Some(Cause::Cut) => "closed early",
        Some(Cause::Protocol) => "no HTTP answer",
        Some(Cause::TooLarge) => "answer too large",
        Some(Cause::Rejected) => "rejected",
        Some(Cause::Rehearsed) => "rehearsed",
        None => "no answer",
    };
    words.to_owned()
}

/// The first lines of the answer's body, each cut to the terminal's width.
pub fn answer(ink: Styles, exchange: &Exchange, width: usize) -> Vec<String> {
    let Some(response) = &exchange.response else {
        return Vec::new();
    };
    let start = &response.body[..response.body.len().min(8192)];
    let text = escape::bytes(start);
    let lines: Vec<_> = text.as_ref().trim_end().lines().collect();
    let bar = ink.faint("|");
    let mut shown: Vec<_> = lines
        .iter()
        .take(MAX_ANSWER_LINES)
        .map(|line| {
            format!(
                "  {bar} {}",
                cells::cut(line, width.saturating_sub(4).max(20))
            )
        })
        .collect();
    if lines.len() > MAX_ANSWER_LINES || start.len() < response.body.len() {
        shown.push(format!("  {bar} ... ({} bytes)", response.body.len()));
    }
    shown
}

/// What it probably is, and what to try.
pub fn diagnosis(ink: Styles, diagnosis: &Diagnosis) -> Vec<String> {
    let mut lines = vec![format!("  {}", escape::line(&diagnosis.message))];
    let label = ink.faint("hint:");
    lines.extend(
        diagnosis
            .hints
            .iter()
            .map(|hint| format!("  {label} {}", escape::line(hint))),
    );
    lines
}
