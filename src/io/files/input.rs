//! Files that the user names: read whole or as a stream, `-` for standard input, with errors that help.
use crate::error::{Error, Result};
use crate::model::text::nearest::nearest;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Whether this name stands for standard input.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The bytes of a file, or of standard input where the name is `-`.
pub fn read_input(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = open_input(path)?.read_to_end(&mut bytes);
    read.map_err(|error| cannot_read(path, error))?;
    Ok(bytes)
}

/// A file to read piece by piece, or standard input where the name is `-`.
pub fn open_input(path: &Path) -> Result<Box<dyn Read + Send>> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path).map_err(|error| cannot_read(path, error))?;
    if file.metadata().is_ok_and(|facts| facts.is_dir()) {
        return Err(Error::unknown(format!(
            "cannot read `{}`: it is a folder",
            path.display()
        )));
    }
    Ok(Box::new(file))
}

/// The error for a file that could not be read; for a missing one it names a file beside it that may be meant.
pub fn cannot_read(path: &Path, error: io::Error) -> Error {
    let name = if is_stdin(path) {
        "standard input".to_owned()
    } else {
        format!("`{}`", path.display())
    };
    if error.kind() != ErrorKind::NotFound {
        return Error::unknown(format!("cannot read {name}")).because(error);
    }
    let missing = Error::unknown(format!("there is no file {name}"));
    match similar(path) {
        Some(other) => missing.hint(format!("Did you mean `{other}`?")),
        None => missing,
    }
}

/// A file in the same folder whose name is nearly this one.
fn similar(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent()?;
    let listed = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };
    let names: Vec<String> = fs::read_dir(listed)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let near = nearest(wanted, names.iter().map(String::as_str))?;
    Some(folder.join(near).display().to_string())
}
