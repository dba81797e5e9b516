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

/// Tries whether momo can write to a folder, and removes what it wrote. Of a folder that is not there, it tries whether it
/// can be made.
///
/// # Errors
/// Fails if the system refuses it.
pub fn check_writable(folder: &Path) -> Result<()> {
    let existing = folder.ancestors().find(|path| path.exists());
    let existing = existing.unwrap_or(folder);
    let trial = existing.join(format!(".momo-doctor-{}", std::process::id()));
    let tried = match existing == folder {
        true => fs::File::create_new(&trial).and_then(|_| fs::remove_file(&trial)),
        false => fs::create_dir(&trial).and_then(|()| fs::remove_dir(&trial)),
    };
    tried.map_err(|error| {
        let message = format!("momo cannot write to `{}`", folder.display());
        Error::unknown(message).because(error)
    })
}
