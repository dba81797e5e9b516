//! Serves one connection: reads a request, calls the handler, writes the response, and repeats.
use super::body::{self, BodyBudget};
use super::buffered_connection::{BufferedConnection, RequestError};
use super::connections::{Connection, Connections, Phase};
use super::encode::{self, ConnectionHeader};
use super::head::{self, Framing, RequestHead};
use super::limits::Limits;
use super::{Handler, ReceivedRequest, RejectedRequest, Reply, rejected_unread};
use crate::model::http::{Request, Response};
use crate::model::time::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Timeout for writing the response to a rejected request.
const REJECTION_TIMEOUT: Duration = Duration::from_secs(1);
/// Bytes of a response that extend the write timeout by one second.
const MIN_BYTES_PER_SECOND: usize = 64 * 1024;

/// State shared by all connections of a server.
pub(super) struct ServerContext {
    pub(super) limits: Limits,
    pub(super) handler: Arc<dyn Handler>,
    pub(super) connections: Arc<Connections>,
    body_budget: BodyBudget,
}

impl ServerContext {
    pub(super) fn new(
        limits: Limits,
        handler: Arc<dyn Handler>,
        connections: Arc<Connections>,
    ) -> Self {
        Self {
            limits,
            handler,
            connections,
            body_budget: BodyBudget::default(),
        }
    }

    fn report_rejection(&self, rejected: RejectedRequest) {
        let _ = catch_unwind(AssertUnwindSafe(|| self.handler.rejected(rejected)));
    }
}

/// The received part of a request, for the report of a rejection.
enum PartialRequest {
    /// Nothing to report: no byte was received, or the request is complete.
    Empty,
    /// Part of the head; its bytes are in the connection's buffer.
    Head,
    /// The head was parsed; the request holds the received part of the body.
    Body(Request),
}

/// Serves one connection until it ends, beginning with bytes that were read before. If the reactor has given a request of it
/// to a handler, waits for that response first.
pub(super) fn serve_connection(context: &ServerContext, connection: &Connection, bytes: Vec<u8>) {
    let mut io = BufferedConnection::new(connection, bytes);
    let mut idle_timeout = match connection.wait_until_answered() {
        true => context.limits.idle_time,
        false => context.limits.head_time,
    };
    loop {
        let mut partial = PartialRequest::Empty;
        match serve_request(context, &mut io, idle_timeout, &mut partial) {
            Ok(true) => idle_timeout = context.limits.idle_time,
            Ok(false) => return io.shutdown_write(),
            Err(error) => return close_after_error(context, &io, partial, &error),
        }
    }
}

/// Serves one request. Returns whether the connection stays open.
fn serve_request(
    context: &ServerContext,
    io: &mut BufferedConnection<'_>,
    idle_timeout: Duration,
    partial: &mut PartialRequest,
) -> Result<bool, RequestError> {
    let connection = io.connection;
    connection.enter(Phase::Idle)?;
    let head = receive_head(context, io, idle_timeout, partial)?;
    connection.enter(Phase::Body)?;
    let (keep_alive, is_http11) = (head.keep_alive, head.is_http11);
    let request = receive_body(context, io, head, partial)?;
    connection.enter(Phase::Handling)?;
    let is_head = request.method == "HEAD";
    let Reply { response, after } = handle(context, connection, request);
    let sent = send_response(context, io, &response, (is_head, keep_alive, is_http11));
    if let Some(after) = after {
        if matches!(sent, Ok(false)) {
            io.shutdown_write();
        }
        // The connection must not be evicted before the work is done.
        let _ = connection.enter(Phase::Handling);
        let _ = catch_unwind(AssertUnwindSafe(after));
    }
    sent
}

/// Writes the response. Returns whether the connection stays open.
fn send_response(
    context: &ServerContext,
    io: &BufferedConnection<'_>,
    response: &Response,
    (is_head, keep_alive, is_http11): (bool, bool, bool),
) -> Result<bool, RequestError> {
    io.connection.enter(Phase::Responding)?;
    let how = (is_head, keep_alive, is_http11);
    let encoded = encode_for(context, response, how);
    io.write(&encoded.bytes, encoded.deadline)?;
    Ok(encoded.keep_alive)
}

