//! Follows the history: reads the exchanges that other processes add, in the order of insertion.
//!
//! `PRAGMA data_version` tells cheaply whether another connection has written, so polling ten times a second is fine.
//! Sequence numbers are reused after the newest rows are deleted, and the file may be replaced. So the follower
//! remembers the id at each recent sequence number, and what identifies the file.
use super::errors::describe_error;
use super::schema::SCHEMA;
use super::select::{BoundSql, conditions, select};
use super::{open, row};
use crate::error::{Error, Result};
use crate::io::os::files;
use crate::model::history::exchange::Exchange;
use crate::model::history::filter::Filter;
use crate::model::history::query::{BodyChoice, Query};
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Number of exchanges read in one transaction. They are printed after it ends, so that it blocks no checkpoint.
const CHUNK_SIZE: usize = 64;
/// Number of rows remembered, to find the position again after others delete rows.
const MAX_REMEMBERED: usize = 4096;

/// Reads the exchanges that are added to a history.
pub struct Follower {
    path: PathBuf,
    filter: Filter,
    bodies: BodyChoice,
    file: Option<FollowedFile>,
}

/// The open file and the position in it.
struct FollowedFile {
    connection: Connection,
    /// What identifies the file.
    identity: (u64, u64),
    /// `PRAGMA data_version` at the last poll; `None` before the first.
    version: Option<i64>,
    /// Sequence number and id of the newest rows read, oldest first.
    read_rows: VecDeque<(i64, String)>,
}

impl Follower {
    /// Returns the `last` newest exchanges that match, oldest first, and a follower for later ones.
    ///
    /// # Errors
    /// Fails if the history exists and cannot be opened or read.
    pub fn start(
        path: &Path,
        filter: Filter,
        last: usize,
        bodies: BodyChoice,
    ) -> Result<(Vec<Exchange>, Self)> {
        let mut follower = Self {
            path: path.to_owned(),
            filter,
            bodies,
            file: None,
        };
        follower.reopen_if_replaced()?;
        let Some(file) = &mut follower.file else {
            return Ok((Vec::new(), follower));
        };
        let query = Query {
            limit: Some(last),
            filter: follower.filter.clone(),
            bodies,
            ..Query::default()
        };
        let exchanges = file
            .read_newest(&query)
            .map_err(|error| describe_error(path, &SCHEMA, &error))?;
        let mut exchanges = exchanges.into_iter().collect::<Result<Vec<_>>>()?;
        exchanges.reverse();
        Ok((exchanges, follower))
    }

    /// Visits the matching exchanges that were added since the last call, in the order of insertion.
    ///
    /// # Errors
    /// Fails if the history cannot be read, and with the first error of `visit`.
    pub fn read_new(&mut self, mut visit: impl FnMut(Exchange) -> Result<()>) -> Result<()> {
        self.reopen_if_replaced()?;
        let (path, filter) = (&self.path, conditions(&self.filter));
        let columns = row::columns(self.bodies);
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let describe = |error| describe_error(path, &SCHEMA, &error);
        if !file.has_changed().map_err(describe)? {
            return Ok(());
        }
        loop {
            let chunk = file.read_chunk(&filter, &columns).map_err(describe)?;
            for exchange in chunk.exchanges {
                visit(exchange?)?;
            }
            if chunk.is_last {
                return Ok(());
            }
        }
    }

    /// Opens the file if it has appeared or was replaced; closes it if it was removed.
    fn reopen_if_replaced(&mut self) -> Result<()> {
        let identity = match files::identity(&self.path) {
            Ok(identity) => Some(identity),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                let message = format!("the history `{}` cannot be read", self.path.display());
                return Err(Error::unknown(message).because(error));
            }
        };
        if self.file.as_ref().map(|file| file.identity) == identity {
            return Ok(());
        }
        self.file = None;
        if let Some(identity) = identity {
            self.file = Some(FollowedFile {
                connection: open(&self.path, &SCHEMA)?,
                identity,
                version: None,
                read_rows: VecDeque::new(),
            });
        }
        Ok(())
    }
}

