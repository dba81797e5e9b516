//! Writes failed lines of conversation files anew.
use crate::error::{Error, Result};
use crate::io::files::{AtomicFile, is_stdin, read_text};
use crate::model::chat::outcome::{ConversationResult, LineUpdate};
use crate::model::chat::update::{UpdatedText, update};
use std::collections::BTreeMap;
use std::path::Path;

/// Writes the exact lines that failed, as the attempts noted them. Returns for each file what was written and left.
///
/// # Errors
/// Fails if a file cannot be read or written.
pub fn update_files(results: &[ConversationResult]) -> Result<Vec<(String, UpdatedText)>> {
    let mut by_file: BTreeMap<&str, Vec<&LineUpdate>> = BTreeMap::new();
    let attempts = results.iter().flat_map(|result| &result.attempts);
    for line in attempts.flat_map(|attempt| &attempt.updates) {
        by_file.entry(&line.file).or_default().push(line);
    }
    let mut files = Vec::new();
    for (file, updates) in by_file {
        let path = Path::new(file);
        if is_stdin(path) {
            return Err(Error::usage("standard input cannot be written anew"));
        }
        let text = String::from_utf8_lossy(&read_text(path)?).into_owned();
        let updated = update(&text, &updates);
        if !updated.written.is_empty() {
            AtomicFile::begin_if_writable(path)?.finish_with(updated.text.as_bytes())?;
        }
        files.push((file.to_owned(), updated));
    }
    Ok(files)
}
