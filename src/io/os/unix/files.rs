//! Rights and identity of files.
use rustix::fs::OFlags;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Mode of files for the owner alone.
pub(in crate::io) const PRIVATE: u32 = 0o600;
/// Mode of files that the user named; the umask takes away from it.
pub(in crate::io) const ORDINARY: u32 = 0o666;

/// Sets the mode of the file if it is created.
pub(in crate::io) fn with_mode(options: &mut OpenOptions, mode: u32) -> &mut OpenOptions {
    options.mode(mode)
}

/// Refuses to open a symbolic link, and does not wait for the other end of a pipe.
pub(in crate::io) fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    options.custom_flags(flags.bits().cast_signed())
}

/// Returns a builder of folders for the owner alone.
pub(in crate::io) fn private_folders() -> DirBuilder {
    let mut builder = DirBuilder::new();
    builder.mode(0o700);
    builder
}

/// Why an open file is not this user's alone.
pub(in crate::io) enum NotPrivate {
    /// Why, without a remedy.
    Refused(&'static str),
    /// Others may read it, by this mode.
    Mode(u32),
}

/// Checks that an open file is this user's alone.
pub(in crate::io) fn check_private(metadata: &Metadata) -> Result<(), NotPrivate> {
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(NotPrivate::Refused("it belongs to another user"));
    }
    match metadata.mode() & 0o077 {
        0 => Ok(()),
        _ => Err(NotPrivate::Mode(metadata.mode() & 0o777)),
    }
}

/// Returns the mode of a file that other users may read; `None` if they may not or there is no file.
pub(in crate::io) fn readable_by_others(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.mode() & 0o777;
    (mode & 0o044 != 0).then_some(mode)
}

/// Sets mode 0600 on an existing file that other users may access. Leaves the target of a symbolic link alone.
pub(in crate::io) fn restrict_permissions(path: &Path) -> io::Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_file() && metadata.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(PRIVATE))?;
    }
    Ok(())
}

/// Returns what identifies the file at this path: device and inode.
pub(in crate::io) fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

/// Puts a file in the place of another.
pub(in crate::io) fn replace(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Removes a folder with all that is in it.
pub(in crate::io) fn remove_folder(folder: &Path) -> io::Result<()> {
    fs::remove_dir_all(folder)
}

/// Makes what was renamed in this folder outlive a loss of power.
pub(in crate::io) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Returns where a path leads, through symbolic links.
pub(in crate::io) fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Returns whether the name is that of a device wherever it stands.
pub(in crate::io) fn is_device(_path: &Path) -> bool {
    false
}

/// Returns the folders of settings and data that the system has for programs; `None` where the home folder tells.
pub(in crate::io) fn system_folders(
    _variable: impl Fn(&str) -> Option<PathBuf>,
) -> Option<(PathBuf, PathBuf)> {
    None
}

/// Variable that names the folder of temporary files.
pub(in crate::io) const TEMPORARY_FOLDER: &str = "TMPDIR";
/// A value of MOMO_HOME, as an example.
pub(in crate::io) const HOME_EXAMPLE: &str = "MOMO_HOME=/tmp/momo";

/// Returns the permission bits; `None` on a system that has none.
pub(in crate::io) fn mode(metadata: &Metadata) -> Option<u32> {
    Some(metadata.mode() & 0o7777)
}

/// Returns whether a file belongs to the user who runs momo.
pub(in crate::io) fn is_own(metadata: &Metadata) -> bool {
    metadata.uid() == rustix::process::geteuid().as_raw()
}

/// Sets the permission bits.
pub(in crate::io) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}
