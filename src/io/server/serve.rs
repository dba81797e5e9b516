//! One connection from its first byte to its end: request, answer, request, answer.
use super::encode::{self, ConnectionHeader as Ending};
use super::body::{self, BodyBudget};
use super::connections::{Connection, Connections, Phase};
use super::head::{self, Framing, Head};
use super::limits::Limits;
use super::wire::{End, Wire};
use super::{Handler, Received, Refused, Reply, refused_unread};
use crate::model::http::{Request, Response};
use crate::model::time::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// How long the short answer to a refused request may take.
const REFUSAL_TIME: Duration = Duration::from_secs(1);
/// Bytes of an answer for which a client gets a second more.
const BYTES_A_SECOND: usize = 64 * 1024;

/// What all connections of a server share.
pub(super) struct Site {
    limits: Limits,
    handler: Arc<dyn Handler>,
    pub(super) connections: Arc<Connections>,
    room: BodyBudget,
}

impl Site {
    pub(super) fn new(
        limits: Limits,
        handler: Arc<dyn Handler>,
        connections: Arc<Connections>,
    ) -> Self {
        Self {
            limits,
            handler,
            connections,
            room: BodyBudget::default(),
        }
    }

    /// Tells the handler of a refusal.
    fn tell(&self, refused: Refused) {
        let _ = catch_unwind(AssertUnwindSafe(|| self.handler.refused(refused)));
    }
}

/// What is known of the request that is coming in, should it be refused.
enum Draft {
    /// No request is coming in.
    Nothing,
    /// A head is; its bytes wait on the wire.
    Head,
    /// The head was understood; the body came to this.
    Body(Request),
}

/// Serves one connection until it ends.
pub(super) fn serve(site: &Site, connection: &Connection) {
    let mut wire = Wire::new(connection);
    let mut silence = site.limits.head_time;
    loop {
        let mut draft = Draft::Nothing;
        match turn(site, &mut wire, silence, &mut draft) {
            Ok(true) => silence = site.limits.idle_time,
            Ok(false) => return wire.close(),
            Err(end) => return part(site, &wire, draft, &end),
        }
    }
}

/// One request and its answer; whether the connection goes on.
fn turn(
    site: &Site,
    wire: &mut Wire<'_>,
    silence: Duration,
    draft: &mut Draft,
) -> Result<bool, End> {
    let connection = wire.connection;
    connection.enter(Phase::Idle)?;
    let head = receive_head(site, wire, silence, draft)?;
    connection.enter(Phase::Body)?;
    let (keeps, modern) = (head.keeps, head.modern);
    let request = receive_body(site, wire, head, draft)?;
    connection.enter(Phase::Handling)?;
    let is_head = request.method == "HEAD";
    let Reply { response, after } = handle(site, connection, request);
    let answered = answer(site, wire, &response, (is_head, keeps, modern));
    if let Some(after) = after {
        if matches!(answered, Ok(false)) {
            wire.close();
        }
        // Still busy with this request: its connection may not be closed before that is done.
        let _ = connection.enter(Phase::Handling);
        let _ = catch_unwind(AssertUnwindSafe(after));
    }
    answered
}

/// Writes the answer; whether the connection goes on.
fn answer(
    site: &Site,
    wire: &Wire<'_>,
    response: &Response,
    (is_head, keeps, modern): (bool, bool, bool),
) -> Result<bool, End> {
    wire.connection.enter(Phase::Responding)?;
    let closes = response.headers.text("connection") == Some("close");
    let keeps = keeps && !closes && !site.connections.is_stopping();
    let ending = match (keeps, modern) {
        (true, true) => Ending::Omit,
        (true, false) => Ending::KeepAlive,
        (false, _) => Ending::Close,
    };
    let bytes = encode::encode_response(response, is_head, ending);
    let extra = Duration::from_secs((bytes.len() / BYTES_A_SECOND) as u64);
    wire.write(&bytes, Instant::now() + site.limits.write_time + extra)?;
    Ok(keeps)
}

