//! Files that only their owner may read: never followed through a link, never half written.
//!
//! A file is replaced in one step: everything goes into a temporary file beside it (made anew with mode
//! 0600), reaches the disk, and takes the old one's place. A lock file beside both keeps two writers apart.
use super::home::make_parent;
use crate::error::{Error, Result};
use rustix::fs::OFlags;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The largest private file that is read or written.
const LIMIT: u64 = 1 << 20;

/// Reads a private file; none where there is no such file.
///
/// Refused: links, pipes and folders, another user's file, one that others may read, more than 1 MiB.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(flags_number(flags))
        .open(path);
    let file = match opened {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if is_link(path) => return Err(refused(path, "it is a link").because(error)),
        Err(error) => {
            return Err(Error::unknown(format!("cannot open `{}`", path.display())).because(error));
        }
    };
    check(&file, path)?;
    let mut bytes = Vec::new();
    let read = file.take(LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        Error::unknown(format!("cannot read `{}`", path.display())).because(error)
    })?;
    if bytes.len() as u64 > LIMIT {
        return Err(refused(path, "it is larger than 1 MiB"));
    }
    Ok(Some(bytes))
}

/// Asks the open file, not the path: whoever changes the path in between gains nothing.
fn check(file: &File, path: &Path) -> Result<()> {
    let facts = file.metadata().map_err(|error| {
        Error::unknown(format!("cannot look at `{}`", path.display())).because(error)
    })?;
    if !facts.is_file() {
        return Err(refused(path, "it is no ordinary file"));
    }
    if facts.uid() != rustix::process::geteuid().as_raw() {
        return Err(refused(path, "it belongs to another user"));
    }
    if facts.mode() & 0o077 != 0 {
        let mode = facts.mode() & 0o777;
        return Err(
            refused(path, &format!("other users may read it (mode {mode:04o})"))
                .hint(format!("If nobody has read it: chmod 600 {}", quoted(path))),
        );
    }
    Ok(())
}

/// The mode of a file that others than its owner may read; none where they may not, or it is not there.
pub fn open_to_others(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.mode() & 0o777;
    (mode & 0o044 != 0).then_some(mode)
}

/// Replaces a private file in one step. The caller holds its [`lock`].
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if bytes.len() as u64 > LIMIT {
        return Err(Error::unknown(format!(
            "`{}` would grow over 1 MiB",
            path.display()
        )));
    }
    let temporary = beside(path, ".new");
    let write = || -> std::io::Result<()> {
        // Left by a writer that was killed; under the lock nobody else uses the name.
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    write().map_err(|error| {
        Error::unknown(format!("cannot write `{}`", path.display())).because(error)
    })
}

/// Waits until no other process changes this file; the lock ends with the value, or with the process.
pub(super) fn lock(path: &Path) -> Result<File> {
    let file = open_lock(path)?;
    file.lock().map_err(|error| cannot_lock(path, &error))?;
    Ok(file)
}

/// The same without waiting; none where another process has the lock.
pub(super) fn try_lock(path: &Path) -> Result<Option<File>> {
    let file = open_lock(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(cannot_lock(path, &error)),
    }
}

fn open_lock(path: &Path) -> Result<File> {
    make_parent(path)?;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(flags_number(flags))
        .open(beside(path, ".lock"))
        .map_err(|error| cannot_lock(path, &error))
}

fn cannot_lock(path: &Path, error: &std::io::Error) -> Error {
    let lock = beside(path, ".lock");
    Error::unknown(format!("cannot lock `{}`", lock.display())).because(error)
}

fn refused(path: &Path, why: &str) -> Error {
    Error::unknown(format!("`{}` is refused: {why}", path.display()))
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|facts| facts.is_symlink())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The flags as the standard library wants them.
fn flags_number(flags: OFlags) -> i32 {
    flags.bits().cast_signed()
}

/// The path so that a shell takes it as one word.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |ch: char| ch.is_alphanumeric() || "/._-+,@%".contains(ch);
    if text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
