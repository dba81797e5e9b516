//! Rights of files and folders: looks at them, and takes those of others away.
use crate::error::{Error, Result};
use crate::io::os;
use crate::model::doctor::private::PathState;
use std::fs;
use std::path::Path;

/// Returns what is known of a path, of a link what it leads to; `None` if there is nothing.
pub fn path_state(path: &Path) -> Option<PathState> {
    let is_link = fs::symlink_metadata(path).ok()?.is_symlink();
    let metadata = fs::metadata(path).ok()?;
    Some(PathState {
        mode: os::files::mode(&metadata),
        is_folder: metadata.is_dir(),
        is_link,
        is_own: os::files::is_own(&metadata),
    })
}

/// Sets the permission bits of a file or a folder. Does nothing on a system that has none.
///
/// # Errors
/// Fails for a link, and if the system refuses it.
pub fn set_mode(path: &Path, mode: u32) -> Result<()> {
    let cannot = |error: std::io::Error| {
        let message = format!("cannot change the rights of `{}`", path.display());
        Error::unknown(message).because(error)
    };
    if fs::symlink_metadata(path).map_err(cannot)?.is_symlink() {
        return Err(Error::unknown(format!("`{}` is a link", path.display())));
    }
    os::files::set_mode(path, mode).map_err(cannot)
}
