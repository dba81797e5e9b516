//! Explains why a delivery failed: the probable cause, and hints.
//!
//! A status or a failed connection alone says little. With further facts, such as the listening ports of this machine
//! and the signing secret, it usually has one of a few well-known causes.
mod api_refusal;
mod bot_error;
mod connection;
mod framework;
mod kakao;
mod probed;
mod status;

pub use framework::Framework;
pub use probed::{PROBE_EVENT, Probe, ProbeFinding, diagnose_probed};

use super::http::Response;
use crate::model::history::exchange::{Exchange, ExchangeKind, Failure};
use crate::model::http::target;
use crate::model::text::phrase::Phrase;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::time::Duration;

/// The receiver's response to an event that it could not store.
pub const NOT_STORED: &str = "the event could not be stored, please deliver it again";

/// The server's response when its connections or requests are at their limit.
pub const BUSY: &str = "all connections are busy";

/// The server's response when the bodies that it reads are at their limit.
pub const TOO_MANY_BODIES: &str = "too many bodies are coming in at once";

/// The bodies of the 503 responses with which momo's receiver refuses events.
const MOMO_REFUSALS: [&str; 3] = [NOT_STORED, BUSY, TOO_MANY_BODIES];

/// Facts beside the exchange. All are optional.
#[derive(Debug, Clone, Default)]
pub struct DiagnosisContext {
    /// Time limit of the request.
    pub timeout: Option<Duration>,
    /// Source of the signing secret; `None` for an unnamed one of momo.
    pub secret_origin: Option<Phrase>,
    /// The flag or command that sets where requests go, for hints; `None` for `--to`.
    pub target_flag: Option<String>,
    /// Whether the original signature was sent instead of a new one.
    pub has_original_signature: bool,
    /// Name of the environment variable whose proxy the request went through; `None` for a direct connection.
    pub proxy: Option<String>,
    /// Listening sockets of this machine.
    pub listeners: Vec<SocketAddr>,
    /// Whether a connection succeeds; `None` if not tested.
    pub can_connect: Option<bool>,
    /// Whether the server speaks TLS; `None` if not tested.
    pub speaks_tls: Option<bool>,
}

/// The probable cause of a failed delivery, and hints. JSON: each text, and its phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "DiagnosisJson", into = "DiagnosisJson")]
pub struct Diagnosis {
    /// A sentence without a full stop.
    pub message: Phrase,
    /// Complete sentences, the most useful first.
    pub hints: Vec<Phrase>,
}

#[derive(Serialize, Deserialize)]
struct DiagnosisJson {
    message: String,
    hints: Vec<String>,
    phrase: Phrase,
    hint_phrases: Vec<Phrase>,
}

impl From<Diagnosis> for DiagnosisJson {
    fn from(Diagnosis { message, hints }: Diagnosis) -> Self {
        Self {
            message: message.to_string(),
            hints: hints.iter().map(Phrase::to_string).collect(),
            phrase: message,
            hint_phrases: hints,
        }
    }
}

impl From<DiagnosisJson> for Diagnosis {
    fn from(json: DiagnosisJson) -> Self {
        Self {
            message: json.phrase,
            hints: json.hint_phrases,
        }
    }
}

impl Diagnosis {
    fn new(message: Phrase) -> Self {
        Self {
            message,
            hints: Vec::new(),
        }
    }

    /// Adds a hint after the others.
    #[must_use]
    pub fn hint(mut self, hint: Phrase) -> Self {
        self.hints.push(hint);
        self
    }

    #[must_use]
    fn hint_if(self, condition: bool, hint: Phrase) -> Self {
        if condition { self.hint(hint) } else { self }
    }
}

/// Diagnoses an exchange. `None` without an outcome, for a 2xx response that is not an HTML page, and for an API call
/// that was not refused.
pub fn diagnose(exchange: &Exchange, context: &DiagnosisContext) -> Option<Diagnosis> {
    match exchange.kind {
        ExchangeKind::Api => api_refusal::diagnose(exchange.response.as_ref()?),
        _ => diagnose_request(exchange, context),
    }
}

