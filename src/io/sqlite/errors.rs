//! Converts SQLite errors to momo's errors with hints.
use super::{ELSEWHERE_HINT, Schema};
use crate::error::Error;
use rusqlite::ErrorCode;
use std::path::Path;

/// Describes an error of this database.
pub(super) fn describe_error(path: &Path, schema: &Schema, error: &rusqlite::Error) -> Error {
    let (name, file) = (schema.name, path.display());
    let unknown = |problem: &str| Error::unknown(format!("the {name} `{file}` {problem}"));
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            unknown("is held by another process")
                .hint("Another momo has been writing to it for five seconds; try again.")
        }
        Some(ErrorCode::DiskFull) => unknown("cannot grow: the disk is full")
            .hint("Make room, or set MOMO_HOME to a folder on another disk."),
        Some(ErrorCode::ReadOnly) => unknown("cannot be written to")
            .hint("Give yourself the right to write to the file and its folder, or set MOMO_HOME to another folder."),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => unknown("cannot be opened")
            .because(error)
            .hint("Give yourself the right to the file and its folder, or set MOMO_HOME to another folder."),
        Some(ErrorCode::NotADatabase) => Error::unknown(format!(
            "`{file}` is no database, so it is not the {name} of momo"
        ))
        .hint(ELSEWHERE_HINT),
        Some(ErrorCode::DatabaseCorrupt) => unknown("is damaged")
            .because(error)
            .hint("Move that file away; momo begins a new one."),
        Some(ErrorCode::SystemIoFailure) => unknown("cannot be read or written")
            .because(error)
            .hint("The disk or the network file system refused; MOMO_HOME on a local disk helps."),
        _ => unknown("does not do what it was asked").because(error),
    }
}
