//! What GitHub Actions gets of a run: annotations, and the step's summary.
use super::variables;
use crate::error::Result;
use crate::io::files::append_output;
use crate::view::terminal::Terminal;
use std::path::Path;

/// Prints the annotations and appends to the step's summary; does nothing if GitHub Actions does not run momo.
///
/// # Errors
/// The file of the summary cannot be written.
pub(super) fn publish(
    terminal: &mut Terminal,
    annotations: impl FnOnce() -> Vec<String>,
    summary: impl FnOnce() -> String,
) -> Result<()> {
    if variables::non_empty("GITHUB_ACTIONS").is_none() {
        return Ok(());
    }
    for line in annotations() {
        // The runner reads both streams; data alone goes to standard output.
        terminal.print_to_stderr(line);
    }
    match variables::non_empty("GITHUB_STEP_SUMMARY") {
        Some(path) => append_output(Path::new(&path), summary().as_bytes()),
        None => Ok(()),
    }
}