/// A response as its connection gets it.
pub(super) struct EncodedResponse {
    pub(super) bytes: Vec<u8>,
    /// When the client must have read it.
    pub(super) deadline: Instant,
    /// Whether the connection stays open.
    pub(super) keep_alive: bool,
}

/// Encodes the response to a request, for a client that wants its connection kept open or not.
pub(super) fn encode_for(
    context: &ServerContext,
    response: &Response,
    (is_head, keep_alive, is_http11): (bool, bool, bool),
) -> EncodedResponse {
    let closes = response.headers.text("connection") == Some("close");
    let keep_alive = keep_alive && !closes && !context.connections.is_stopping();
    let connection_header = match (keep_alive, is_http11) {
        (true, true) => ConnectionHeader::Omit,
        (true, false) => ConnectionHeader::KeepAlive,
        (false, _) => ConnectionHeader::Close,
    };
    let bytes = encode::encode_response(response, is_head, connection_header);
    let size_allowance = Duration::from_secs((bytes.len() / MIN_BYTES_PER_SECOND) as u64);
    EncodedResponse {
        bytes,
        deadline: Instant::now() + context.limits.write_time + size_allowance,
        keep_alive,
    }
}

/// Waits for a head and parses it.
fn receive_head(
    context: &ServerContext,
    io: &mut BufferedConnection<'_>,
    idle_timeout: Duration,
    partial: &mut PartialRequest,
) -> Result<RequestHead, RequestError> {
    let limits = &context.limits;
    wait_for_first_byte(io, Instant::now() + idle_timeout)?;
    io.connection.enter(Phase::Head)?;
    *partial = PartialRequest::Head;
    let deadline = Instant::now() + limits.head_time;
    let mut searched = 0;
    let end = loop {
        let bytes = io.buffered();
        if let Some(end) = find_head_end(bytes, searched) {
            head::check_start(&bytes[..end], searched)?;
            break end;
        }
        head::check_start(bytes, searched)?;
        if bytes.len() > limits.head {
            return Err(head_too_long(bytes, limits.head));
        }
        searched = bytes.len();
        io.fill(deadline)?;
    };
    if end > limits.head {
        return Err(head_too_long(io.buffered(), limits.head));
    }
    let head = head::parse_head(&io.buffered()[..end], limits)?;
    io.consume(end);
    *partial = PartialRequest::Empty;
    Ok(head)
}

/// Waits for the first byte. Skips one empty line before a request (RFC 9112, 2.2).
fn wait_for_first_byte(
    io: &mut BufferedConnection<'_>,
    deadline: Instant,
) -> Result<(), RequestError> {
    let mut has_skipped_line = false;
    loop {
        match io.buffered() {
            b"" | b"\r" => match io.fill(deadline) {
                Ok(()) => {}
                Err(_) => return Err(RequestError::Closed),
            },
            [b'\r', b'\n', ..] if !has_skipped_line => {
                has_skipped_line = true;
                io.consume(2);
            }
            _ => return Ok(()),
        }
    }
}

/// Returns the end of the head: the offset behind its first empty line. `None` if it is incomplete. The first
/// `searched` bytes were searched before.
pub(super) fn find_head_end(bytes: &[u8], searched: usize) -> Option<usize> {
    let from = searched.saturating_sub(3);
    let index = bytes[from..]
        .windows(4)
        .position(|four| four == b"\r\n\r\n")?;
    Some(from + index + 4)
}

/// Returns the error of a head above `limit` bytes: the URL is too long if the first line alone exceeds it.
fn head_too_long(bytes: &[u8], limit: usize) -> RequestError {
    if bytes[..limit].contains(&b'\n') {
        RequestError::Reject(431, "the head is too large")
    } else {
        RequestError::Reject(414, "the URL is too long")
    }
}

