//! The operating system: the clock and its zone, random bytes, the width of the terminal.
use crate::error::{Error, Result};
use crate::model::time::Timestamp;
use jiff::tz::TimeZone;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

/// Now, by the system's clock.
pub fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}

/// Where clocks are read: `TZ`, else the system's zone.
pub fn zone() -> TimeZone {
    TimeZone::system()
}

/// Random bytes that nobody can guess.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::unknown("the system gives no random bytes").because(error))?;
    Ok(bytes)
}

/// Four bytes that tell exchanges of one millisecond apart: never the same twice in this process, before four thousand
/// million calls, and begun at random, so that another process hardly gives the same in the same millisecond. Should it,
/// the history keeps the first exchange and refuses the second.
pub fn mark() -> Result<[u8; 4]> {
    static NEXT: OnceLock<AtomicU32> = OnceLock::new();
    let next = match NEXT.get() {
        Some(next) => next,
        None => {
            let first = u32::from_be_bytes(random()?);
            NEXT.get_or_init(|| AtomicU32::new(first))
        }
    };
    // Odd, so that every number comes once; large, so that processes do not run into each other's.
    Ok(next.fetch_add(0x9e37_79b9, Ordering::Relaxed).to_be_bytes())
}

/// How many cells a line of the terminal behind standard error or output has; none where there is no terminal.
pub fn terminal_width() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(std::io::stderr())
        .or_else(|_| rustix::termios::tcgetwinsize(std::io::stdout()))
        .ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}

/// Whether whoever read standard output through a pipe has gone.
pub fn is_output_closed() -> bool {
    let out = std::io::stdout();
    let mut polled = [PollFd::new(&out, PollFlags::empty())];
    let asked = poll(&mut polled, Some(&Timespec::default()));
    asked.is_ok() && polled[0].revents().contains(PollFlags::ERR)
}
