//! HTTP client of one sender thread.
use super::connection::ClientConnection;
use super::connector::{ConnectError, Connector};
use super::failure::{self, TransportError, explain, timed_out};
use super::origin::{Origins, Target};
use super::outgoing::{self, OutgoingRequest};
use super::{ClientOptions, Outcome, parts};
use crate::model::fault::TransportEffect;
use crate::model::history::exchange::Timing;
use crate::model::http::Request;
use crate::model::http1::request_head::OutgoingHead;
use crate::model::http1::response_reader::ResponseReader;
use crate::model::time;
use std::cell::RefCell;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout_at};

/// Maximum bytes of memory that is kept for the next head.
const MAX_HEAD_BUFFER: usize = 16 * 1024;
/// Maximum timeout: a clock cannot tell any moment, however late.
const MAX_TIMEOUT: Duration = Duration::from_hours(24 * 365);

/// HTTP client with its own connections. Belongs to one thread.
pub(super) struct ThreadClient {
    options: ClientOptions,
    connector: Connector,
    origins: Origins,
    /// Memory of heads that were sent, for the next ones.
    head_buffers: RefCell<Vec<Vec<u8>>>,
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

impl ThreadClient {
    pub(super) fn new(options: ClientOptions) -> Self {
        Self {
            connector: Connector::new(&options),
            options,
            origins: Origins::default(),
            head_buffers: RefCell::default(),
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
        let mut timing = Timing::default();
        let prepared = parts::check(transfer.request)
            .and_then(|()| self.origins.target(&transfer.request.url));
        let target = match prepared {
            Ok(target) => target,
            Err(failure) => {
                return Transferred {
                    outcome: Outcome {
                        response: Err(failure),
                        timing,
                    },
                    has_connected: false,
                    was_closed: false,
                };
            }
        };
        let mut outgoing = self.outgoing(transfer, &target);
        let mut reader = ResponseReader::new(&transfer.request.method, self.options.max_body);
        let mut was_kept = false;
        let result = self
            .exchange(
                transfer,
                &target,
                &mut outgoing,
                &mut reader,
                &mut timing,
                &mut was_kept,
            )
            .await;
        timing.total_ms = elapsed_ms(transfer.started);
        let has_connected = timing.connect_ms.is_some();
        outgoing.exclude_send_time(&mut timing, transfer.started);
        let was_closed = match &result {
            Err(TransportError::Exchange(error)) => {
                was_kept && !reader.has_bytes() && failure::is_closed_connection(error)
            }
            _ => false,
        };
        let response = match result {
            Ok(connection) => {
                self.release(connection, outgoing, &reader, transfer, &target);
                Ok(reader.into_response())
            }
            Err(error) => Err(explain(
                error,
                &transfer.request.url,
                target.origin.endpoint.proxy,
                transfer.timeout,
                self.options.max_body,
            )),
        };
        Transferred {
            outcome: Outcome { response, timing },
            has_connected,
            was_closed,
        }
    }

    fn outgoing<'a>(&self, transfer: &Transfer<'a>, target: &Target) -> OutgoingRequest<'a> {
        let Transfer {
            request, effect, ..
        } = *transfer;
        let authorization = target.proxy_authorization.as_deref();
        let extra = [
            ("Accept", &b"*/*"[..]),
            ("Proxy-Authorization", authorization.unwrap_or_default()),
        ];
        let mut head = self.head_buffers.borrow_mut().pop().unwrap_or_default();
        OutgoingHead {
            method: &request.method,
            target: &target.request_target,
            host: &target.host,
            user_agent: &self.options.user_agent,
            extra: &extra[..1 + usize::from(authorization.is_some())],
            framing: outgoing::framing(parts::has_body(request), request.body.len(), effect),
            is_lower_case: false,
            has_connection_headers: false,
        }
        .write(&request.headers, &mut head);
        OutgoingRequest::new(head, &request.body, effect)
    }

    /// Sends and reads the response. Sets `connect_ms` and `first_byte_ms` as far as it comes, and `was_kept` if the
    /// connection carried a response before. Returns the connection.
    async fn exchange(
        &self,
        transfer: &Transfer<'_>,
        target: &Target,
        outgoing: &mut OutgoingRequest<'_>,
        reader: &mut ResponseReader,
        timing: &mut Timing,
        was_kept: &mut bool,
    ) -> Result<ClientConnection, TransportError> {
        let deadline = transfer.deadline();
        let kept = match transfer.opens_connection {
            true => None,
            false => target.origin.take_kept().await,
        };
        *was_kept = kept.is_some();
        let mut connection = match kept {
            Some(connection) => connection,
            None => {
                let begun = Instant::now();
                // On the heap: it is large, and each request's future would hold it.
                let connection = Box::pin(self.connect(target, deadline)).await?;
                timing.connect_ms = Some(time::millis(begun.elapsed()));
                connection
            }
        };
        let mut first_byte_ms = None;
        let mut on_head = || first_byte_ms = Some(elapsed_ms(transfer.started));
        let exchange = connection.exchange(outgoing, reader, &mut on_head);
        let result = timeout_at(deadline.into(), exchange).await;
        if first_byte_ms.is_some() {
            timing.first_byte_ms = first_byte_ms;
            timing.connect_ms.get_or_insert(0.0);
        }
        match result {
            Err(_) => Err(TransportError::Timeout),
            Ok(Err(error)) => Err(TransportError::Exchange(error)),
            Ok(Ok(())) => Ok(connection),
        }
    }

    /// Opens a connection within the connect timeout and before the deadline.
    async fn connect(
        &self,
        target: &Target,
        deadline: Instant,
    ) -> Result<ClientConnection, TransportError> {
        let connect_deadline = Instant::now() + self.options.connect_timeout;
        let opening = self.connector.open(&target.origin.endpoint);
        match timeout_at(deadline.min(connect_deadline).into(), opening).await {
            Ok(Ok(stream)) => Ok(ClientConnection::new(stream)),
            Ok(Err(ConnectError::Unusable(failure))) => Err(TransportError::Unusable(failure)),
            Ok(Err(ConnectError::Failed(error))) => Err(TransportError::Connect(error)),
            Err(_) if deadline <= connect_deadline => Err(TransportError::Timeout),
            Err(elapsed) => Err(TransportError::Connect(elapsed.into())),
        }
    }

    /// Keeps the connection if it can carry another request. One whose request is not out sends the rest first.
    fn release(
        &self,
        connection: ClientConnection,
        outgoing: OutgoingRequest<'_>,
        reader: &ResponseReader,
        transfer: &Transfer<'_>,
        target: &Target,
    ) {
        if !outgoing.is_sent() {
            connection.finish_in_background(outgoing.into_owned(), transfer.deadline());
            return;
        }
        let mut buffer = outgoing.into_buffer();
        if buffer.capacity() <= MAX_HEAD_BUFFER {
            buffer.clear();
            self.head_buffers.borrow_mut().push(buffer);
        }
        if reader.keeps_alive() {
            self.origins.keep(&target.origin, connection);
        }
    }

    /// Closes kept connections as they get too old. Never returns.
    pub(super) async fn close_idle_connections(&self) {
        self.origins.close_idle().await;
    }
}

impl Transfer<'_> {
    /// Returns when the response must be complete. A throttled body extends the timeout by its own duration.
    fn deadline(&self) -> Instant {
        let throttled = self.effect.and_then(|effect| effect.slow_body);
        let time = self.timeout.min(MAX_TIMEOUT) + throttled.unwrap_or_default();
        self.started + time
    }
}

fn elapsed_ms(started: Instant) -> f64 {
    time::millis(started.elapsed())
}
