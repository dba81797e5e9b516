//! Process groups: a program that momo started, with its descendants.
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, WaitIdStatus, kill_process_group, test_kill_process_group,
    waitid,
};
use std::process::Child;

/// Group of a program that was started with `process_group(0)`. Its id is the program's pid, which the system does not
/// reuse before the program is reaped.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProcessGroup(Pid);

impl ProcessGroup {
    /// Returns the group that this child leads; `None` if its pid is out of range.
    pub(super) fn of(child: &Child) -> Option<Self> {
        let number = i32::try_from(child.id()).ok()?;
        Pid::from_raw(number).map(Self)
    }

    /// Sends the signal to all members.
    pub(super) fn send(self, signal: Signal) {
        // An error means that the group is empty.
        let _ = kill_process_group(self.0, signal);
    }

    /// Returns whether the leader has exited. Does not reap it, so its pid stays reserved.
    pub(super) fn has_leader_exited(self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        !matches!(waitid(WaitId::Pid(self.0), options), Ok(None))
    }

    /// Waits for the leader's exit and returns its status; `None` on error. Does not reap it.
    pub(super) fn wait_for_leader(self) -> Option<WaitIdStatus> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        loop {
            match waitid(WaitId::Pid(self.0), options) {
                Ok(status) => return status,
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return None,
            }
        }
    }

    /// Reaps the members that have exited and are momo's children; returns whether members remain.
    pub(super) fn has_members(self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        while let Ok(Some(_)) = waitid(WaitId::Pgid(Some(self.0)), options) {}
        test_kill_process_group(self.0).is_ok()
    }
}
