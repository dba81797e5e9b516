//! Output files that are opened before a long task and written at its end.
use crate::error::{Error, Result};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// An output file to write later. [`begin`](Self::begin) checks that it can be written; an existing file is unchanged
/// until [`finish`](Self::finish).
#[derive(Debug)]
pub struct PreparedFile {
    path: PathBuf,
    file: File,
    /// The temporary file to rename; `None` for a device or pipe, which is written directly.
    replacement: Option<Replacement>,
}

/// Temporary file that is removed on drop unless it was renamed.
#[derive(Debug)]
struct Replacement {
    temporary: PathBuf,
    destination: PathBuf,
}

impl PreparedFile {
    /// Opens the temporary file and creates missing folders.
    ///
    /// # Errors
    /// Fails if the path is a folder, the existing file is read-only, or the temporary file cannot be created.
    pub fn begin(path: &Path) -> Result<Self> {
        Self::open(path).map_err(|error| cannot_write(path, error))
    }

    fn open(path: &Path) -> std::io::Result<Self> {
        // A symbolic link stays; its target is replaced.
        let destination = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&destination).ok();
        if existing.is_some() {
            // Fails for a folder and for a read-only file.
            let file = OpenOptions::new().append(true).open(&destination)?;
            if !file.metadata()?.is_file() {
                return Ok(Self {
                    path: path.to_owned(),
                    file,
                    replacement: None,
                });
            }
        }
        let folder = match destination.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let name = destination
            .file_name()
            .ok_or(std::io::ErrorKind::IsADirectory)?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.new", std::process::id()));
        let temporary = folder.join(hidden);
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)?;
        if let Some(existing) = existing {
            file.set_permissions(existing.permissions())?;
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            replacement: Some(Replacement {
                temporary,
                destination,
            }),
        })
    }

    /// Returns the path as given to [`begin`](Self::begin).
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes all bytes and renames the temporary file, so that readers see the old content or all of the new.
    ///
    /// # Errors
    /// Fails if writing, syncing or renaming fails; a regular file is then unchanged.
    pub fn finish(mut self, bytes: &[u8]) -> Result<()> {
        let mut write = || -> std::io::Result<()> {
            self.file.write_all(bytes)?;
            if let Some(replacement) = &self.replacement {
                self.file.sync_all()?;
                fs::rename(&replacement.temporary, &replacement.destination)?;
            }
            Ok(())
        };
        write().map_err(|error| cannot_write(&self.path, error))
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // After the rename there is no file of this name.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn cannot_write(path: &Path, error: std::io::Error) -> Error {
    Error::unknown(format!("cannot write `{}`", path.display())).because(error)
}
