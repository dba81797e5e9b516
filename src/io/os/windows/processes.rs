//! Job objects: a program that momo started, with its descendants.
//!
//! Two crates share the work, both without `unsafe` here: process-wrap starts the program suspended and lets it run once
//! it is in its job, so that no descendant escapes; win32job's job ends with its last handle, so also when momo is killed,
//! and tells who is in it.
//!
//! The program shares momo's console: Ctrl-C and Ctrl-Break reach it without momo. There is no other way to ask a
//! console program to end; see [`ProcessGroup::send`].
use super::console::{INTERRUPT, KILL, TYPED_INTERRUPT, is_of_console};
use crate::io::os::{ProcessSignal, ProgramStreams, ServiceExit};
use parking_lot::Mutex;
use process_wrap::std::{ChildWrapper, CommandWrap, CommandWrapper, JobObject};
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Read};
use std::os::windows::io::AsRawHandle;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};
use win32job::{ExtendedLimitInfo, Job};

/// Whether momo reads a terminal for its program: here it reads the console itself.
pub(in crate::io) const FORWARDS_TERMINAL: bool = false;
/// How long the output of a program that has exited is waited for: a thread has to read it.
pub(in crate::io) const DRAIN_TIME: Duration = Duration::from_millis(500);

/// Interval of the checks whether the program has exited.
const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// `STATUS_CONTROL_C_EXIT` of the Windows API: exit code of a program that Ctrl-C has ended.
const CONTROL_C_EXIT: u32 = 0xC000_013A;
/// How long the console may not tell a program of events yet, because it has just started.
const START_TIME: Duration = Duration::from_secs(1);
/// Exit code that process-wrap gives those whom it kills.
const KILLED_EXIT: u32 = 1;
/// Endings of programs where `PATHEXT` is not set.
const DEFAULT_ENDINGS: &str = ".COM;.EXE;.BAT;.CMD";

/// Job of a program.
#[derive(Debug, Clone)]
pub(in crate::io) struct ProcessGroup {
    id: u32,
    started_at: Instant,
    job: Arc<Job>,
    child: Arc<Mutex<Box<dyn ChildWrapper>>>,
    /// Whether Ctrl-C or Ctrl-Break has come to the console, and so to the program.
    was_asked: Arc<AtomicBool>,
    /// Number of the event for which momo has killed the job; 0 if it has not.
    killed_for: Arc<AtomicI32>,
}

/// Puts a program, still suspended, into a job.
#[derive(Debug)]
struct Assignment(Arc<Job>);

impl CommandWrapper for Assignment {
    fn post_spawn(
        &mut self,
        _command: &mut Command,
        child: &mut Child,
        _core: &CommandWrap,
    ) -> io::Result<()> {
        let assigned = self.0.assign_process(child.as_raw_handle() as isize);
        assigned.map_err(|error| {
            let _ = child.kill();
            io::Error::other(error)
        })
    }
}

/// Starts a program in a job of its own.
///
/// # Errors
/// Fails with the system's error.
pub(in crate::io) fn spawn(command: Command) -> io::Result<(ProcessGroup, ProgramStreams)> {
    let mut limits = ExtendedLimitInfo::new();
    limits.limit_kill_on_job_close();
    let job = Job::create_with_limit_info(&limits).map_err(io::Error::other)?;
    let job = Arc::new(job);
    let mut command = CommandWrap::from(command);
    command.wrap(Assignment(job.clone())).wrap(JobObject);
    let mut child = command.spawn()?;
    let streams = ProgramStreams {
        stdin: child.stdin().take(),
        stdout: child.stdout().take(),
        stderr: child.stderr().take(),
    };
    let group = ProcessGroup {
        id: child.id(),
        started_at: Instant::now(),
        job,
        child: Arc::new(Mutex::new(child)),
        was_asked: Arc::default(),
        killed_for: Arc::default(),
    };
    Ok((group, streams))
}

impl ProcessGroup {
    /// Returns the process id of the program.
    pub(in crate::io) fn id(&self) -> u32 {
        self.id
    }

    /// Ends all members, but not for what has come to the console, and so to them, already: they have time to clean up
    /// then. Those that have just started have nothing to clean up, and may not have heard.
    pub(in crate::io) fn send(&self, signal: ProcessSignal) {
        let has_heard = self.started_at.elapsed() > START_TIME;
        match signal {
            ProcessSignal::Forwarded(number) if is_of_console(number) && has_heard => {
                self.was_asked.store(true, Ordering::Relaxed);
            }
            ProcessSignal::Terminate if self.was_asked.load(Ordering::Relaxed) => {}
            _ => {
                let event = match signal {
                    ProcessSignal::Forwarded(TYPED_INTERRUPT) => INTERRUPT,
                    ProcessSignal::Forwarded(number) => number,
                    _ => KILL,
                };
                self.killed_for.store(event, Ordering::Relaxed);
                // An error means that the job is empty.
                let _ = self.child.lock().start_kill();
            }
        }
    }

    /// Returns whether the program has exited.
    pub(in crate::io) fn has_leader_exited(&self) -> bool {
        !matches!(self.child.lock().inner_mut().try_wait(), Ok(None))
    }

    /// Waits for the program's exit and returns how it exited.
    pub(in crate::io) fn wait_for_leader(&self) -> ServiceExit {
        loop {
            // The lock is not held while it waits: others end the program through it.
            match self.child.lock().inner_mut().try_wait() {
                Ok(None) => {}
                Ok(Some(status)) => return self.to_exit(status),
                Err(_) => return ServiceExit::Exit(u8::MAX),
            }
            std::thread::sleep(POLL_INTERVAL);
        }
    }

