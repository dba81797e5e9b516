//! One connection from its first byte to its end: request, answer, request, answer.
use super::encode::{self, ConnectionHeader as Ending};
use super::body::{self, BodyBudget};
use super::connections::{Connection, Connections, Phase};
use super::head::{self, Framing, RequestHead};
use super::limits::Limits;
use super::buffered_connection::{RequestError, BufferedConnection};
use super::{Handler, ReceivedRequest, RejectedRequest, Reply, rejected_unread};
use crate::model::http::{Request, Response};
use crate::model::time::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// How long the short answer to a refused request may take.
const REJECTION_TIMEOUT: Duration = Duration::from_secs(1);
/// Bytes of an answer for which a client gets a second more.
const MIN_BYTES_PER_SECOND: usize = 64 * 1024;

/// What all connections of a server share.
pub(super) struct ServerContext {
    limits: Limits,
    handler: Arc<dyn Handler>,
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

    /// Tells the handler of a refusal.
    fn report_rejection(&self, refused: RejectedRequest) {
        let _ = catch_unwind(AssertUnwindSafe(|| self.handler.rejected(refused)));
    }
}

/// What is known of the request that is coming in, should it be refused.
enum PartialRequest {
    /// No request is coming in.
    Empty,
    /// A head is; its bytes wait on the wire.
    Head,
    /// The head was understood; the body came to this.
    Body(Request),
}

/// Serves one connection until it ends.
pub(super) fn serve_connection(site: &ServerContext, connection: &Connection) {
    let mut wire = BufferedConnection::new(connection);
    let mut silence = site.limits.head_time;
    loop {
        let mut draft = PartialRequest::Empty;
        match serve_request(site, &mut wire, silence, &mut draft) {
            Ok(true) => silence = site.limits.idle_time,
            Ok(false) => return wire.shutdown_write(),
            Err(end) => return close_after_error(site, &wire, draft, &end),
        }
    }
}

/// One request and its answer; whether the connection goes on.
fn serve_request(
    site: &ServerContext,
    wire: &mut BufferedConnection<'_>,
    silence: Duration,
    draft: &mut PartialRequest,
) -> Result<bool, RequestError> {
    let connection = wire.connection;
    connection.enter(Phase::Idle)?;
    let head = receive_head(site, wire, silence, draft)?;
    connection.enter(Phase::Body)?;
    let (keeps, modern) = (head.keep_alive, head.is_http11);
    let request = receive_body(site, wire, head, draft)?;
    connection.enter(Phase::Handling)?;
    let is_head = request.method == "HEAD";
    let Reply { response, after } = handle(site, connection, request);
    let answered = send_response(site, wire, &response, (is_head, keeps, modern));
    if let Some(after) = after {
        if matches!(answered, Ok(false)) {
            wire.shutdown_write();
        }
        // Still busy with this request: its connection may not be closed before that is done.
        let _ = connection.enter(Phase::Handling);
        let _ = catch_unwind(AssertUnwindSafe(after));
    }
    answered
}

/// Writes the answer; whether the connection goes on.
fn send_response(
    site: &ServerContext,
    wire: &BufferedConnection<'_>,
    response: &Response,
    (is_head, keeps, modern): (bool, bool, bool),
) -> Result<bool, RequestError> {
    wire.connection.enter(Phase::Responding)?;
    let closes = response.headers.text("connection") == Some("close");
    let keeps = keeps && !closes && !site.connections.is_stopping();
    let ending = match (keeps, modern) {
        (true, true) => Ending::Omit,
        (true, false) => Ending::KeepAlive,
        (false, _) => Ending::Close,
    };
    let bytes = encode::encode_response(response, is_head, ending);
    let extra = Duration::from_secs((bytes.len() / MIN_BYTES_PER_SECOND) as u64);
    wire.write(&bytes, Instant::now() + site.limits.write_time + extra)?;
    Ok(keeps)
}

/// Waits for a head and reads it.
fn receive_head(
    site: &ServerContext,
    wire: &mut BufferedConnection<'_>,
    silence: Duration,
    draft: &mut PartialRequest,
) -> Result<RequestHead, RequestError> {
    let limits = &site.limits;
    wait_for_first_byte(wire, Instant::now() + silence)?;
    wire.connection.enter(Phase::Head)?;
    *draft = PartialRequest::Head;
    let until = Instant::now() + limits.head_time;
    let mut seen = 0;
    let end = loop {
        let bytes = wire.buffered();
        if let Some(end) = find_head_end(bytes, seen) {
            head::check_start(&bytes[..end], seen)?;
            break end;
        }
        head::check_start(bytes, seen)?;
        if bytes.len() > limits.head {
            return Err(head_too_long(bytes, limits.head));
        }
        seen = bytes.len();
        wire.fill(until)?;
    };
    if end > limits.head {
        return Err(head_too_long(wire.buffered(), limits.head));
    }
    let head = head::parse_head(&wire.buffered()[..end], limits)?;
    wire.consume(end);
    *draft = PartialRequest::Empty;
    Ok(head)
}

