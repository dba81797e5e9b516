//! The system's clock and time zone, random bytes, and the terminal.
use super::os::{console, processes};
use crate::error::{Error, Result};
use crate::model::time::Timestamp;
use jiff::tz::TimeZone;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

/// Returns the current time of the system's clock.
pub fn now() -> Timestamp {
    Timestamp::from(SystemTime::now())
}

/// Returns the time zone of `TZ`, else of the system.
pub fn zone() -> TimeZone {
    TimeZone::system()
}

/// Returns whether a process has this id.
pub fn is_process_running(id: u32) -> bool {
    processes::is_process_running(id)
}

/// Returns cryptographically secure random bytes.
///
/// # Errors
/// Fails if the system provides none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::unknown("the system gives no random bytes").because(error))?;
    Ok(bytes)
}

/// Returns four bytes that distinguish ids of one millisecond. They repeat in this process only after 2^32 calls. The
/// random start makes equal bytes of two processes in one millisecond unlikely; should it happen, the history rejects
/// the second exchange.
///
/// # Errors
/// Fails if the system provides no random bytes.
pub fn next_id_suffix() -> Result<[u8; 4]> {
    static NEXT: OnceLock<AtomicU32> = OnceLock::new();
    let next = match NEXT.get() {
        Some(next) => next,
        None => {
            let start = u32::from_be_bytes(random_bytes()?);
            NEXT.get_or_init(|| AtomicU32::new(start))
        }
    };
    // The step is odd, so that every number occurs once, and large, so that two processes rarely overlap.
    Ok(next.fetch_add(0x9e37_79b9, Ordering::Relaxed).to_be_bytes())
}

/// Returns the terminal's width in cells; `None` if neither standard error nor output is a terminal, or the
/// width is unknown.
pub fn terminal_width() -> Option<usize> {
    console::width()
}

/// Returns whether standard output is a pipe whose reader has closed it; on Windows always `false`.
pub fn is_stdout_closed() -> bool {
    console::is_stdout_closed()
}

/// Has the terminal follow control sequences, where it does not by itself.
pub fn enable_sequences() {
    console::enable_sequences();
}