/// Sends `100 Continue` if it is expected, and reads the body. After an error `partial` holds the received part.
fn receive_body(
    context: &ServerContext,
    io: &mut BufferedConnection<'_>,
    head: RequestHead,
    partial: &mut PartialRequest,
) -> Result<Request, RequestError> {
    let limits = &Limits {
        body: context
            .handler
            .max_body_bytes(&head.request, context.limits.body),
        ..context.limits.clone()
    };
    let mut request = head.request;
    let read = send_continue(io, head.expects_continue, head.framing, limits).and_then(|()| {
        body::read_body(
            io,
            head.framing,
            limits,
            &context.body_budget,
            &mut request.body,
        )
    });
    match read {
        Ok(()) => Ok(request),
        Err(error) => {
            *partial = PartialRequest::Body(request);
            Err(error)
        }
    }
}

/// Sends `100 Continue` to a client that expects it, unless the body is empty, too large by its announced length, or
/// arriving already.
fn send_continue(
    io: &BufferedConnection<'_>,
    expects_continue: bool,
    framing: Framing,
    limits: &Limits,
) -> Result<(), RequestError> {
    let has_acceptable_body = match framing {
        Framing::Length(length) => length > 0 && length <= limits.body as u64,
        Framing::Chunked => true,
    };
    if !(expects_continue && has_acceptable_body && io.buffered().is_empty()) {
        return Ok(());
    }
    let deadline = Instant::now() + limits.write_time;
    io.write(b"HTTP/1.1 100 Continue\r\n\r\n", deadline)
}

/// Returns a request that is complete now.
pub(super) fn received_now(connection: &Connection, request: Request) -> ReceivedRequest {
    ReceivedRequest {
        request,
        peer: connection.peer,
        arrived_at: Timestamp::from(SystemTime::now()),
        started_at: Instant::now(),
    }
}

/// Calls the handler. A panic becomes a 500.
fn handle<'a>(context: &'a ServerContext, connection: &Connection, request: Request) -> Reply<'a> {
    let received = received_now(connection, request);
    catch_unwind(AssertUnwindSafe(|| context.handler.handle(received)))
        .unwrap_or_else(|_| internal_error().into())
}

/// Returns the response after a panic.
pub(super) fn internal_error() -> Response {
    let mut response = Response::text(500, "internal error");
    response.headers.push("Connection", "close");
    response
}

/// Closes the connection after an error. If a part of a request was received, first writes the response (none if the
/// client is gone) and reports the rejection to the handler.
fn close_after_error(
    context: &ServerContext,
    io: &BufferedConnection<'_>,
    partial: PartialRequest,
    error: &RequestError,
) {
    let (status, reason) = match *error {
        RequestError::Closed => return,
        RequestError::ClientGone => (None, "the client went away before its request was whole"),
        RequestError::Reject(status, reason) => (Some(status), reason),
    };
    let (request, head) = match partial {
        PartialRequest::Empty => return,
        PartialRequest::Head => {
            let bytes = io.buffered();
            (None, bytes[..bytes.len().min(context.limits.head)].to_vec())
        }
        PartialRequest::Body(request) => (Some(request), Vec::new()),
    };
    // Keep the slot while the handler observes the rejection, so that the slots limit the threads. Evicted connections
    // are reported by `RejectionReporter`.
    if io.connection.enter(Phase::Handling).is_err() {
        return;
    }
    if let Some(status) = status {
        let response = context.handler.rejection_response(status, reason);
        let bytes = encode::encode_response(&response, false, ConnectionHeader::Close);
        let _ = io.write(&bytes, Instant::now() + REJECTION_TIMEOUT);
    }
    context.report_rejection(RejectedRequest {
        request,
        head_bytes: head,
        ..rejected_unread(status, reason, io.connection.peer)
    });
    if io.connection.enter(Phase::Responding).is_ok() {
        io.close_lingering();
    }
}
