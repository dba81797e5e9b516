//! Private files: mode 0600, never read through a symbolic link, replaced atomically.
//!
//! A replacement is written to a new temporary file beside the old one, synced, and renamed. A separate lock file
//! serializes writers.
use super::atomic_file::{Replacement, cannot_write};
use super::home::create_parent;
use super::links;
use crate::error::{Error, Result};
use crate::model::text::shell;
use rustix::fs::OFlags;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Maximum size of a private file in bytes, inclusive.
const MAX_BYTES: u64 = 1 << 20;

/// Reads a private file; `None` if there is none.
///
/// # Errors
/// Fails for symbolic links, pipes, folders, files of another user, files that others may access, and files larger than
/// [`MAX_BYTES`].
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let result = OpenOptions::new()
        .read(true)
        .custom_flags(flags_number(flags))
        .open(path);
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
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(refused(path, "it belongs to another user"));
    }
    if metadata.mode() & 0o077 != 0 {
        let mode = metadata.mode() & 0o777;
        return Err(
            refused(path, &format!("other users may read it (mode {mode:04o})")).hint(format!(
                "If nobody has read it: chmod 600 {}",
                shell::quote(&path.display().to_string())
            )),
        );
    }
    Ok(())
}

/// Returns the mode of a file that other users may read; `None` if they may not or there is no file.
pub fn readable_by_others(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.mode() & 0o777;
    (mode & 0o044 != 0).then_some(mode)
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
        let (mut file, replacement) = Replacement::create(path, with_suffix(path, ".new"), 0o600)?;
        file.write_all(bytes)?;
        replacement.commit(&file)?;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
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
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(flags_number(flags))
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

/// Converts the flags to the type of the standard library.
fn flags_number(flags: OFlags) -> i32 {
    flags.bits().cast_signed()
}
