//! Rights and identity of files.
//!
//! A file inherits its folder's list of who may read it. In the folders of a user's profile these are the user, SYSTEM
//! and the administrators. momo neither reads nor changes the lists: a folder outside of the profile is as private as
//! its list says.
use std::fs::{self, DirBuilder, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Mode of files for the owner alone; unused.
pub(in crate::io) const PRIVATE: u32 = 0;
/// Mode of files that the user named; unused.
pub(in crate::io) const ORDINARY: u32 = 0;

/// `FILE_FLAG_OPEN_REPARSE_POINT` of the Windows API: opens a link itself.
const OPEN_LINK: u32 = 0x0020_0000;
/// `FILE_ATTRIBUTE_REPARSE_POINT` of the Windows API.
const IS_LINK: u32 = 0x0400;
/// How long an open file is in the way: virus scanners and indexers open files that are new.
const OPEN_TIME: Duration = Duration::from_secs(1);
/// Interval of the attempts.
const RETRY_INTERVAL: Duration = Duration::from_millis(10);

/// Does nothing: the file inherits who may read it.
pub(in crate::io) fn with_mode(options: &mut OpenOptions, _mode: u32) -> &mut OpenOptions {
    options
}

/// Opens a link itself, which [`check_private`] then refuses.
pub(in crate::io) fn no_follow(options: &mut OpenOptions) -> &mut OpenOptions {
    options.custom_flags(OPEN_LINK)
}

/// Returns a builder of folders, which inherit who may read them.
pub(in crate::io) fn private_folders() -> DirBuilder {
    DirBuilder::new()
}

/// Why an open file is not this user's alone.
pub(in crate::io) enum NotPrivate {
    /// Why, without a remedy.
    Refused(&'static str),
    /// Others may read it, by this mode; never here.
    #[expect(dead_code, reason = "the other systems have modes")]
    Mode(u32),
}

/// Checks that an open file is no link. Who may read it is as its folder says.
pub(in crate::io) fn check_private(metadata: &Metadata) -> Result<(), NotPrivate> {
    match metadata.file_attributes() & IS_LINK {
        0 => Ok(()),
        _ => Err(NotPrivate::Refused("it is a link")),
    }
}

/// Returns `None`: there are no modes.
pub(in crate::io) fn readable_by_others(_path: &Path) -> Option<u32> {
    None
}

/// Does nothing: there are no modes.
pub(in crate::io) fn restrict_permissions(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns what identifies the file at this path: volume and index.
pub(in crate::io) fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let file = winapi_util::Handle::from_path_any(path)?;
    let information = winapi_util::file::information(&file)?;
    let volume = information.volume_serial_number();
    Ok((volume, information.file_index()))
}

/// Puts a file in the place of another, and tries for a second while another program has that one open.
pub(in crate::io) fn replace(from: &Path, to: &Path) -> io::Result<()> {
    while_open(|| fs::rename(from, to))
}

/// Removes a folder with all that is in it, and tries for a second while a file of it is open.
pub(in crate::io) fn remove_folder(folder: &Path) -> io::Result<()> {
    while_open(|| match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    })
}

/// Tries again for [`OPEN_TIME`] while an open file is in the way.
fn while_open(act: impl Fn() -> io::Result<()>) -> io::Result<()> {
    let deadline = Instant::now() + OPEN_TIME;
    loop {
        match act() {
            Err(error) if is_open(&error) && Instant::now() < deadline => {
                std::thread::sleep(RETRY_INTERVAL);
            }
            result => return result,
        }
    }
}

/// Returns whether an open file is in the way. That of a folder is seen by the folder, which is not empty.
fn is_open(error: &io::Error) -> bool {
    /// `ERROR_SHARING_VIOLATION` of the Windows API.
    const SHARING_VIOLATION: i32 = 32;
    let kinds = [ErrorKind::PermissionDenied, ErrorKind::DirectoryNotEmpty];
    kinds.contains(&error.kind()) || error.raw_os_error() == Some(SHARING_VIOLATION)
}

/// Does nothing: a folder cannot be synced, and NTFS keeps renames in its journal.
pub(in crate::io) fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Returns where a path leads, through links, without the prefix `\\?\` where it needs none.
pub(in crate::io) fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    dunce::canonicalize(path)
}

/// Returns whether the name is that of a device wherever it stands: `NUL` takes what is written and keeps nothing.
pub(in crate::io) fn is_device(path: &Path) -> bool {
    let devices = ["NUL", "CON", r"\\.\NUL", r"\\.\CON"];
    devices
        .iter()
        .any(|device| path.as_os_str().eq_ignore_ascii_case(device))
}

/// Returns the folders of settings and data that the system has for programs: `%APPDATA%` and `%LOCALAPPDATA%`.
pub(in crate::io) fn system_folders(
    variable: impl Fn(&str) -> Option<PathBuf>,
) -> Option<(PathBuf, PathBuf)> {
    let folder = |name: &str| variable(name).filter(|folder| folder.is_absolute());
    Some((folder("APPDATA")?, folder("LOCALAPPDATA")?))
}

/// Variable that names the folder of temporary files.
pub(in crate::io) const TEMPORARY_FOLDER: &str = "TEMP";
/// A value of MOMO_HOME, as an example.
pub(in crate::io) const HOME_EXAMPLE: &str = r"$env:MOMO_HOME = 'C:\momo'";

/// Returns `None`: there are no permission bits.
pub(in crate::io) fn mode(_metadata: &Metadata) -> Option<u32> {
    None
}

/// Returns `true`: momo does not look at owners.
pub(in crate::io) fn is_own(_metadata: &Metadata) -> bool {
    true
}

/// Does nothing: there are no permission bits.
pub(in crate::io) fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
