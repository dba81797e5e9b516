//! Sockets that never block.
use rustix::net::{RecvFlags, SendFlags};
use std::net::TcpStream;

/// Flags of a read that does not block.
pub(in crate::io) const READ_NOW: RecvFlags = RecvFlags::DONTWAIT;
/// Flags of a write that does not block.
pub(in crate::io) const WRITE_NOW: SendFlags = SendFlags::DONTWAIT;

/// Prepares a socket for the flags above.
pub(in crate::io) fn prepare(_stream: &TcpStream) {}
