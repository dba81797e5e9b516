//! Waits for many sockets at once: not here, where it would take sockets of another kind. Each connection has a thread.
use std::io::Result;
use std::net::TcpStream;
use std::time::Duration;

/// The waiting side; there is none.
pub(in crate::io) enum Readiness {}

/// Adds and removes sockets; there is none.
pub(in crate::io) enum WatchedSockets {}

impl Readiness {
    /// Returns `None`.
    pub(in crate::io) fn new() -> Option<(Self, WatchedSockets)> {
        None
    }

    pub(in crate::io) fn wait(&mut self, _timeout: Duration) -> std::iter::Empty<(usize, bool)> {
        match *self {}
    }
}

impl WatchedSockets {
    pub(in crate::io) fn add(&self, _stream: &TcpStream, _number: usize) -> Result<()> {
        match *self {}
    }

    pub(in crate::io) fn remove(&self, _stream: &TcpStream) {
        match *self {}
    }

    pub(in crate::io) fn wake(&self) {
        match *self {}
    }
}