/// A part of the new exchanges.
struct Chunk {
    exchanges: Vec<Result<Exchange>>,
    is_last: bool,
}

impl FollowedFile {
    /// Returns whether another connection has written since the last call.
    fn has_changed(&mut self) -> rusqlite::Result<bool> {
        let version = self
            .connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))?;
        Ok(self.version.replace(version) != Some(version))
    }

    /// Reads the exchanges of the query and marks all existing rows as read.
    fn read_newest(&mut self, query: &Query) -> rusqlite::Result<Vec<Result<Exchange>>> {
        self.has_changed()?;
        let snapshot = self.connection.unchecked_transaction()?;
        let BoundSql { sql, values } = select(query, None);
        let exchanges = snapshot
            .prepare(&sql)?
            .query_map(params_from_iter(values), row::read_exchange)?
            .collect::<rusqlite::Result<_>>()?;
        self.read_rows = rows_between(&snapshot, 0, i64::MAX)?;
        Ok(exchanges)
    }

    /// Reads the next matching exchanges in one snapshot and marks them, and the rows between them, as read.
    fn read_chunk(&mut self, filter: &BoundSql, columns: &str) -> rusqlite::Result<Chunk> {
        let snapshot = self.connection.unchecked_transaction()?;
        drop_deleted(&snapshot, &mut self.read_rows)?;
        let from = self.read_rows.back().map_or(0, |(seq, _)| *seq);
        let sql = format!(
            "SELECT seq, {columns} FROM exchanges JOIN contents USING (seq)
             WHERE seq > {from} AND {} ORDER BY seq LIMIT {CHUNK_SIZE}",
            filter.sql
        );
        let mut statement = snapshot.prepare_cached(&sql)?;
        let rows = statement
            .query_map(params_from_iter(&filter.values), |row| {
                Ok((row.get("seq")?, row::read_exchange(row)?))
            })?
            .collect::<rusqlite::Result<Vec<(i64, _)>>>()?;
        let is_last = rows.len() < CHUNK_SIZE;
        let to = match rows.last() {
            Some((seq, _)) if !is_last => *seq,
            _ => i64::MAX,
        };
        self.read_rows.extend(rows_between(&snapshot, from, to)?);
        let surplus = self.read_rows.len().saturating_sub(MAX_REMEMBERED);
        self.read_rows.drain(..surplus);
        Ok(Chunk {
            exchanges: rows.into_iter().map(|(_, exchange)| exchange).collect(),
            is_last,
        })
    }
}

/// Returns the last [`MAX_REMEMBERED`] rows after `from` (exclusive) up to `to` (inclusive), oldest first.
fn rows_between(
    snapshot: &Connection,
    from: i64,
    to: i64,
) -> rusqlite::Result<VecDeque<(i64, String)>> {
    let sql = format!(
        "SELECT seq, id FROM exchanges WHERE seq > ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT {MAX_REMEMBERED}"
    );
    let mut statement = snapshot.prepare_cached(&sql)?;
    let rows = statement.query_map([from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut rows = rows.collect::<rusqlite::Result<VecDeque<_>>>()?;
    rows.make_contiguous().reverse();
    Ok(rows)
}

/// Removes rows from the end until the last one still exists with its id. Later sequence numbers are free or reused.
fn drop_deleted(
    snapshot: &Connection,
    read_rows: &mut VecDeque<(i64, String)>,
) -> rusqlite::Result<()> {
    let mut statement = snapshot.prepare_cached("SELECT id FROM exchanges WHERE seq = ?1")?;
    while let Some((seq, id)) = read_rows.back() {
        let current_id: Option<String> = statement.query_row([seq], |row| row.get(0)).optional()?;
        if current_id.as_ref() == Some(id) {
            break;
        }
        read_rows.pop_back();
    }
    Ok(())
}
