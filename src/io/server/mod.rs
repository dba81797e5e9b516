//! HTTP server for untrusted clients.
//!
//! Threads: the acceptor ([`Server::run`]), one thread per connection, and one that reports rejected connections
//! ([`rejections`]). Where a handler answers most requests without a wait, one thread serves all connections with such requests
//! ([`reactor`]), and any thread answers ([`responder`]). [`buffered_connection`] reads and writes under deadlines. [`head`] and [`body`] parse requests:
//! httparse reads the head, momo's own rules reject ambiguous requests. [`encode`] writes responses with `tiny_http`'s
//! types. [`connections`] limits the number of connections.
//! tiny_http's acceptor and parser are not used: they have neither time limits nor size limits, and one request with a
//! huge `Content-Length` ends the process (<https://github.com/tiny-http/tiny-http/pull/290>).
//!
//! A [`Handler`] maps a [`ReceivedRequest`] to a response.
mod body;
mod buffered_connection;
mod connections;
mod encode;
mod head;
mod limits;
mod reactor;
mod rejections;
mod responder;
mod running;
mod serve;
mod socket;

pub use limits::Limits;
pub use responder::Responder;
pub use running::RunningServer;

use crate::error::{Error, Result};
use crate::model::http::{Request, Response};
use crate::model::time::Timestamp;
use connections::{ConnectionSlot, Connections};
use reactor::Reactor;
use rejections::RejectionReporter;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Maximum connections in the backlog of the listening socket.
const BACKLOG: i32 = 1024;
/// Stack size of a connection's thread in bytes: handlers run SQLite and parse JSON on it. Only used pages take memory.
const STACK_SIZE: usize = 512 * 1024;
/// Pause of the acceptor after a failed accept or thread start.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(20);

/// Handles requests. Called from many threads concurrently; a panic becomes a 500.
pub trait Handler: Send + Sync {
    /// Handles a complete, well-formed request. The reply may hold work to do after the response was sent.
    fn handle(&self, received: ReceivedRequest) -> Reply<'_>;

    /// Whether [`handle_at_once`](Handler::handle_at_once) takes most requests.
    fn answers_at_once(&self) -> bool {
        false
    }

    /// Takes a request and answers later, through the responder; or gives the responder back, and then
    /// [`handle`](Handler::handle) gets the request. Must not block: the thread serves all connections. Called only if
    /// [`answers_at_once`](Handler::answers_at_once).
    ///
    /// # Errors
    /// The responder, unused.
    fn handle_at_once(
        self: Arc<Self>,
        received: ReceivedRequest,
        responder: Responder,
    ) -> std::result::Result<(), Responder> {
        let _ = received;
        Err(responder)
    }

    /// Returns the maximum body bytes of a request of which only the head was read. `usual` is the server's limit.
    fn max_body_bytes(&self, request: &Request, usual: usize) -> usize {
        let _ = request;
        usual
    }

    /// Makes the response to a request that is rejected before [`handle`](Handler::handle).
    fn rejection_response(&self, status: u16, reason: &str) -> Response {
        Response::text(status, reason)
    }

    /// Observes a request that was rejected before [`handle`](Handler::handle).
    fn rejected(&self, rejected: RejectedRequest) {
        let _ = rejected;
    }
}

/// A response and the work to do after it was sent.
pub struct Reply<'a> {
    pub response: Response,
    /// Runs after the response was sent or failed to be sent, on the connection's thread. Delays the next request.
    pub after: Option<Box<dyn FnOnce() + 'a>>,
}

impl From<Response> for Reply<'_> {
    fn from(response: Response) -> Self {
        Self {
            response,
            after: None,
        }
    }
}

/// A complete request.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    /// The request. Its URL is the path and query of the request line.
    pub request: Request,
    pub peer: SocketAddr,
    /// Wall-clock time when the request was complete.
    pub arrived_at: Timestamp,
    /// The same moment on the monotonic clock.
    pub started_at: Instant,
}

/// A rejected request: malformed, too large, too slow, incomplete, or on a connection without a slot.
#[derive(Debug, Clone)]
pub struct RejectedRequest {
    /// Status of the response; `None` if none was sent.
    pub status: Option<u16>,
    /// Reason, for people.
    pub reason: &'static str,
    /// The request with the received part of its body; `None` if the head was not parsed.
    pub request: Option<Request>,
    /// Received bytes of a head that was not parsed, cut to the limit of a head; empty otherwise.
    pub head_bytes: Vec<u8>,
    pub peer: SocketAddr,
    pub rejected_at: Timestamp,
    /// Number of rejections that this one stands for: connections without a slot are reported together, and so are
    /// evicted ones, with the last one's peer.
    pub count: usize,
}

