//! Process groups: a program that momo started, with its descendants.
use super::stdin;
use crate::io::os::{ProcessSignal, ProgramStreams, ServiceExit};
use parking_lot::Mutex;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Access, access};
use rustix::io::Errno;
use rustix::process::{
    Pid, Resource, Rlimit, Signal, WaitId, WaitIdOptions, WaitIdStatus, getrlimit,
    kill_process_group, setrlimit, test_kill_process, test_kill_process_group, waitid,
};
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

/// Whether momo reads a terminal for its program: another process group than the terminal's may not.
pub(in crate::io) const FORWARDS_TERMINAL: bool = true;
/// How long the output of a program that has exited is waited for: all of it is in the pipe then.
pub(in crate::io) const DRAIN_TIME: Duration = Duration::ZERO;

/// Runs its arguments as a command without input. Another process of the group ends the group when the pipe is closed: by
/// SIGTERM, and 3 s later by SIGKILL.
const END_WITH_PIPE: &str = r#"exec 3<&0; (read -r line <&3; trap '' TERM; kill -TERM 0; sleep 3; kill -KILL 0) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-"#;

/// Group that a program leads. Its id is the program's pid, which the system does not reuse before the program is reaped.
#[derive(Debug, Clone)]
pub(in crate::io) struct ProcessGroup {
    leader: Pid,
    child: Arc<Mutex<Child>>,
}

/// Starts a program as the leader of a group of its own.
///
/// # Errors
/// Fails with the system's error, and if the pid is out of range.
pub(in crate::io) fn spawn(mut command: Command) -> io::Result<(ProcessGroup, ProgramStreams)> {
    let mut child = command.process_group(0).spawn()?;
    let streams = ProgramStreams {
        stdin: child.stdin.take(),
        stdout: child.stdout.take(),
        stderr: child.stderr.take(),
    };
    let number = i32::try_from(child.id()).ok();
    let leader = number.and_then(Pid::from_raw);
    let leader = leader.ok_or_else(|| io::Error::other("its number cannot be"))?;
    let child = Arc::new(Mutex::new(child));
    Ok((ProcessGroup { leader, child }, streams))
}

impl ProcessGroup {
    /// Returns the process id of the leader.
    pub(in crate::io) fn id(&self) -> u32 {
        self.leader.as_raw_nonzero().get().unsigned_abs()
    }

    /// Sends the signal to all members. Unknown numbers are ignored.
    pub(in crate::io) fn send(&self, signal: ProcessSignal) {
        let signals = match signal {
            ProcessSignal::Forwarded(number) => [Signal::from_named_raw(number), None],
            // A stopped process would not handle SIGTERM.
            ProcessSignal::Terminate => [Some(Signal::TERM), Some(Signal::CONT)],
            ProcessSignal::Kill => [Some(Signal::KILL), None],
        };
        for signal in signals.into_iter().flatten() {
            // An error means that the group is empty.
            let _ = kill_process_group(self.leader, signal);
        }
    }

    /// Returns whether the leader has exited. Does not reap it, so its pid stays reserved.
    pub(in crate::io) fn has_leader_exited(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        !matches!(waitid(WaitId::Pid(self.leader), options), Ok(None))
    }

    /// Waits for the leader's exit and returns how it exited. Does not reap it.
    pub(in crate::io) fn wait_for_leader(&self) -> ServiceExit {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        loop {
            match waitid(WaitId::Pid(self.leader), options) {
                Ok(status) => return to_exit(status),
                Err(Errno::INTR) => {}
                Err(_) => return to_exit(None),
            }
        }
    }

    /// Reaps the leader; `None` on error.
    pub(in crate::io) fn reap_leader(&self) -> Option<ExitStatus> {
        self.child.lock().wait().ok()
    }

    /// Reaps the members that have exited and are momo's children; returns whether members remain.
    pub(in crate::io) fn has_members(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        while let Ok(Some(_)) = waitid(WaitId::Pgid(Some(self.leader)), options) {}
        test_kill_process_group(self.leader).is_ok()
    }
}

fn to_exit(status: Option<WaitIdStatus>) -> ServiceExit {
    let number = |number: i32| u8::try_from(number & 0xff).unwrap_or(u8::MAX);
    match status {
        Some(status) => match (status.exit_status(), status.terminating_signal()) {
            (Some(code), _) => ServiceExit::Exit(number(code)),
            (None, Some(signal)) => ServiceExit::Signal(number(signal)),
            (None, None) => ServiceExit::Exit(u8::MAX),
        },
        None => ServiceExit::Exit(u8::MAX),
    }
}

