//! The local platform's database: bots, rooms, messages, the outbox of deliveries, and Kakao rooms.
//!
//! Each public function is one transaction. The database holds no token and no secret, only a token's SHA-256 and a
//! secret's fingerprint.
//!
//! # Errors
//! Every public function fails if the database stays locked beyond the busy timeout, or cannot be read or written.
mod bots;
mod delivery;
mod kakao;
mod outbox;
mod room_changes;
mod rooms;

pub use bots::{NewBot, TokenChange};
pub use delivery::{DeliveryFilter, InterruptedDelivery};
pub use outbox::{AttemptOutcome, DueDelivery, RawEvent};
pub use room_changes::UserRename;
pub use rooms::{EventFactory, NewMessage, PostResult};

use super::errors::describe_error;
use super::opened_file::OpenedFile;
use super::{Schema, open};
use crate::error::{Error, Result};
use crate::model::text::phrase::Phrase;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};

/// `application_id` is `momp` in ASCII.
pub(super) const SCHEMA: Schema = Schema {
    name: "local platform's state",
    application_id: 0x6d6f_6d70,
    version: 7,
    tables: TABLES,
    upgrades: &[],
    foreign_keys: true,
};

const TABLES: &str = "
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE consoles (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    token_sha256 TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE bots (
    bot_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    visibility TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    token_sha256 TEXT NOT NULL UNIQUE,
    old_token_sha256 TEXT,
    old_token_until INTEGER,
    secret_fingerprint TEXT NOT NULL,
    review_note TEXT,
    offline_since INTEGER
) STRICT;
CREATE INDEX bots_by_old_token ON bots (old_token_sha256);
CREATE TABLE rooms (
    room_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE subscriptions (
    room_id INTEGER NOT NULL REFERENCES rooms ON DELETE CASCADE,
    bot_id TEXT NOT NULL REFERENCES bots ON DELETE CASCADE,
    PRIMARY KEY (room_id, bot_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_by_bot ON subscriptions (bot_id);
CREATE TABLE users (user_id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE messages (
    message_id INTEGER PRIMARY KEY AUTOINCREMENT,
    room_id INTEGER NOT NULL REFERENCES rooms,
    sender_type TEXT NOT NULL,
    sender_id TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    body TEXT NOT NULL,
    message_type TEXT NOT NULL,
    reply_to INTEGER,
    metadata TEXT,
    created_at INTEGER NOT NULL,
    exchange_id TEXT,
    after_message INTEGER
) STRICT;
CREATE INDEX messages_by_room ON messages (room_id, message_id);
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id TEXT NOT NULL UNIQUE,
    bot_id TEXT NOT NULL,
    room_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    body BLOB NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    last_status INTEGER,
    last_failure TEXT,
    last_exchange TEXT,
    /* Ends of the bot's process during this delivery since it was made or tried again. */
    bot_ends INTEGER NOT NULL DEFAULT 0
) STRICT;
/* Only pending deliveries are searched by state; the condition is IS_PENDING word for word. */
CREATE INDEX outbox_pending ON outbox (seq) WHERE state IN ('waiting', 'held');
CREATE INDEX outbox_by_bot ON outbox (bot_id, room_id, seq);
CREATE TABLE kakao_rooms (
    room_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    skill_url TEXT NOT NULL,
    variant TEXT NOT NULL,
    has_callback INTEGER NOT NULL,
    header TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE kakao_users (
    room_id INTEGER NOT NULL REFERENCES kakao_rooms ON DELETE CASCADE,
    name TEXT NOT NULL,
    dialogue TEXT NOT NULL,
    PRIMARY KEY (room_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE kakao_messages (
    message_id INTEGER PRIMARY KEY AUTOINCREMENT,
    room_id INTEGER NOT NULL REFERENCES kakao_rooms ON DELETE CASCADE,
    user TEXT NOT NULL,
    sender TEXT NOT NULL,
    text TEXT,
    answer BLOB,
    block TEXT,
    trouble TEXT,
    state TEXT,
    exchange_id TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX kakao_messages_by_room ON kakao_messages (room_id, message_id);
INSERT INTO rooms (name, created_at) VALUES ('room 1', unixepoch() * 1000);
";

/// The database of one local platform.
pub struct PlatformStore {
    connection: Connection,
    path: PathBuf,
    file: OpenedFile,
    /// Present value of `PRAGMA synchronous`.
    sync: SyncMode,
}

/// How far a commit is on its way to the disk when it returns, as `PRAGMA synchronous` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SyncMode {
    /// No commit is ever synced: the file is temporary.
    Off,
    /// With the system, in the order of the commits; the next synced one takes it along. A loss of power can undo it, the
    /// end of momo cannot.
    Normal,
    /// On the disk.
    Full,
}

impl PlatformStore {
    /// Opens or creates the database; a new one contains room 1.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            connection: open(path, &SCHEMA)?,
            path: path.to_owned(),
            file: OpenedFile::at(path),
            sync: SyncMode::Full,
        })
    }

    /// Opens or creates the database of a platform whose files are temporary: commits do not wait for the disk.
    pub fn open_unsynced(path: &Path) -> Result<Self> {
        let mut store = Self::open(path)?;
        let unsynced = store.set_sync(SyncMode::Off);
        unsynced.map_err(|error| store_error(path, &error))?;
        Ok(store)
    }

    /// Returns a setting of the platform; `None` if it was never set.
    pub fn setting(&mut self, name: &str) -> Result<Option<String>> {
        let sql = "SELECT value FROM settings WHERE name = ?1";
        self.read(|transaction| select_first(transaction, sql, [name], |row| row.get(0)))
    }

    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)";
        self.execute(sql, [name, value])
    }

    /// Runs one statement that returns no row.
    fn execute(&mut self, sql: &str, params: impl Params) -> Result<()> {
        self.write(|transaction| transaction.execute(sql, params).map(drop))
    }

    /// Runs `work` in a write transaction, which is synced to the disk on return unless the store is unsynced. Fails if
    /// the file was removed or replaced.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.write_with(SyncMode::Full, work)
    }

    /// Does the same as [`write`](Self::write), but does not wait for the disk: a loss of power can undo it.
    fn write_unsynced<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.write_with(SyncMode::Normal, work)
    }

    fn write_with<T>(
        &mut self,
        sync: SyncMode,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.file.check(&SCHEMA)?;
        let run = || {
            if self.sync != SyncMode::Off {
                self.set_sync(sync)?;
            }
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        run().map_err(|error| store_error(&self.path, &error))
    }

    fn set_sync(&mut self, sync: SyncMode) -> rusqlite::Result<()> {
        if self.sync != sync {
            self.connection.execute_batch(match sync {
                SyncMode::Off => "PRAGMA synchronous = OFF",
                SyncMode::Normal => "PRAGMA synchronous = NORMAL",
                SyncMode::Full => "PRAGMA synchronous = FULL",
            })?;
            self.sync = sync;
        }
        Ok(())
    }

    /// Runs `work` on one snapshot.
    fn read<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        let run = || work(&self.connection.transaction()?);
        run().map_err(|error| store_error(&self.path, &error))
    }
}

/// Returns all rows of a query.
fn select<T>(
    transaction: &Transaction<'_>,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = transaction.prepare_cached(sql)?;
    statement.query_map(params, read)?.collect()
}

/// Returns the first row of a query; `None` if there is none.
fn select_first<T>(
    transaction: &Transaction<'_>,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<T>> {
    let mut statement = transaction.prepare_cached(sql)?;
    statement.query_row(params, read).optional()
}

fn store_error(path: &Path, error: &rusqlite::Error) -> Error {
    describe_error(path, &SCHEMA, error)
}

/// Returns the text of a column that holds a phrase.
fn phrase_json(phrase: &Phrase) -> String {
    serde_json::json!(phrase).to_string()
}

/// Reads a column that holds a phrase; `None` for NULL. Any other text is shown as it is.
fn phrase_column(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Phrase>> {
    let text: Option<String> = row.get(column)?;
    Ok(text.map(|text| serde_json::from_str(&text).unwrap_or_else(|_| Phrase::verbatim(text))))
}

/// Reads a column that holds one of a fixed set of names; any other text is an error.
fn enum_column<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            row.as_ref().column_index(column).unwrap_or(0),
            rusqlite::types::Type::Text,
            format!("`{text}` is no {column}").into(),
        )
    })
}
