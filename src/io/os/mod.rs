//! What differs between operating systems, behind functions of the same names: all other modules are the same everywhere.
//!
//! Each of the two halves has the same files: `console` (terminal, its signals), `files`, `processes`, `readiness`, `sockets`,
//! `words`.
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::words;
#[cfg(unix)]
pub(super) use unix::{console, files, processes, readiness, sockets};
#[cfg(windows)]
pub use windows::words;
#[cfg(windows)]
pub(super) use windows::{console, files, processes, readiness, sockets};

/// What is asked of a program and its descendants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProcessSignal {
    /// The signal of this number, as it came to momo.
    Forwarded(i32),
    /// End, with time to clean up.
    Terminate,
    /// End now.
    Kill,
}

/// How a program exited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceExit {
    /// Exit code.
    Exit(u8),
    /// Number of the terminating signal; on Windows of the event that ended it.
    Signal(u8),
}

impl ServiceExit {
    /// Returns the exit code as a shell reports it: 128 plus the number for a signal.
    pub fn code(self) -> u8 {
        match self {
            Self::Exit(code) => code,
            Self::Signal(number) => 128_u8.saturating_add(number),
        }
    }
}

/// The streams of a started program, where they are pipes.
pub(super) struct ProgramStreams {
    pub(super) stdin: Option<std::process::ChildStdin>,
    pub(super) stdout: Option<std::process::ChildStdout>,
    pub(super) stderr: Option<std::process::ChildStderr>,
}
