//! Why a delivery went wrong, in words: what it probably is, and what to try.
//!
//! A status or a failed connection says little by itself. With what else can be known (who listens on this
//! machine, which secret signed) it mostly has one of a few well-known causes; each has its words here.
mod connection;
mod kakao;
mod status;

use super::http::Response;
use crate::model::history::exchange::{Exchange, Failure};
use crate::model::http::target;
use serde::Serialize;
use std::net::SocketAddr;
use std::time::Duration;

/// What momo's receiver tells a sender whose event it could not keep.
pub const NOT_STORED: &str = "the event could not be stored, please deliver it again";

/// All that momo's servers say with a 503.
const MOMO_REFUSALS: [&str; 3] = [
    NOT_STORED,
    "all connections are busy",
    "too many bodies are coming in at once",
];

/// What is known beside the exchange itself. Nothing has to be.
#[derive(Debug, Clone, Default)]
pub struct DiagnosisContext {
    /// How long the bot had.
    pub timeout: Option<Duration>,
    /// Where the secret that signed came from, for people.
    pub secret_origin: Option<String>,
    /// Whether the signature was sent as it was given, not made.
    pub has_original_signature: bool,
    /// The environment variable that names a proxy for other machines.
    pub proxy: Option<String>,
    /// Who listens on this machine.
    pub listeners: Vec<SocketAddr>,
    /// Whether a connection comes about; none where that was not tried.
    pub can_connect: Option<bool>,
    /// Whether the place speaks TLS; none where that was not tried.
    pub speaks_tls: Option<bool>,
}

/// What it probably is, and what to try.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// One sentence without a full stop.
    pub message: String,
    /// Sentences of their own, the likeliest first.
    pub hints: Vec<String>,
}

impl Diagnosis {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hints: Vec::new(),
        }
    }

    #[must_use]
    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    #[must_use]
    fn hint_if(self, condition: bool, hint: impl Into<String>) -> Self {
        if condition { self.hint(hint) } else { self }
    }
}

/// What can be said of a delivery; none where it went well.
pub fn diagnose(exchange: &Exchange, context: &DiagnosisContext) -> Option<Diagnosis> {
    let diagnosis = match (&exchange.response, &exchange.failure) {
        (Some(response), _) => status::diagnose(exchange, response, context),
        (None, Some(failure)) => Some(connection::diagnose(exchange, failure, context)),
        (None, None) => None,
    };
    let proxy = context.proxy.as_deref();
    let proxy = proxy.filter(|_| !target::is_loopback(&exchange.request.url));
    match (diagnosis, proxy) {
        (Some(diagnosis), Some(variable)) => Some(diagnosis.hint(format!(
            "{variable} is set, so it may be that proxy which spoke, not the bot; NO_PROXY exempts a host."
        ))),
        (diagnosis, _) => diagnosis,
    }
}

/// The body as text, where it is UTF-8 and not long.
fn body_text(response: &Response) -> &str {
    let end = response.body.len().min(4096);
    match std::str::from_utf8(&response.body[..end]) {
        Ok(text) => text,
        Err(error) => {
            std::str::from_utf8(&response.body[..error.valid_up_to()]).unwrap_or_default()
        }
    }
}

/// Whether the answer is a page for people.
fn is_html(response: &Response) -> bool {
    let content_type = response.headers.text("Content-Type").unwrap_or_default();
    let text = body_text(response).trim_start();
    let starts_with = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    // Express calls any text HTML: `res.send("invalid signature")` is no page.
    (content_type.starts_with("text/html") && starts_with("<")) || starts_with("<!doctype html") || starts_with("<html")
}

/// What stands between `<title>` and `</title>`.
fn html_title(response: &Response) -> Option<&str> {
    let text = body_text(response);
    let start = text.find("<title>")? + "<title>".len();
    let title = text[start..].split("</title>").next()?.trim();
    (!title.is_empty() && title.len() <= 200).then_some(title)
}

/// The same URL under another scheme.
fn with_scheme(url: &str, scheme: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    format!("{scheme}://{rest}")
}

/// Path and query of a URL.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find(['/', '?']).map_or("/", |at| &rest[at..])
}

/// The failure's cause without the place, which the message names itself.
fn failure_detail(failure: &Failure) -> &str {
    failure
        .message
        .split_once(": ")
        .map_or(&*failure.message, |(_, why)| why)
}
