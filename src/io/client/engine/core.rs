//! What sends on one core: its clients and the addresses that it knows.
use super::super::body::Paced;
use super::super::failure::{explain, late};
use super::super::opened::Opened;
use super::super::parts::{self, Parts};
use super::super::{ClientOptions, Outcome, Way, millis};
use crate::model::fault::Manner;
use crate::model::history::exchange::{Failure, Timing};
use crate::model::http::{Request, Response};
use crate::model::time;
use reqwest::Url;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How many addresses a core remembers; most loads have one.
const ADDRESSES: usize = 256;

/// One core's clients. It belongs to one thread.
pub(super) struct Core {
    options: ClientOptions,
    /// One client for each [`Way`], made when it is first gone.
    ways: [OnceCell<Result<reqwest::Client, Failure>>; 4],
    /// The connections of all of them.
    opened: Opened,
    /// Addresses that were read before.
    addresses: RefCell<HashMap<String, (Way, Url)>>,
}

impl Core {
    /// A core that has sent nothing yet.
    pub(super) fn new(options: ClientOptions) -> Self {
        Self {
            options,
            ways: Default::default(),
            opened: Opened::default(),
            addresses: RefCell::default(),
        }
    }

    /// Sends the request and waits for the whole answer, at most `timeout`; a way that takes longer is part of that.
    pub(super) async fn send(
        &self,
        request: &Request,
        manner: Option<&Manner>,
        timeout: Duration,
    ) -> Outcome {
        let lag = manner.map_or(Duration::ZERO, |manner| manner.lag);
        if lag.is_zero() {
            return self.send_at_once(request, manner, timeout).await;
        }
        sleep(lag.min(timeout)).await;
        let left = timeout.saturating_sub(lag);
        if left.is_zero() {
            let response = Err(late(&request.url, timeout));
            let timing = Timing::default();
            return Outcome { response, timing };
        }
        let mut outcome = self.send_at_once(request, manner, left).await;
        let timing = &mut outcome.timing;
        let left = left.saturating_sub(Duration::from_secs_f64(timing.total_ms / 1000.0));
        sleep(lag.min(left)).await;
        if left < lag {
            outcome.response = Err(late(&request.url, timeout));
        }
        timing.first_byte_ms = timing
            .first_byte_ms
            .map(|it| it + time::millis(lag + lag.min(left)));
        timing.total_ms += time::millis(lag + lag.min(left));
        outcome
    }

    /// The same over a way that takes no time.
    async fn send_at_once(
        &self,
        request: &Request,
        manner: Option<&Manner>,
        timeout: Duration,
    ) -> Outcome {
        let mut prepared = self.prepare(request, timeout);
        let paced = match (&mut prepared, manner) {
            (Ok((_, ready)), Some(manner)) => Paced::put(ready, &request.body, manner),
            _ => None,
        };
        let begun = Instant::now();
        let mut timing = Timing::default();
        let response = match prepared {
            Ok((client, ready)) => {
                let fault = |error: reqwest::Error| {
                    let own = paced.as_ref().and_then(|paced| paced.own_failure(&error));
                    own.unwrap_or_else(|| explain(&error, &request.url, timeout))
                };
                self.exchange(client, ready, fault, &mut timing, begun)
                    .await
            }
            Err(failure) => Err(failure),
        };
        timing.total_ms = millis(begun);
        if let Some(paced) = &paced {
            paced.leave_out(&mut timing, begun);
        }
        Outcome { response, timing }
    }

    fn prepare(
        &self,
        request: &Request,
        timeout: Duration,
    ) -> Result<(&reqwest::Client, reqwest::Request), Failure> {
        let (way, url) = self.address(&request.url)?;
        let client = self.client(way)?;
        let parts = Parts::to(url, request)?;
        let mut ready = reqwest::Request::new(parts.method, parts.url);
        *ready.headers_mut() = parts.headers;
        if parts::has_body(request) {
            *ready.body_mut() = Some(request.body.clone().into());
        }
        *ready.timeout_mut() = Some(timeout);
        Ok((client, ready))
    }

    /// The way to an address; only one that is new must be read.
    fn address(&self, text: &str) -> Result<(Way, Url), Failure> {
        let mut known = self.addresses.borrow_mut();
        if let Some(address) = known.get(text) {
            return Ok(address.clone());
        }
        let address = (Way::to(text), parts::url(text)?);
        if known.len() >= ADDRESSES {
            known.clear();
        }
        known.insert(text.to_owned(), address.clone());
        Ok(address)
    }

    fn client(&self, way: Way) -> Result<&reqwest::Client, Failure> {
        let made = self.ways[way.index()].get_or_init(|| {
            parts::builder(&self.options, way, &self.opened)
                .build()
                .map_err(|error| parts::unmade(way, &error))
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
        let (answer, opened) = self.opened.during(client.execute(ready)).await;
        timing.connect_ms = opened.map(time::millis);
        let mut answer = answer.map_err(&fault)?;
        timing.connect_ms.get_or_insert(0.0);
        timing.first_byte_ms = Some(millis(begun));
        let (status, headers) = parts::head(answer.status(), answer.headers());
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
