//! Calls of an API, through reqwest's blocking half: each on a connection of its own, for a caller that waits.
use super::connect_timer::ConnectTimer;
use super::failure::{explain_reqwest, too_large};
use super::parts::{self, RequestParts};
use super::{ClientOptions, ClientVariant, Outcome};
use crate::model::history::exchange::{Failure, Timing};
use crate::model::http::{Request, Response};
use crate::model::time;
use reqwest::blocking as http;
use std::io::Read;
use std::time::{Duration, Instant};

/// Sends the request on a new connection and waits at most `timeout` for the complete response.
pub(super) fn send(options: &ClientOptions, request: &Request, timeout: Duration) -> Outcome {
    let variant = ClientVariant::for_url(&request.url);
    let connect_timer = ConnectTimer::default();
    let prepared = prepare(options, variant, &connect_timer, request, timeout);
    let started = Instant::now();
    let mut timing = Timing::default();
    let response = prepared.and_then(|(client, prepared)| {
        let explain = |error: &(dyn std::error::Error + 'static)| {
            explain_reqwest(error, &request.url, variant.proxy, timeout)
        };
        let received = client.execute(prepared).map_err(|error| explain(&error));
        let response = received.and_then(|response| {
            timing.first_byte_ms = Some(time::millis(started.elapsed()));
            let (status, headers) = parts::response_head(response.status(), response.headers());
            let body = read_body(response, options.max_body)
                .map_err(|error| explain(&error))?
                .ok_or_else(|| too_large(status, options.max_body))?;
            Ok(Response {
                status,
                headers,
                body,
            })
        });
        timing.total_ms = time::millis(started.elapsed());
        if response.is_err() {
            // Dropping the client waits for a name look-up that timed out and may still run.
            std::thread::spawn(move || drop(client));
        }
        response
    });
    timing.connect_ms = connect_timer.last().map(time::millis);
    Outcome { response, timing }
}

fn prepare(
    options: &ClientOptions,
    variant: ClientVariant,
    connect_timer: &ConnectTimer,
    request: &Request,
    timeout: Duration,
) -> Result<(http::Client, http::Request), Failure> {
    let parts = RequestParts::with_url(parts::parse_url(&request.url)?, request)?;
    let client = http::ClientBuilder::from(parts::builder(options, variant, connect_timer)?)
        .timeout(None)
        .build()
        .map_err(|error| parts::setup_failure(variant, &error))?;
    let mut builder = client
        .request(parts.method, parts.url)
        .headers(parts.headers)
        .timeout(timeout);
    if parts::has_body(request) {
        builder = builder.body(request.body.clone());
    }
    let prepared = builder
        .build()
        .map_err(|error| parts::setup_failure(variant, &error))?;
    Ok((client, prepared))
}

/// Reads the body; `None` if it is longer than `limit` bytes.
fn read_body(response: http::Response, limit: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    let max_bytes = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    response.take(max_bytes).read_to_end(&mut body)?;
    Ok((body.len() <= limit).then_some(body))
}
