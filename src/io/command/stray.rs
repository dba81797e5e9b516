//! Processes that a program left in other process groups or sessions, as `setsid` and daemons do.
//!
//! They are found by a mark in their environment, which processes inherit. One that clears its environment is not found.
use super::POLL_INTERVAL;
use std::ffi::OsString;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Variable of the mark.
const VARIABLE: &str = "MOMO_PROGRAM";
/// Minimum time that a process has to end after SIGTERM.
const MIN_GRACE: Duration = Duration::from_millis(500);

/// Mark of one program and its descendants.
#[derive(Debug)]
pub(super) struct Mark(String);

impl Mark {
    /// Makes a mark that no other running program has.
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(format!("{}.{number}", std::process::id()))
    }

    /// Returns the environment variable to start the program with.
    pub(super) fn variable(&self) -> (&'static str, OsString) {
        (VARIABLE, self.0.clone().into())
    }

    /// Ends all processes with the mark: sends SIGTERM, waits until `deadline` but at least [`MIN_GRACE`], or until
    /// `is_urgent` returns true, then sends SIGKILL. Does nothing on systems without `/proc`.
    pub(super) fn end_processes(&self, deadline: Instant, is_urgent: &dyn Fn() -> bool) {
        let deadline = deadline.max(Instant::now() + MIN_GRACE);
        let running = self.processes();
        running.iter().for_each(process::Handle::terminate);
        let is_over = || is_urgent() || Instant::now() >= deadline;
        while running.iter().any(process::Handle::is_running) && !is_over() {
            std::thread::sleep(POLL_INTERVAL);
        }
        // Some may have started others meanwhile.
        self.processes().iter().for_each(process::Handle::kill);
        running.iter().for_each(process::Handle::reap);
    }

    fn processes(&self) -> Vec<process::Handle> {
        process::with_environment(format!("{VARIABLE}={}", self.0).as_bytes())
    }
}

#[cfg(target_os = "linux")]
mod process {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{
        Pid, PidfdFlags, Signal, WaitId, WaitIdOptions, pidfd_open, pidfd_send_signal, waitid,
    };
    use std::os::fd::{AsFd, OwnedFd};

    /// A process, whose id the system may give to another one once it has ended.
    pub(super) struct Handle(OwnedFd);

    /// Returns the processes of this user that have the entry `NAME=value` in their environment.
    pub(super) fn with_environment(entry: &[u8]) -> Vec<Handle> {
        let folders = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = folders.filter_map(|folder| folder.file_name().to_str()?.parse().ok());
        let find = |id: i32| {
            // Opened first, so that the environment is that of the same process.
            let handle = pidfd_open(Pid::from_raw(id)?, PidfdFlags::empty()).ok()?;
            let environment = std::fs::read(format!("/proc/{id}/environ")).ok()?;
            let has_entry = environment.split(|byte| *byte == 0).any(|it| it == entry);
            has_entry.then_some(Handle(handle))
        };
        ids.filter_map(find).collect()
    }

    impl Handle {
        /// Asks the process to end, also a stopped one.
        pub(super) fn terminate(&self) {
            self.send(Signal::TERM);
            self.send(Signal::CONT);
        }

        pub(super) fn kill(&self) {
            self.send(Signal::KILL);
        }

        fn send(&self, signal: Signal) {
            // An error means that the process has ended.
            let _ = pidfd_send_signal(&self.0, signal);
        }

        pub(super) fn is_running(&self) -> bool {
            let mut poll_fds = [PollFd::new(&self.0, PollFlags::IN)];
            matches!(poll(&mut poll_fds, Some(&Timespec::default())), Ok(0))
        }

        /// Reaps the process if it has ended and is momo's child.
        pub(super) fn reap(&self) {
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
            let _ = waitid(WaitId::PidFd(self.0.as_fd()), options);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod process {
    /// A process; never made on this system.
    pub(super) enum Handle {}

    pub(super) fn with_environment(_entry: &[u8]) -> Vec<Handle> {
        Vec::new()
    }

    impl Handle {
        pub(super) fn terminate(&self) {}

        pub(super) fn kill(&self) {}

        pub(super) fn is_running(&self) -> bool {
            false
        }

        pub(super) fn reap(&self) {}
    }
}
