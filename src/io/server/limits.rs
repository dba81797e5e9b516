//! Limits of the HTTP server.
use crate::io::os::processes::raise_descriptors;
use std::time::Duration;

/// File descriptors reserved for files, the database and outgoing requests.
const RESERVED_DESCRIPTORS: u64 = 64;
/// File descriptors that momo requests from the system.
const REQUESTED_DESCRIPTORS: u64 = 4096;
/// Minimum connections, however few descriptors there are.
const MIN_CONNECTIONS: u64 = 16;

/// Limits of a server, all inclusive. The defaults are momo's own choice, of the order of public servers' limits.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Maximum concurrent connections; fewer if the system grants fewer descriptors.
    pub connections: usize,
    /// Maximum bytes of a request line with all headers.
    pub head: usize,
    /// Maximum number of headers.
    pub headers: usize,
    /// Maximum bytes of path and query.
    pub url: usize,
    /// Maximum bytes of a body.
    pub body: usize,
    /// Maximum bytes of all bodies being received.
    pub bodies: usize,
    /// Time from the first byte of a head to its last. A new connection may stay silent as long.
    pub head_time: Duration,
    /// Maximum silence between two requests of a connection.
    pub idle_time: Duration,
    /// Time from the end of the head to the end of the body.
    pub body_time: Duration,
    /// Maximum pause within a body.
    pub stall_time: Duration,
    /// Time for the client to read a response; one second more for each full 64 KiB.
    pub write_time: Duration,
    /// Maximum time that a stopped server waits for the requests whose heads are complete.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            head: 64 * 1024,
            headers: 128,
            url: 16 * 1024,
            body: 1024 * 1024,
            bodies: 128 * 1024 * 1024,
            head_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(30),
            body_time: Duration::from_secs(30),
            stall_time: Duration::from_secs(10),
            write_time: Duration::from_secs(10),
            grace: Duration::from_secs(3),
        }
    }
}

impl Limits {
    /// Returns the connection limit that the descriptors allow. Half of them stay for the rest of the process.
    pub(super) fn max_connections(&self) -> usize {
        let descriptors = raise_descriptors(REQUESTED_DESCRIPTORS);
        let possible = (descriptors.saturating_sub(RESERVED_DESCRIPTORS) / 2).max(MIN_CONNECTIONS);
        self.connections
            .min(usize::try_from(possible).unwrap_or(usize::MAX))
    }
}
