//! All connections of a server: how many there may be, and who goes when there are too many.
use std::collections::HashMap;
use std::io::Write;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A connection that has waited less than this for its client is not closed for another.
const MIN_EVICTION_AGE: Duration = Duration::from_millis(50);
/// How long after the last newcomer got a place the next one waits for one; meanwhile the system holds the others.
const ADMISSION_WAIT: Duration = Duration::from_secs(1);
/// How often a newcomer that waits looks whether another has become old enough to go.
const RECHECK_INTERVAL: Duration = Duration::from_millis(5);

/// What a connection that finds no place is told.
const BUSY_RESPONSE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 25\r\n\r\nall connections are busy\n";

/// The connections of one server.
#[derive(Debug)]
pub(super) struct Connections {
    limit: usize,
    table: Mutex<ConnectionTable>,
    slot_freed: Condvar,
    stopping: AtomicBool,
}

#[derive(Debug, Default)]
struct ConnectionTable {
    last_id: u64,
    open: HashMap<u64, Arc<Connection>>,
    /// Connections that have a thread: those that are open, and those that were closed and do not know it yet.
    threads: usize,
    last_admitted: Option<Instant>,
}

/// One connection and what it is doing.
#[derive(Debug)]
pub(super) struct Connection {
    /// The socket.
    pub(super) stream: TcpStream,
    /// The other end.
    pub(super) peer: SocketAddr,
    state: Mutex<ConnectionState>,
}

#[derive(Debug)]
struct ConnectionState {
    phase: Phase,
    since: Instant,
    /// Whether its thread sleeps until bytes come.
    is_polling: bool,
}

/// What a connection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing of the next request has come.
    Idle,
    /// A head is coming in.
    Head,
    /// A body is coming in.
    Body,
    /// A handler works on the request.
    Handling,
    /// The answer is being written.
    Responding,
    /// Closed by the server's own choice.
    Closed,
}

/// The connection was closed by the server's own choice: it may not go on.
#[derive(Debug)]
pub(super) struct ClosedByServer;

/// A place among the connections; given back on drop.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    /// The connection that has it.
    pub(super) connection: Arc<Connection>,
    id: u64,
    connections: Arc<Connections>,
}

impl Connection {
    /// Goes on to the next phase.
    pub(super) fn enter(&self, phase: Phase) -> Result<(), ClosedByServer> {
        let mut state = lock(&self.state);
        if state.phase == Phase::Closed {
            return Err(ClosedByServer);
        }
        if state.phase != phase {
            state.phase = phase;
            state.since = Instant::now();
        }
        Ok(())
    }

    /// Its thread goes to sleep until bytes come, or has woken.
    pub(super) fn set_polling(&self, listens: bool) -> Result<(), ClosedByServer> {
        let mut state = lock(&self.state);
        state.is_polling = listens;
        match state.phase {
            Phase::Closed => Err(ClosedByServer),
            _ => Ok(()),
        }
    }

    /// How long it has been waiting for its client; none while momo itself is at work.
    fn waiting_time(&self, now: Instant) -> Option<Duration> {
        let state = lock(&self.state);
        state.is_waiting_for_client().then(|| now.duration_since(state.since))
    }

    /// Closes it if it waits for its client, and gives in which phase. Bytes that a busy machine has not come to
    /// read yet make it wait for momo.
    fn evict(&self) -> Option<Phase> {
        let mut state = lock(&self.state);
        let has_bytes = || rustix::io::ioctl_fionread(&self.stream).is_ok_and(|count| count > 0);
        let waits = state.is_waiting_for_client() && (state.phase == Phase::Responding || !has_bytes());
        waits.then(|| state.close(&self.stream))
    }

    /// Closes it if it is in one of these phases. Afterwards its thread can no longer begin to handle a request.
    fn close_in(&self, phases: &[Phase]) {
        let mut state = lock(&self.state);
        if phases.contains(&state.phase) {
            state.close(&self.stream);
        }
    }
}

impl ConnectionState {
    /// Whether the client is waited for.
    fn is_waiting_for_client(&self) -> bool {
        match self.phase {
            Phase::Idle | Phase::Head | Phase::Body => self.is_polling,
            Phase::Responding => true,
            Phase::Handling | Phase::Closed => false,
        }
    }

