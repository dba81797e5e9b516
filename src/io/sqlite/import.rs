//! Taking many exchanges into the history: all of them, or none.
//!
//! They are staged first, in a file of SQLite's own that nobody else sees and that goes with the process: a reader of
//! a slow pipe keeps no other momo from writing, and what turns out to be broken at the end has changed nothing. Then
//! one transaction takes all.
use super::append::Appender;
use super::errors::describe_error;
use super::open;
use super::row::Row;
use super::schema::SCHEMA;
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};

/// How many are in memory at once.
const TOGETHER: usize = 256;

/// Exchanges on their way into the history.
pub struct Import {
    connection: Connection,
    path: PathBuf,
}

/// What became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// So many are new in the history.
    pub added: u64,
    /// So many were there already, by their ids.
    pub duplicates: u64,
}

impl Import {
    /// Opens the history, makes it where there is none, and a place to stage in.
    pub fn start(path: &Path) -> Result<Self> {
        let connection = open(path, &SCHEMA)?;
        let import = Self {
            connection,
            path: path.to_owned(),
        };
        import.ask(|connection| {
            connection.execute_batch(
                "PRAGMA temp_store = FILE;
                 CREATE TEMP TABLE staged (seq INTEGER PRIMARY KEY, exchange BLOB NOT NULL) STRICT;
                 BEGIN",
            )
        })?;
        Ok(import)
    }

    /// Stages one. Credentials become fingerprints before anything is written.
    pub fn stage(&mut self, mut exchange: Exchange) -> Result<()> {
        exchange.request.headers.hide_credentials();
        if let Some(response) = &mut exchange.response {
            response.headers.hide_credentials();
        }
        let bytes = serde_json::to_vec(&exchange).map_err(|error| broken(&exchange.id, &error))?;
        self.ask(|connection| {
            connection
                .prepare_cached("INSERT INTO temp.staged (exchange) VALUES (?1)")?
                .execute([bytes])
        })?;
        Ok(())
    }

    /// Takes all that was staged into the history.
    pub fn keep(mut self) -> Result<Imported> {
        self.ask(|connection| connection.execute_batch("COMMIT"))?;
        let path = self.path.clone();
        let fault = |error| describe_error(&path, &SCHEMA, &error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fault)?;
        let mut imported = Imported::default();
        {
            let mut staged = transaction
                .prepare("SELECT exchange FROM temp.staged ORDER BY seq")
                .map_err(fault)?;
            let mut rows = staged.query([]).map_err(fault)?;
            let mut appender = Appender::default();
            loop {
                let some = next(&mut rows).map_err(fault)?;
                if some.is_empty() {
                    break;
                }
                let some: Vec<_> = some.iter().map(|it| read(it)).collect::<Result<_>>()?;
                let taken = appender.append(&transaction, &some).map_err(fault)?;
                imported.duplicates += taken.len() as u64;
                imported.added += (some.len() - taken.len()) as u64;
            }
        }
        transaction.commit().map_err(fault)?;
        Ok(imported)
    }

    fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        question(&self.connection).map_err(|error| describe_error(&self.path, &SCHEMA, &error))
    }
}

/// The next of what was staged.
fn next(rows: &mut rusqlite::Rows<'_>) -> rusqlite::Result<Vec<Vec<u8>>> {
    let mut some = Vec::new();
    while some.len() < TOGETHER
        && let Some(row) = rows.next()?
    {
        some.push(row.get(0)?);
    }
    Ok(some)
}

fn read(bytes: &[u8]) -> Result<Row> {
    let exchange = serde_json::from_slice(bytes).map_err(|error| broken("staged", &error))?;
    Row::of(exchange)
}

fn broken(id: &str, error: &serde_json::Error) -> Error {
    Error::unknown(format!("exchange `{id}` is no JSON")).because(error)
}
