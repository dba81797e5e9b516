//! The connections of a server: their limit, and eviction when it is reached.
//!
//! Threads: the acceptor calls [`Connections::admit`] and may wait there for a slot. Each connection is read by one thread at
//! a time, its own or the reactor's, which reports its phase through [`Connection::enter`] and [`Connection::set_polling`].
//! A [`Responder`](super::Responder) ends a request from any thread. Dropping a [`ConnectionSlot`] wakes waiting threads through
//! `slot_freed`.
//! Lock order: `Connections::table`, then `Connection::state`. No thread performs blocking I/O under either lock.
use super::socket::send_now;
use crate::io::os::sockets;
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::collections::HashMap;
use std::io::Write;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A connection that waits for its client can be evicted when its phase is older than this.
const MIN_EVICTION_AGE: Duration = Duration::from_millis(50);
/// Time after the last admission during which the acceptor waits for a slot. Meanwhile the backlog holds further
/// connections.
const ADMISSION_WAIT: Duration = Duration::from_secs(1);
/// Interval at which the acceptor looks again for a connection to evict.
const RECHECK_INTERVAL: Duration = Duration::from_millis(5);

/// Response to a connection without a slot.
const BUSY_RESPONSE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 25\r\n\r\nall connections are busy\n";

#[derive(Debug)]
pub(super) struct Connections {
    limit: usize,
    table: Mutex<ConnectionTable>,
    slot_freed: Condvar,
    is_stopping: AtomicBool,
}

#[derive(Debug, Default)]
struct ConnectionTable {
    last_id: u64,
    open: HashMap<u64, Arc<Connection>>,
    /// Number of slots: of open connections, and of evicted ones until the thread that reads them notices.
    slots: usize,
    last_admitted: Option<Instant>,
}

/// One connection and its phase.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    state: Mutex<ConnectionState>,
    /// Signalled when a [`Responder`](super::Responder) has answered or given up.
    answered: Condvar,
}

#[derive(Debug)]
struct ConnectionState {
    phase: Phase,
    phase_started: Instant,
    /// Whether a thread waits for its bytes.
    is_polling: bool,
    /// Whether a request was answered.
    has_asked: bool,
}

/// Phase of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// No byte of the next request was received.
    Idle,
    /// The head is being received.
    Head,
    /// The body is being received.
    Body,
    /// The handler runs.
    Handling,
    /// The response is being written.
    Responding,
    /// Closed by the server.
    Closed,
}

/// Error: the server closed the connection, by eviction or shutdown.
#[derive(Debug)]
pub(super) struct ClosedByServer;

/// Slot of a connection; freed on drop.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    pub(super) connection: Arc<Connection>,
    id: u64,
    connections: Arc<Connections>,
}

impl Connection {
    /// Enters a phase, unless the server has closed the connection.
    pub(super) fn enter(&self, phase: Phase) -> Result<(), ClosedByServer> {
        let mut state = self.state.lock();
        if state.phase == Phase::Closed {
            return Err(ClosedByServer);
        }
        state.begin(phase);
        Ok(())
    }

    /// Records whether a thread waits for its bytes.
    pub(super) fn set_polling(&self, is_polling: bool) -> Result<(), ClosedByServer> {
        let mut state = self.state.lock();
        state.is_polling = is_polling;
        match state.phase {
            Phase::Closed => Err(ClosedByServer),
            _ => Ok(()),
        }
    }

    /// Sends the response to the request that is handled, without blocking; then waits for the next request. If only a
    /// part fits into the socket, the caller has to write the rest and then calls [`end_response`](Self::end_response).
    /// Without `keep_alive`, and if the client is gone, closes the connection.
    ///
    /// Returns the number of bytes sent, all if the connection is closed.
    ///
    /// The lock is held until both is done: the client's next request can be there before this function returns.
    pub(super) fn respond(&self, bytes: &[u8], keep_alive: bool) -> usize {
        let mut state = self.state.lock();
        if state.phase == Phase::Closed {
            return bytes.len();
        }
        match send_now(&self.stream, bytes) {
            Ok(count) if count < bytes.len() => {
                state.begin(Phase::Responding);
                return count;
            }
            Ok(_) => self.after_response(&mut state, keep_alive),
            Err(_) => self.after_response(&mut state, false),
        }
        bytes.len()
    }

