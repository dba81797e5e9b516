//! The history as it grows: what other processes add, in the order in which they add it.
//!
//! SQLite says cheaply whether anybody has written (`PRAGMA data_version`), so asking ten times a second costs nothing.
//! Numbers of rows are given again after the newest rows are deleted, and the file itself may be taken away for a new
//! one; so a follower remembers which exchange stood at which number, and whose file it reads.
use super::errors::describe_error;
use super::schema::SCHEMA;
use super::select::{Select, conditions, select};
use super::{open, row};
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use crate::model::history::filter::Filter;
use crate::model::history::query::Query;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::VecDeque;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// How many exchanges are read at once: what is printed meanwhile holds up nobody's checkpoint.
const CHUNK: usize = 64;
/// How many numbers are remembered, to go on where others delete.
const REMEMBERED: usize = 4096;

/// Reads what is added to a history.
pub struct Follower {
    path: PathBuf,
    filter: Filter,
    bodies: bool,
    file: Option<File>,
}

/// The file that is being read, and how far.
struct File {
    connection: Connection,
    /// Device and number of the file.
    identity: (u64, u64),
    version: Option<i64>,
    read: VecDeque<(i64, String)>,
}

impl Follower {
    /// The newest exchanges that fit, oldest first, and the follower of all that come after them.
    pub fn start(
        path: &Path,
        filter: Filter,
        last: usize,
        bodies: bool,
    ) -> Result<(Vec<Exchange>, Self)> {
        let mut follower = Self {
            path: path.to_owned(),
            filter,
            bodies,
            file: None,
        };
        follower.look()?;
        let Some(file) = &mut follower.file else {
            return Ok((Vec::new(), follower));
        };
        let query = Query {
            limit: Some(last),
            filter: follower.filter.clone(),
            bodies,
            ..Query::default()
        };
        let found = file
            .newest(&query)
            .map_err(|error| describe_error(path, &SCHEMA, &error))?;
        let mut exchanges = found.into_iter().collect::<Result<Vec<_>>>()?;
        exchanges.reverse();
        Ok((exchanges, follower))
    }

    /// Hands over what was added since, oldest first.
    pub fn next(&mut self, mut take: impl FnMut(Exchange) -> Result<()>) -> Result<()> {
        self.look()?;
        let (path, filter) = (&self.path, conditions(&self.filter));
        let columns = if self.bodies { row::WHOLE } else { row::HEAD };
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let fault = |error| describe_error(path, &SCHEMA, &error);
        if !file.has_changed().map_err(fault)? {
            return Ok(());
        }
        loop {
            let chunk = file.chunk(&filter, columns).map_err(fault)?;
            for exchange in chunk.exchanges {
                take(exchange?)?;
            }
            if chunk.is_last {
                return Ok(());
            }
        }
    }

    /// Opens the file, or the one that has taken its place.
    fn look(&mut self) -> Result<()> {
        let identity = match std::fs::metadata(&self.path) {
            Ok(facts) => Some((facts.dev(), facts.ino())),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                let what = format!("the history `{}` cannot be read", self.path.display());
                return Err(Error::unknown(what).because(error));
            }
        };
        if self.file.as_ref().map(|file| file.identity) == identity {
            return Ok(());
        }
        self.file = None;
        if let Some(identity) = identity {
            self.file = Some(File {
                connection: open(&self.path, &SCHEMA)?,
                identity,
                version: None,
                read: VecDeque::new(),
            });
        }
        Ok(())
    }
}

/// Some of what is new.
struct Chunk {
    exchanges: Vec<Result<Exchange>>,
    is_last: bool,
}

impl File {
    /// Whether anybody has written since this was asked last.
    fn has_changed(&mut self) -> rusqlite::Result<bool> {
        let version = self
            .connection
            .query_row("PRAGMA data_version", [], |row| row.get(0))?;
        Ok(self.version.replace(version) != Some(version))
    }

    /// What is there already; all of it counts as read.
    fn newest(&mut self, query: &Query) -> rusqlite::Result<Vec<Result<Exchange>>> {
        self.has_changed()?;
        let moment = self.connection.unchecked_transaction()?;
        let Select { sql, values } = select(query, None);
        let found = moment
            .prepare(&sql)?
            .query_map(params_from_iter(values), row::exchange)?
            .collect::<rusqlite::Result<_>>()?;
        self.read = rows(&moment, 0, i64::MAX)?;
        Ok(found)
    }

    /// The next exchanges that fit, and those between them, all of one moment.
    fn chunk(&mut self, filter: &Select, columns: &str) -> rusqlite::Result<Chunk> {
        let moment = self.connection.unchecked_transaction()?;
        forget_deleted(&moment, &mut self.read)?;
        let from = self.read.back().map_or(0, |(seq, _)| *seq);
        let sql = format!(
            "SELECT seq, {columns} FROM exchanges JOIN contents USING (seq)
             WHERE seq > {from} AND {} ORDER BY seq LIMIT {CHUNK}",
            filter.sql
        );
        let mut statement = moment.prepare_cached(&sql)?;
        let found = statement
            .query_map(params_from_iter(&filter.values), |row| {
                Ok((row.get("seq")?, row::exchange(row)?))
            })?
            .collect::<rusqlite::Result<Vec<(i64, _)>>>()?;
        let is_last = found.len() < CHUNK;
        let to = match found.last() {
            Some((seq, _)) if !is_last => *seq,
            _ => i64::MAX,
        };
        self.read.extend(rows(&moment, from, to)?);
        let surplus = self.read.len().saturating_sub(REMEMBERED);
        self.read.drain(..surplus);
        Ok(Chunk {
            exchanges: found.into_iter().map(|(_, exchange)| exchange).collect(),
            is_last,
        })
    }
}

/// The last of the rows after `from`, up to `to`.
fn rows(moment: &Connection, from: i64, to: i64) -> rusqlite::Result<VecDeque<(i64, String)>> {
    let sql = format!(
        "SELECT seq, id FROM exchanges WHERE seq > ?1 AND seq <= ?2 ORDER BY seq DESC LIMIT {REMEMBERED}"
    );
    let mut statement = moment.prepare_cached(&sql)?;
    let rows = statement.query_map([from, to], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut rows = rows.collect::<rusqlite::Result<VecDeque<_>>>()?;
    rows.make_contiguous().reverse();
    Ok(rows)
}

/// Leaves the newest row that is still the one that was read: numbers after it are free, or given to others.
fn forget_deleted(moment: &Connection, read: &mut VecDeque<(i64, String)>) -> rusqlite::Result<()> {
    let mut statement = moment.prepare_cached("SELECT id FROM exchanges WHERE seq = ?1")?;
    while let Some((seq, id)) = read.back() {
        let now: Option<String> = statement.query_row([seq], |row| row.get(0)).optional()?;
        if now.as_ref() == Some(id) {
            break;
        }
        read.pop_back();
    }
    Ok(())
}
