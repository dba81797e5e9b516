//! Looks at a database without changing it: is it whole, and how large is it?
use super::errors::describe_error;
use super::{Schema, check_identity, open_unchanged};
use crate::error::{Error, Result};
use std::path::Path;

/// A database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatabaseFact {
    /// Size of the file with its log, in bytes.
    pub bytes: u64,
}

/// Looks at the history; `None` if there is none.
///
/// # Errors
/// Fails if it is no database of momo's of this version, is damaged, or cannot be read.
pub fn inspect_history(path: &Path) -> Result<Option<DatabaseFact>> {
    inspect(path, &super::schema::SCHEMA)
}

/// Looks at the local platform's database like [`inspect_history`].
///
/// # Errors
/// Fails like [`inspect_history`].
pub fn inspect_platform(path: &Path) -> Result<Option<DatabaseFact>> {
    inspect(path, &super::platform::SCHEMA)
}

fn inspect(path: &Path, schema: &Schema) -> Result<Option<DatabaseFact>> {
    let Ok(metadata) = std::fs::metadata(path) else {
        return Ok(None);
    };
    let describe = |error| describe_error(path, schema, &error);
    let connection = open_unchanged(path).map_err(describe)?;
    check_identity(&connection, path, schema)?;
    let report: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(describe)?;
    if report != "ok" {
        let message = format!("the {} `{}` is damaged", schema.name, path.display());
        return Err(Error::unknown(message).because(report));
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = std::fs::metadata(log).map_or(0, |metadata| metadata.len());
    Ok(Some(DatabaseFact {
        bytes: metadata.len() + log,
    }))
}
