//! HTTP in: a small server that a stranger may talk to.
//!
//! One thread a connection. [`wire`] moves bytes under deadlines, [`head`] and [`body`] decide what is a
//! request (httparse reads it, momo's own rules refuse what servers disagree about), [`answer`] writes
//! through `tiny_http`'s types and response writer, [`connections`] keeps their number bounded. tiny_http's
//! own acceptor and parser stand not in the path: they have neither time limits nor size limits, and one
//! request with a huge `Content-Length` ends the process
//! (<https://github.com/tiny-http/tiny-http/pull/290>).
//!
//! A [`Handler`] maps a [`Received`] request to a response and knows nothing of all this.
mod encode;
mod body;
mod connections;
mod rejections;
mod head;
mod limits;
mod running;
mod serve;
mod buffered_connection;

pub use limits::Limits;
pub use running::RunningServer;

use crate::error::{Error, Result};
use crate::model::http::{Request, Response};
use crate::model::time::Timestamp;
use connections::Connections;
use rejections::RejectionReporter;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// How many connections the system may hold for us until they are accepted.
const BACKLOG: i32 = 1024;
/// Stack of a connection's thread. Only what is touched takes memory; handlers run SQLite and parse JSON on it.
const STACK_SIZE: usize = 512 * 1024;
/// How long the acceptor waits when the system gives it no connection or no thread.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(20);

/// What answers requests. Called from many threads at once; a panic becomes a 500.
pub trait Handler: Send + Sync {
    /// Answers a whole, well-formed request; with it, work that waits until the answer has gone out.
    fn handle(&self, received: ReceivedRequest) -> Reply<'_>;

    /// The most bytes of this request's body, of which the head alone is known; `usual` is the server's own limit.
    fn max_body_bytes(&self, request: &Request, usual: usize) -> usize {
        let _ = request;
        usual
    }

    /// Words the answer to a request that never gets to [`handle`](Handler::handle).
    fn rejection_response(&self, status: u16, reason: &str) -> Response {
        Response::text(status, reason)
    }

    /// Hears of a request that never got to [`handle`](Handler::handle).
    fn rejected(&self, refused: RejectedRequest) {
        let _ = refused;
    }
}

/// An answer, and what is left to do when it has gone out (or could not: it is done in any case).
pub struct Reply<'a> {
    /// What is answered.
    pub response: Response,
    /// Done afterwards, on the connection's thread; its next request waits for it.
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

/// A request that came in whole.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    /// The request. Its URL is path and query as they stood in the request line.
    pub request: Request,
    /// Who sent it.
    pub peer: SocketAddr,
    /// When it was there whole, by the wall clock.
    pub arrived: Timestamp,
    /// The same moment, to measure from.
    pub started: Instant,
}

/// A request that was not taken: malformed, too large, too slow, or cut off.
#[derive(Debug, Clone)]
pub struct RejectedRequest {
    /// What it was answered; none where the client was gone.
    pub status: Option<u16>,
    /// Why, in a few words for people.
    pub reason: &'static str,
    /// The request with the part of its body that came, where its head was understood.
    pub request: Option<Request>,
    /// The bytes that came, where the head was not understood; no more than a head may have.
    pub head_bytes: Vec<u8>,
    /// Who sent it.
    pub peer: SocketAddr,
    /// When it was refused.
    pub rejected_at: Timestamp,
    /// How many it stands for: connections that find no place are told of together, the last of them as an example.
    pub count: usize,
}

/// A refusal of which nothing was read.
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

/// A server that has its port, and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    limits: Limits,
    connections: Arc<Connections>,
}

/// Stops a running server, from any thread.
#[derive(Debug, Clone)]
pub struct Stopper {
    address: SocketAddr,
    connections: Arc<Connections>,
}

impl Server {
    /// Takes the port; port 0 takes any free one, which [`address`](Server::address) then tells.
    pub fn bind(address: SocketAddr, limits: Limits) -> Result<Self> {
        let refuse = |error: std::io::Error| bind_error(address, &error);
        let listener = TcpListener::bind(address).map_err(refuse)?;
        rustix::net::listen(&listener, BACKLOG).map_err(|error| refuse(error.into()))?;
        let address = listener.local_addr().map_err(refuse)?;
        let connections = Arc::new(Connections::new(limits.max_connections()));
        Ok(Self {
            listener,
            address,
            limits,
            connections,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it.
    pub fn stopper(&self) -> Stopper {
        Stopper {
            address: self.address,
            connections: self.connections.clone(),
        }
    }

    /// Serves until it is stopped; then waits, for a bounded time, until what is being handled is answered.
    pub fn run(self, handler: Arc<dyn Handler>) {
        let grace = self.limits.grace;
        let crowd = RejectionReporter::new(handler.clone());
        let site = Arc::new(serve::ServerContext::new(
            self.limits,
            handler,
            self.connections.clone(),
        ));
        while !self.connections.is_stopping() {
            match self.listener.accept() {
                Ok((stream, peer)) => spawn_connection(&site, &crowd, stream, peer),
                // Out of descriptors, or a connection that broke while it waited: the next one may be good.
                Err(_) => std::thread::sleep(ACCEPT_RETRY_DELAY),
            }
        }
        drop(self.listener);
        self.connections.drain(grace);
    }
}

impl Stopper {
    /// Makes [`Server::run`] return: no new connection, idle ones closed, running handlers finished.
    pub fn stop(&self) {
        self.connections.stop();
        // The acceptor sleeps until somebody connects.
        let _ = TcpStream::connect_timeout(&loopback_address(self.address), Duration::from_secs(1));
    }
}

/// Gives a new connection its thread, or refuses it in one short write when there are too many.
fn spawn_connection(site: &Arc<serve::ServerContext>, crowd: &Arc<RejectionReporter>, stream: TcpStream, peer: SocketAddr) {
    let (place, closed) = site.connections.admit(stream, peer);
    if let Some(peer) = closed {
        crowd.count_evicted(peer);
    }
    let Some(place) = place else {
        return crowd.count_no_slot(peer);
    };
    let site = site.clone();
    let thread = std::thread::Builder::new()
        .name("connection".into())
        .stack_size(STACK_SIZE);
    // The place is given back when it is dropped, by the thread's end as well as by the failure to start it.
    let started = thread.spawn(move || {
        let _ = catch_unwind(AssertUnwindSafe(|| serve::serve_connection(&site, &place.connection)));
        drop(place);
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

/// The system's words, without the number that helps nobody.
fn error_text(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// An address that leads to a listener, also to one that listens on all addresses.
pub fn loopback_address(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, address.port()).into(),
        _ => address,
    }
}
