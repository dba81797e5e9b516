//! What the tests share: a hermetic command line, fake peers on port 0, waiting without guessing.

mod browser;
mod fuzz;
mod momo;
pub mod os;
mod peer;
mod platform;
mod pty;
mod secrets;
#[cfg(target_os = "linux")]
mod shim;
pub mod skill;

pub use browser::{browser_test, has_browser};
pub use fuzz::{fuzz, fuzz_slowly};
pub use momo::{Momo, Output, Running};
pub use peer::{DeadPort, Peer, Seen, free_port, response};
pub use platform::{at_platform, create_bot, keep_bot, kept, start_dev};
pub use pty::on_terminal;
pub use secrets::CANARIES;
#[cfg(target_os = "linux")]
pub use shim::Shim;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file under `tests/data`.
pub fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name)
}

/// The README.
pub fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    std::fs::read_to_string(path).unwrap()
}

/// Copies a file, and makes it a program. Another process does it: one that another test starts in that moment would hold the copy
/// open for writing, and the system starts no such file ("Text file busy").
pub fn copy_program(from: &Path, to: &Path) {
    let mut install = std::process::Command::new("install");
    let status = install.args(["-m", "755"]).args([from, to]).status();
    assert!(status.unwrap().success());
}

/// Writes a program, as [`copy_program`] copies one.
pub fn write_program(path: &Path, script: &str) {
    let written = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(written.path(), script).unwrap();
    copy_program(written.path(), path);
}

/// Whether a program is on this machine; where it is not, its tests say so and pass, except in CI.
pub fn has_program(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    assert!(
        found || std::env::var_os("CI").is_none(),
        "CI needs `{name}`, and it is not on the PATH"
    );
    if !found {
        eprintln!("skipped: `{name}` is not on this machine");
    }
    found
}

/// What `.ci/run` installs beside the build, at this path; where it is not there, its tests say so and pass, except in CI.
pub fn beside_build(name: &str, path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(path);
    if path.exists() {
        return Some(path);
    }
    let how = "`.ci/run` installs it";
    assert!(std::env::var_os("CI").is_none(), "CI needs {name}: {how}");
    eprintln!("skipped: {name} is not installed beside the build; {how}");
    None
}

/// Whether a process runs; one that has ended and was not waited for does not.
pub fn is_alive(pid: impl std::fmt::Display) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// Waits until `ready` gives something, at most a minute: only what hangs on a busy machine takes longer.
pub fn wait_for<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(Instant::now() < until, "waited a minute for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
