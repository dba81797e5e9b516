//! Serves connections whose requests need no wait, all with one thread.
//!
//! The reactor waits for the bytes of all its connections. It parses a request that has arrived whole, and gives it to
//! [`Handler::handle_at_once`], which answers through a [`Responder`]. What takes longer, or is not so simple, gets a thread
//! for the rest of its connection ([`serve`](super::serve)): a request that arrives in parts, is large, is malformed, or follows
//! another before the response; and whatever the handler does not take.
//!
//! Threads: the acceptor adds connections. The reactor's thread reads them, under the same rules as threads of connections
//! ([`connections`](super::connections)). Any thread may answer. The one lock, `Reactor::slots`, is held for a look-up only.
use super::connections::{Connection, ConnectionSlot, Phase};
use super::head::Framing;
use super::responder::Responder;
use super::serve::{ServerContext, find_head_end, received_now};
use super::{Handler, head, spawn_connection};
use crate::io::os::readiness::{Readiness, WatchedSockets};
use crate::io::os::sockets;
use crate::model::http::Request;
use parking_lot::Mutex;
use rustix::buffer::spare_capacity;
use rustix::io::Errno;
use rustix::net::recv;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Maximum bytes of a request with its head; a larger one gets a thread.
const MAX_REQUEST: usize = 64 * 1024;
/// How often silent connections are looked for.
const SWEEP_INTERVAL: Duration = Duration::from_secs(1);

pub(super) struct Reactor {
    context: Arc<ServerContext>,
    sockets: WatchedSockets,
    slots: Mutex<HashMap<usize, ConnectionSlot>>,
    is_stopped: AtomicBool,
}

/// A reactor whose thread runs until it is stopped.
pub(super) struct RunningReactor {
    reactor: Arc<Reactor>,
    /// Closed when the thread has ended and holds the handler no more.
    ended: Receiver<()>,
}

impl RunningReactor {
    /// Takes a new connection.
    pub(super) fn add(&self, slot: ConnectionSlot) {
        self.reactor.add(slot);
    }

    /// Closes the connections and ends the thread. Waits at most `grace` for it: its handler can hang.
    pub(super) fn stop(self, grace: Duration) {
        self.reactor.is_stopped.store(true, Ordering::SeqCst);
        self.reactor.sockets.wake();
        // Fails when the thread has ended, and where it takes too long.
        let _ = self.ended.recv_timeout(grace);
    }
}

/// A request that has arrived whole.
struct WholeRequest {
    request: Request,
    is_http11: bool,
}

impl Reactor {
    /// Starts the reactor's thread. `None` if the system has no wait for many sockets, or no thread.
    pub(super) fn start(context: &Arc<ServerContext>) -> Option<RunningReactor> {
        let (readiness, sockets) = Readiness::new()?;
        let reactor = Arc::new(Self {
            context: context.clone(),
            sockets,
            slots: Mutex::default(),
            is_stopped: AtomicBool::new(false),
        });
        let thread = std::thread::Builder::new().name("reactor".into());
        let (run, (end, ended)) = (reactor.clone(), channel::<()>());
        let serve = move || {
            run.serve_all(readiness);
            drop(run);
            drop(end);
        };
        thread.spawn(serve).ok()?;
        Some(RunningReactor { reactor, ended })
    }

    /// Takes a new connection. One that cannot be watched gets a thread.
    fn add(&self, slot: ConnectionSlot) {
        let (connection, number) = (slot.connection.clone(), slot.number());
        if connection.set_polling(true).is_err() {
            return;
        }
        self.slots.lock().insert(number, slot);
        if self.sockets.add(&connection.stream, number).is_err() {
            self.give_thread(number, Vec::new());
        }
    }

    fn serve_all(&self, mut readiness: Readiness) {
        let mut bytes = Vec::with_capacity(MAX_REQUEST);
        let mut swept = Instant::now();
        while !self.is_stopped.load(Ordering::SeqCst) {
            for (number, has_ended) in readiness.wait(SWEEP_INTERVAL) {
                self.serve(number, has_ended, &mut bytes);
            }
            if swept.elapsed() >= SWEEP_INTERVAL {
                self.close_silent();
                swept = Instant::now();
            }
        }
        self.slots.lock().clear();
    }

