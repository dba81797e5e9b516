//! Words of the command line and of the environment as bytes, and how they are written in a shell.
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

/// How the end of the input is typed.
pub const END_OF_INPUT: &str = "Ctrl-D";
/// Whether a backslash in a command line quotes the next letter.
pub const BACKSLASH_QUOTES: bool = true;

/// Returns the bytes of a word.
pub fn into_bytes(word: OsString) -> Vec<u8> {
    word.into_vec()
}

/// Returns the bytes of a path.
pub fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

/// Makes a word of bytes; `None` where the system cannot hold them.
pub fn from_bytes(bytes: Vec<u8>) -> Option<OsString> {
    Some(OsString::from_vec(bytes))
}

/// Returns the command that sets an environment variable in a shell. The value is quoted already.
pub fn set_variable(name: &str, value: &str) -> String {
    format!("export {name}={value}")
}

/// Returns whether a name is written as a path, not as a word.
pub fn is_written_as_path(name: &OsStr) -> bool {
    name.as_bytes().starts_with(b".") || name.as_bytes().starts_with(b"/")
}
