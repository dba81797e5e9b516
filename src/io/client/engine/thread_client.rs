//! HTTP client of one sender thread.
use super::super::body::StreamedBody;
use super::super::connect_timer::ConnectTimer;
use super::super::failure::{explain, timed_out};
use super::super::parts::{self, RequestParts};
use super::super::{ClientOptions, ClientVariant, Outcome, elapsed_ms};
use crate::model::fault::TransportEffect;
use crate::model::history::exchange::{Failure, Timing};
use crate::model::http::{Request, Response};
use crate::model::time;
use reqwest::Url;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// Maximum URLs in the cache; most loads have one.
const MAX_CACHED_URLS: usize = 256;

/// HTTP client with its own connections. Belongs to one thread.
pub(super) struct ThreadClient {
    options: ClientOptions,
    /// One reqwest client per [`ClientVariant`], built at its first use.
    clients: [OnceCell<Result<reqwest::Client, Failure>>; 4],
    /// Times the connects of all clients.
    connect_timer: ConnectTimer,
    /// Cache of parsed URLs.
    urls: RefCell<HashMap<String, (ClientVariant, Url)>>,
}

impl ThreadClient {
    pub(super) fn new(options: ClientOptions) -> Self {
        Self {
            options,
            clients: Default::default(),
            connect_timer: ConnectTimer::default(),
            urls: RefCell::default(),
        }
    }

    /// Sends the request and waits at most `timeout` for the complete response. An injected latency counts towards
    /// the timeout, once for the request and once for the response.
    pub(super) async fn send(
        &self,
        request: &Request,
        effect: Option<&TransportEffect>,
        timeout: Duration,
    ) -> Outcome {
        let latency = effect.map_or(Duration::ZERO, |effect| effect.latency);
        if latency.is_zero() {
            return self.send_without_latency(request, effect, timeout).await;
        }
        sleep(latency.min(timeout)).await;
        let remaining = timeout.saturating_sub(latency);
        if remaining.is_zero() {
            let response = Err(timed_out(&request.url, timeout));
            let timing = Timing::default();
            return Outcome { response, timing };
        }
        let mut outcome = self.send_without_latency(request, effect, remaining).await;
        let timing = &mut outcome.timing;
        let remaining = remaining.saturating_sub(Duration::from_secs_f64(timing.total_ms / 1000.0));
        sleep(latency.min(remaining)).await;
        if remaining < latency {
            outcome.response = Err(timed_out(&request.url, timeout));
        }
        timing.first_byte_ms = timing
            .first_byte_ms
            .map(|it| it + time::millis(latency + latency.min(remaining)));
        timing.total_ms += time::millis(latency + latency.min(remaining));
        outcome
    }

    /// Sends without an injected latency.
    async fn send_without_latency(
        &self,
        request: &Request,
        effect: Option<&TransportEffect>,
        timeout: Duration,
    ) -> Outcome {
        let mut prepared = self.prepare(request, timeout);
        let streamed = match (&mut prepared, effect) {
            (Ok((_, prepared)), Some(effect)) => {
                StreamedBody::attach(prepared, &request.body, effect)
            }
            _ => None,
        };
        let started = Instant::now();
        let mut timing = Timing::default();
        let response = match prepared {
            Ok((client, prepared)) => {
                let to_failure = |error: reqwest::Error| {
                    let abort = streamed
                        .as_ref()
                        .and_then(|streamed| streamed.abort_failure(&error));
                    abort.unwrap_or_else(|| explain(&error, &request.url, timeout))
                };
                self.exchange(client, prepared, to_failure, &mut timing, started)
                    .await
            }
            Err(failure) => Err(failure),
        };
        timing.total_ms = elapsed_ms(started);
        if let Some(streamed) = &streamed {
            streamed.exclude_send_time(&mut timing, started);
        }
        Outcome { response, timing }
    }

    fn prepare(
        &self,
        request: &Request,
        timeout: Duration,
    ) -> Result<(&reqwest::Client, reqwest::Request), Failure> {
        let (variant, url) = self.parse_cached(&request.url)?;
        let client = self.client(variant)?;
        let parts = RequestParts::with_url(url, request)?;
        let mut prepared = reqwest::Request::new(parts.method, parts.url);
        *prepared.headers_mut() = parts.headers;
        if parts::has_body(request) {
            *prepared.body_mut() = Some(request.body.clone().into());
        }
        *prepared.timeout_mut() = Some(timeout);
        Ok((client, prepared))
    }

    /// Parses a URL, or takes it from the cache.
    fn parse_cached(&self, url_text: &str) -> Result<(ClientVariant, Url), Failure> {
        let mut urls = self.urls.borrow_mut();
        if let Some(entry) = urls.get(url_text) {
            return Ok(entry.clone());
        }
        let entry = (
            ClientVariant::for_url(url_text),
            parts::parse_url(url_text)?,
        );
        if urls.len() >= MAX_CACHED_URLS {
            urls.clear();
        }
        urls.insert(url_text.to_owned(), entry.clone());
        Ok(entry)
    }

    fn client(&self, variant: ClientVariant) -> Result<&reqwest::Client, Failure> {
        let client = self.clients[variant.index()].get_or_init(|| {
            parts::builder(&self.options, variant, &self.connect_timer)
                .build()
                .map_err(|error| parts::setup_failure(variant, &error))
        });
        client.as_ref().map_err(Clone::clone)
    }

    async fn exchange(
        &self,
        client: &reqwest::Client,
        prepared: reqwest::Request,
        to_failure: impl Fn(reqwest::Error) -> Failure,
        timing: &mut Timing,
        started: Instant,
    ) -> Result<Response, Failure> {
        let (response, connect_time) = self.connect_timer.measure(client.execute(prepared)).await;
        timing.connect_ms = connect_time.map(time::millis);
        let mut response = response.map_err(&to_failure)?;
        timing.connect_ms.get_or_insert(0.0);
        timing.first_byte_ms = Some(elapsed_ms(started));
        let (status, headers) = parts::response_head(response.status(), response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(&to_failure)? {
            if body.len() + chunk.len() > self.options.max_body {
                return Err(parts::too_large(status, self.options.max_body));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status,
            headers,
            body,
        })
    }
}