/// Waits for a head and reads it.
fn receive_head(
    site: &Site,
    wire: &mut Wire<'_>,
    silence: Duration,
    draft: &mut Draft,
) -> Result<Head, End> {
    let limits = &site.limits;
    await_first_byte(wire, Instant::now() + silence)?;
    wire.connection.enter(Phase::Head)?;
    *draft = Draft::Head;
    let until = Instant::now() + limits.head_time;
    let mut seen = 0;
    let end = loop {
        let bytes = wire.waiting();
        if let Some(end) = find_end(bytes, seen) {
            head::check_start(&bytes[..end], seen)?;
            break end;
        }
        head::check_start(bytes, seen)?;
        if bytes.len() > limits.head {
            return Err(too_long(bytes, limits.head));
        }
        seen = bytes.len();
        wire.fill(until)?;
    };
    if end > limits.head {
        return Err(too_long(wire.waiting(), limits.head));
    }
    let head = head::parse(&wire.waiting()[..end], limits)?;
    wire.take(end);
    *draft = Draft::Nothing;
    Ok(head)
}

/// Waits until something has come. One empty line before a request is passed over (RFC 9112, 2.2).
fn await_first_byte(wire: &mut Wire<'_>, until: Instant) -> Result<(), End> {
    let mut passed = false;
    loop {
        match wire.waiting() {
            b"" | b"\r" => match wire.fill(until) {
                Ok(()) => {}
                Err(_) => return Err(End::Closed),
            },
            [b'\r', b'\n', ..] if !passed => {
                passed = true;
                wire.take(2);
            }
            _ => return Ok(()),
        }
    }
}

/// Where the head ends: behind its first empty line.
fn find_end(bytes: &[u8], seen: usize) -> Option<usize> {
    let from = seen.saturating_sub(3);
    let at = bytes[from..]
        .windows(4)
        .position(|four| four == b"\r\n\r\n")?;
    Some(from + at + 4)
}

/// Which part of a head is too long, by whether its first line ends in time.
fn too_long(bytes: &[u8], most: usize) -> End {
    if bytes[..most].contains(&b'\n') {
        End::Refuse(431, "the head is too large")
    } else {
        End::Refuse(414, "the URL is too long")
    }
}

/// Reads the body that the head announced.
fn receive_body(
    site: &Site,
    wire: &mut Wire<'_>,
    head: Head,
    draft: &mut Draft,
) -> Result<Request, End> {
    let limits = &Limits {
        body: site.handler.most_body(&head.request, site.limits.body),
        ..site.limits.clone()
    };
    let mut request = head.request;
    let read = invite(wire, head.expects, head.framing, limits)
        .and_then(|()| body::read_body(wire, head.framing, limits, &site.room, &mut request.body));
    match read {
        Ok(()) => Ok(request),
        Err(end) => {
            *draft = Draft::Body(request);
            Err(end)
        }
    }
}

/// Tells a client that waits for it to send its body, unless the body is known to be too large.
fn invite(wire: &Wire<'_>, expects: bool, framing: Framing, limits: &Limits) -> Result<(), End> {
    let wanted = match framing {
        Framing::Length(length) => length > 0 && length <= limits.body as u64,
        Framing::Chunked => true,
    };
    if !(expects && wanted && wire.waiting().is_empty()) {
        return Ok(());
    }
    let until = Instant::now() + limits.write_time;
    wire.write(b"HTTP/1.1 100 Continue\r\n\r\n", until)
}

/// Lets the handler answer; a panic in it is a 500.
fn handle<'a>(site: &'a Site, connection: &Connection, request: Request) -> Reply<'a> {
    let received = Received {
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
fn part(site: &Site, wire: &Wire<'_>, draft: Draft, end: &End) {
    let (status, reason) = match *end {
        End::Closed => return,
        End::Gone => (None, "the client went away before its request was whole"),
        End::Refuse(status, reason) => (Some(status), reason),
    };
    let (request, head) = match draft {
        Draft::Nothing => return,
        Draft::Head => {
            let bytes = wire.waiting();
            (None, bytes[..bytes.len().min(site.limits.head)].to_vec())
        }
        Draft::Body(request) => (Some(request), Vec::new()),
    };
    // Whoever tells the handler keeps its place, so that threads are no more than places. What the server
    // closed by its own choice is told of elsewhere.
    if wire.connection.enter(Phase::Handling).is_err() {
        return;
    }
    if let Some(status) = status {
        let response = site.handler.refusal(status, reason);
        let bytes = encode::encode_response(&response, false, Ending::Close);
        let _ = wire.write(&bytes, Instant::now() + REFUSAL_TIME);
    }
    site.tell(Refused {
        request,
        head,
        ..refused_unread(status, reason, wire.connection.peer)
    });
    if wire.connection.enter(Phase::Responding).is_ok() {
        wire.close_slowly();
    }
}
