//! Reads and writes a connection's bytes under deadlines.
use super::connections::{ClosedByServer, Connection};
use super::socket::{wait_for_event, write_by};
use crate::io::os::sockets;
use rustix::buffer::spare_capacity;
use rustix::event::PollFlags;
use rustix::io::Errno;
use rustix::net::recv;
use std::net::Shutdown;
use std::time::{Duration, Instant};

/// Minimum bytes of free buffer for one read.
const READ_SIZE: usize = 16 * 1024;
/// Maximum time to drain the bytes of a rejected client before the close.
const LINGER_TIME: Duration = Duration::from_millis(500);
/// Maximum bytes to drain.
const MAX_LINGER_BYTES: usize = 1024 * 1024;

/// Why the service of a request ended early.
#[derive(Debug)]
pub(super) enum RequestError {
    /// Rejected, with the status and reason of the response.
    Reject(u16, &'static str),
    /// The client closed or broke the connection, or did not read the response in time.
    ClientGone,
    /// The server closed the connection, or no byte was received.
    Closed,
}

impl From<ClosedByServer> for RequestError {
    fn from(_: ClosedByServer) -> Self {
        Self::Closed
    }
}

/// A connection with a read buffer.
pub(super) struct BufferedConnection<'a> {
    pub(super) connection: &'a Connection,
    buffer: Vec<u8>,
    start: usize,
}

impl<'a> BufferedConnection<'a> {
    /// Wraps a connection from which these bytes were read before.
    pub(super) fn new(connection: &'a Connection, bytes: Vec<u8>) -> Self {
        Self {
            connection,
            buffer: bytes,
            start: 0,
        }
    }

    /// Returns the buffered bytes.
    pub(super) fn buffered(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Removes the first `count` bytes of the buffer.
    pub(super) fn consume(&mut self, count: usize) {
        self.start += count;
        if self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
        }
    }

    /// Waits for more bytes and adds them to the buffer.
    pub(super) fn fill(&mut self, deadline: Instant) -> Result<(), RequestError> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        self.buffer.reserve(READ_SIZE);
        match read_by(self.connection, &mut self.buffer, deadline) {
            Ok(0) => Err(RequestError::ClientGone),
            Ok(_) => Ok(()),
            Err(Errno::TIMEDOUT) => Err(RequestError::Reject(408, "the request came too slowly")),
            Err(_) => Err(RequestError::ClientGone),
        }
    }

    /// Writes all bytes. Blocks only while the client does not read, at most until the deadline.
    pub(super) fn write(&self, bytes: &[u8], deadline: Instant) -> Result<(), RequestError> {
        write_by(&self.connection.stream, bytes, deadline).map_err(|_| RequestError::ClientGone)
    }

    /// Shuts down the writing half.
    pub(super) fn shutdown_write(&self) {
        let _ = self.connection.stream.shutdown(Shutdown::Write);
    }

    /// Shuts down the writing half and drains what the client still sends. Unread bytes would make the close a reset,
    /// and the client could not read the response.
    pub(super) fn close_lingering(&self) {
        self.shutdown_write();
        let deadline = Instant::now() + LINGER_TIME;
        let (mut bytes, mut total) = (Vec::with_capacity(READ_SIZE), 0);
        while let Ok(count) = read_by(self.connection, &mut bytes, deadline) {
            bytes.clear();
            total += count;
            if count == 0 || total > MAX_LINGER_BYTES {
                return;
            }
        }
    }
}

/// Reads once into the spare capacity of `bytes`. Returns 0 at the end of the stream.
///
/// Waits for bytes first and reads them afterwards: unread bytes in the socket show the acceptor that the connection
/// does not wait for its client, so it is not evicted.
fn read_by(
    connection: &Connection,
    bytes: &mut Vec<u8>,
    deadline: Instant,
) -> Result<usize, Errno> {
    let stream = &connection.stream;
    let closed = |ClosedByServer| Errno::CONNABORTED;
    loop {
        connection.set_polling(true).map_err(closed)?;
        let ready = wait_for_event(stream, PollFlags::IN, deadline);
        connection.set_polling(false).map_err(closed)?;
        ready?;
        // On some systems the bytes can be gone after `poll` reported them.
        match recv(stream, spare_capacity(bytes), sockets::READ_NOW) {
            Err(Errno::AGAIN | Errno::INTR) => {}
            result => return result.map(|(count, _)| count),
        }
    }
}
