//! Files that the user asked for by name: readable by all, unlike what momo keeps.
use crate::error::{Error, Result};
use std::fs;
use std::path::Path;

/// Writes the file, and makes its folder where that is missing.
pub fn write_output(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, bytes))
        .map_err(|error| {
            Error::unknown(format!("cannot write `{}`", path.display())).because(error)
        })
}
