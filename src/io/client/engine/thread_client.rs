//! What sends on one core: its clients and the addresses that it knows.
use super::super::body::ThrottledBody;
use super::super::failure::{explain, timed_out};
use super::super::connect_timer::ConnectTimer;
use super::super::parts::{self, RequestParts};
use super::super::{ClientOptions, Outcome, ClientVariant, millis};
use crate::model::fault::TransportEffect;
use crate::model::history::exchange::{Failure, Timing};
use crate::model::http::{Request, Response};
use crate::model::time;
use reqwest::Url;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How many addresses a core remembers; most loads have one.
const MAX_CACHED_URLS: usize = 256;

/// One core's clients. It belongs to one thread.
pub(super) struct ThreadClient {
    options: ClientOptions,
    /// One client for each [`Way`], made when it is first gone.
    clients: [OnceCell<Result<reqwest::Client, Failure>>; 4],
    /// The connections of all of them.
    connect_timer: ConnectTimer,
    /// Addresses that were read before.
    urls: RefCell<HashMap<String, (ClientVariant, Url)>>,
}

impl ThreadClient {
    /// A core that has sent nothing yet.
    pub(super) fn new(options: ClientOptions) -> Self {
        Self {
            options,
            clients: Default::default(),
            connect_timer: ConnectTimer::default(),
            urls: RefCell::default(),
        }
    }

    /// Sends the request and waits for the whole answer, at most `timeout`; a way that takes longer is part of that.
    pub(super) async fn send(
        &self,
        request: &Request,
        manner: Option<&TransportEffect>,
        timeout: Duration,
    ) -> Outcome {
        let lag = manner.map_or(Duration::ZERO, |manner| manner.latency);
        if lag.is_zero() {
            return self.send_without_lag(request, manner, timeout).await;
        }
        sleep(lag.min(timeout)).await;
        let left = timeout.saturating_sub(lag);
        if left.is_zero() {
            let response = Err(timed_out(&request.url, timeout));
            let timing = Timing::default();
            return Outcome { response, timing };
        }
        let mut outcome = self.send_without_lag(request, manner, left).await;
        let timing = &mut outcome.timing;
        let left = left.saturating_sub(Duration::from_secs_f64(timing.total_ms / 1000.0));
        sleep(lag.min(left)).await;
        if left < lag {
            outcome.response = Err(timed_out(&request.url, timeout));
        }
        timing.first_byte_ms = timing
            .first_byte_ms
            .map(|it| it + time::millis(lag + lag.min(left)));
        timing.total_ms += time::millis(lag + lag.min(left));
        outcome
    }

    /// The same over a way that takes no time.
    async fn send_without_lag(
        &self,
        request: &Request,
        manner: Option<&TransportEffect>,
        timeout: Duration,
    ) -> Outcome {
        let mut prepared = self.prepare(request, timeout);
        let paced = match (&mut prepared, manner) {
            (Ok((_, ready)), Some(manner)) => ThrottledBody::attach(ready, &request.body, manner),
            _ => None,
        };
        let begun = Instant::now();
        let mut timing = Timing::default();
        let response = match prepared {
            Ok((client, ready)) => {
                let fault = |error: reqwest::Error| {
                    let own = paced.as_ref().and_then(|paced| paced.abort_failure(&error));
                    own.unwrap_or_else(|| explain(&error, &request.url, timeout))
                };
                self.exchange(client, ready, fault, &mut timing, begun)
                    .await
            }
            Err(failure) => Err(failure),
        };
        timing.total_ms = millis(begun);
        if let Some(paced) = &paced {
            paced.exclude_send_time(&mut timing, begun);
        }
        Outcome { response, timing }
    }

    fn prepare(
        &self,
        request: &Request,
        timeout: Duration,
    ) -> Result<(&reqwest::Client, reqwest::Request), Failure> {
        let (way, url) = self.parse_cached(&request.url)?;
        let client = self.client(way)?;
        let parts = RequestParts::with_url(url, request)?;
        let mut ready = reqwest::Request::new(parts.method, parts.url);
        *ready.headers_mut() = parts.headers;
        if parts::has_body(request) {
            *ready.body_mut() = Some(request.body.clone().into());
        }
        *ready.timeout_mut() = Some(timeout);
        Ok((client, ready))
    }

    /// The way to an address; only one that is new must be read.
    fn parse_cached(&self, text: &str) -> Result<(ClientVariant, Url), Failure> {
        let mut known = self.urls.borrow_mut();
        if let Some(address) = known.get(text) {
            return Ok(address.clone());
        }
        let address = (ClientVariant::to(text), parts::parse_url(text)?);
        if known.len() >= MAX_CACHED_URLS {
            known.clear();
        }
        known.insert(text.to_owned(), address.clone());
        Ok(address)
    }

    fn client(&self, way: ClientVariant) -> Result<&reqwest::Client, Failure> {
        let made = self.clients[way.index()].get_or_init(|| {
            parts::builder(&self.options, way, &self.connect_timer)
                .build()
                .map_err(|error| parts::setup_failure(way, &error))
        });
        made.as_ref().map_err(Clone::clone)
    }

    async fn exchange(
        &self,
        client: &reqwest::Client,
        ready: reqwest::Request,
        fault: impl Fn(reqwest::Error) -> Failure,
        timing: &mut Timing,
        begun: Instant,
    ) -> Result<Response, Failure> {
        let (answer, opened) = self.connect_timer.measure(client.execute(ready)).await;
        timing.connect_ms = opened.map(time::millis);
        let mut answer = answer.map_err(&fault)?;
        timing.connect_ms.get_or_insert(0.0);
        timing.first_byte_ms = Some(millis(begun));
        let (status, headers) = parts::response_head(answer.status(), answer.headers());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(&fault)? {
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
