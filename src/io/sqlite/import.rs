//! Import of many exchanges into the history: all or none.
//!
//! Exchanges are first staged in a temporary table, which SQLite deletes with the connection. So reading a slow pipe
//! blocks no other writer, and a bad exchange at the end changes nothing. One transaction then inserts all.
use super::append::Appender;
use super::errors::describe_error;
use super::open;
use super::row::ExchangeRow;
use super::schema::SCHEMA;
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Number of staged exchanges in memory at once.
const BATCH_SIZE: usize = 256;

/// An import in progress.
pub struct HistoryImport {
    connection: Connection,
    path: PathBuf,
}

/// Result of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// Number of exchanges that were inserted.
    pub added: u64,
    /// Number of exchanges whose ids the history held already.
    pub duplicates: u64,
}

impl HistoryImport {
    /// Opens or creates the history and creates the staging table.
    ///
    /// # Errors
    /// Fails if the database cannot be opened or the temporary table cannot be created.
    pub fn start(path: &Path) -> Result<Self> {
        let connection = open(path, &SCHEMA)?;
        let import = Self {
            connection,
            path: path.to_owned(),
        };
        import.run(|connection| {
            connection.execute_batch(
                "PRAGMA temp_store = FILE;
                 CREATE TEMP TABLE staged (seq INTEGER PRIMARY KEY, exchange BLOB NOT NULL) STRICT;
                 BEGIN",
            )
        })?;
        Ok(import)
    }

    /// Stages an exchange. Replaces the credentials of the standard headers by fingerprints.
    ///
    /// # Errors
    /// Fails if the exchange cannot be serialized or the temporary file cannot be written.
    pub fn stage(&mut self, mut exchange: Exchange) -> Result<()> {
        exchange.request.headers.hide_credentials();
        if let Some(response) = &mut exchange.response {
            response.headers.hide_credentials();
        }
        let bytes =
            serde_json::to_vec(&exchange).map_err(|error| invalid_json(&exchange.id, &error))?;
        self.run(|connection| {
            connection
                .prepare_cached("INSERT INTO temp.staged (exchange) VALUES (?1)")?
                .execute([bytes])
        })?;
        Ok(())
    }

    /// Inserts all staged exchanges in one transaction.
    ///
    /// # Errors
    /// Fails, and inserts none, if a staged exchange cannot be read back or the database cannot be written.
    pub fn commit(mut self) -> Result<ImportCounts> {
        self.run(|connection| connection.execute_batch("COMMIT"))?;
        let path = self.path.clone();
        let describe = |error| describe_error(&path, &SCHEMA, &error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(describe)?;
        let mut counts = ImportCounts::default();
        {
            let mut staged = transaction
                .prepare("SELECT exchange FROM temp.staged ORDER BY seq")
                .map_err(describe)?;
            let mut rows = staged.query([]).map_err(describe)?;
            let mut appender = Appender::default();
            loop {
                let batch = next_batch(&mut rows).map_err(describe)?;
                if batch.is_empty() {
                    break;
                }
                let batch: Vec<_> = batch
                    .iter()
                    .map(|bytes| parse_row(bytes))
                    .collect::<Result<_>>()?;
                let duplicates = appender.append(&transaction, &batch).map_err(describe)?;
                counts.duplicates += duplicates.len() as u64;
                counts.added += (batch.len() - duplicates.len()) as u64;
            }
        }
        transaction.commit().map_err(describe)?;
        Ok(counts)
    }

    fn run<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        work(&self.connection).map_err(|error| describe_error(&self.path, &SCHEMA, &error))
    }
}

/// Reads up to [`BATCH_SIZE`] staged exchanges; empty at the end.
fn next_batch(rows: &mut rusqlite::Rows<'_>) -> rusqlite::Result<Vec<Vec<u8>>> {
    let mut batch = Vec::new();
    while batch.len() < BATCH_SIZE
        && let Some(row) = rows.next()?
    {
        batch.push(row.get(0)?);
    }
    Ok(batch)
}

fn parse_row(bytes: &[u8]) -> Result<ExchangeRow> {
    let exchange = serde_json::from_slice(bytes).map_err(|error| invalid_json("staged", &error))?;
    ExchangeRow::from_exchange(&mut Arc::new(exchange))
}

fn invalid_json(id: &str, error: &serde_json::Error) -> Error {
    Error::unknown(format!("exchange `{id}` is no JSON")).because(error)
}
