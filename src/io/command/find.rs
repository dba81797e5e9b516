//! Whether there is a command, before anything is made ready for it.
use super::NotStarted;
use rustix::fs::{Access, access};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Looks for the command as the system will when it starts it: by its path, or by its name in the folders of PATH.
pub fn find(name: &OsStr) -> Result<(), NotStarted> {
    let mut refused = Errno::NOENT;
    for path in places(name) {
        match access(&path, Access::EXEC_OK) {
            Ok(()) if path.is_dir() => refused = Errno::ACCESS,
            Ok(()) => return Ok(()),
            Err(Errno::ACCESS) => refused = Errno::ACCESS,
            Err(_) => {}
        }
    }
    Err(NotStarted::because(name, refused.into()))
}

fn places(name: &OsStr) -> Vec<PathBuf> {
    if name.is_empty() {
        return Vec::new();
    }
    if name.as_encoded_bytes().contains(&b'/') {
        return vec![Path::new(name).to_owned()];
    }
    // The system's own where it is not set.
    let folders = std::env::var_os("PATH").unwrap_or_else(|| "/bin:/usr/bin".into());
    let folders = std::env::split_paths(&folders);
    folders.map(|folder| folder.join(name)).collect()
}