    /// Returns how the program exited. A killed one has no code of its own, but that of its killer.
    fn to_exit(&self, status: ExitStatus) -> ServiceExit {
        let killed_for = self.killed_for.load(Ordering::Relaxed);
        match status.code().unwrap_or(-1).cast_unsigned() {
            CONTROL_C_EXIT => by_event(INTERRUPT),
            KILLED_EXIT if killed_for != 0 => by_event(killed_for),
            code => ServiceExit::Exit(u8::try_from(code).unwrap_or(u8::MAX)),
        }
    }

    /// Waits for the program that was ended and returns how; `None` on error.
    pub(in crate::io) fn reap_leader(&self) -> Option<ExitStatus> {
        self.child.lock().inner_mut().wait().ok()
    }

    /// Returns whether anybody is in the job. More than 1024 count as nobody.
    pub(in crate::io) fn has_members(&self) -> bool {
        let ids = self.job.query_process_id_list();
        ids.is_ok_and(|ids| !ids.is_empty())
    }
}

/// Returns the end that an event brings to a program which does not watch it.
fn by_event(number: i32) -> ServiceExit {
    ServiceExit::Signal(u8::try_from(number).unwrap_or(u8::MAX))
}

/// Returns what is started for a command: where it is. The system itself finds `npm.exe` for `npm`, but no `npm.cmd`.
pub(in crate::io) fn program(name: &OsStr) -> OsString {
    located(name).map_or_else(|| name.to_owned(), PathBuf::into_os_string)
}

/// Returns a command, before its arguments, and its standard input, which is empty. Each program ends with momo here.
pub(in crate::io) fn bound_command(name: &OsStr) -> (Command, Stdio) {
    (Command::new(program(name)), Stdio::null())
}

/// Does nothing: see [`FORWARDS_TERMINAL`].
pub(in crate::io) fn forward_stdin(_pipe: ChildStdin) {}

/// Does nothing: nobody reaps processes.
pub(in crate::io) fn adopt_orphans() {}

/// Returns a path to the running program.
pub(in crate::io) fn own_program() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Looks for a command as [`program`] does.
///
/// # Errors
/// Fails if there is no such command, or only a file that is no program.
pub(in crate::io) fn find_program(name: &OsStr) -> io::Result<()> {
    if located(name).is_some() {
        return Ok(());
    }
    match candidates(name).iter().any(|path| path.is_file()) {
        true => Err(io::Error::other(
            "a program's name has an ending that PATHEXT holds",
        )),
        false => Err(ErrorKind::NotFound.into()),
    }
}

/// Returns where a program is: by path, or by name in the folders of `PATH`, with the endings of `PATHEXT`.
fn located(name: &OsStr) -> Option<PathBuf> {
    let endings = std::env::var("PATHEXT").unwrap_or_else(|_| DEFAULT_ENDINGS.to_owned());
    let endings: Vec<&str> = std::iter::once("").chain(endings.split(';')).collect();
    candidates(name).iter().find_map(|path| {
        endings.iter().find_map(|ending| {
            let mut whole = path.clone().into_os_string();
            whole.push(ending);
            let whole = PathBuf::from(whole);
            (whole.extension().is_some() && whole.is_file()).then_some(whole)
        })
    })
}

fn candidates(name: &OsStr) -> Vec<PathBuf> {
    let path = Path::new(name);
    if path.components().count() != 1 || path.has_root() {
        return vec![path.to_owned()];
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&folders);
    folders.map(|folder| folder.join(path)).collect()
}

/// Returns whether a process has this id, by the system's `tasklist`; also if that cannot be asked.
pub(in crate::io) fn is_process_running(id: u32) -> bool {
    let filter = format!("PID eq {id}");
    let list = Command::new("tasklist")
        .args(["/NH", "/FO", "CSV", "/FI", &filter])
        .output();
    // A process is a line of quoted fields; that there is none is a sentence.
    list.map_or(true, |list| {
        let number = format!(",\"{id}\",");
        list.stdout
            .windows(number.len())
            .any(|part| part == number.as_bytes())
    })
}

/// Returns `requested`: sockets are no descriptors, and memory alone limits them.
pub(in crate::io) fn raise_descriptors(requested: u64) -> u64 {
    requested
}

/// Reads a program's output with a time limit: a pipe cannot be polled here, so a thread reads it.
pub(in crate::io) struct OutputReader(Receiver<io::Result<Vec<u8>>>);

impl OutputReader {
    pub(in crate::io) fn new(mut stdout: ChildStdout) -> Self {
        let (sender, parts) = mpsc::sync_channel(4);
        let read = move || {
            loop {
                let mut buffer = vec![0; 8192];
                let part = match stdout.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(length) => {
                        buffer.truncate(length);
                        Ok(buffer)
                    }
                    Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                let is_last = part.is_err();
                if sender.send(part).is_err() || is_last {
                    return;
                }
            }
        };
        // Without a thread the channel is closed, and the output is empty.
        let _ = std::thread::Builder::new().name("agent".into()).spawn(read);
        Self(parts)
    }

    /// Reads a part within `timeout`: empty at the end, `None` if nothing came.
    pub(in crate::io) fn read(&mut self, timeout: Duration) -> io::Result<Option<Vec<u8>>> {
        match self.0.recv_timeout(timeout) {
            Ok(part) => part.map(Some),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Ok(Some(Vec::new())),
        }
    }
}
