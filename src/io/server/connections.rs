//! The connections of a server: their limit, and eviction when it is reached.
//!
//! Threads: the acceptor calls [`Connections::admit`] and may wait there for a slot. Each connection has a thread that
//! reports its phase through [`Connection::enter`] and [`Connection::set_polling`]. Dropping a [`ConnectionSlot`] wakes
//! waiting threads through `slot_freed`.
//! Lock order: `Connections::table`, then `Connection::state`. No thread performs blocking I/O under either lock.
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
    /// Running connection threads: of open connections, and of evicted ones until they end.
    threads: usize,
    last_admitted: Option<Instant>,
}

/// One connection and its phase.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) peer: SocketAddr,
    state: Mutex<ConnectionState>,
}

#[derive(Debug)]
struct ConnectionState {
    phase: Phase,
    phase_started: Instant,
    /// Whether the thread waits in `poll` for bytes.
    is_polling: bool,
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
        if state.phase != phase {
            state.phase = phase;
            state.phase_started = Instant::now();
        }
        Ok(())
    }

    /// Records whether the thread waits in `poll` for bytes.
    pub(super) fn set_polling(&self, is_polling: bool) -> Result<(), ClosedByServer> {
        let mut state = self.state.lock();
        state.is_polling = is_polling;
        match state.phase {
            Phase::Closed => Err(ClosedByServer),
            _ => Ok(()),
        }
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
        table.threads += 1;
        table.last_admitted = Some(Instant::now());
        let connection = Arc::new(Connection {
            stream,
            peer,
            state: Mutex::new(ConnectionState {
                phase: Phase::Idle,
                phase_started: Instant::now(),
                is_polling: false,
            }),
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
        // Threads of evicted connections need a moment to end: allow a quarter more threads than slots.
        let max_threads = self.limit + self.limit / 4 + 1;
        loop {
            if table.threads < max_threads {
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

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut table = self.connections.table.lock();
        table.open.remove(&self.id);
        table.threads -= 1;
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
