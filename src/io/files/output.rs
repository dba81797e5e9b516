//! Output files that the user names. They get default permissions, unlike momo's own files.
use super::atomic_file::{Replacement, cannot_write};
use crate::error::{Error, Result};
use crate::io::os::files;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the file; creates missing folders.
pub fn write_output(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| cannot_write(path, error))
}

/// Appends to a file, which is created if it is missing.
///
/// # Errors
/// The file cannot be written.
pub fn append_output(path: &Path, bytes: &[u8]) -> Result<()> {
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .map_err(|error| cannot_write(path, error))
}

/// A file whose existence signals readiness. It is removed with the value unless its content has changed.
#[derive(Debug)]
pub struct ReadyFile {
    path: PathBuf,
    /// Content as written; empty before [`write`](Self::write).
    content: std::cell::OnceCell<String>,
}

impl ReadyFile {
    /// Removes the file of an earlier process, so that none exists before [`write`](Self::write).
    ///
    /// # Errors
    /// Fails if the file exists and cannot be removed.
    pub fn claim(path: &Path) -> Result<Self> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(cannot_write(path, error))
            }
            _ => Ok(Self {
                path: path.to_owned(),
                content: std::cell::OnceCell::new(),
            }),
        }
    }

    /// Removes the file unless its content has changed.
    pub fn remove(&self) {
        let Some(content) = self.content.get() else {
            return;
        };
        if fs::read(&self.path).is_ok_and(|bytes| bytes == content.as_bytes()) {
            let _ = fs::remove_file(&self.path);
        }
    }

    /// Writes one line atomically. Later calls write the first line again.
    pub fn write(&self, line: &str) -> Result<()> {
        let content = self.content.get_or_init(|| format!("{line}\n"));
        let mut name = self.path.as_os_str().to_owned();
        name.push(format!(".{}.new", std::process::id()));
        let write = || {
            let (mut file, replacement) =
                Replacement::create(&self.path, name.into(), files::ORDINARY)?;
            file.write_all(content.as_bytes())?;
            replacement.commit(&file)
        };
        write().map_err(|error| cannot_write(&self.path, error))
    }
}

impl Drop for ReadyFile {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Removes a file, then at most so many folders above it as long as each is empty.
///
/// # Errors
/// The file cannot be removed.
pub fn remove_with_empty_folders(path: &Path, folders: usize) -> Result<()> {
    fs::remove_file(path).map_err(|error| {
        Error::unknown(format!("cannot remove `{}`", path.display())).because(error)
    })?;
    for folder in path.ancestors().skip(1).take(folders) {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}
