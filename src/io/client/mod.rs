//! HTTP out: one request, its answer or why there is none; in [`engine`], very many of them. The only folder that
//! knows reqwest.
//!
//! A sender of webhooks must not do what a browser does: it follows no redirects (they would carry the signature
//! and the body to another host), sends no Referer, unpacks nothing, and never takes a proxy to this very machine.
//! Certificates are read at the first `https` URL, so that plain HTTP starts fast and works where there are none.
mod body;
pub mod engine;
mod failure;
mod connect_timer;
mod parts;

use crate::error::{Error, Result};
use crate::model::history::exchange::{Failure, Timing};
use crate::model::http::target;
use crate::model::http::{Request, Response};
use crate::model::time;
use failure::explain;
use connect_timer::ConnectTimer;
use parts::RequestParts;
use reqwest::blocking as http;
use reqwest::header::HeaderValue;
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How a [`Client`] behaves.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// The largest answer that is taken; more is a failure.
    pub max_body: usize,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// `User-Agent` where the request has none.
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

/// Sends requests; clones share connections.
#[derive(Clone)]
pub struct Client(Arc<ClientState>);

struct ClientState {
    options: ClientOptions,
    /// One reqwest client for each [`Way`], made when it is first gone.
    clients: [OnceLock<Result<http::Client, Failure>>; 4],
    /// The connections of all of them.
    connect_timer: ConnectTimer,
    in_flight: InFlight,
}

/// How many requests are under way, and how many ever were: which of several opened a connection cannot be told.
#[derive(Default)]
struct InFlight {
    current: AtomicUsize,
    total: AtomicUsize,
}

impl InFlight {
    /// Another one; gives what tells whether it is alone, as long as no other begins.
    fn begin(&self) -> Option<usize> {
        let number = self.total.fetch_add(1, Ordering::SeqCst) + 1;
        (self.current.fetch_add(1, Ordering::SeqCst) == 0).then_some(number)
    }

    /// One less; whether it was alone all the time.
    fn end(&self, alone: Option<usize>) -> bool {
        let ever = self.total.load(Ordering::SeqCst);
        self.current.fetch_sub(1, Ordering::SeqCst);
        alone == Some(ever)
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The answer, or why there is none.
    pub response: Result<Response, Failure>,
    /// How long it took.
    pub timing: Timing,
}

/// A way out: with or without TLS, past or through a proxy.
#[derive(Debug, Clone, Copy)]
struct ClientVariant {
    tls: bool,
    direct: bool,
}

impl ClientVariant {
    fn to(url: &str) -> Self {
        Self {
            tls: url
                .get(..6)
                .is_some_and(|start| start.eq_ignore_ascii_case("https:")),
            direct: target::is_loopback(url),
        }
    }

    fn index(self) -> usize {
        usize::from(self.tls) * 2 + usize::from(self.direct)
    }
}

impl Client {
    /// A client; nothing is opened or read yet.
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

    /// Sends the request and waits for the whole answer, at most `timeout`. Failures hold no secrets: no query, no headers.
    pub fn send(&self, request: &Request, timeout: Duration) -> Outcome {
        let way = ClientVariant::to(&request.url);
        let made = self.0.clients[way.index()].get_or_init(|| build_client(&self.0, way));
        let prepared = match made {
            Ok(client) => prepare(client, request, timeout).map(|ready| (client, ready)),
            Err(failure) => Err(failure.clone()),
        };
        let begun = Instant::now();
        let mut timing = Timing::default();
        let response = prepared.and_then(|(client, ready)| {
            let answer = self.0.execute(client, ready, &mut timing);
            let answer = answer.map_err(|error| explain(&error, &request.url, timeout))?;
            timing.first_byte_ms = Some(millis(begun));
            read(answer, &request.url, timeout, self.0.options.max_body)
        });
        timing.total_ms = millis(begun);
        Outcome { response, timing }
    }
}

impl ClientState {
    /// Up to the answer's head; measures the connecting where no other request was under way.
    fn execute(
        &self,
        client: &http::Client,
        ready: http::Request,
        timing: &mut Timing,
    ) -> reqwest::Result<http::Response> {
        let alone = self.in_flight.begin();
        if alone.is_some() {
            self.connect_timer.reset();
        }
        let answer = client.execute(ready);
        if self.in_flight.end(alone) {
            let opened = self.connect_timer.last().map(time::millis);
            timing.connect_ms = opened.or(answer.is_ok().then_some(0.0));
        }
        answer
    }
}

fn millis(begun: Instant) -> f64 {
    time::millis(begun.elapsed())
}

fn build_client(inner: &ClientState, way: ClientVariant) -> Result<http::Client, Failure> {
    http::ClientBuilder::from(parts::builder(&inner.options, way, &inner.connect_timer))
        .timeout(None)
        .build()
        .map_err(|error| parts::setup_failure(way, &error))
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
    let mut ready = client
        .request(method, url)
        .headers(headers)
        .timeout(timeout);
    if parts::has_body(request) {
        ready = ready.body(request.body.clone());
    }
    ready.build().map_err(|error| parts::build_failure(&error))
}

/// Takes the answer's head as it came and its body up to `limit`.
fn read(
    mut answer: http::Response,
    url: &str,
    timeout: Duration,
    limit: usize,
) -> Result<Response, Failure> {
    let (status, headers) = parts::response_head(answer.status(), answer.headers());
    let mut body = Vec::new();
    let cap = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    (&mut answer)
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