    /// Waits for the next request after the rest of a response was written; without `keep_alive` closes the connection.
    pub(super) fn end_response(&self, keep_alive: bool) {
        self.after_response(&mut self.state.lock(), keep_alive);
    }

    fn after_response(&self, state: &mut ConnectionState, keep_alive: bool) {
        if !keep_alive {
            state.close(&self.stream);
        } else if state.phase != Phase::Closed {
            state.begin(Phase::Idle);
            state.is_polling = true;
            state.has_asked = true;
        }
        self.answered.notify_all();
    }

    /// Waits until no request is being answered. Returns whether one was answered before.
    pub(super) fn wait_until_answered(&self) -> bool {
        let mut state = self.state.lock();
        while matches!(state.phase, Phase::Handling | Phase::Responding) {
            self.answered.wait(&mut state);
        }
        state.has_asked
    }

    /// Returns how long no byte of the next request has come, and whether there was a request before. `None` in other
    /// phases.
    pub(super) fn idle_time(&self) -> Option<(Duration, bool)> {
        let state = self.state.lock();
        (state.phase == Phase::Idle).then(|| (state.phase_started.elapsed(), state.has_asked))
    }

    /// Returns the age of the phase if the connection waits for its client; `None` otherwise.
    fn waiting_time(&self, now: Instant) -> Option<Duration> {
        let state = self.state.lock();
        state
            .is_waiting_for_client()
            .then(|| now.duration_since(state.phase_started))
    }

    /// Closes the connection if it waits for its client, and returns its phase. With unread bytes in the socket it
    /// waits for momo instead, unless it is responding.
    fn evict(&self) -> Option<Phase> {
        let mut state = self.state.lock();
        let has_bytes = || rustix::io::ioctl_fionread(&self.stream).is_ok_and(|count| count > 0);
        let waits =
            state.is_waiting_for_client() && (state.phase == Phase::Responding || !has_bytes());
        waits.then(|| state.close(&self.stream))
    }

    /// Closes the connection if it is in one of these phases. Its thread then starts no handler any more.
    fn close_in(&self, phases: &[Phase]) {
        let mut state = self.state.lock();
        if phases.contains(&state.phase) {
            state.close(&self.stream);
        }
    }
}

impl ConnectionState {
    fn begin(&mut self, phase: Phase) {
        if self.phase != phase {
            self.phase = phase;
            self.phase_started = Instant::now();
        }
    }

    fn is_waiting_for_client(&self) -> bool {
        match self.phase {
            Phase::Idle | Phase::Head | Phase::Body => self.is_polling,
            Phase::Responding => true,
            Phase::Handling | Phase::Closed => false,
        }
    }

    /// Closes the connection and returns its former phase.
    fn close(&mut self, stream: &TcpStream) -> Phase {
        let _ = stream.shutdown(Shutdown::Both);
        std::mem::replace(&mut self.phase, Phase::Closed)
    }
}

