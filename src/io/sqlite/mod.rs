//! SQLite: the history of exchanges and the local platform's state.
//!
//! Here is what every database of momo shares: a file that only its owner can read, a write-ahead log
//! that is synced at every commit, a check that the file is ours and not from a newer momo, and SQLite's
//! errors in our words.
mod append;
mod facet;
mod errors;
mod follow;
mod history;
mod import;
mod plan;
mod platform;
mod prune;
mod recorder;
mod row;
mod schema;
mod select;

pub use follow::Follower;
pub use history::History;
pub use import::{Import, Imported};
pub use platform::{
    Due, EventFor, NewBot, Outcome, PlatformStore, RawEvent, Said, Saying, TokenChange,
};
pub use prune::Cut;
pub use recorder::{Pending, Recorder};

use crate::error::{Error, Result};
use errors::describe_error;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a writer waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(5);

/// And for one that brings a large file to a new format.
const MIGRATION: Duration = Duration::from_secs(60);

/// What a database is, and how it came to be so.
struct Schema {
    /// What people call it: ``the history``.
    name: &'static str,
    /// Marks the file as ours (`PRAGMA application_id`).
    application_id: i32,
    /// SQL that leads from each version to the next. Steps are only ever added: the number of steps
    /// that were taken is the file's version (`PRAGMA user_version`).
    steps: &'static [&'static str],
    /// Whether references between tables are enforced.
    foreign_keys: bool,
}

impl Schema {
    /// The version that this momo writes.
    fn version(&self) -> i64 {
        i64::try_from(self.steps.len()).unwrap_or(i64::MAX)
    }
}

/// Opens a database for reading and writing; makes it, and its folder, where it is not there yet.
fn open(path: &Path, schema: &Schema) -> Result<Connection> {
    make_private(path, schema)?;
    let open = || -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(connection)
    };
    let mut connection = open().map_err(|error| describe_error(path, schema, &error))?;
    is_ours(&connection, path, schema)?;
    make_shrinkable(&connection)
        .and_then(|()| settle(&connection, schema))
        .and_then(|()| migrate(&mut connection, schema))
        .map_err(|error| describe_error(path, schema, &error))?;
    Ok(connection)
}

/// SQLite gives its files mode 0644; made beforehand with 0600, the log and the index beside it follow.
fn make_private(path: &Path, schema: &Schema) -> Result<()> {
    let refuse = |error: std::io::Error| {
        let what = format!("cannot make the {} `{}`", schema.name, path.display());
        Error::unknown(what)
            .because(error)
            .hint("Set MOMO_HOME to a folder that momo may write to.")
    };
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(folder).map_err(refuse)?;
    }
    let mut options = fs::OpenOptions::new();
    match options.write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(refuse(error)),
        Err(_) => close_to_others(path).map_err(refuse),
        Ok(_) => Ok(()),
    }
}

/// A file that came from elsewhere, by a copy perhaps, is made private too. Through a link nothing is changed:
/// what it leads to is not momo's.
fn close_to_others(path: &Path) -> std::io::Result<()> {
    let facts = fs::symlink_metadata(path)?;
    if facts.is_file() && facts.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// Refuses, before anything is written, a file that is something else or that a newer momo wrote.
fn is_ours(connection: &Connection, path: &Path, schema: &Schema) -> Result<()> {
    let marks = || {
        // One moment for all three: another process may be making the file right now.
        let moment = connection.unchecked_transaction()?;
        let read = |sql: &str| moment.query_row(sql, [], |row| row.get::<_, i64>(0));
        let tables = read("SELECT count(*) FROM sqlite_schema")?;
        rusqlite::Result::Ok((
            read("PRAGMA application_id")?,
            read("PRAGMA user_version")?,
            tables,
        ))
    };
    let place = path.display();
    match marks().map_err(|error| describe_error(path, schema, &error))? {
        (0, 0, 0) => Ok(()),
        (id, ..) if id != i64::from(schema.application_id) => Err(Error::unknown(format!(
            "`{place}` is a database of another program, not the {} of momo",
            schema.name
        ))
        .hint("Move that file away, or set MOMO_HOME to another folder.")),
        (_, version, _) if version > schema.version() => Err(Error::unknown(format!(
            "the {} `{place}` was written by a newer momo (format {version}, this one knows {})",
            schema.name,
            schema.version()
        ))
        .hint("Update momo, or set MOMO_HOME to another folder.")),
        _ => Ok(()),
    }
}

/// A file that is still empty keeps a map of its pages, so that room can be given back to the disk in small steps.
fn make_shrinkable(connection: &Connection) -> rusqlite::Result<()> {
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    match pages {
        0 => connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL"),
        _ => Ok(()),
    }
}

/// The settings of a connection. WAL lets readers go on while somebody writes; FULL syncs every commit.
fn settle(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    let since = Instant::now();
    loop {
        // SQLite does not wait here while another process switches the same new file over.
        match connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(error) if is_busy(&error) && since.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(error),
            Ok(()) => break,
        }
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = 1;
         PRAGMA checkpoint_fullfsync = 1;
         PRAGMA trusted_schema = OFF;",
    )?;
    connection.pragma_update(None, "foreign_keys", schema.foreign_keys)
}

/// Whether the file is there and there are steps that it has not seen yet.
fn is_older(path: &Path, schema: &Schema) -> bool {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let version = connection.and_then(|connection| version(&connection));
    version.is_ok_and(|version| version < schema.version())
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Takes the steps that the file has not seen yet, all or none. Another process that takes them meanwhile is waited for.
fn migrate(connection: &mut Connection, schema: &Schema) -> rusqlite::Result<()> {
    if version(connection)? >= schema.version() {
        return Ok(());
    }
    connection.busy_timeout(MIGRATION)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again under the lock: another process may have been quicker.
    let taken = usize::try_from(version(&transaction)?).unwrap_or(0);
    for step in schema.steps.iter().skip(taken) {
        transaction.execute_batch(step)?;
    }
    if taken < schema.steps.len() {
        transaction.pragma_update(None, "application_id", schema.application_id)?;
        transaction.pragma_update(None, "user_version", schema.version())?;
    }
    transaction.commit()?;
    connection.busy_timeout(PATIENCE)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}
