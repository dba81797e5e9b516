//! Notices that the file of an open database was removed or replaced: what is written then is lost with it.
use super::Schema;
use crate::error::{Error, Result};
use crate::io::os::files;
use std::path::{Path, PathBuf};

/// The file of an open database.
pub(super) struct OpenedFile {
    path: PathBuf,
    /// `None` if the system did not tell them.
    identity: Option<(u64, u64)>,
}

impl OpenedFile {
    /// Takes the file that was opened at this path.
    pub(super) fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            identity: files::identity(path).ok(),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether its path still leads to it.
    pub(super) fn is_in_place(&self) -> bool {
        files::identity(&self.path).ok() == self.identity
    }

    /// Fails if its path does not lead to it any more.
    pub(super) fn check(&self, schema: &Schema) -> Result<()> {
        match self.is_in_place() {
            true => Ok(()),
            false => Err(displaced(&self.path, schema)),
        }
    }
}

/// Returns the error of a database whose file is not at its path any more.
pub(super) fn displaced(path: &Path, schema: &Schema) -> Error {
    let (name, file) = (schema.name, path.display());
    Error::unknown(format!(
        "the {name} `{file}` was removed or replaced while momo had it open; put it back, or start momo again"
    ))
}
