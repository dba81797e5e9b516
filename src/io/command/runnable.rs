//! Checks that a command can be run, before anything is prepared for it.
use super::StartError;
use crate::io::os::processes;
use std::ffi::OsStr;

/// Resolves the command as the system does: by path, or by name in the folders of `PATH`; on Windows with the endings of
/// `PATHEXT`, as shells do it there.
///
/// # Errors
/// Fails with code 127 if there is no such command and with code 126 if it is not executable.
pub fn check_runnable(name: &OsStr) -> Result<(), StartError> {
    processes::find_program(name).map_err(|error| StartError::from_io(name, error))
}
