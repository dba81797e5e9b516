//! Messages through NHN Cloud, for people: what was taken or refused, where each stands, a request as it would be sent.
use crate::model::http::Request;
use crate::model::nhn::answer::{Fate, Row};
use crate::model::nhn::{Via, codes, results};
use crate::view::terminal::Styles;
use crate::view::{escape, inspect};
use serde_json::{Value, json};

/// A refusal of NHN Cloud's and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub code: i64,
    /// NHN Cloud's words.
    pub says: String,
    /// What the code means.
    pub means: &'static str,
    /// What to do about it.
    pub todo: &'static str,
}

impl Refusal {
    /// The refusal with this code.
    pub fn of(code: i64, says: &str) -> Self {
        let (means, todo) = codes::explain(code);
        Self {
            code,
            says: says.to_owned(),
            means,
            todo,
        }
    }

    /// For programs.
    pub fn to_json(&self) -> Value {
        json!({ "code": self.code, "message": self.says, "means": self.means, "todo": self.todo })
    }
}

/// A message that NHN Cloud took.
pub fn taken(via: Via, to: &str, request_id: Option<&str>, at: Option<&str>, ink: Styles) -> String {
    let word = if at.is_some() { "reserved" } else { "taken" };
    let at = at.map_or_else(String::new, |at| format!(" for {at} in Korea"));
    let request = match request_id {
        Some(id) => format!("request {}", ink.accent(escape::line(id).as_ref())),
        None => "without a request id".to_owned(),
    };
    format!(
        "{}  {}{at}  to {to}  {request}",
        ink.good(word),
        via.title()
    )
}

/// What KakaoTalk does not get, below the message that was taken: it goes out as SMS.
pub fn by_sms(refusal: &Refusal, ink: Styles) -> String {
    format!(
        "         {}, not by KakaoTalk: {} ({})",
        ink.warn("as SMS"),
        refusal.means,
        refusal.code
    )
}

/// What was refused and why.
pub fn refused(what: &str, refusal: &Refusal, ink: Styles) -> String {
    let says = match &*refusal.says {
        "" => "NHN Cloud says nothing more".to_owned(),
        says => format!("NHN Cloud says: {}", escape::line(says)),
    };
    format!(
        "{}  {what}: {} ({})\n         {}\n         {}",
        ink.bad("refused"),
        refusal.means,
        refusal.code,
        ink.faint(says),
        refusal.todo,
    )
}

/// Where each message of a request stands.
pub fn rows(rows: &[Row], ink: Styles) -> String {
    let lines: Vec<_> = rows.iter().map(|row| line(row, ink)).collect();
    lines.join("\n")
}

fn line(row: &Row, ink: Styles) -> String {
    let fate = row.fate();
    let word = match fate {
        Fate::Arrived => ink.good("arrived"),
        Fate::BySms => ink.good("by SMS"),
        Fate::OnSms => ink.warn("SMS on its way"),
        Fate::Failed => ink.bad("failed"),
        Fate::Cancelled => ink.warn("cancelled"),
        Fate::Open => ink.warn("not yet"),
    };
    let to = row.recipient_no.as_deref().unwrap_or("somebody");
    let when = match fate {
        Fate::Arrived => row.receive_date.as_deref().or(row.request_date.as_deref()),
        _ => row.request_date.as_deref(),
    };
    let when = when.map_or_else(String::new, |when| format!("  {}", escape::line(when)));
    let mut line = format!(
        "{word}  #{} to {}{when}",
        row.recipient_seq,
        escape::line(to)
    );
    let code = row
        .result_code
        .as_deref()
        .filter(|code| *code != results::ARRIVED);
    if let Some(code) = code {
        let (means, todo) = explained(row, code);
        line.push_str(&format!(
            "\n         {}: {means}\n         {todo}",
            escape::line(code)
        ));
    }
    line
}

/// What a result means and what to do; nothing more where SMS did it.
fn explained(row: &Row, code: &str) -> (&'static str, &'static str) {
    let (means, todo) = results::explain(code);
    let todo = match row.fate() {
        Fate::BySms => "Nothing: it went out as SMS.",
        Fate::OnSms => "Wait: it goes out as SMS.",
        _ => todo,
    };
    (means, todo)
}

/// For programs.
pub fn row_json(row: &Row) -> Value {
    let known = row.result_code.as_deref().map(|code| explained(row, code));
    json!({
        "recipient_seq": row.recipient_seq, "to": row.recipient_no, "fate": row.fate().name(),
        "message_status": row.message_status, "request_date": row.request_date, "receive_date": row.receive_date,
        "result_code": row.result_code, "result_code_name": row.result_code_name, "resend_status": row.resend_status,
        "means": known.map(|(means, _)| means), "todo": known.map(|(_, todo)| todo),
    })
}

/// A request as it would go out.
pub fn request(request: &Request, ink: Styles) -> String {
    let body = inspect::body(&request.body);
    format!("{}\n\n{}", head(request, ink), body.trim_end())
}

/// An upload as it would go out: of the form its fields, of the file what it is.
pub fn upload(request: &Request, form: &Value, ink: Styles) -> String {
    let mut text = format!("{}\n", head(request, ink));
    let file = &form["image"];
    let name = file["name"].as_str().unwrap_or_default();
    text.push_str(&format!(
        "\nimage: {} ({}, {} x {}, {} bytes)",
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

fn head(request: &Request, ink: Styles) -> String {
    let first = format!("{} {}", request.method, request.url);
    let mut text = ink.strong(escape::line(&first).as_ref());
    for header in request.headers.iter() {
        let (name, value) = (
            escape::line(&header.name),
            escape::line_of_bytes(&header.value),
        );
        text.push_str(&format!("\n{}: {value}", ink.accent(name.as_ref())));
    }
    text
}
