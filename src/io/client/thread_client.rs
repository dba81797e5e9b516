//! HTTP client of one sender thread.
use super::body::StreamedBody;
use super::connect_timer::ConnectTimer;
use super::failure::{self, explain, timed_out};
use super::kept_connections::KeptConnections;
use super::parts::{self, RequestParts};
use super::{ClientOptions, ClientVariant, Outcome};
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
    clients: [OnceCell<Result<reqwest::Client, Failure>>; ClientVariant::COUNT],
    /// Times the connects of all clients.
    connect_timer: ConnectTimer,
    /// Connections that carried a response.
    kept_connections: KeptConnections,
    /// Cache of parsed URLs.
    urls: RefCell<HashMap<String, (ClientVariant, Url)>>,
}

/// A request on its way over one connection.
struct Transfer<'a> {
    request: &'a Request,
    effect: Option<&'a TransportEffect>,
    /// Timeout of the request, counted from `started`.
    timeout: Duration,
    /// When the request was first sent.
    started: Instant,
    opens_connection: bool,
}

/// What became of a [`Transfer`].
struct Transferred {
    outcome: Outcome,
    /// Whether a connection was opened, or a kept one carried a response.
    has_connected: bool,
    /// Whether a kept connection ended before the first byte of a response.
    was_closed: bool,
}

/// Why a response did not come or was not taken.
enum ExchangeError {
    Transport(reqwest::Error),
    /// The body of the response with this status exceeds the limit.
    TooLarge(u16),
}

impl ThreadClient {
    pub(super) fn new(options: ClientOptions) -> Self {
        Self {
            options,
            clients: Default::default(),
            connect_timer: ConnectTimer::default(),
            kept_connections: KeptConnections::default(),
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

    /// Sends without an injected latency. Sends once more on a new connection if the server had closed the kept one.
    async fn send_without_latency(
        &self,
        request: &Request,
        effect: Option<&TransportEffect>,
        timeout: Duration,
    ) -> Outcome {
        look_at_kept_connections().await;
        let mut transfer = Transfer {
            request,
            effect,
            timeout,
            started: Instant::now(),
            opens_connection: false,
        };
        let first = self.transfer(&transfer).await;
        if !first.was_closed {
            return first.outcome;
        }
        let sent_again_ms = elapsed_ms(transfer.started);
        transfer.opens_connection = true;
        let mut second = self.transfer(&transfer).await;
        if !second.has_connected {
            // Nothing was sent again: only the first outcome tells what happened to the request.
            return first.outcome;
        }
        second.outcome.timing.sent_again_ms = Some(sent_again_ms);
        second.outcome
    }

    /// Sends on a kept or a new connection.
    async fn transfer(&self, transfer: &Transfer<'_>) -> Transferred {
        let Transfer {
            request,
            effect,
            timeout,
            started,
            ..
        } = *transfer;
        let mut timing = Timing::default();
        let (variant, client, mut prepared) = match self.prepare(transfer) {
            Ok(prepared) => prepared,
            Err(failure) => {
                let response = Err(failure);
                return Transferred {
                    outcome: Outcome { response, timing },
                    has_connected: false,
                    was_closed: false,
                };
            }
        };
        let streamed =
            effect.and_then(|effect| StreamedBody::attach(&mut prepared, &request.body, effect));
        let result = self.exchange(client, prepared, &mut timing, started).await;
        timing.total_ms = elapsed_ms(started);
        let has_connected = timing.connect_ms.is_some();
        if let Some(streamed) = &streamed {
            streamed.exclude_send_time(&mut timing, started);
        }
        let mut was_closed = false;
        let response = result.map_err(|error| match error {
            ExchangeError::TooLarge(status) => parts::too_large(status, self.options.max_body),
            ExchangeError::Transport(error) => {
                let streamed = streamed.as_ref();
                let abort = streamed.and_then(|streamed| streamed.abort_failure(&error));
                // A request that was opening a connection may get a kept one that another request gave back.
                let was_kept = !has_connected || self.kept_connections.is_on_one(&error);
                was_closed = abort.is_none()
                    && was_kept
                    && !transfer.opens_connection
                    && timing.first_byte_ms.is_none()
                    && failure::is_closed_connection(&error);
                abort.unwrap_or_else(|| explain(&error, &request.url, variant.proxy, timeout))
            }
        });
        Transferred {
            outcome: Outcome { response, timing },
            has_connected,
            was_closed,
        }
    }

    fn prepare(
        &self,
        transfer: &Transfer<'_>,
    ) -> Result<(ClientVariant, &reqwest::Client, reqwest::Request), Failure> {
        let request = transfer.request;
        let (mut variant, url) = self.parse_cached(&request.url)?;
        variant.opens_connection = transfer.opens_connection;
        let client = self.client(variant)?;
        let parts = RequestParts::with_url(url, request)?;
        let mut prepared = reqwest::Request::new(parts.method, parts.url);
        *prepared.headers_mut() = parts.headers;
        if parts::has_body(request) {
            *prepared.body_mut() = Some(request.body.clone().into());
        }
        let time_left = transfer.timeout.saturating_sub(transfer.started.elapsed());
        *prepared.timeout_mut() = Some(time_left);
        Ok((variant, client, prepared))
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
            parts::builder(&self.options, variant, &self.connect_timer)?
                .build()
                .map_err(|error| parts::setup_failure(variant, &error))
        });
        client.as_ref().map_err(Clone::clone)
    }

    /// Sends and reads the response. Sets `connect_ms` and `first_byte_ms` as far as it comes.
    async fn exchange(
        &self,
        client: &reqwest::Client,
        prepared: reqwest::Request,
        timing: &mut Timing,
        started: Instant,
    ) -> Result<Response, ExchangeError> {
        let (response, connect_time) = self.connect_timer.measure(client.execute(prepared)).await;
        timing.connect_ms = connect_time.map(time::millis);
        let mut response = response.map_err(ExchangeError::Transport)?;
        timing.connect_ms.get_or_insert(0.0);
        self.kept_connections.add(&response);
        timing.first_byte_ms = Some(elapsed_ms(started));
        let (status, headers) = parts::response_head(response.status(), response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(ExchangeError::Transport)? {
            if body.len() + chunk.len() > self.options.max_body {
                return Err(ExchangeError::TooLarge(status));
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

/// Lets the runtime read what happened to the kept connections. A connection that was closed is dropped then.
async fn look_at_kept_connections() {
    // The first turn polls the sockets and wakes the tasks of the connections; they run before the second.
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
}

fn elapsed_ms(started: Instant) -> f64 {
    time::millis(started.elapsed())
}
