//! All connections of a server: how many there may be, and who goes when there are too many.
use std::collections::HashMap;
use std::io::Write;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A connection that has waited less than this for its client is not closed for another.
const YOUNG: Duration = Duration::from_millis(50);
/// How long after the last newcomer got a place the next one waits for one; meanwhile the system holds the others.
const BURST: Duration = Duration::from_secs(1);
/// How often a newcomer that waits looks whether another has become old enough to go.
const LOOK: Duration = Duration::from_millis(5);

/// What a connection that finds no place is told.
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Length: 25\r\n\r\nall connections are busy\n";

/// The connections of one server.
#[derive(Debug)]
pub(super) struct Connections {
    most: usize,
    table: Mutex<Table>,
    left: Condvar,
    stopping: AtomicBool,
}

#[derive(Debug, Default)]
struct Table {
    next: u64,
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
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    since: Instant,
    /// Whether its thread sleeps until bytes come.
    listens: bool,
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
    Answering,
    /// Closed by the server's own choice.
    Closed,
}

/// The connection was closed by the server's own choice: it may not go on.
#[derive(Debug)]
pub(super) struct WasClosed;

/// A place among the connections; given back on drop.
#[derive(Debug)]
pub(super) struct Place {
    /// The connection that has it.
    pub(super) connection: Arc<Connection>,
    number: u64,
    connections: Arc<Connections>,
}

impl Connection {
    /// Goes on to the next phase.
    pub(super) fn enter(&self, phase: Phase) -> Result<(), WasClosed> {
        let mut state = lock(&self.state);
        if state.phase == Phase::Closed {
            return Err(WasClosed);
        }
        if state.phase != phase {
            state.phase = phase;
            state.since = Instant::now();
        }
        Ok(())
    }

    /// Its thread goes to sleep until bytes come, or has woken.
    pub(super) fn listen(&self, listens: bool) -> Result<(), WasClosed> {
        let mut state = lock(&self.state);
        state.listens = listens;
        match state.phase {
            Phase::Closed => Err(WasClosed),
            _ => Ok(()),
        }
    }

    /// How long it has been waiting for its client; none while momo itself is at work.
    fn waiting(&self, now: Instant) -> Option<Duration> {
        let state = lock(&self.state);
        state.waits().then(|| now.duration_since(state.since))
    }

    /// Closes it if it waits for its client, and gives in which phase. Bytes that a busy machine has not come to
    /// read yet make it wait for momo.
    fn evict(&self) -> Option<Phase> {
        let mut state = lock(&self.state);
        let has_bytes = || rustix::io::ioctl_fionread(&self.stream).is_ok_and(|count| count > 0);
        let waits = state.waits() && (state.phase == Phase::Answering || !has_bytes());
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

impl State {
    /// Whether the client is waited for.
    fn waits(&self) -> bool {
        match self.phase {
            Phase::Idle | Phase::Head | Phase::Body => self.listens,
            Phase::Answering => true,
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
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            table: Mutex::default(),
            left: Condvar::new(),
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
    ) -> (Option<Place>, Option<SocketAddr>) {
        let (table, closed) = self.room(lock(&self.table));
        let Some(mut table) = table else {
            refuse(&stream);
            return (None, None);
        };
        let closed = closed.filter(|(phase, _)| matches!(phase, Phase::Head | Phase::Body));
        table.threads += 1;
        table.last_admitted = Some(Instant::now());
        let connection = Arc::new(Connection {
            stream,
            peer,
            state: Mutex::new(State {
                phase: Phase::Idle,
                since: Instant::now(),
                listens: false,
            }),
        });
        table.next += 1;
        let number = table.next;
        table.open.insert(number, connection.clone());
        let place = Place {
            connection,
            number,
            connections: self.clone(),
        };
        (Some(place), closed.map(|(_, peer)| peer))
    }

    /// Waits a little until there is room; perhaps another connection is closed for it.
    fn room<'a>(
        &self,
        mut table: MutexGuard<'a, Table>,
    ) -> (Option<MutexGuard<'a, Table>>, Option<(Phase, SocketAddr)>) {
        let until = table.last_admitted.map(|last| last + BURST);
        // Who is closed takes a moment to go; no more than this many may be about to.
        let threads = self.most + self.most / 4 + 1;
        loop {
            if table.threads < threads {
                if table.open.len() < self.most {
                    return (Some(table), None);
                }
                if let Some(closed) = make_room(&mut table) {
                    return (Some(table), Some(closed));
                }
            }
            if until.is_none_or(|until| Instant::now() >= until) {
                return (None, None);
            }
            let woken = self.left.wait_timeout(table, LOOK);
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
                .left
                .wait_timeout(table, left)
                .unwrap_or_else(PoisonError::into_inner);
            table = back;
        }
        for connection in table.open.values() {
            connection.close_in(&[Phase::Body, Phase::Handling, Phase::Answering]);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut table = lock(&self.connections.table);
        table.open.remove(&self.number);
        table.threads -= 1;
        drop(table);
        self.connections.left.notify_all();
    }
}

/// Closes the connection that has waited longest for its client; what it was doing, and whose it was.
fn make_room(table: &mut Table) -> Option<(Phase, SocketAddr)> {
    let now = Instant::now();
    let waiting = table.open.iter().filter_map(|(number, connection)| {
        let age = connection.waiting(now).filter(|age| *age > YOUNG)?;
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
fn refuse(mut stream: &TcpStream) {
    let _ = stream.set_nonblocking(true);
    let _ = stream.write(BUSY);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