/// Returns what is started for a command: the name itself.
pub(in crate::io) fn program(name: &OsStr) -> OsString {
    name.to_owned()
}

/// Returns a command, before its arguments, whose program ends even if momo is killed, and its standard input, which the
/// program does not read.
pub(in crate::io) fn bound_command(name: &OsStr) -> (Command, Stdio) {
    let mut shell = Command::new("sh");
    shell.args(["-c", END_WITH_PIPE, "sh"]).arg(name);
    (shell, Stdio::piped())
}

/// Forwards the terminal's input to a program until either is closed.
pub(in crate::io) fn forward_stdin(pipe: ChildStdin) {
    stdin::forward_stdin(pipe);
}

/// Makes momo the parent of orphaned descendants, so that it can reap them.
pub(in crate::io) fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        // Without it an exited orphan may count as running until the system reaps it.
        let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    }
}

/// Returns a path to the running program. Linux finds it even after it was replaced by another version.
pub(in crate::io) fn own_program() -> io::Result<PathBuf> {
    let linux = Path::new("/proc/self/exe");
    match linux.exists() {
        true => Ok(linux.to_owned()),
        false => std::env::current_exe(),
    }
}

/// Looks for a command as the system does: by path, or by name in the folders of `PATH`.
///
/// # Errors
/// Fails if there is no such command, and with `PermissionDenied` if it is not executable.
pub(in crate::io) fn find_program(name: &OsStr) -> io::Result<()> {
    let mut error = Errno::NOENT;
    for path in candidates(name) {
        match access(&path, Access::EXEC_OK) {
            Ok(()) if path.is_dir() => error = Errno::ACCESS,
            Ok(()) => return Ok(()),
            Err(Errno::ACCESS) => error = Errno::ACCESS,
            Err(_) => {}
        }
    }
    Err(error.into())
}

fn candidates(name: &OsStr) -> Vec<PathBuf> {
    if name.is_empty() {
        return Vec::new();
    }
    if name.as_encoded_bytes().contains(&b'/') {
        return vec![Path::new(name).to_owned()];
    }
    // The system's default if `PATH` is not set.
    let folders = std::env::var_os("PATH").unwrap_or_else(|| "/bin:/usr/bin".into());
    let folders = std::env::split_paths(&folders);
    folders.map(|folder| folder.join(name)).collect()
}

/// Returns whether a process has this id.
pub(in crate::io) fn is_process_running(id: u32) -> bool {
    let id = i32::try_from(id).ok().and_then(Pid::from_raw);
    // The process of another user cannot be signalled.
    id.is_some_and(|id| !matches!(test_kill_process(id), Err(Errno::SRCH)))
}

/// Raises the soft limit of open descriptors to `requested`, as far as the hard one allows, and returns the limit in force.
pub(in crate::io) fn raise_descriptors(requested: u64) -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let current = current.unwrap_or(u64::MAX);
    let requested = requested.min(maximum.unwrap_or(u64::MAX));
    if current >= requested {
        return current;
    }
    let raised = Rlimit {
        current: Some(requested),
        maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => requested,
        Err(_) => current,
    }
}

/// Reads a program's output with a time limit.
pub(in crate::io) struct OutputReader(ChildStdout);

impl OutputReader {
    pub(in crate::io) fn new(stdout: ChildStdout) -> Self {
        Self(stdout)
    }

    /// Reads a part within `timeout`, less than a second: empty at the end, `None` if nothing came.
    pub(in crate::io) fn read(&mut self, timeout: Duration) -> io::Result<Option<Vec<u8>>> {
        let timeout = Timespec {
            tv_sec: 0,
            tv_nsec: timeout.subsec_nanos().into(),
        };
        let mut poll_fds = [PollFd::new(&self.0, PollFlags::IN)];
        match poll(&mut poll_fds, Some(&timeout)) {
            Ok(0) | Err(Errno::INTR) => return Ok(None),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let mut buffer = vec![0; 8192];
        match self.0.read(&mut buffer) {
            Ok(length) => {
                buffer.truncate(length);
                Ok(Some(buffer))
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(None),
            Err(error) => Err(error),
        }
    }
}
