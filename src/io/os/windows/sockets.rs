//! Sockets that never block.
use rustix::net::{RecvFlags, SendFlags};
use std::net::TcpStream;

/// Flags of a read that does not block: the socket itself does not.
pub(in crate::io) const READ_NOW: RecvFlags = RecvFlags::empty();
/// Flags of a write that does not block: the socket itself does not.
pub(in crate::io) const WRITE_NOW: SendFlags = SendFlags::empty();

/// Prepares a socket for the flags above: there are none for one call, so the socket never blocks.
pub(in crate::io) fn prepare(stream: &TcpStream) {
    // A socket that blocks would only wait longer than its deadline.
    let _ = stream.set_nonblocking(true);
}
