//! Whether a file lies in one of some folders, wherever symbolic links lead.
use crate::io::os::files;
use std::path::{Path, PathBuf};

/// Returns whether the path leads below one of the folders; `None` if nothing is there. A folder that does not exist holds
/// nothing.
pub fn is_below(path: &Path, folders: &[PathBuf]) -> Option<bool> {
    let path = files::canonicalize(path).ok()?;
    let mut folders = folders
        .iter()
        .filter_map(|folder| files::canonicalize(folder).ok());
    Some(folders.any(|folder| path.starts_with(folder)))
}
