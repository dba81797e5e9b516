//! The local platform's state: bots, rooms, messages, and the outbox of events on their
//! way; and Kakao's rooms.
//!
//! Each public function is one transaction. Neither tokens nor secrets are here: of a token its SHA-256,
//! of a secret its fingerprint.
mod bots;
mod delivery;
mod kakao;
mod outbox;
mod rooms;

pub use bots::{NewBot, TokenChange};
pub use outbox::{Due, Outcome, RawEvent};
pub use rooms::{EventFor, Said, Saying};

use super::errors::describe_error;
use super::{Schema, open};
use crate::error::{Error, Result};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};

/// `momp`.
const SCHEMA: Schema = Schema {
    name: "local platform's state",
    application_id: 0x6d6f_6d70,
    steps: &[TABLES, WAITING, CALLED, kakao::TABLES],
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
    review_note TEXT
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
    created_at INTEGER NOT NULL
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
    last_exchange TEXT
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, seq);
CREATE INDEX outbox_by_bot ON outbox (bot_id, room_id, seq);
INSERT INTO rooms (name, created_at) VALUES ('room 1', unixepoch() * 1000);
";

/// What is asked for by its state waits; what is delivered need not be moved about in an index.
const WAITING: &str = "
DROP INDEX outbox_by_state;
CREATE INDEX outbox_waiting ON outbox (seq) WHERE state = 'waiting';
";

/// Which message call made a bot's message; of older messages nobody knows.
const CALLED: &str = "ALTER TABLE messages ADD COLUMN exchange_id TEXT;";

/// The database of one local platform.
pub struct PlatformStore {
    connection: Connection,
    path: PathBuf,
}

impl PlatformStore {
    /// Opens the state; a new one has room 1.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            connection: open(path, &SCHEMA)?,
            path: path.to_owned(),
        })
    }

    /// A setting of the platform, by name.
    pub fn setting(&mut self, name: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension;
        self.read(|it| {
            it.query_row(
                "SELECT value FROM settings WHERE name = ?1",
                [name],
                |row| row.get(0),
            )
            .optional()
        })
    }

    /// Keeps a setting.
    pub fn put_setting(&mut self, name: &str, value: &str) -> Result<()> {
        self.write(|it| {
            it.execute(
                "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)",
                [name, value],
            )
            .map(drop)
        })
    }

    /// A transaction that changes something; it is on the disk when this returns.
    fn write<T>(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let attempt = || {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = change(&transaction)?;
            transaction.commit()?;
            Ok(value)
        };
        attempt().map_err(|error| complaint(&self.path, &error))
    }

    /// A look at one moment.
    fn read<T>(&mut self, look: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>) -> Result<T> {
        let attempt = || look(&self.connection.transaction()?);
        attempt().map_err(|error| complaint(&self.path, &error))
    }
}

fn complaint(path: &Path, error: &rusqlite::Error) -> Error {
    describe_error(path, &SCHEMA, error)
}

/// A column that holds one of our own words; anything else means that the file was changed by hand.
fn word<T>(
    row: &rusqlite::Row<'_>,
    column: &str,
    read: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            row.as_ref().column_index(column).unwrap_or(0),
            rusqlite::types::Type::Text,
            format!("`{text}` is no {column}").into(),
        )
    })
}