/// Diagnoses a replayed request as [`diagnose`], and an API call to which no response came, too.
pub fn diagnose_replayed(exchange: &Exchange, context: &DiagnosisContext) -> Option<Diagnosis> {
    match exchange.response {
        Some(_) => diagnose(exchange, context),
        None => diagnose_request(exchange, context),
    }
}

fn diagnose_request(exchange: &Exchange, context: &DiagnosisContext) -> Option<Diagnosis> {
    let diagnosis = match (&exchange.response, &exchange.failure) {
        (Some(response), _) => status::diagnose(exchange, response, context),
        (None, Some(failure)) => Some(connection::diagnose(exchange, failure, context)),
        (None, None) => None,
    };
    let failure = exchange.failure.as_ref();
    let is_told = failure.is_some_and(Failure::names_proxy);
    let proxy = context.proxy.as_deref().filter(|_| !is_told);
    let mut diagnosis = diagnosis?;
    let proxy_hint =
        proxy.map(|variable| Phrase::new("diagnosis.hint-proxy").with("variable", variable));
    diagnosis.hints.extend(proxy_hint);
    let flag = context.target_flag.as_deref().unwrap_or("--to");
    let with_flag = |hint: Phrase| match hint.takes("to") {
        true => hint.with("to", flag),
        false => hint,
    };
    diagnosis.hints = diagnosis.hints.into_iter().map(with_flag).collect();
    Some(diagnosis)
}

/// Returns the valid UTF-8 at the start of the body, at most 4,096 bytes.
fn body_text(response: &Response) -> &str {
    let end = response.body.len().min(4096);
    match std::str::from_utf8(&response.body[..end]) {
        Ok(text) => text,
        Err(error) => {
            std::str::from_utf8(&response.body[..error.valid_up_to()]).unwrap_or_default()
        }
    }
}

/// Returns whether the response is an HTML page.
fn is_html(response: &Response) -> bool {
    let content_type = response.headers.text("Content-Type").unwrap_or_default();
    let text = body_text(response).trim_start();
    let starts_with = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    // Express declares any text as HTML: `res.send("invalid signature")` is not a page.
    (content_type.starts_with("text/html") && starts_with("<"))
        || starts_with("<!doctype html")
        || starts_with("<html")
}

/// Returns the page's title; `None` if it is missing, empty or longer than 200 bytes.
fn html_title(response: &Response) -> Option<&str> {
    let text = body_text(response);
    let start = text.find("<title>")? + "<title>".len();
    let title = text[start..].split("</title>").next()?.trim();
    (!title.is_empty() && title.len() <= 200).then_some(title)
}

/// Replaces the scheme of a URL.
fn with_scheme(url: &str, scheme: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    format!("{scheme}://{rest}")
}

/// Returns path and query of a URL; `/` without both.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find(['/', '?']).map_or("/", |offset| &rest[offset..])
}

/// Returns the failure's message without the authority before the colon, which the diagnosis names itself.
fn failure_detail(failure: &Failure) -> String {
    let message = failure.message.to_string();
    match message.split_once(": ") {
        Some((_, detail)) => detail.to_owned(),
        None => message,
    }
}

/// Returns the diagnosis of a plain HTTP request to a server that speaks TLS.
fn requires_tls(url: &str) -> Diagnosis {
    let message = Phrase::new("diagnosis.requires-tls").with("place", target::authority(url));
    Diagnosis::new(message)
        .hint(Phrase::new("diagnosis.hint-try").with("url", with_scheme(url, "https")))
}

/// Returns the phrase of a refusal, with the fingerprint and the origin of the secret that was used.
fn refused_with_secret(
    code: &'static str,
    exchange: &Exchange,
    status: u16,
    context: &DiagnosisContext,
) -> Phrase {
    let fingerprint = exchange.signature.secret.as_deref().unwrap_or("unknown");
    let origin = context.secret_origin.clone();
    let origin = origin.unwrap_or_else(|| Phrase::verbatim("momo"));
    Phrase::new(code)
        .with("status", status)
        .with("fingerprint", fingerprint)
        .with("origin", origin)
}
