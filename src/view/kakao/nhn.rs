//! Formats messages through NHN Cloud for the terminal: accepted and refused ones, their status, and dry runs.
use crate::model::http::Request;
use crate::model::nhn::response::{MessageRecord, MessageStatus};
use crate::model::nhn::{Via, response_codes, result_codes};
use crate::view::terminal::{Styles, label, told};
use crate::view::{escape, inspect};
use serde_json::{Value, json};

/// Refusal by NHN Cloud with its documented meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NhnRefusal {
    pub code: i64,
    /// Message from NHN Cloud.
    pub message: String,
    pub meaning: &'static str,
    pub advice: &'static str,
}

impl NhnRefusal {
    pub fn new(code: i64, message: &str) -> Self {
        let (meaning, advice) = response_codes::explain(code);
        Self {
            code,
            message: message.to_owned(),
            meaning,
            advice,
        }
    }

    pub fn to_json(&self) -> Value {
        json!({ "code": self.code, "message": self.message, "means": self.meaning, "todo": self.advice })
    }
}

/// Formats an accepted message; `time` is the reserved Korean time, `None` if it is sent now.
pub fn accepted(
    via: Via,
    to: &str,
    request_id: Option<&str>,
    time: Option<&str>,
    styles: Styles,
) -> String {
    let verdict = if time.is_some() { "reserved" } else { "taken" };
    let time = time.map_or_else(String::new, |time| {
        format!(" {}", told(&format!("for {time} in Korea")))
    });
    let request = match request_id {
        Some(id) => format!(
            "{} {}",
            label("request"),
            styles.accent(escape::line(id).as_ref())
        ),
        None => told("without a request id").into_owned(),
    };
    format!(
        "{}  {}{time}  {}  {request}",
        styles.good(label(verdict)),
        label(via.title()),
        told(&format!("to {to}"))
    )
}

/// Explains, below an accepted message, why it goes out as SMS.
pub fn sent_as_sms(refusal: &NhnRefusal, styles: Styles) -> String {
    format!(
        "         {}, {} {} ({})",
        styles.warn(label("as SMS")),
        told("not by KakaoTalk:"),
        told(refusal.meaning),
        refusal.code
    )
}

pub fn refused(what: &str, refusal: &NhnRefusal, styles: Styles) -> String {
    let message = match &*refusal.message {
        "" => told("NHN Cloud says nothing more").into_owned(),
        message => format!("{} {}", told("NHN Cloud says:"), escape::line(message)),
    };
    format!(
        "{}  {}: {} ({})\n         {}\n         {}",
        styles.bad(label("refused")),
        told(what),
        told(refusal.meaning),
        refusal.code,
        styles.faint(message),
        told(refusal.advice),
    )
}

/// Formats the status of each message of a request.
pub fn messages(rows: &[MessageRecord], styles: Styles) -> String {
    let lines: Vec<_> = rows.iter().map(|row| message_line(row, styles)).collect();
    lines.join("\n")
}

fn message_line(row: &MessageRecord, styles: Styles) -> String {
    let status = row.status();
    let verdict = match status {
        MessageStatus::Arrived => styles.good(label("arrived")),
        MessageStatus::SentAsSms => styles.good(label("by SMS")),
        MessageStatus::SmsPending => styles.warn(label("SMS on its way")),
        MessageStatus::Failed => styles.bad(label("failed")),
        MessageStatus::Cancelled => styles.warn(label("cancelled")),
        MessageStatus::Pending => styles.warn(label("not yet")),
    };
    let to = row.recipient_no.as_deref().unwrap_or("somebody");
    let date = match status {
        MessageStatus::Arrived => row.receive_date.as_deref().or(row.request_date.as_deref()),
        _ => row.request_date.as_deref(),
    };
    let date = date.map_or_else(String::new, |date| format!("  {}", escape::line(date)));
    let mut line = format!(
        "{verdict}  #{} {}{date}",
        row.recipient_seq,
        escape::line(&told(&format!("to {to}")))
    );
    let code = row
        .result_code
        .as_deref()
        .filter(|code| *code != result_codes::ARRIVED);
    if let Some(code) = code {
        let (meaning, advice) = explain_result(row, code);
        line.push_str(&format!(
            "\n         {}: {}\n         {}",
            escape::line(code),
            told(meaning),
            told(advice)
        ));
    }
    line
}

/// Returns the meaning of a result code and advice; the advice considers the fail-over to SMS.
fn explain_result(row: &MessageRecord, code: &str) -> (&'static str, &'static str) {
    let (meaning, advice) = result_codes::explain(code);
    let advice = match row.status() {
        MessageStatus::SentAsSms => "Nothing: it went out as SMS.",
        MessageStatus::SmsPending => "Wait: it goes out as SMS.",
        _ => advice,
    };
    (meaning, advice)
}

pub fn message_json(row: &MessageRecord) -> Value {
    let explanation = row
        .result_code
        .as_deref()
        .map(|code| explain_result(row, code));
    json!({
        "recipient_seq": row.recipient_seq, "to": row.recipient_no, "fate": row.status().name(),
        "message_status": row.message_status, "request_date": row.request_date, "receive_date": row.receive_date,
        "result_code": row.result_code, "result_code_name": row.result_code_name, "resend_status": row.resend_status,
        "means": explanation.map(|(meaning, _)| meaning), "todo": explanation.map(|(_, advice)| advice),
    })
}

/// Formats a request for a dry run.
pub fn request(request: &Request, styles: Styles) -> String {
    let body = inspect::body(&request.body);
    format!("{}\n\n{}", request_head(request, styles), body.trim_end())
}

/// Formats an upload for a dry run: the form fields and the properties of the file.
pub fn upload(request: &Request, form: &Value, styles: Styles) -> String {
    let mut text = format!("{}\n", request_head(request, styles));
    let file = &form["image"];
    let name = file["name"].as_str().unwrap_or_default();
    text.push_str(&format!(
        "\n{}: {} ({}, {} x {}, {} bytes)",
        label("image"),
        escape::line(name),
        file["format"].as_str().unwrap_or("unknown"),
        file["width"],
        file["height"],
        file["bytes"]
    ));
    for name in ["wide", "imageType"] {
        if let Some(value) = form[name].as_str() {
            text.push_str(&format!("\n{name}: {value}"));
        }
    }
    text
}

fn request_head(request: &Request, styles: Styles) -> String {
    let first = format!("{} {}", request.method, request.url);
    let mut text = styles.strong(escape::line(&first).as_ref());
    for header in request.headers.iter() {
        let (name, value) = (
            escape::line(&header.name),
            escape::line_of_bytes(&header.value),
        );
        text.push_str(&format!("\n{}: {value}", styles.accent(name.as_ref())));
    }
    text
}
