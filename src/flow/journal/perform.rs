//! Sends a request and builds its exchange.
use crate::io::client::{Client, Outcome};
use crate::io::files::known_secrets;
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange, ExchangeMeta, Failure};
use crate::model::http::{Request, Response};
use crate::model::time::Timestamp;
use std::time::Duration;

/// Sends the request and waits at most `timeout`. Returns its exchange, and the response with its credentials.
pub(in crate::flow) fn perform(
    client: &Client,
    request: Request,
    timeout: Duration,
    meta: ExchangeMeta,
) -> (Exchange, Result<Response, Failure>) {
    observe(request, meta, |request| client.send(request, timeout))
}

/// Calls an API and waits at most `timeout`. Returns the call's exchange, and the response with its credentials.
pub(in crate::flow) fn perform_api_call(
    client: &Client,
    request: Request,
    timeout: Duration,
    meta: ExchangeMeta,
) -> (Exchange, Result<Response, Failure>) {
    observe(request, meta, |request| client.call_api(request, timeout))
}

/// Sends the request with `send`. Returns its exchange and its response.
fn observe(
    request: Request,
    meta: ExchangeMeta,
    send: impl FnOnce(&Request) -> Outcome,
) -> (Exchange, Result<Response, Failure>) {
    let started_at = system::now();
    let outcome = send(&request);
    let response = outcome.response.clone();
    (sent_exchange(request, started_at, outcome, meta), response)
}

/// Builds the exchange of a sent request. Known secrets in its URL are fingerprints there.
pub(in crate::flow) fn sent_exchange(
    mut request: Request,
    started_at: Timestamp,
    outcome: Outcome,
    meta: ExchangeMeta,
) -> Exchange {
    known_secrets().mask_url(&mut request.url);
    Exchange::new(Direction::Sent, started_at, id_suffix(), request, meta)
        .with_outcome(outcome.response, outcome.timing)
}

/// Returns the suffix of a new id. Without random bytes two exchanges of one millisecond would share an id; the history
/// refuses the second.
pub(in crate::flow) fn id_suffix() -> [u8; 4] {
    system::next_id_suffix().unwrap_or_default()
}
