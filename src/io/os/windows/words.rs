//! Words of the command line and of the environment as bytes, and how they are written in PowerShell.
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path};

/// How the end of the input is typed.
pub const END_OF_INPUT: &str = "Ctrl-Z with Enter";
/// Whether a backslash in a command line quotes the next letter.
pub const BACKSLASH_QUOTES: bool = false;

/// Returns the bytes of a word: UTF-8, half a pair of UTF-16 as three bytes.
pub fn into_bytes(word: OsString) -> Vec<u8> {
    word.into_encoded_bytes()
}

/// Returns the bytes of a path, as those of a word.
pub fn path_bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// Makes a word of bytes; `None` where they are no UTF-8: words are UTF-16 here.
pub fn from_bytes(bytes: Vec<u8>) -> Option<OsString> {
    String::from_utf8(bytes).ok().map(OsString::from)
}

/// Returns the command that sets an environment variable in PowerShell. The value is quoted already.
pub fn set_variable(name: &str, value: &str) -> String {
    format!("$env:{name} = {value}")
}

/// Returns whether a name is written as a path, not as a word: `.\x`, `\x`, `C:x`, and each of them with `/`.
pub fn is_written_as_path(name: &OsStr) -> bool {
    let first = Path::new(name).components().next();
    name.as_encoded_bytes().starts_with(b".")
        || matches!(first, Some(Component::Prefix(_) | Component::RootDir))
}
