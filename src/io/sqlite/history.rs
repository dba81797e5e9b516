//! The history: every exchange, sent and received.
use super::append::Appender;
use super::errors::describe_error;
use super::row::{self, Row};
use super::schema::SCHEMA;
use super::select::{Place, Select, select};
use super::{is_older, migrate, open};
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use crate::model::history::query::Query;
use crate::model::history::summary::Head;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params_from_iter};
use std::path::{Path, PathBuf};

/// A file of an older format that is smaller is brought to this one in less than a second, by far.
const LARGE: u64 = 64 << 20;

/// The file of all exchanges.
pub struct History {
    connection: Connection,
    path: PathBuf,
}

impl History {
    /// Opens the history to write to it; makes it where there is none.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            connection: open(path, &SCHEMA)?,
            path: path.to_owned(),
        })
    }

    /// Opens the history to read it. Where there is none it is empty, and no file is made.
    pub fn open_existing(path: &Path) -> Result<Self> {
        if path.exists() {
            return Self::open(path);
        }
        let empty = || {
            let mut connection = Connection::open_in_memory()?;
            connection.pragma_update(None, "foreign_keys", SCHEMA.foreign_keys)?;
            migrate(&mut connection, &SCHEMA)?;
            rusqlite::Result::Ok(connection)
        };
        Ok(Self {
            connection: empty().map_err(|error| describe_error(path, &SCHEMA, &error))?,
            path: path.to_owned(),
        })
    }

    /// Whether opening it brings a large file of an older momo to this one's format, which takes a while.
    pub fn takes_long_to_open(path: &Path) -> bool {
        let is_large = path.metadata().is_ok_and(|facts| facts.len() > LARGE);
        is_large && is_older(path, &SCHEMA)
    }

    /// Adds exchanges: all of them, or none and an error.
    pub fn append(&mut self, exchanges: &[Exchange]) -> Result<()> {
        let rows: Vec<_> = exchanges
            .iter()
            .cloned()
            .map(Row::of)
            .collect::<Result<_>>()?;
        let write = |connection: &mut Connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let taken = Appender::default().append(&transaction, &rows)?;
            if taken.is_empty() {
                transaction.commit()?;
            }
            Ok(taken)
        };
        let taken =
            write(&mut self.connection).map_err(|error| describe_error(&self.path, &SCHEMA, &error))?;
        match taken.first() {
            None => Ok(()),
            Some(place) => Err(rows[*place].taken()),
        }
    }

    /// The exchange of this id.
    pub fn get(&self, id: &str) -> Result<Option<Exchange>> {
        let sql = format!(
            "SELECT {} FROM exchanges JOIN contents USING (seq) WHERE id = ?1",
            row::WHOLE
        );
        self.ask(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            statement.query_row([id], row::exchange).optional()
        })?
        .transpose()
    }

    /// The exchange of this name: its id, or the beginning or end of one if no other has it, or `last`, the newest.
    pub fn find(&self, name: &str) -> Result<Exchange> {
        if let Some(exchange) = self.get(name)? {
            return Ok(exchange);
        }
        let newest = self.newest(3)?;
        let mut found = match (name, newest.first()) {
            ("last", Some(newest)) => vec![newest.clone()],
            _ => self.abbreviated(name)?,
        };
        match (found.pop(), found.pop()) {
            (Some(id), None) => self
                .get(&id)?
                .ok_or_else(|| Error::unknown(format!("exchange `{id}` is gone"))),
            (Some(one), Some(other)) => Err(Error::usage(format!(
                "`{name}` is part of several ids in the history, among them `{one}` and `{other}`"
            ))
            .hint("Give more of the id.")),
            (None, _) => Err(missing(name, &newest)),
        }
    }

    /// The ids of the newest exchanges.
    fn newest(&self, count: usize) -> Result<Vec<String>> {
        let query = Query {
            limit: Some(count),
            bodies: false,
            ..Query::default()
        };
        let exchanges = self.list(&query)?;
        Ok(exchanges.into_iter().map(|exchange| exchange.id).collect())
    }

    /// Up to three ids that begin so; where there are none, that end so.
    fn abbreviated(&self, part: &str) -> Result<Vec<String>> {
        if part.is_empty() {
            return Ok(Vec::new());
        }
        let ids = |condition: &str| {
            let sql = format!("SELECT id FROM exchanges WHERE {condition} LIMIT 3");
            self.ask(|connection| {
                let mut statement = connection.prepare(&sql)?;
                let ids = statement.query_map([part], |row| row.get(0))?;
                ids.collect::<rusqlite::Result<Vec<String>>>()
            })
        };
        let beginning = ids("id >= ?1 AND id < ?1 || char(0x10ffff)")?;
        if !beginning.is_empty() {
            return Ok(beginning);
        }
        ids("substr(id, -length(?1)) = ?1")
    }

    /// The exchanges that the query asks for, newest first.
    pub fn list(&self, query: &Query) -> Result<Vec<Exchange>> {
        let mut exchanges = Vec::new();
        self.each(query, |exchange| {
            exchanges.push(exchange);
            Ok(())
        })?;
        Ok(exchanges)
    }

    /// The same one by one, for lists longer than memory; an error of `take` ends it.
    pub fn each(&self, query: &Query, mut take: impl FnMut(Exchange) -> Result<()>) -> Result<()> {
        self.each_row(query, |exchange, _| take(exchange))
    }

    fn each_row(
        &self,
        query: &Query,
        mut take: impl FnMut(Exchange, u64) -> Result<()>,
    ) -> Result<()> {
        let before = query.before.as_deref().map(|id| self.place(id));
        let Select { sql, values } = select(query, before.transpose()?);
        let fault = |error| describe_error(&self.path, &SCHEMA, &error);
        let mut statement = self.connection.prepare(&sql).map_err(fault)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(fault)?;
        while let Some(row) = rows.next().map_err(fault)? {
            let size: i64 = row.get("size").map_err(fault)?;
            let exchange = row::exchange(row).map_err(fault)??;
            take(exchange, u64::try_from(size).unwrap_or(0))?;
        }
        Ok(())
    }

    /// The same without their bodies, but with how large these are.
    pub fn heads(&self, query: &Query) -> Result<Vec<Head>> {
        let query = Query {
            bodies: false,
            ..query.clone()
        };
        let mut heads = Vec::new();
        self.each_row(&query, |exchange, size| {
            heads.push(Head { exchange, size });
            Ok(())
        })?;
        Ok(heads)
    }

    /// Whether there is an exchange of this id.
    pub fn has(&self, id: &str) -> Result<bool> {
        self.ask(|connection| {
            connection
                .prepare_cached("SELECT 1 FROM exchanges WHERE id = ?1")?
                .exists([id])
        })
    }

    /// Marks the exchange of this id, or takes the mark away; whether there is one.
    pub fn star(&mut self, id: &str, starred: bool) -> Result<bool> {
        self.change(|connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let seq: Option<i64> = transaction
                .prepare_cached("SELECT seq FROM exchanges WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            if let Some(seq) = seq {
                let sql = match starred {
                    true => "INSERT OR IGNORE INTO stars VALUES (?1)",
                    false => "DELETE FROM stars WHERE seq = ?1",
                };
                transaction.prepare_cached(sql)?.execute([seq])?;
            }
            transaction.commit()?;
            Ok(seq.is_some())
        })
    }

    /// Where an exchange stands in the order of lists.
    fn place(&self, id: &str) -> Result<Place> {
        let place = self.ask(|connection| {
            connection
                .prepare_cached("SELECT started_at, seq FROM exchanges WHERE id = ?1")?
                .query_row([id], |row| {
                    Ok(Place {
                        started_at: row.get(0)?,
                        seq: row.get(1)?,
                    })
                })
                .optional()
        })?;
        match place {
            Some(place) => Ok(place),
            None => Err(missing(id, &self.newest(3)?)),
        }
    }

    /// Changes it outside of an exchange.
    pub(super) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        change(&mut self.connection).map_err(|error| describe_error(&self.path, &SCHEMA, &error))
    }

    pub(super) fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        question(&self.connection).map_err(|error| describe_error(&self.path, &SCHEMA, &error))
    }
}

fn missing(name: &str, newest: &[String]) -> Error {
    let error = Error::unknown(format!("there is no exchange `{name}` in the history"));
    if newest.is_empty() {
        return error.hint(
            "The history is empty: `momo demo --keep` or `momo webhook replay` puts something there.",
        );
    }
    error.hint(format!(
        "The newest are `{}`; `momo webhook history list` shows more.",
        newest.join("`, `")
    ))
}