/// Makes a rejection without any received bytes.
fn rejected_unread(status: Option<u16>, reason: &'static str, peer: SocketAddr) -> RejectedRequest {
    RejectedRequest {
        status,
        reason,
        request: None,
        head_bytes: Vec::new(),
        peer,
        rejected_at: Timestamp::from(SystemTime::now()),
        count: 1,
    }
}

/// A server that is bound to its port but accepts no connections yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    limits: Limits,
    connections: Arc<Connections>,
}

/// Stops a running server from any thread.
#[derive(Debug, Clone)]
pub struct Stopper {
    address: SocketAddr,
    connections: Arc<Connections>,
}

impl Server {
    /// Binds to the address. Port 0 selects a free port; see [`address`](Server::address).
    ///
    /// # Errors
    /// The address is in use, needs privileges, or cannot be bound.
    pub fn bind(address: SocketAddr, limits: Limits) -> Result<Self> {
        let to_error = |error: std::io::Error| bind_error(address, &error);
        let listener = TcpListener::bind(address).map_err(to_error)?;
        rustix::net::listen(&listener, BACKLOG).map_err(|error| to_error(error.into()))?;
        let address = listener.local_addr().map_err(to_error)?;
        let connections = Arc::new(Connections::new(limits.max_connections()));
        Ok(Self {
            listener,
            address,
            limits,
            connections,
        })
    }

    /// Returns the bound address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn stopper(&self) -> Stopper {
        Stopper {
            address: self.address,
            connections: self.connections.clone(),
        }
    }

    /// Serves until stopped. Then waits for running handlers, at most for the limits' `grace`.
    pub fn run(self, handler: Arc<dyn Handler>) {
        let grace = self.limits.grace;
        let rejections = RejectionReporter::new(handler.clone());
        let context = Arc::new(serve::ServerContext::new(
            self.limits,
            handler,
            self.connections.clone(),
        ));
        let at_once = context.handler.answers_at_once();
        let reactor = at_once.then(|| Reactor::start(&context)).flatten();
        while !self.connections.is_stopping() {
            let Ok((stream, peer)) = self.listener.accept() else {
                // No descriptors, or a connection that broke in the backlog: the next accept may succeed.
                std::thread::sleep(ACCEPT_RETRY_DELAY);
                continue;
            };
            match (admit(&context, &rejections, stream, peer), &reactor) {
                (Some(slot), Some(reactor)) => reactor.add(slot),
                (Some(slot), None) => spawn_connection(&context, slot, Vec::new()),
                (None, _) => {}
            }
        }
        drop(self.listener);
        self.connections.drain(grace);
        if let Some(reactor) = reactor {
            reactor.stop(grace);
        }
    }
}

impl Stopper {
    /// Makes [`Server::run`] return: it accepts no connection, closes idle ones and lets running handlers finish.
    pub fn stop(&self) {
        self.connections.stop();
        // Wake the acceptor: it blocks until a connection arrives.
        let _ = TcpStream::connect_timeout(&loopback_address(self.address), Duration::from_secs(1));
    }
}

/// Gives a new connection a slot. `None` if there is none; the connection is rejected then.
fn admit(
    context: &serve::ServerContext,
    rejections: &Arc<RejectionReporter>,
    stream: TcpStream,
    peer: SocketAddr,
) -> Option<ConnectionSlot> {
    let (slot, evicted) = context.connections.admit(stream, peer);
    if let Some(peer) = evicted {
        rejections.count_evicted(peer);
    }
    if slot.is_none() {
        rejections.count_no_slot(peer);
    }
    slot
}

/// Starts a thread that serves a connection, beginning with bytes that were read from it before.
fn spawn_connection(context: &Arc<serve::ServerContext>, slot: ConnectionSlot, bytes: Vec<u8>) {
    let context = context.clone();
    let thread = std::thread::Builder::new()
        .name("connection".into())
        .stack_size(STACK_SIZE);
    // Dropping the slot frees it, also if the thread does not start.
    let started = thread.spawn(move || {
        let _ = catch_unwind(AssertUnwindSafe(|| {
            serve::serve_connection(&context, &slot.connection, bytes)
        }));
        drop(slot);
    });
    if started.is_err() {
        std::thread::sleep(ACCEPT_RETRY_DELAY);
    }
}

fn bind_error(address: SocketAddr, error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::AddrInUse => Error::unknown(format!("the address `{address}` is in use"))
            .hint("Another program, perhaps another momo, listens there. `--port 0` takes any free port."),
        ErrorKind::PermissionDenied => {
            Error::unknown(format!("this user may not listen on `{address}`"))
                .hint("Ports below 1024 belong to the system's administrator; choose a higher one with `--port`.")
        }
        _ => Error::unknown(format!("cannot listen on `{address}`")).because(error_text(error)),
    }
}

/// Returns the system's error text without the error number.
fn error_text(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Returns an address to connect to a listener: the loopback address if it listens on all addresses.
pub fn loopback_address(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, address.port()).into(),
        _ => address,
    }
}
