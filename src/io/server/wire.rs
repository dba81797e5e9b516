//! Bytes in and out of one connection, never past a deadline.
use super::connections::{Connection, WasClosed};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

/// How much is asked of the socket at a time.
const PIECE: usize = 16 * 1024;
/// The shortest time-out that a socket takes.
const SHORTEST: Duration = Duration::from_millis(1);
/// How long a client that was refused may go on sending before its connection is closed.
const LINGER: Duration = Duration::from_millis(500);
/// And how much.
const LINGER_BYTES: usize = 1024 * 1024;

/// Why a request came to an end before its answer.
#[derive(Debug)]
pub(super) enum End {
    /// It is refused, with this status and this reason.
    Refuse(u16, &'static str),
    /// The client went away.
    Gone,
    /// The server closed the connection, or nothing had come on it.
    Closed,
}

impl From<WasClosed> for End {
    fn from(_: WasClosed) -> Self {
        Self::Closed
    }
}

/// A connection with the bytes that came but are not used yet.
pub(super) struct Wire<'a> {
    pub(super) connection: &'a Connection,
    bytes: Vec<u8>,
    start: usize,
}

impl<'a> Wire<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        // One write an answer; nothing is gained by waiting for more.
        let _ = connection.stream.set_nodelay(true);
        // Bytes are only read where there are some; this is for systems where they go away again.
        let _ = connection.stream.set_read_timeout(Some(LINGER));
        Self {
            connection,
            bytes: Vec::new(),
            start: 0,
        }
    }

    /// What came and is not used yet.
    pub(super) fn waiting(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// Uses the first `count` bytes of what waits.
    pub(super) fn take(&mut self, count: usize) {
        self.start += count;
        if self.start == self.bytes.len() {
            self.bytes.clear();
            self.start = 0;
        }
    }

    /// Waits for more bytes.
    pub(super) fn fill(&mut self, until: Instant) -> Result<(), End> {
        if self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        let used = self.bytes.len();
        self.bytes.resize(used + PIECE, 0);
        let read = read_by(self.connection, &mut self.bytes[used..], until);
        self.bytes.truncate(used + *read.as_ref().unwrap_or(&0));
        match read {
            Ok(0) => Err(End::Gone),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                Err(End::Refuse(408, "the request came too slowly"))
            }
            Err(_) => Err(End::Gone),
        }
    }

    /// Writes all of it.
    pub(super) fn write(&self, mut bytes: &[u8], until: Instant) -> Result<(), End> {
        let mut stream = &self.connection.stream;
        while !bytes.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || stream.set_write_timeout(Some(left.max(SHORTEST))).is_err() {
                return Err(End::Gone);
            }
            match stream.write(bytes) {
                Ok(0) => return Err(End::Gone),
                Ok(count) => bytes = &bytes[count..],
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err(End::Gone),
            }
        }
        Ok(())
    }

    /// Says that nothing more will be written. Nothing is read either.
    pub(super) fn close(&self) {
        let _ = self.connection.stream.shutdown(Shutdown::Write);
    }

    /// Closes so that the client gets to read the answer: bytes left unread would turn the close into a reset.
    pub(super) fn close_slowly(&self) {
        self.close();
        let until = Instant::now() + LINGER;
        let (mut bytes, mut total) = ([0; PIECE], 0);
        while let Ok(count) = read_by(self.connection, &mut bytes, until) {
            total += count;
            if count == 0 || total > LINGER_BYTES {
                return;
            }
        }
    }
}

/// One read, never past the deadline.
///
/// First it waits for bytes and only then takes them: while they lie in the socket, everybody can see that it is not
/// the client who is waited for.
fn read_by(connection: &Connection, bytes: &mut [u8], until: Instant) -> io::Result<usize> {
    let mut stream = &connection.stream;
    let gone = |WasClosed| io::Error::from(ErrorKind::ConnectionAborted);
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        connection.listen(true).map_err(gone)?;
        let left = Timespec::try_from(left.max(SHORTEST)).ok();
        let ready = poll(&mut [PollFd::new(stream, PollFlags::IN)], left.as_ref());
        connection.listen(false).map_err(gone)?;
        match ready {
            Ok(0) | Err(Errno::INTR) => continue,
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        match stream.read(bytes) {
            Err(error) if is_momentary(&error) => {}
            result => return result,
        }
    }
}

fn is_momentary(error: &io::Error) -> bool {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}
