//! A replayed delivery as text: one line for request and response; below it, for an unexpected response, the first
//! lines of its body and a diagnosis.
use super::cells;
use super::escape;
use super::terminal::{self, Styles, told};
use crate::error::Verdict;
use crate::model::diagnosis::Diagnosis;
use crate::model::diff::Diff;
use crate::model::history::exchange::{Exchange, FailureCause};
use crate::model::http::status::reason_phrase;
use crate::model::kakao::lint::Finding;
use crate::model::protocol::Protocol;
use crate::model::replay::report::FinishedDelivery;
use crate::model::text::phrase::Phrase;
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
    pub fn new(result: &FinishedDelivery<'a>) -> Self {
        Self {
            r#type: "exchange",
            payload: result.label,
            expected: result.verdict == Verdict::Yes,
            unmet: &result.mismatch.expected,
            findings: &result.mismatch.findings,
            diff: result.mismatch.diff.as_ref(),
            exchange: result.exchange,
            diagnosis: result.diagnosis,
        }
    }
}

/// Maximum number of lines of a response body.
const MAX_ANSWER_LINES: usize = 6;

/// `200 OK  12 ms  evt_...  momotalk/message_created -> http://127.0.0.1:3000/  ex_...`.
pub fn line(styles: Styles, label: &str, exchange: &Exchange, is_good: bool) -> String {
    let outcome = terminal::render(&outcome(exchange));
    let outcome = if is_good {
        styles.good(outcome)
    } else {
        styles.bad(outcome)
    };
    let event = match (&exchange.event_id, exchange.protocol, &exchange.event_type) {
        (Some(id), ..) => id,
        // A skill call has no event id.
        (None, Protocol::KakaoSkill, Some(kind)) => kind,
        _ => terminal::label("no event id"),
    };
    format!(
        "{outcome}  {:.0} ms  {}  {} -> {}  {}",
        exchange.timing.total_ms,
        escape::line(event),
        escape::line(label),
        escape::line(&exchange.request.url),
        styles.faint(&exchange.id),
    ) + &remarks(styles, exchange)
}

/// `  attempt 2, duplicate, slow-body`; empty for a first attempt without faults.
fn remarks(styles: Styles, exchange: &Exchange) -> String {
    let attempt = exchange.attempt.filter(|attempt| *attempt > 1);
    let attempt = attempt.map(|attempt| told(&format!("attempt {attempt}")).into_owned());
    let faults = exchange.faults.iter();
    let faults = faults.map(|fault| terminal::render(&fault.phrase()));
    let remarks: Vec<_> = attempt.into_iter().chain(faults).collect();
    match &*remarks {
        [] => String::new(),
        remarks => format!("  {}", styles.warn(remarks.join(", "))),
    }
}

/// Returns the status with its reason phrase, or the cause of the failure.
pub fn outcome(exchange: &Exchange) -> Phrase {
    if let Some(response) = &exchange.response {
        let name = reason_phrase(response.status);
        return Phrase::verbatim(format!("{} {name}", response.status).trim_end());
    }
    match &exchange.failure {
        Some(failure) => cause(failure.cause),
        None => Phrase::new("cause.none"),
    }
}

/// Returns the words of a failure's cause.
pub fn cause(cause: FailureCause) -> Phrase {
    Phrase::new(match cause {
        FailureCause::Dns => "cause.dns",
        FailureCause::Refused => "cause.refused",
        FailureCause::Connect => "cause.connect",
        FailureCause::Tls => "cause.tls",
        FailureCause::Timeout => "cause.timeout",
        FailureCause::Broken => "cause.broken",
        FailureCause::Cut => "cause.cut",
        FailureCause::Protocol => "cause.protocol",
        FailureCause::TooLarge => "cause.too-large",
        FailureCause::Rejected => "cause.rejected",
        FailureCause::Simulated => "cause.simulated",
    })
}

/// Renders the first lines of the response body, each cut to `width` cells.
pub fn answer(styles: Styles, exchange: &Exchange, width: usize) -> Vec<String> {
    let Some(response) = &exchange.response else {
        return Vec::new();
    };
    let start = &response.body[..response.body.len().min(8192)];
    let text = escape::bytes(start);
    let lines: Vec<_> = text.as_ref().trim_end().lines().collect();
    let bar = styles.faint("|");
    let mut excerpt: Vec<_> = lines
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
        excerpt.push(format!(
            "  {bar} ... ({})",
            told(&format!("{} bytes", response.body.len()))
        ));
    }
    excerpt
}

/// Renders a diagnosis and its hints.
pub fn diagnosis(styles: Styles, diagnosis: &Diagnosis) -> Vec<String> {
    let message = terminal::render(&diagnosis.message);
    let message = format!("  {}", escape::line(&message));
    let mut lines = vec![styles.prose(&message)];
    lines.extend(diagnosis.hints.iter().map(|it| hint(styles, it)));
    lines
}

/// Renders a hint below a delivery.
pub fn hint(styles: Styles, hint: &Phrase) -> String {
    let text = terminal::render(hint);
    let text = format!("  {} {}", styles.faint(told("hint:")), escape::line(&text));
    styles.prose(&text)
}
