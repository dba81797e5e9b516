//! One exchange: all of it, or a body byte for byte.
use super::{Inspector, ExchangeParams};
use crate::flow::web::problem::{Problem, HandlerResult, ok};
use crate::flow::web::table::unknown_path;
use crate::model::history::exchange::Exchange;
use crate::model::history::summary::Head;
use crate::model::http::Response;
use crate::model::kakao::lint::Finding;
use crate::model::text::id::fits_path;
use crate::model::time;
use serde::Serialize;

/// How many bytes of a body are shown; all of it is there to be downloaded.
const MAX_BODY_BYTES: usize = 1 << 20;

/// An exchange, and what is to be said of it.
#[derive(Serialize)]
struct ExchangeDetail {
    #[serde(flatten)]
    exchange: Exchange,
    starred: bool,
    size: u64,
    budget_ms: f64,
    findings: Vec<Finding>,
    can_resend: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
    truncated: bool,
}

pub(super) fn show(it: &Inspector, at: &ExchangeParams<'_>) -> HandlerResult {
    let mut exchange = it.exchange(&at.id)?;
    let size = Head::size(&exchange);
    let findings = exchange.findings();
    let mut truncated = truncate(&mut exchange.request.body);
    if let Some(response) = &mut exchange.response {
        truncated |= truncate(&mut response.body);
    }
    let why_not = it.resend_obstacle(&exchange);
    Ok(ok(&ExchangeDetail {
        // Said for every exchange below.
        starred: std::mem::take(&mut exchange.starred),
        size,
        budget_ms: time::millis(exchange.protocol.budget()),
        findings,
        can_resend: why_not.is_none(),
        why_not,
        truncated,
        exchange,
    }))
}

/// Cuts a long body, text between two letters; whether it was long.
fn truncate(body: &mut Vec<u8>) -> bool {
    if body.len() <= MAX_BODY_BYTES {
        return false;
    }
    let end = std::str::from_utf8(body).map_or(MAX_BODY_BYTES, |text| text.floor_char_boundary(MAX_BODY_BYTES));
    body.truncate(end);
    true
}

pub(super) fn body(it: &Inspector, at: &ExchangeParams<'_>) -> HandlerResult {
    let id = &at.id;
    let is_request = match at.selector {
        "request" => true,
        "response" => false,
        other => {
            return Err(unknown_path(&format!("/exchanges/{id}/body/{other}"))
                .hint("A body is the `request`'s or the `response`'s."));
        }
    };
    let exchange = it.exchange(id)?;
    let body = match exchange.response {
        _ if is_request => exchange.request.body,
        Some(response) => response.body,
        None => {
            return Err(Problem::not_found(format!(
                "no response came back in `{id}`"
            )));
        }
    };
    let name = if fits_path(id) { id } else { "exchange" };
    Ok(attachment(
        "application/octet-stream",
        &format!("{name}-{}.bin", at.selector),
        body,
    ))
}

/// A file to be kept, not to be shown: what strangers wrote must not run as a page of momo's.
pub(super) fn attachment(kind: &str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(200, kind, bytes);
    let headers = &mut response.headers;
    headers.push(
        "Content-Disposition",
        format!("attachment; filename=\"{name}\""),
    );
    response
}

impl Inspector {
    /// The exchange of this id.
    pub(super) fn exchange(&self, id: &str) -> HandlerResult<Exchange> {
        let found = self.history.with_history(|history| history.get(id))?;
        found.ok_or_else(|| no_exchange(id))
    }
}

pub(super) fn no_exchange(id: &str) -> Problem {
    Problem::not_found(format!("there is no exchange `{id}`"))
        .hint("It may have been deleted meanwhile.")
}
