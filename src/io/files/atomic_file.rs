//! Atomic writing of a file in pieces.
use crate::error::{Error, Result};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// An output file that is written to a temporary file beside its destination and renamed when complete.
pub struct AtomicFile {
    path: PathBuf,
    file: BufWriter<File>,
    /// Path of the temporary file. `None`: the destination is no regular file, such as a pipe or `/dev/stdout`, which
    /// is written directly.
    temporary: Option<PathBuf>,
}

impl AtomicFile {
    /// Creates the temporary file and missing folders. Through a symbolic link, the link's target is the destination.
    ///
    /// # Errors
    /// Fails if the temporary file or the folder cannot be created, or a special file cannot be opened.
    pub fn begin(path: &Path) -> Result<Self> {
        let destination = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let is_special = fs::metadata(&destination).is_ok_and(|metadata| !metadata.is_file());
        let temporary = (!is_special).then(|| temporary_path(&destination));
        let file = match &temporary {
            Some(temporary) => create_temporary(&destination, temporary),
            None => OpenOptions::new().write(true).open(&destination),
        };
        let file = file.map_err(|error| cannot_write(path, error))?;
        Ok(Self {
            path: destination,
            file: BufWriter::with_capacity(1 << 16, file),
            temporary,
        })
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// Fails if the write fails; for a pipe without a reader with the error for a closed pipe.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let result = self.file.write_all(bytes);
        result.map_err(|error| cannot_write(&self.path, error))
    }

    /// Syncs the temporary file and renames it to the destination.
    ///
    /// # Errors
    /// Fails if writing, syncing or renaming fails; a regular destination is then unchanged.
    pub fn finish(mut self) -> Result<()> {
        let temporary = self.temporary.clone();
        let result = self.file.flush().and_then(|()| match &temporary {
            Some(temporary) => {
                self.file.get_ref().sync_all()?;
                fs::rename(temporary, &self.path)
            }
            None => Ok(()),
        });
        result.map_err(|error| cannot_write(&self.path, error))?;
        self.temporary = None;
        Ok(())
    }
}

impl Drop for AtomicFile {
    /// Removes the temporary file of an unfinished write.
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            let _ = fs::remove_file(temporary);
        }
    }
}

fn temporary_path(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

/// Creates the temporary file with the permissions of an existing destination.
fn create_temporary(destination: &Path, temporary: &Path) -> io::Result<File> {
    if let Some(folder) = destination.parent() {
        fs::create_dir_all(folder)?;
    }
    // Leftover of a killed process: the name contains the pid, so no other running process uses it.
    let _ = fs::remove_file(temporary);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let file = options.open(temporary)?;
    if let Ok(metadata) = fs::metadata(destination) {
        file.set_permissions(metadata.permissions())?;
    }
    Ok(file)
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::BrokenPipe => Error::closed_pipe(),
        _ => Error::unknown(format!("cannot write `{}`", path.display())).because(error),
    }
}