impl Connections {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            table: Mutex::default(),
            slot_freed: Condvar::new(),
            is_stopping: AtomicBool::new(false),
        }
    }

    /// Gives a new connection a slot. If none is free, evicts the connection that waited longest for its client. If
    /// momo is busy with all of them, sends a 503 and returns no slot. Also returns the peer of an evicted connection
    /// with a partly received request.
    pub(super) fn admit(
        self: &Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
    ) -> (Option<ConnectionSlot>, Option<SocketAddr>) {
        let (table, evicted) = self.wait_for_slot(self.table.lock());
        let Some(mut table) = table else {
            send_busy(&stream);
            return (None, None);
        };
        let evicted = evicted.filter(|(phase, _)| matches!(phase, Phase::Head | Phase::Body));
        table.slots += 1;
        table.last_admitted = Some(Instant::now());
        // Each response is one write: do not delay it.
        let _ = stream.set_nodelay(true);
        sockets::prepare(&stream);
        let connection = Arc::new(Connection {
            stream,
            peer,
            state: Mutex::new(ConnectionState {
                phase: Phase::Idle,
                phase_started: Instant::now(),
                is_polling: false,
                has_asked: false,
            }),
            answered: Condvar::new(),
        });
        table.last_id += 1;
        let id = table.last_id;
        table.open.insert(id, connection.clone());
        let slot = ConnectionSlot {
            connection,
            id,
            connections: self.clone(),
        };
        (Some(slot), evicted.map(|(_, peer)| peer))
    }

    /// Waits for a free slot, at most for [`ADMISSION_WAIT`] after the last admission. May evict a connection; then
    /// also returns its phase and peer. No table: all slots stayed in use.
    fn wait_for_slot<'a>(
        &self,
        mut table: MutexGuard<'a, ConnectionTable>,
    ) -> (
        Option<MutexGuard<'a, ConnectionTable>>,
        Option<(Phase, SocketAddr)>,
    ) {
        let deadline = table.last_admitted.map(|last| last + ADMISSION_WAIT);
        // Evicted connections need a moment to end: allow a quarter more slots than connections.
        let max_slots = self.limit + self.limit / 4 + 1;
        loop {
            if table.slots < max_slots {
                if table.open.len() < self.limit {
                    return (Some(table), None);
                }
                if let Some(evicted) = evict_longest_waiting(&mut table) {
                    return (Some(table), Some(evicted));
                }
            }
            if deadline.is_none_or(|deadline| Instant::now() >= deadline) {
                return (None, None);
            }
            self.slot_freed.wait_for(&mut table, RECHECK_INTERVAL);
        }
    }

    pub(super) fn stop(&self) {
        self.is_stopping.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::SeqCst)
    }

    /// Closes connections without a complete head at once, waits at most `grace` for the others to finish, and then
    /// closes those too.
    pub(super) fn drain(&self, grace: Duration) {
        let deadline = Instant::now() + grace;
        let mut table = self.table.lock();
        while !table.open.is_empty() {
            for connection in table.open.values() {
                connection.close_in(&[Phase::Idle, Phase::Head]);
            }
            if self.slot_freed.wait_until(&mut table, deadline).timed_out() {
                break;
            }
        }
        for connection in table.open.values() {
            connection.state.lock().close(&connection.stream);
        }
    }
}

impl ConnectionSlot {
    /// Returns the number of the connection, which no other of its server has.
    pub(super) fn number(&self) -> usize {
        usize::try_from(self.id).unwrap_or(usize::MAX - 1)
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut table = self.connections.table.lock();
        table.open.remove(&self.id);
        table.slots -= 1;
        drop(table);
        self.connections.slot_freed.notify_all();
    }
}

/// Evicts the connection that waited longest for its client. Returns its phase and peer; `None` if none can be evicted.
fn evict_longest_waiting(table: &mut ConnectionTable) -> Option<(Phase, SocketAddr)> {
    let now = Instant::now();
    let waiting = table.open.iter().filter_map(|(id, connection)| {
        let age = connection
            .waiting_time(now)
            .filter(|age| *age > MIN_EVICTION_AGE)?;
        Some((age, *id))
    });
    let mut waiting: Vec<_> = waiting.collect();
    waiting.sort_unstable();
    let longest = waiting.into_iter().rev();
    let mut evicted = longest.filter_map(|(_, id)| {
        let phase = table.open[&id].evict()?;
        Some((phase, id))
    });
    let (phase, id) = evicted.next()?;
    let connection = table.open.remove(&id)?;
    Some((phase, connection.peer))
}

/// Sends the 503. One short write, which cannot block: the socket's buffer is empty.
fn send_busy(mut stream: &TcpStream) {
    let _ = stream.set_nonblocking(true);
    let _ = stream.write(BUSY_RESPONSE);
}
