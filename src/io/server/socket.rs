//! Writes to a socket, and waits for it, under deadlines.
use crate::io::os::sockets;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::send;
use std::net::TcpStream;
use std::time::Instant;

/// Writes all bytes. Blocks only while the client does not read; fails with `TIMEDOUT` at the deadline.
pub(super) fn write_by(
    stream: &TcpStream,
    mut bytes: &[u8],
    deadline: Instant,
) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match send_now(stream, bytes)? {
            0 => wait_for_event(stream, PollFlags::OUT, deadline)?,
            count => bytes = &bytes[count..],
        }
    }
    Ok(())
}

/// Writes as many bytes as fit, and returns their number; 0 if the client does not read.
pub(super) fn send_now(stream: &TcpStream, bytes: &[u8]) -> Result<usize, Errno> {
    loop {
        match send(stream, bytes, sockets::WRITE_NOW) {
            Err(Errno::AGAIN) => return Ok(0),
            Err(Errno::INTR) => {}
            result => return result,
        }
    }
}

/// Waits until the socket is ready. Fails with `TIMEDOUT` at the deadline.
pub(super) fn wait_for_event(
    stream: &TcpStream,
    event: PollFlags,
    deadline: Instant,
) -> Result<(), Errno> {
    loop {
        let remaining = deadline.saturating_duration_since(Instant::now());
        if remaining.is_zero() {
            return Err(Errno::TIMEDOUT);
        }
        let remaining = Timespec::try_from(remaining).ok();
        match poll(&mut [PollFd::new(stream, event)], remaining.as_ref()) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}
