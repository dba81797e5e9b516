//! Bytes in and out of one connection, never past a deadline.
use super::connections::{Connection, ClosedByServer};
use rustix::buffer::spare_capacity;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags, recv, send};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// How much is asked of the socket at a time.
const READ_SIZE: usize = 16 * 1024;
/// How long a client that was refused may go on sending before its connection is closed.
const LINGER_TIME: Duration = Duration::from_millis(500);
/// And how much.
const MAX_LINGER_BYTES: usize = 1024 * 1024;

/// Why a request came to an end before its answer.
#[derive(Debug)]
pub(super) enum RequestError {
    /// It is refused, with this status and this reason.
    Reject(u16, &'static str),
    /// The client went away.
    ClientGone,
    /// The server closed the connection, or nothing had come on it.
    Closed,
}

impl From<ClosedByServer> for RequestError {
    fn from(_: ClosedByServer) -> Self {
        Self::Closed
    }
}

/// A connection with the bytes that came but are not used yet.
pub(super) struct BufferedConnection<'a> {
    pub(super) connection: &'a Connection,
    buffer: Vec<u8>,
    start: usize,
}

impl<'a> BufferedConnection<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        // One write an answer; nothing is gained by waiting for more.
        let _ = connection.stream.set_nodelay(true);
        Self {
            connection,
            buffer: Vec::new(),
            start: 0,
        }
    }

    /// What came and is not used yet.
    pub(super) fn buffered(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Uses the first `count` bytes of what waits.
    pub(super) fn consume(&mut self, count: usize) {
        self.start += count;
        if self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
        }
    }

    /// Waits for more bytes.
    pub(super) fn fill(&mut self, until: Instant) -> Result<(), RequestError> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.reserve(READ_SIZE);
        match read_by(self.connection, &mut self.buffer, until) {
            Ok(0) => Err(RequestError::ClientGone),
            Ok(_) => Ok(()),
            Err(Errno::TIMEDOUT) => Err(RequestError::Reject(408, "the request came too slowly")),
            Err(_) => Err(RequestError::ClientGone),
        }
    }

    /// Writes all of it; only a client that does not take it in is waited for.
    pub(super) fn write(&self, mut bytes: &[u8], until: Instant) -> Result<(), RequestError> {
        let stream = &self.connection.stream;
        while !bytes.is_empty() {
            match send(stream, bytes, SendFlags::DONTWAIT) {
                Ok(count) => bytes = &bytes[count..],
                Err(Errno::AGAIN) => {
                    wait_for_event(stream, PollFlags::OUT, until).map_err(|_| RequestError::ClientGone)?
                }
                Err(Errno::INTR) => {}
                Err(_) => return Err(RequestError::ClientGone),
            }
        }
        Ok(())
    }

    /// Says that nothing more will be written. Nothing is read either.
    pub(super) fn shutdown_write(&self) {
        let _ = self.connection.stream.shutdown(Shutdown::Write);
    }

    /// Closes so that the client gets to read the answer: bytes left unread would turn the close into a reset.
    pub(super) fn close_lingering(&self) {
        self.shutdown_write();
        let until = Instant::now() + LINGER_TIME;
        let (mut bytes, mut total) = (Vec::with_capacity(READ_SIZE), 0);
        while let Ok(count) = read_by(self.connection, &mut bytes, until) {
            bytes.clear();
            total += count;
            if count == 0 || total > MAX_LINGER_BYTES {
                return;
            }
        }
    }
}

/// One read into the room that `bytes` has, never past the deadline.
///
/// First it waits for bytes and only then takes them: while they lie in the socket, everybody can see that it is not
/// the client who is waited for.
fn read_by(connection: &Connection, bytes: &mut Vec<u8>, until: Instant) -> Result<usize, Errno> {
    let stream = &connection.stream;
    let gone = |ClosedByServer| Errno::CONNABORTED;
    loop {
        connection.set_polling(true).map_err(gone)?;
        let ready = wait_for_event(stream, PollFlags::IN, until);
        connection.set_polling(false).map_err(gone)?;
        ready?;
        // There are systems where bytes that were there go away again.
        match recv(stream, spare_capacity(bytes), RecvFlags::DONTWAIT) {
            Err(Errno::AGAIN | Errno::INTR) => {}
            result => return result.map(|(count, _)| count),
        }
    }
}

/// Waits until the socket is ready, and not past the deadline.
fn wait_for_event(stream: &TcpStream, event: PollFlags, until: Instant) -> Result<(), Errno> {
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Errno::TIMEDOUT);
        }
        let left = Timespec::try_from(left).ok();
        match poll(&mut [PollFd::new(stream, event)], left.as_ref()) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}
