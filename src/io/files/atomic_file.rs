//! Atomic writing: a temporary file beside the destination that is renamed when it is complete.
use crate::error::{Error, Result};
use crate::io::os::files;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// An output file. An existing file is unchanged until it is finished.
pub struct AtomicFile {
    path: PathBuf,
    file: BufWriter<File>,
    /// `None`: the destination is no regular file, such as a pipe or `/dev/stdout`, which is written directly.
    replacement: Option<Replacement>,
}

impl AtomicFile {
    /// Creates the temporary file and missing folders. Through a symbolic link, the link's target is the destination.
    ///
    /// # Errors
    /// Fails if the temporary file or the folder cannot be created, or a special file cannot be opened.
    pub fn begin(path: &Path) -> Result<Self> {
        Self::open(path).map_err(|error| closed_or_cannot_write(path, error))
    }

    /// Like [`begin`](Self::begin), but also fails for a read-only file, before the work whose result it will hold.
    ///
    /// # Errors
    /// Fails as [`begin`](Self::begin), and if an existing file is read-only.
    pub fn begin_if_writable(path: &Path) -> Result<Self> {
        // A pipe would notice being opened twice.
        if fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
            let opened = OpenOptions::new().append(true).open(path);
            opened.map_err(|error| cannot_write(path, error))?;
        }
        Self::open(path).map_err(|error| cannot_write(path, error))
    }

    fn open(path: &Path) -> io::Result<Self> {
        let destination = files::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&destination).ok();
        let is_special = existing
            .as_ref()
            .is_some_and(|existing| !existing.is_file());
        let (file, replacement) = if is_special || files::is_device(path) {
            (OpenOptions::new().write(true).open(&destination)?, None)
        } else {
            if let Some(folder) = destination.parent() {
                fs::create_dir_all(folder)?;
            }
            let temporary = temporary_path(&destination)?;
            let (file, replacement) =
                Replacement::create(&destination, temporary, files::ORDINARY)?;
            if let Some(existing) = existing {
                file.set_permissions(existing.permissions())?;
            }
            (file, Some(replacement))
        };
        Ok(Self {
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 16, file),
            replacement,
        })
    }

    /// Returns the path as given to [`begin`](Self::begin).
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// Fails if the write fails; for a pipe without a reader with the error for a closed pipe.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let result = self.file.write_all(bytes);
        result.map_err(|error| closed_or_cannot_write(&self.path, error))
    }

    /// Syncs the temporary file and renames it to the destination.
    ///
    /// # Errors
    /// Fails if writing, syncing or renaming fails; a regular destination is then unchanged.
    pub fn finish(mut self) -> Result<()> {
        let result = self.complete(b"");
        result.map_err(|error| closed_or_cannot_write(&self.path, error))
    }

    /// Appends the last bytes and finishes. A pipe without a reader is an error like any other.
    ///
    /// # Errors
    /// Fails as [`finish`](Self::finish).
    pub fn finish_with(mut self, bytes: &[u8]) -> Result<()> {
        let result = self.complete(bytes);
        result.map_err(|error| cannot_write(&self.path, error))
    }

    fn complete(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.file.flush()?;
        match self.replacement.take() {
            Some(replacement) => replacement.commit(self.file.get_ref()),
            None => Ok(()),
        }
    }
}

/// A temporary file that replaces its destination when it is committed, and is removed on drop otherwise.
pub(super) struct Replacement {
    temporary: PathBuf,
    destination: PathBuf,
}

impl Replacement {
    /// Creates the temporary file. No other running process may use its path.
    pub(super) fn create(
        destination: &Path,
        temporary: PathBuf,
        mode: u32,
    ) -> io::Result<(File, Self)> {
        // Leftover of a killed process.
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let file = files::with_mode(&mut options, mode).open(&temporary)?;
        let destination = destination.to_owned();
        Ok((
            file,
            Self {
                temporary,
                destination,
            },
        ))
    }

    /// Syncs the file and renames it.
    pub(super) fn commit(self, file: &File) -> io::Result<()> {
        file.sync_all()?;
        files::replace(&self.temporary, &self.destination)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // After the rename there is no file of this name.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Returns a hidden path beside the destination that contains the pid, so that processes do not share it.
fn temporary_path(destination: &Path) -> io::Result<PathBuf> {
    let mut name = OsString::from(".");
    name.push(destination.file_name().ok_or(ErrorKind::IsADirectory)?);
    name.push(format!(".{}.part", std::process::id()));
    Ok(destination.with_file_name(name))
}

fn closed_or_cannot_write(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::BrokenPipe => Error::closed_pipe(),
        _ => cannot_write(path, error),
    }
}

pub(super) fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::unknown(format!("cannot write `{}`", path.display())).because(error)
}
