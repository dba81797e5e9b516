//! HTTP client: single requests here, many concurrent ones in [`engine`]. No other folder uses reqwest.
//!
//! A webhook sender differs from a browser. It follows no redirects: they would carry the signature and the body to
//! another host. It sends no Referer, decompresses nothing and uses no proxy for loopback addresses.
//! Certificates are read at the first `https` URL: plain HTTP starts fast and works without a certificate store.
mod body;
mod connect_timer;
pub mod engine;
mod failure;
mod parts;

use crate::error::{Error, Result};
use crate::model::history::exchange::{Failure, Timing};
use crate::model::http::target;
use crate::model::http::{Request, Response};
use crate::model::time;
use connect_timer::ConnectTimer;
use failure::explain;
use parts::RequestParts;
use reqwest::blocking as http;
use reqwest::header::HeaderValue;
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Options of a [`Client`].
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Maximum bytes of a response body, inclusive. A larger one is a failure.
    pub max_body: usize,
    /// Timeout of the connect, with look-up and TLS handshake.
    pub connect_timeout: Duration,
    /// `User-Agent` of requests that have none.
    pub user_agent: String,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            max_body: 1024 * 1024,
            connect_timeout: Duration::from_secs(5),
            user_agent: concat!("momo/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// HTTP client. Clones share its connections.
#[derive(Clone)]
pub struct Client(Arc<ClientState>);

struct ClientState {
    options: ClientOptions,
    /// One reqwest client per [`ClientVariant`], built at its first use.
    clients: [OnceLock<Result<http::Client, Failure>>; 4],
    /// Times the connects of all clients.
    connect_timer: ConnectTimer,
    in_flight: InFlight,
}

/// Counts the requests now in flight and those ever started. A connect can be attributed to a request only while no
/// other one is in flight.
#[derive(Default)]
struct InFlight {
    current: AtomicUsize,
    total: AtomicUsize,
}

impl InFlight {
    /// Counts a start. Returns the request's number if no other one is in flight.
    fn begin(&self) -> Option<usize> {
        let number = self.total.fetch_add(1, Ordering::SeqCst) + 1;
        (self.current.fetch_add(1, Ordering::SeqCst) == 0).then_some(number)
    }

    /// Counts an end. Returns whether no other request was in flight from [`begin`](Self::begin) on.
    fn finish(&self, started_alone: Option<usize>) -> bool {
        let total = self.total.load(Ordering::SeqCst);
        self.current.fetch_sub(1, Ordering::SeqCst);
        started_alone == Some(total)
    }
}

/// Result of a sent request.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The complete response, or why none came.
    pub response: Result<Response, Failure>,
    pub timing: Timing,
}

/// Selects the reqwest client: with or without TLS, with or without the proxy of the environment.
#[derive(Debug, Clone, Copy)]
struct ClientVariant {
    uses_tls: bool,
    bypasses_proxy: bool,
}

impl ClientVariant {
    fn for_url(url: &str) -> Self {
        Self {
            uses_tls: url
                .get(..6)
                .is_some_and(|start| start.eq_ignore_ascii_case("https:")),
            bypasses_proxy: target::is_loopback(url),
        }
    }

    fn index(self) -> usize {
        usize::from(self.uses_tls) * 2 + usize::from(self.bypasses_proxy)
    }
}

impl Client {
    /// Makes a client. Opens no connection and reads no certificate.
    ///
    /// # Errors
    /// The user agent is no valid header value.
    pub fn new(options: ClientOptions) -> Result<Self> {
        if HeaderValue::from_str(&options.user_agent).is_err() {
            return Err(Error::usage(
                "the user agent holds a character that no header may hold",
            ));
        }
        Ok(Self(Arc::new(ClientState {
            options,
            clients: Default::default(),
            connect_timer: ConnectTimer::default(),
            in_flight: InFlight::default(),
        })))
    }

    /// Sends the request and waits at most `timeout` for the complete response. Failures hold no query and no header
    /// value, so no secret.
    pub fn send(&self, request: &Request, timeout: Duration) -> Outcome {
        let variant = ClientVariant::for_url(&request.url);
        let client_result =
            self.0.clients[variant.index()].get_or_init(|| build_client(&self.0, variant));
        let prepared = match client_result {
            Ok(client) => {
                prepare(client, request, timeout).map(|prepared_request| (client, prepared_request))
            }
            Err(failure) => Err(failure.clone()),
        };
        let started = Instant::now();
        let mut timing = Timing::default();
        let response = prepared.and_then(|(client, prepared_request)| {
            let response = self.0.execute(client, prepared_request, &mut timing);
            let response = response.map_err(|error| explain(&error, &request.url, timeout))?;
            timing.first_byte_ms = Some(elapsed_ms(started));
            read(response, &request.url, timeout, self.0.options.max_body)
        });
        timing.total_ms = elapsed_ms(started);
        Outcome { response, timing }
    }
}

impl ClientState {
    /// Sends the request and returns the response head. Sets `connect_ms` if no other request was in flight.
    fn execute(
        &self,
        client: &http::Client,
        prepared_request: http::Request,
        timing: &mut Timing,
    ) -> reqwest::Result<http::Response> {
        let started_alone = self.in_flight.begin();
        if started_alone.is_some() {
            self.connect_timer.reset();
        }
        let response = client.execute(prepared_request);
        if self.in_flight.finish(started_alone) {
            let connect_ms = self.connect_timer.last().map(time::millis);
            timing.connect_ms = connect_ms.or(response.is_ok().then_some(0.0));
        }
        response
    }
}

fn elapsed_ms(started: Instant) -> f64 {
    time::millis(started.elapsed())
}

fn build_client(state: &ClientState, variant: ClientVariant) -> Result<http::Client, Failure> {
    http::ClientBuilder::from(parts::builder(
        &state.options,
        variant,
        &state.connect_timer,
    ))
    .timeout(None)
    .build()
    .map_err(|error| parts::setup_failure(variant, &error))
}

fn prepare(
    client: &http::Client,
    request: &Request,
    timeout: Duration,
) -> Result<http::Request, Failure> {
    let RequestParts {
        method,
        url,
        headers,
    } = RequestParts::new(request)?;
    let mut prepared_request = client
        .request(method, url)
        .headers(headers)
        .timeout(timeout);
    if parts::has_body(request) {
        prepared_request = prepared_request.body(request.body.clone());
    }
    prepared_request
        .build()
        .map_err(|error| parts::build_failure(&error))
}

/// Reads the body. More than `limit` bytes are a failure.
fn read(
    mut response: http::Response,
    url: &str,
    timeout: Duration,
    limit: usize,
) -> Result<Response, Failure> {
    let (status, headers) = parts::response_head(response.status(), response.headers());
    let mut body = Vec::new();
    let cap = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    (&mut response)
        .take(cap)
        .read_to_end(&mut body)
        .map_err(|error| explain(&error, url, timeout))?;
    if body.len() > limit {
        return Err(parts::too_large(status, limit));
    }
    Ok(Response {
        status,
        headers,
        body,
    })
}
