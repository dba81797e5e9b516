//! Checks that a command can be run, before anything is prepared for it.
use super::StartError;
use rustix::fs::{Access, access};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Resolves the command as the system does: by path, or by name in the folders of `PATH`.
///
/// # Errors
/// Fails with code 127 if there is no such command and with code 126 if it is not executable.
pub fn check_runnable(name: &OsStr) -> Result<(), StartError> {
    let mut error = Errno::NOENT;
    for path in candidates(name) {
        match access(&path, Access::EXEC_OK) {
            Ok(()) if path.is_dir() => error = Errno::ACCESS,
            Ok(()) => return Ok(()),
            Err(Errno::ACCESS) => error = Errno::ACCESS,
            Err(_) => {}
        }
    }
    Err(StartError::from_io(name, error.into()))
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
