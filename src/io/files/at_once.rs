//! Files that are made ready before a long work and written at its end, all at once.
use crate::error::{Error, Result};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file that will be written later, all at once: that it can be is known now, and until then whatever has its name
/// stays as it is.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    file: File,
    /// What takes the place of the file when it is written; none for a device or a pipe, which has no place to take.
    replaces: Option<Replacement>,
}

/// Gone with the value, unless it took its place.
#[derive(Debug)]
struct Replacement {
    temporary: PathBuf,
    place: PathBuf,
}

impl OutputFile {
    /// Makes ready; makes the folder where that is missing.
    pub fn begin(path: &Path) -> Result<Self> {
        Self::open(path).map_err(|error| refused(path, error))
    }

    fn open(path: &Path) -> std::io::Result<Self> {
        // A link stays one: what it leads to is replaced.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&place).ok();
        if existing.is_some() {
            // Says whether it is a folder, or may not be written.
            let file = OpenOptions::new().append(true).open(&place)?;
            if !file.metadata()?.is_file() {
                return Ok(Self {
                    path: path.to_owned(),
                    file,
                    replaces: None,
                });
            }
        }
        let folder = match place.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let name = place.file_name().ok_or(std::io::ErrorKind::IsADirectory)?;
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
            replaces: Some(Replacement { temporary, place }),
        })
    }

    /// The path as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes everything; whoever opens the file sees all of it or what was there before.
    pub fn finish(mut self, bytes: &[u8]) -> Result<()> {
        let mut write = || -> std::io::Result<()> {
            self.file.write_all(bytes)?;
            if let Some(replacement) = &self.replaces {
                self.file.sync_all()?;
                fs::rename(&replacement.temporary, &replacement.place)?;
            }
            Ok(())
        };
        write().map_err(|error| refused(&self.path, error))
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Where it took its place there is nothing left of this name.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn refused(path: &Path, error: std::io::Error) -> Error {
    Error::unknown(format!("cannot write `{}`", path.display())).because(error)
}
