//! How much a stranger may ask of the server.
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::time::Duration;

/// Descriptors that are kept back for files, the database and calls of our own.
const RESERVED_DESCRIPTORS: u64 = 64;
/// How many descriptors momo asks the system for where it may have more.
const REQUESTED_DESCRIPTORS: u64 = 4096;
/// A server with fewer places than this would be of no use.
const MIN_CONNECTIONS: u64 = 16;

/// The server's limits. The defaults are momo's own choice, of the order of what public servers allow.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once; fewer where the system gives fewer descriptors.
    pub connections: usize,
    /// Bytes of a request line with all its headers.
    pub head: usize,
    /// Headers of a request.
    pub headers: usize,
    /// Bytes of path and query.
    pub url: usize,
    /// Bytes of one body.
    pub body: usize,
    /// Bytes of all bodies that are being received at once.
    pub bodies: usize,
    /// From the first byte of a head to its last; also how long a new connection may stay silent.
    pub head_time: Duration,
    /// How long a kept connection may stay silent between two requests.
    pub idle_time: Duration,
    /// From the end of the head to the end of the body.
    pub body_time: Duration,
    /// How long a body may pause.
    pub stall_time: Duration,
    /// How long a client may take to read an answer; large answers get a second more for each 64 KiB.
    pub write_time: Duration,
    /// How long a stopped server waits for handlers that run.
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
    /// The connections that this process can really hold. Half of the descriptors stay for what else runs in it.
    pub(super) fn max_connections(&self) -> usize {
        let descriptors = raise_descriptors();
        let possible = (descriptors.saturating_sub(RESERVED_DESCRIPTORS) / 2).max(MIN_CONNECTIONS);
        self.connections
            .min(usize::try_from(possible).unwrap_or(usize::MAX))
    }
}

/// Raises the soft limit of open descriptors where the hard one allows it; gives what holds then.
fn raise_descriptors() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let current = current.unwrap_or(u64::MAX);
    let wanted = REQUESTED_DESCRIPTORS.min(maximum.unwrap_or(u64::MAX));
    if current >= wanted {
        return current;
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => wanted,
        Err(_) => current,
    }
}
