//! Symbolic links that lead nowhere: a file behind one is not missing, it cannot be reached.
use crate::error::{Error, Result};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Checks that no part of the path is a symbolic link without a target. A missing file or folder is fine.
///
/// # Errors
/// Fails for a link whose target is missing, and for a loop of links.
pub(super) fn check(path: &Path) -> Result<()> {
    let Err(error) = fs::metadata(path) else {
        return Ok(());
    };
    // Everything below such a link looks missing, so the last part that is there is the link.
    let mut parts = path.ancestors();
    let last = parts.find(|part| fs::symlink_metadata(part).is_ok());
    let Some((link, target)) = last.and_then(|link| Some((link, fs::read_link(link).ok()?))) else {
        return Ok(());
    };
    if fs::metadata(link).is_ok() {
        return Ok(());
    }
    let what = match error.kind() {
        ErrorKind::NotFound => "leads nowhere",
        _ => "cannot be followed",
    };
    let message = format!(
        "`{}` is a link to `{}`, which {what}",
        link.display(),
        target.display()
    );
    Err(Error::unknown(message)
        .because(error)
        .hint("Put back what it led to, or remove the link to begin anew."))
}
