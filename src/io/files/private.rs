//! Private files: mode 0600 (on Windows as private as their folder), never read through a symbolic link, replaced atomically.
//!
//! A replacement is written to a new temporary file beside the old one, synced, and renamed. A separate lock file
//! serializes writers.
use super::atomic_file::{Replacement, cannot_write};
use super::home::create_parent;
use super::links;
use crate::error::{Error, Result};
use crate::io::os::files::{self, NotPrivate};
use crate::model::text::shell;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Maximum size of a private file in bytes, inclusive.
const MAX_BYTES: u64 = 1 << 20;

/// Reads a private file; `None` if there is none.
///
/// # Errors
/// Fails for symbolic links, pipes, folders, files of another user, files that others may access, and files larger than
/// [`MAX_BYTES`].
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let result = files::no_follow(OpenOptions::new().read(true)).open(path);
    let file = match result {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            links::check(path)?;
            return Ok(None);
        }
        Err(error) if is_link(path) => return Err(refused(path, "it is a link").because(error)),
        Err(error) => {
            return Err(Error::unknown(format!("cannot open `{}`", path.display())).because(error));
        }
    };
    check_private(&file, path)?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Error::unknown(format!("cannot read `{}`", path.display())).because(error)
    })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(refused(path, "it is larger than 1 MiB"));
    }
    Ok(Some(bytes))
}

/// Checks the open file rather than its path, so that replacing the path in between has no effect.
fn check_private(file: &File, path: &Path) -> Result<()> {
    let metadata = file.metadata().map_err(|error| {
        Error::unknown(format!("cannot look at `{}`", path.display())).because(error)
    })?;
    if !metadata.is_file() {
        return Err(refused(path, "it is no ordinary file"));
    }
    match files::check_private(&metadata) {
        Ok(()) => Ok(()),
        Err(NotPrivate::Refused(reason)) => Err(refused(path, reason)),
        Err(NotPrivate::Mode(mode)) => {
            Err(
                refused(path, &format!("other users may read it (mode {mode:04o})")).hint(format!(
                    "If nobody has read it: chmod 600 {}",
                    shell::quote(&path.display().to_string())
                )),
            )
        }
    }
}

/// Returns the mode of a file that other users may read; `None` if they may not or there is no file, and on Windows.
pub fn readable_by_others(path: &Path) -> Option<u32> {
    files::readable_by_others(path)
}

/// Replaces a private file atomically. The caller must hold its [`lock`].
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::unknown(format!(
            "`{}` would grow over 1 MiB",
            path.display()
        )));
    }
    let write = || -> std::io::Result<()> {
        // The lock excludes any other writer of this name.
        let (mut file, replacement) =
            Replacement::create(path, with_suffix(path, ".new"), files::PRIVATE)?;
        file.write_all(bytes)?;
        replacement.commit(&file)?;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        files::sync_folder(folder.unwrap_or(Path::new(".")))
    };
    write().map_err(|error| cannot_write(path, error))
}

/// Waits for the file's lock, which ends with the value or the process.
pub(super) fn lock(path: &Path) -> Result<File> {
    let file = open_lock(path)?;
    file.lock().map_err(|error| cannot_lock(path, &error))?;
    Ok(file)
}

/// Acquires the file's lock without waiting; `None` if it is held already.
pub(super) fn try_lock(path: &Path) -> Result<Option<File>> {
    let file = open_lock(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(cannot_lock(path, &error)),
    }
}

fn open_lock(path: &Path) -> Result<File> {
    create_parent(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    files::no_follow(files::with_mode(&mut options, files::PRIVATE))
        .open(with_suffix(path, ".lock"))
        .map_err(|error| cannot_lock(path, &error))
}

fn cannot_lock(path: &Path, error: &std::io::Error) -> Error {
    let lock = with_suffix(path, ".lock");
    Error::unknown(format!("cannot lock `{}`", lock.display())).because(error)
}

fn refused(path: &Path, reason: &str) -> Error {
    Error::unknown(format!("`{}` is refused: {reason}", path.display()))
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
