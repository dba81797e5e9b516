//! Shows one exchange, or downloads one of its bodies.
use super::{ExchangeParams, Inspector, explain};
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::flow::web::table::unknown_path;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::Exchange;
use crate::model::history::summary::ExchangeSummary;
use crate::model::http::Response;
use crate::model::kakao::lint::Finding;
use crate::model::text::id::fits_path;
use crate::model::text::phrase::Phrase;
use crate::model::time;
use serde::Serialize;

/// Maximum bytes of a body in the JSON; a download has all.
const MAX_BODY_BYTES: usize = 1 << 20;

/// An exchange with its diagnosis, its findings and whether it can be resent.
#[derive(Serialize)]
struct ExchangeDetail {
    #[serde(flatten)]
    exchange: Exchange,
    starred: bool,
    size: u64,
    budget_ms: f64,
    failed: bool,
    findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<Diagnosis>,
    can_resend: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not_phrase: Option<Phrase>,
    truncated: bool,
}

pub(super) fn show(inspector: &Inspector, params: &ExchangeParams<'_>) -> HandlerResult {
    let mut exchange = inspector.exchange(&params.id)?;
    let size = ExchangeSummary::size(&exchange);
    let failed = exchange.is_failed();
    let findings = exchange.lint_response();
    let diagnosis = explain::diagnosis(inspector, &exchange);
    let mut truncated = truncate(&mut exchange.request.body);
    if let Some(response) = &mut exchange.response {
        truncated |= truncate(&mut response.body);
    }
    let obstacle = inspector.resend_obstacle(&exchange);
    Ok(ok(&ExchangeDetail {
        // The exchange itself leaves the field out if it is false.
        starred: std::mem::take(&mut exchange.starred),
        size,
        budget_ms: time::millis(exchange.protocol.response_timeout()),
        failed,
        findings,
        diagnosis,
        can_resend: obstacle.is_none(),
        why_not: obstacle.as_ref().map(Phrase::to_string),
        why_not_phrase: obstacle,
        truncated,
        exchange,
    }))
}

/// Truncates a long body, text at a character boundary. Returns whether it was truncated.
fn truncate(body: &mut Vec<u8>) -> bool {
    if body.len() <= MAX_BODY_BYTES {
        return false;
    }
    let end = std::str::from_utf8(body).map_or(MAX_BODY_BYTES, |text| {
        text.floor_char_boundary(MAX_BODY_BYTES)
    });
    body.truncate(end);
    true
}

pub(super) fn body(inspector: &Inspector, params: &ExchangeParams<'_>) -> HandlerResult {
    let id = &params.id;
    let is_request = match params.selector {
        "request" => true,
        "response" => false,
        other => {
            return Err(
                unknown_path(&format!("/exchanges/{id}/body/{other}")).hint("history.hint-body")
            );
        }
    };
    let exchange = inspector.exchange(id)?;
    let body = match exchange.response {
        _ if is_request => exchange.request.body,
        Some(response) => response.body,
        None => {
            let phrase = Phrase::new("history.no-response").with("id", id);
            return Err(Problem::not_found(phrase));
        }
    };
    let name = if fits_path(id) { id } else { "exchange" };
    Ok(attachment(
        "application/octet-stream",
        &format!("{name}-{}.bin", params.selector),
        body,
    ))
}

/// Builds a response that browsers download instead of display: foreign content must not run in momo's origin.
pub(super) fn attachment(content_type: &str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(200, content_type, bytes);
    let headers = &mut response.headers;
    headers.push(
        "Content-Disposition",
        format!("attachment; filename=\"{name}\""),
    );
    response
}

impl Inspector {
    /// Reads an exchange; 404 if there is none with this id.
    pub(super) fn exchange(&self, id: &str) -> HandlerResult<Exchange> {
        let exchange = self.history.with_history(|history| history.get(id))?;
        exchange.ok_or_else(|| no_exchange(id))
    }
}

pub(super) fn no_exchange(id: &str) -> Problem {
    Problem::not_found(Phrase::new("history.missing").with("id", id)).hint("history.hint-deleted")
}