    /// Reads what a connection has, and handles it if it is a whole request. `has_ended` says that its client sends nothing more.
    fn serve(&self, number: usize, has_ended: bool, bytes: &mut Vec<u8>) {
        let connection = self
            .slots
            .lock()
            .get(&number)
            .map(|it| it.connection.clone());
        let Some(connection) = connection else {
            return;
        };
        if connection.set_polling(false).is_err() {
            return drop(self.remove(number));
        }
        if connection.idle_time().is_none() {
            // More bytes, or the end, before the response.
            return self.give_thread(number, Vec::new());
        }
        bytes.clear();
        match recv(&connection.stream, spare_capacity(bytes), sockets::READ_NOW) {
            Ok((1.., _)) => {
                // With a full buffer the socket may have more. Neither that nor the end would be reported again.
                let is_last = has_ended || bytes.len() == bytes.capacity();
                if is_last || !self.handle(&connection, bytes) {
                    self.give_thread(number, bytes.clone());
                }
            }
            Err(Errno::AGAIN | Errno::INTR) => {
                let _ = connection.set_polling(true);
            }
            Ok(_) | Err(_) => drop(self.remove(number)),
        }
    }

    /// Handles the bytes of a connection. Returns `false` if they are for a thread to serve.
    fn handle(&self, connection: &Arc<Connection>, bytes: &[u8]) -> bool {
        let Some(WholeRequest { request, is_http11 }) = self.whole_request(bytes) else {
            return false;
        };
        if connection.enter(Phase::Handling).is_err() {
            return false;
        }
        let responder = Responder::new(
            &self.context,
            connection,
            request.method == "HEAD",
            is_http11,
        );
        let received = received_now(connection, request);
        let handler: Arc<dyn Handler> = self.context.handler.clone();
        let handle = AssertUnwindSafe(|| handler.handle_at_once(received, responder));
        match catch_unwind(handle) {
            // After a panic the responder has answered.
            Ok(Ok(())) | Err(_) => true,
            Ok(Err(responder)) => {
                responder.release();
                // The thread handles it.
                let _ = connection.enter(Phase::Idle);
                false
            }
        }
    }

    /// Parses bytes that are exactly one request, well formed and with a body of known length; else returns `None`.
    fn whole_request(&self, bytes: &[u8]) -> Option<WholeRequest> {
        let end = find_head_end(bytes, 0)?;
        head::check_start(&bytes[..end], 0).ok()?;
        let limits = &self.context.limits;
        let head = head::parse_head(&bytes[..end], limits).ok()?;
        let Framing::Length(length) = head.framing else {
            return None;
        };
        let body = &bytes[end..];
        let usual = limits.body;
        let max_body = self.context.handler.max_body_bytes(&head.request, usual);
        let is_whole = end <= limits.head
            && head.keep_alive
            && !head.expects_continue
            && length == body.len() as u64
            && body.len() <= max_body;
        is_whole.then(|| WholeRequest {
            request: Request {
                body: body.to_vec(),
                ..head.request
            },
            is_http11: head.is_http11,
        })
    }

    /// Starts a thread that serves the rest of a connection, beginning with these bytes.
    fn give_thread(&self, number: usize, bytes: Vec<u8>) {
        if let Some(slot) = self.remove(number) {
            spawn_connection(&self.context, slot, bytes);
        }
    }

    fn remove(&self, number: usize) -> Option<ConnectionSlot> {
        let slot = self.slots.lock().remove(&number)?;
        self.sockets.remove(&slot.connection.stream);
        Some(slot)
    }

    /// Closes connections that have been silent for too long.
    fn close_silent(&self) {
        let limits = &self.context.limits;
        let is_silent = |slot: &ConnectionSlot| {
            let connection = &slot.connection;
            connection
                .idle_time()
                .is_some_and(|(time, has_asked)| match has_asked {
                    true => time >= limits.idle_time,
                    false => time >= limits.head_time,
                })
        };
        let slots = self.slots.lock();
        let silent = slots.iter().filter(|(_, slot)| is_silent(slot));
        let silent: Vec<_> = silent.map(|(number, _)| *number).collect();
        drop(slots);
        for number in silent {
            drop(self.remove(number));
        }
    }
}