    /// Closes it, and gives the phase in which it was.
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
            stopping: AtomicBool::new(false),
        }
    }

    /// Gives a new connection a place. When all are taken, the one that has waited longest for its client loses
    /// its own; where momo is busy with all of them, the newcomer is told to come again.
    /// Also gives whose request was lost with its place.
    pub(super) fn admit(
        self: &Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
    ) -> (Option<ConnectionSlot>, Option<SocketAddr>) {
        let (table, closed) = self.wait_for_slot(lock(&self.table));
        let Some(mut table) = table else {
            send_busy(&stream);
            return (None, None);
        };
        let closed = closed.filter(|(phase, _)| matches!(phase, Phase::Head | Phase::Body));
        table.threads += 1;
        table.last_admitted = Some(Instant::now());
        let connection = Arc::new(Connection {
            stream,
            peer,
            state: Mutex::new(ConnectionState {
                phase: Phase::Idle,
                since: Instant::now(),
                is_polling: false,
            }),
        });
        table.last_id += 1;
        let number = table.last_id;
        table.open.insert(number, connection.clone());
        let place = ConnectionSlot {
            connection,
            id: number,
            connections: self.clone(),
        };
        (Some(place), closed.map(|(_, peer)| peer))
    }

    /// Waits a little until there is room; perhaps another connection is closed for it.
    fn wait_for_slot<'a>(
        &self,
        mut table: MutexGuard<'a, ConnectionTable>,
    ) -> (Option<MutexGuard<'a, ConnectionTable>>, Option<(Phase, SocketAddr)>) {
        let until = table.last_admitted.map(|last| last + ADMISSION_WAIT);
        // Who is closed takes a moment to go; no more than this many may be about to.
        let threads = self.limit + self.limit / 4 + 1;
        loop {
            if table.threads < threads {
                if table.open.len() < self.limit {
                    return (Some(table), None);
                }
                if let Some(closed) = evict_longest_waiting(&mut table) {
                    return (Some(table), Some(closed));
                }
            }
            if until.is_none_or(|until| Instant::now() >= until) {
                return (None, None);
            }
            let woken = self.slot_freed.wait_timeout(table, RECHECK_INTERVAL);
            table = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Closes connections that wait for a request at once, and the others as they finish, at most until `grace` is over.
    pub(super) fn drain(&self, grace: Duration) {
        let until = Instant::now() + grace;
        let mut table = lock(&self.table);
        while !table.open.is_empty() {
            for connection in table.open.values() {
                connection.close_in(&[Phase::Idle, Phase::Head]);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let (back, _) = self
                .slot_freed
                .wait_timeout(table, left)
                .unwrap_or_else(PoisonError::into_inner);
            table = back;
        }
        for connection in table.open.values() {
            connection.close_in(&[Phase::Body, Phase::Handling, Phase::Responding]);
        }
    }
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        let mut table = lock(&self.connections.table);
        table.open.remove(&self.id);
        table.threads -= 1;
        drop(table);
        self.connections.slot_freed.notify_all();
    }
}

/// Closes the connection that has waited longest for its client; what it was doing, and whose it was.
fn evict_longest_waiting(table: &mut ConnectionTable) -> Option<(Phase, SocketAddr)> {
    let now = Instant::now();
    let waiting = table.open.iter().filter_map(|(number, connection)| {
        let age = connection.waiting_time(now).filter(|age| *age > MIN_EVICTION_AGE)?;
        Some((age, *number))
    });
    let mut waiting: Vec<_> = waiting.collect();
    waiting.sort_unstable();
    let longest = waiting.into_iter().rev();
    let mut evicted = longest.filter_map(|(_, number)| {
        let phase = table.open[&number].evict()?;
        Some((phase, number))
    });
    let (phase, number) = evicted.next()?;
    let closed = table.open.remove(&number)?;
    Some((phase, closed.peer))
}

/// One short write that cannot block: the socket's buffer is empty.
fn send_busy(mut stream: &TcpStream) {
    let _ = stream.set_nonblocking(true);
    let _ = stream.write(BUSY_RESPONSE);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
