//! A process group: a program that momo started, and all that it started in its turn.
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, WaitIdStatus, kill_process_group, test_kill_process_group,
    waitid,
};
use std::process::Child;

/// The group of a program that was started with `process_group(0)`. It bears the program's own number, which nobody else
/// gets before the program was waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group(Pid);

impl Group {
    /// The group of this program.
    pub(super) fn of(child: &Child) -> Option<Self> {
        let number = i32::try_from(child.id()).ok()?;
        Pid::from_raw(number).map(Self)
    }

    /// Sends the signal to everybody in it.
    pub(super) fn send(self, signal: Signal) {
        // Where nobody is left there is nobody to tell.
        let _ = kill_process_group(self.0, signal);
    }

    /// Whether the program itself has ended; its number stays its own until it is waited for.
    pub(super) fn has_ended(self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        !matches!(waitid(WaitId::Pid(self.0), options), Ok(None))
    }

    /// Waits until the program itself has ended, and tells how; its number stays its own.
    pub(super) fn until_ended(self) -> Option<WaitIdStatus> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        loop {
            match waitid(WaitId::Pid(self.0), options) {
                Ok(status) => return status,
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return None,
            }
        }
    }

    /// Whether anybody of it is left; those who ended, and are momo's to wait for, are let go.
    pub(super) fn is_there(self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        while let Ok(Some(_)) = waitid(WaitId::Pgid(Some(self.0)), options) {}
        test_kill_process_group(self.0).is_ok()
    }
}
