//! Waits for many sockets at once.
use mio::unix::SourceFd;
use mio::{Events, Interest, Poll, Registry, Token, Waker};
use std::io::Result;
use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::time::Duration;

/// Number of sockets that one wait reports at most.
const MAX_EVENTS: usize = 256;
/// Token of the waker, which no socket has.
const WAKER: Token = Token(usize::MAX);

/// The waiting side, for one thread.
pub(in crate::io) struct Readiness {
    poll: Poll,
    events: Events,
}

/// Adds and removes sockets from any thread, and ends a wait.
pub(in crate::io) struct WatchedSockets {
    registry: Registry,
    waker: Waker,
}

impl Readiness {
    /// Creates both sides. `None` where the system has no such wait.
    pub(in crate::io) fn new() -> Option<(Self, WatchedSockets)> {
        let poll = Poll::new().ok()?;
        let registry = poll.registry().try_clone().ok()?;
        let waker = Waker::new(poll.registry(), WAKER).ok()?;
        let events = Events::with_capacity(MAX_EVENTS);
        Some((Self { poll, events }, WatchedSockets { registry, waker }))
    }

    /// Waits until sockets get bytes or end, at most `timeout`; returns their numbers, and whether the peer has ended. A socket
    /// that is not read empty is not reported again before it gets more or ends.
    pub(in crate::io) fn wait(
        &mut self,
        timeout: Duration,
    ) -> impl Iterator<Item = (usize, bool)> + '_ {
        // Interrupted by a signal: nothing is ready.
        let ready = self.poll.poll(&mut self.events, Some(timeout)).is_ok();
        self.events
            .iter()
            .filter(move |event| ready && event.token() != WAKER)
            .map(|event| (event.token().0, event.is_read_closed()))
    }
}

impl WatchedSockets {
    /// Adds a socket under a number, which must not be [`usize::MAX`]. Bytes that it has already are reported too.
    ///
    /// # Errors
    /// The system has no memory or descriptors left.
    pub(in crate::io) fn add(&self, stream: &TcpStream, number: usize) -> Result<()> {
        let socket = stream.as_raw_fd();
        self.registry
            .register(&mut SourceFd(&socket), Token(number), Interest::READABLE)
    }

    /// Removes a socket.
    pub(in crate::io) fn remove(&self, stream: &TcpStream) {
        let _ = self.registry.deregister(&mut SourceFd(&stream.as_raw_fd()));
    }

    /// Ends the current or next wait.
    pub(in crate::io) fn wake(&self) {
        let _ = self.waker.wake();
    }
}
