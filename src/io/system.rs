//! The operating system: the clock and its zone, random bytes, the width of the terminal.
use crate::error::{Error, Result};
use crate::model::time::Timestamp;
use jiff::tz::TimeZone;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
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