/// Waits until something has come. One empty line before a request is passed over (RFC 9112, 2.2).
fn wait_for_first_byte(wire: &mut BufferedConnection<'_>, until: Instant) -> Result<(), RequestError> {
    let mut passed = false;
    loop {
        match wire.buffered() {
            b"" | b"\r" => match wire.fill(until) {
                Ok(()) => {}
                Err(_) => return Err(RequestError::Closed),
            },
            [b'\r', b'\n', ..] if !passed => {
                passed = true;
                wire.consume(2);
            }
            _ => return Ok(()),
        }
    }
}

/// Where the head ends: behind its first empty line.
fn find_head_end(bytes: &[u8], seen: usize) -> Option<usize> {
    let from = seen.saturating_sub(3);
    let at = bytes[from..]
        .windows(4)
        .position(|four| four == b"\r\n\r\n")?;
    Some(from + at + 4)
}

/// Which part of a head is too long, by whether its first line ends in time.
fn head_too_long(bytes: &[u8], most: usize) -> RequestError {
    if bytes[..most].contains(&b'\n') {
        RequestError::Reject(431, "the head is too large")
    } else {
        RequestError::Reject(414, "the URL is too long")
    }
}

/// Reads the body that the head announced.
fn receive_body(
    site: &ServerContext,
    wire: &mut BufferedConnection<'_>,
    head: RequestHead,
    draft: &mut PartialRequest,
) -> Result<Request, RequestError> {
    let limits = &Limits {
        body: site.handler.max_body_bytes(&head.request, site.limits.body),
        ..site.limits.clone()
    };
    let mut request = head.request;
    let read = send_continue(wire, head.expects_continue, head.framing, limits)
        .and_then(|()| body::read_body(wire, head.framing, limits, &site.body_budget, &mut request.body));
    match read {
        Ok(()) => Ok(request),
        Err(end) => {
            *draft = PartialRequest::Body(request);
            Err(end)
        }
    }
}

/// Tells a client that waits for it to send its body, unless the body is known to be too large.
fn send_continue(wire: &BufferedConnection<'_>, expects: bool, framing: Framing, limits: &Limits) -> Result<(), RequestError> {
    let wanted = match framing {
        Framing::Length(length) => length > 0 && length <= limits.body as u64,
        Framing::Chunked => true,
    };
    if !(expects && wanted && wire.buffered().is_empty()) {
        return Ok(());
    }
    let until = Instant::now() + limits.write_time;
    wire.write(b"HTTP/1.1 100 Continue\r\n\r\n", until)
}

/// Lets the handler answer; a panic in it is a 500.
fn handle<'a>(site: &'a ServerContext, connection: &Connection, request: Request) -> Reply<'a> {
    let received = ReceivedRequest {
        request,
        peer: connection.peer,
        arrived: Timestamp::from(SystemTime::now()),
        started: Instant::now(),
    };
    catch_unwind(AssertUnwindSafe(|| site.handler.handle(received))).unwrap_or_else(|_| {
        let mut response = Response::text(500, "internal error");
        response.headers.push("Connection", "close");
        response.into()
    })
}

/// Ends a connection whose request came to nothing: says why, and tells the handler.
fn close_after_error(site: &ServerContext, wire: &BufferedConnection<'_>, draft: PartialRequest, end: &RequestError) {
    let (status, reason) = match *end {
        RequestError::Closed => return,
        RequestError::ClientGone => (None, "the client went away before its request was whole"),
        RequestError::Reject(status, reason) => (Some(status), reason),
    };
    let (request, head) = match draft {
        PartialRequest::Empty => return,
        PartialRequest::Head => {
            let bytes = wire.buffered();
            (None, bytes[..bytes.len().min(site.limits.head)].to_vec())
        }
        PartialRequest::Body(request) => (Some(request), Vec::new()),
    };
    // Whoever tells the handler keeps its place, so that threads are no more than places. What the server
    // closed by its own choice is told of elsewhere.
    if wire.connection.enter(Phase::Handling).is_err() {
        return;
    }
    if let Some(status) = status {
        let response = site.handler.rejection_response(status, reason);
        let bytes = encode::encode_response(&response, false, Ending::Close);
        let _ = wire.write(&bytes, Instant::now() + REJECTION_TIMEOUT);
    }
    site.report_rejection(RejectedRequest {
        request,
        head_bytes: head,
        ..rejected_unread(status, reason, wire.connection.peer)
    });
    if wire.connection.enter(Phase::Responding).is_ok() {
        wire.close_lingering();
    }
}
