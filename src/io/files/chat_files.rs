//! Finds the conversation files of a folder.
use super::input::{cannot_read, is_stdin};
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders of other people's files.
const SKIPPED_FOLDERS: [&str; 4] = ["node_modules", "target", "vendor", "__pycache__"];
/// Maximum depth of folders, inclusive.
const MAX_DEPTH: usize = 32;

/// Returns a file as it is, and of a folder every `.chat` and `.md` file in it and below, sorted. In a folder, names that
/// begin with `_` are files to include, and hidden ones are left out.
///
/// # Errors
/// Fails if the path does not exist, or a folder cannot be read.
pub fn chat_files(path: &Path) -> Result<Vec<PathBuf>> {
    if is_stdin(path) {
        return Ok(vec![path.to_owned()]);
    }
    let metadata = fs::metadata(path).map_err(|error| cannot_read(path, error))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    collect(path, &mut files, 0)?;
    files.sort();
    Ok(files)
}

/// Returns when each file was changed last; `None` for one that is not there.
pub fn change_times<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Vec<Option<SystemTime>> {
    let changed = |path: &Path| fs::metadata(path).ok()?.modified().ok();
    paths.into_iter().map(changed).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>, depth: usize) -> Result<()> {
    if depth > MAX_DEPTH {
        let folder = folder.display();
        return Err(Error::unknown(format!("`{folder}` is too deep to search")));
    }
    let entries = fs::read_dir(folder).map_err(|error| cannot_read(folder, error))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(['.', '_']) || SKIPPED_FOLDERS.contains(&&*name) {
            continue;
        }
        let path = folder.join(entry.file_name());
        // Links to folders are not followed: they may lead in circles.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_chat = path
            .extension()
            .is_some_and(|end| end == "chat" || end == "md");
        match is_folder {
            true => collect(&path, files, depth + 1)?,
            false if is_chat && path.is_file() => files.push(path),
            false => {}
        }
    }
    Ok(())
}
