//! The history database: every exchange, sent and received.
use super::append::Appender;
use super::errors::describe_error;
use super::row::{self, ExchangeRow};
use super::schema::SCHEMA;
use super::select::{BoundSql, Cursor, select};
use super::{create_tables, open, text_search};
use crate::error::{Error, Result};
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::history::query::{BodyChoice, Query};
use crate::model::history::summary::ExchangeSummary;
use crate::model::secret::verification::BotFingerprints;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params_from_iter};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The open history. Its methods fail if the database stays locked beyond the busy timeout, or cannot be read or
/// written; `# Errors` names what else can fail.
pub struct History {
    connection: Connection,
    path: PathBuf,
}

impl History {
    /// Opens the history for reading and writing; creates a missing file.
    ///
    /// # Errors
    /// Fails if the file cannot be opened, or is of another program or of another format.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            connection: open(path, &SCHEMA)?,
            path: path.to_owned(),
        })
    }

    /// Opens the history if its file exists. Otherwise it is an empty database in memory; no file is created.
    ///
    /// # Errors
    /// Fails as [`open`](Self::open) does.
    pub fn open_existing(path: &Path) -> Result<Self> {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            // A link that leads nowhere is no empty history: it cannot be opened.
            _ => return Self::open(path),
        }
        let empty = || {
            let mut connection = Connection::open_in_memory()?;
            text_search::add_function(&connection)?;
            create_tables(&mut connection, &SCHEMA)?;
            rusqlite::Result::Ok(connection)
        };
        Ok(Self {
            connection: empty().map_err(|error| describe_error(path, &SCHEMA, &error))?,
            path: path.to_owned(),
        })
    }

    /// Adds all exchanges in one transaction.
    ///
    /// # Errors
    /// Fails if an id exists already. Any failure adds none.
    pub fn append(&mut self, exchanges: &[Exchange]) -> Result<()> {
        let rows: Vec<_> = exchanges
            .iter()
            .map(|exchange| ExchangeRow::from_exchange(&mut Arc::new(exchange.clone())))
            .collect::<Result<_>>()?;
        let write = |connection: &mut Connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let duplicates = Appender::default().append(&transaction, &rows)?;
            if duplicates.is_empty() {
                transaction.commit()?;
            }
            Ok(duplicates)
        };
        let duplicates = write(&mut self.connection)
            .map_err(|error| describe_error(&self.path, &SCHEMA, &error))?;
        match duplicates.first() {
            None => Ok(()),
            Some(index) => Err(rows[*index].duplicate_error()),
        }
    }

    /// Returns the exchange of this id; `None` if the history holds none.
    pub fn get(&self, id: &str) -> Result<Option<Exchange>> {
        let sql = format!(
            "SELECT {} FROM exchanges JOIN contents USING (seq) WHERE id = ?1",
            row::ALL_COLUMNS
        );
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&sql)?;
            statement.query_row([id], row::read_exchange).optional()
        })?
        .transpose()
    }

    /// Finds an exchange by id, by a unique prefix or suffix of an id, or by `last`, the newest.
    ///
    /// # Errors
    /// Fails if no exchange or more than one matches.
    pub fn find(&self, name: &str) -> Result<Exchange> {
        if let Some(exchange) = self.get(name)? {
            return Ok(exchange);
        }
        let newest = self.newest_ids(3)?;
        let mut ids = match (name, newest.first()) {
            ("last", Some(newest)) => vec![newest.clone()],
            _ => self.ids_matching(name)?,
        };
        match (ids.pop(), ids.pop()) {
            (Some(id), None) => self
                .get(&id)?
                .ok_or_else(|| Error::unknown(format!("exchange `{id}` is gone"))),
            (Some(one), Some(other)) => Err(Error::usage(format!(
                "`{name}` is part of several ids in the history, among them `{one}` and `{other}`"
            ))
            .hint("Give more of the id.")),
            (None, _) => Err(not_found(name, &newest)),
        }
    }

    /// Returns the ids of the `count` newest exchanges, newest first.
    fn newest_ids(&self, count: usize) -> Result<Vec<String>> {
        let query = Query {
            limit: Some(count),
            bodies: BodyChoice::None,
            ..Query::default()
        };
        let exchanges = self.list(&query)?;
        Ok(exchanges.into_iter().map(|exchange| exchange.id).collect())
    }

    /// Returns up to three ids with this prefix or, if there are none, with this suffix.
    fn ids_matching(&self, part: &str) -> Result<Vec<String>> {
        if part.is_empty() {
            return Ok(Vec::new());
        }
        let ids = |condition: &str| {
            let sql = format!("SELECT id FROM exchanges WHERE {condition} LIMIT 3");
            self.read(|connection| {
                let mut statement = connection.prepare(&sql)?;
                let ids = statement.query_map([part], |row| row.get(0))?;
                ids.collect::<rusqlite::Result<Vec<String>>>()
            })
        };
        let prefixed = ids("id >= ?1 AND id < ?1 || char(0x10ffff)")?;
        if !prefixed.is_empty() {
            return Ok(prefixed);
        }
        ids("substr(id, -length(?1)) = ?1")
    }

    /// Returns the exchanges of the query, in its order.
    ///
    /// # Errors
    /// Fails if the exchange `query.before` does not exist.
    pub fn list(&self, query: &Query) -> Result<Vec<Exchange>> {
        let mut exchanges = Vec::new();
        self.for_each(query, |exchange| {
            exchanges.push(exchange);
            Ok(())
        })?;
        Ok(exchanges)
    }

    /// Visits the exchanges of the query one at a time, for lists that do not fit into memory.
    ///
    /// # Errors
    /// Fails as [`list`](Self::list) does, and with the first error of `visit`, which ends the iteration.
    pub fn for_each(
        &self,
        query: &Query,
        mut visit: impl FnMut(Exchange) -> Result<()>,
    ) -> Result<()> {
        self.for_each_row(query, |_, exchange| visit(exchange))
    }

    fn for_each_row(
        &self,
        query: &Query,
        mut visit: impl FnMut(&rusqlite::Row<'_>, Exchange) -> Result<()>,
    ) -> Result<()> {
        let before = query.before.as_deref().map(|id| self.cursor(id));
        let BoundSql { sql, values } = select(query, before.transpose()?);
        let describe = |error| describe_error(&self.path, &SCHEMA, &error);
        let mut statement = self.connection.prepare(&sql).map_err(describe)?;
        let mut rows = statement
            .query(params_from_iter(values))
            .map_err(describe)?;
        while let Some(row) = rows.next().map_err(describe)? {
            let exchange = row::read_exchange(row).map_err(describe)??;
            visit(row, exchange)?;
        }
        Ok(())
    }

    /// Returns the exchanges of the query without bodies, each with the size of its bodies in bytes.
    ///
    /// # Errors
    /// Fails as [`list`](Self::list) does.
    pub fn summaries(&self, query: &Query) -> Result<Vec<ExchangeSummary>> {
        let query = Query {
            bodies: BodyChoice::ShortRequests,
            ..query.clone()
        };
        let mut summaries = Vec::new();
        let describe = |error| describe_error(&self.path, &SCHEMA, &error);
        self.for_each_row(&query, |row, exchange| {
            let size: i64 = row.get("size").map_err(describe)?;
            let size = u64::try_from(size).unwrap_or(0);
            let is_failed = row.get("failed").map_err(describe)?;
            summaries.push(ExchangeSummary::new(&exchange, size, is_failed));
            Ok(())
        })?;
        Ok(summaries)
    }

    /// Returns whether the history holds this id.
    pub fn contains(&self, id: &str) -> Result<bool> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT 1 FROM exchanges WHERE id = ?1")?
                .exists([id])
        })
    }

    /// Sets or removes the star of an exchange; returns whether the exchange exists.
    pub fn star(&mut self, id: &str, starred: bool) -> Result<bool> {
        self.write(|connection| {
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

    /// Keeps what was found out about an exchange; does nothing without the exchange.
    ///
    /// # Errors
    /// Fails if the diagnosis is no JSON.
    pub fn keep_diagnosis(&mut self, id: &str, diagnosis: &Diagnosis) -> Result<()> {
        let text = serde_json::to_string(diagnosis)
            .map_err(|error| Error::unknown("cannot write a diagnosis").because(error))?;
        self.write(|connection| {
            let sql =
                "INSERT OR REPLACE INTO diagnoses SELECT seq, ?2 FROM exchanges WHERE id = ?1";
            connection.prepare_cached(sql)?.execute([id, &text])
        })
        .map(drop)
    }

    /// Returns what was found out about an exchange after it was stored; `None` if nothing was.
    fn diagnosis(&self, id: &str) -> Result<Option<Diagnosis>> {
        let sql =
            "SELECT diagnosis FROM diagnoses WHERE seq = (SELECT seq FROM exchanges WHERE id = ?1)";
        let text: Option<String> = self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row([id], |row| row.get(0)).optional()
        })?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Returns the newest that was found out about a bot that answered with this status; `None` if nothing was.
    fn diagnosis_of_bot(&self, bot_id: &str, status: u16) -> Result<Option<Diagnosis>> {
        let sql = "SELECT diagnosis FROM diagnoses CROSS JOIN exchanges USING (seq)
            WHERE bot_id = ?1 AND status = ?2 ORDER BY seq DESC LIMIT 1";
        let text: Option<String> = self.read(|connection| {
            let mut statement = connection.prepare_cached(sql)?;
            let row = statement.query_row((bot_id, status), |row| row.get(0));
            row.optional()
        })?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Returns what was found out about an exchange after it was stored. Of a bot that is not among the kept ones, such as that
    /// of one run, what was found out at any exchange counts for all. `None` if nothing was.
    pub fn found_diagnosis(
        &self,
        exchange: &Exchange,
        kept: &BotFingerprints,
    ) -> Result<Option<Diagnosis>> {
        if let Some(found) = self.diagnosis(&exchange.id)? {
            return Ok(Some(found));
        }
        let is_sent_event =
            exchange.direction == Direction::Sent && exchange.kind == ExchangeKind::Event;
        let bot = exchange.bot_id.as_deref().filter(|id| !kept.holds(id));
        match (bot, &exchange.response) {
            (Some(bot), Some(response)) if is_sent_event => {
                self.diagnosis_of_bot(bot, response.status)
            }
            _ => Ok(None),
        }
    }

    /// Returns the position of an exchange in lists.
    fn cursor(&self, id: &str) -> Result<Cursor> {
        let cursor = self.read(|connection| {
            connection
                .prepare_cached("SELECT started_at, seq FROM exchanges WHERE id = ?1")?
                .query_row([id], |row| {
                    Ok(Cursor {
                        started_at: row.get(0)?,
                        seq: row.get(1)?,
                    })
                })
                .optional()
        })?;
        match cursor {
            Some(cursor) => Ok(cursor),
            None => Err(not_found(id, &self.newest_ids(3)?)),
        }
    }

    /// Runs `work`, which may write, and converts its error.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        work(&mut self.connection).map_err(|error| describe_error(&self.path, &SCHEMA, &error))
    }

    /// Runs `work`, which only reads, and converts its error.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T> {
        work(&self.connection).map_err(|error| describe_error(&self.path, &SCHEMA, &error))
    }
}

fn not_found(name: &str, newest: &[String]) -> Error {
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
