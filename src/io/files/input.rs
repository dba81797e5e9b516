//! Reads files that the user names; `-` is standard input.
use super::links;
use crate::error::{Error, Result};
use crate::model::text::nearest::nearest;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Maximum size of a file that is read whole, in KiB.
pub(super) const MAX_INPUT_KIB: u64 = 1024 * 1024;

/// Returns whether the path is `-`.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file of at most 1 GiB, or standard input for `-`.
///
/// # Errors
/// Fails if the file does not exist, is a folder, is larger, or cannot be read.
pub fn read_input(path: &Path) -> Result<Vec<u8>> {
    read_bounded(path, open_input(path)?, MAX_INPUT_KIB)
}

/// Reads a file of at most `max_kib` KiB, or standard input for `-`.
///
/// # Errors
/// Fails as [`read_input`] does.
pub fn read_small_input(path: &Path, max_kib: u64) -> Result<Vec<u8>> {
    read_bounded(path, open_input(path)?, max_kib)
}

/// Reads an opened file of at most `max_kib` KiB: a device such as `/dev/zero` never ends.
pub(super) fn read_bounded(path: &Path, input: impl Read, max_kib: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let result = input.take(max_kib * 1024 + 1).read_to_end(&mut bytes);
    result.map_err(|error| cannot_read(path, error))?;
    if bytes.len() as u64 > max_kib * 1024 {
        let too_large = io::Error::other(format!("it is larger than {max_kib} KiB"));
        return Err(cannot_read(path, too_large));
    }
    Ok(bytes)
}

/// Opens a file, or standard input for `-`.
///
/// # Errors
/// Fails if the file does not exist, is a folder, or cannot be opened.
pub fn open_input(path: &Path) -> Result<Box<dyn Read + Send>> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path).map_err(|error| cannot_read(path, error))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(Error::unknown(format!(
            "cannot read `{}`: it is a folder",
            path.display()
        )));
    }
    Ok(Box::new(file))
}

/// Builds the error for a file that could not be read. For a missing file it suggests a similar name in the folder.
pub fn cannot_read(path: &Path, error: io::Error) -> Error {
    let name = if is_stdin(path) {
        "standard input".to_owned()
    } else {
        format!("`{}`", path.display())
    };
    if let Err(dead_link) = links::check(path) {
        return dead_link;
    }
    if error.kind() != ErrorKind::NotFound {
        return Error::unknown(format!("cannot read {name}")).because(error);
    }
    let missing = Error::unknown(format!("there is no file {name}"));
    match similar(path) {
        Some(other) => missing.hint(format!("Did you mean `{other}`?")),
        None => missing,
    }
}

/// Returns the path of a file in the same folder with a similar name.
fn similar(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    let listed_folder = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    let names: Vec<String> = fs::read_dir(listed_folder)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let similar_name = nearest(name, names.iter().map(String::as_str))?;
    Some(folder.join(similar_name).display().to_string())
}
