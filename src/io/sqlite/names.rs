//! Names for completions: rooms of the local platform, newest exchanges. A database that is locked is not waited for.
use super::{Schema, check_identity, open_unchanged};
use crate::error::{Error, Result};
use rusqlite::{Connection, Row};
use std::path::Path;
use std::time::Duration;

/// Longest wait for another process's lock.
const BUSY_TIMEOUT: Duration = Duration::from_millis(50);
/// Most names of one kind.
const MAX_NAMES: usize = 100;

/// Returns number and name of the local platform's rooms.
///
/// # Errors
/// Fails if there is no database, or it cannot be read at once.
pub fn room_names(path: &Path) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT room_id, name FROM rooms ORDER BY room_id LIMIT ?1";
    read(path, &super::platform::SCHEMA, sql, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Returns id and event type of the newest exchanges, the newest first.
///
/// # Errors
/// Fails like [`room_names`].
pub fn recent_exchanges(path: &Path) -> Result<Vec<(String, Option<String>)>> {
    let sql = "SELECT id, event_type FROM recent JOIN facets USING (facet)
               ORDER BY started_at DESC, seq DESC LIMIT ?1";
    let mut found = read(path, &super::schema::SCHEMA, sql, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    if found.len() < MAX_NAMES {
        let sql = sql.replace("FROM recent", "FROM filed");
        found.extend(read(path, &super::schema::SCHEMA, &sql, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?);
    }
    Ok(found)
}

fn read<T>(
    path: &Path,
    schema: &Schema,
    sql: &str,
    row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let unreadable =
        |error: rusqlite::Error| Error::unknown("the database cannot be read").because(error);
    if !path.exists() {
        return Err(Error::unknown("there is no database"));
    }
    let connection: Connection = open_unchanged(path).map_err(unreadable)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(unreadable)?;
    check_identity(&connection, path, schema)?;
    let query = || {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([MAX_NAMES as i64], row)?;
        rows.collect::<rusqlite::Result<Vec<T>>>()
    };
    query().map_err(unreadable)
}
