//! SQLite storage: the history of exchanges and the local platform's state.
//!
//! This module opens both databases. A file has mode 0600 and a write-ahead log that is synced at every commit.
//! Opening fails for a file of another program and for one that another version of momo wrote in another format.
mod access_path;
mod append;
mod errors;
mod facet;
mod follower;
mod history;
mod import;
mod integrity;
mod names;
mod opened_file;
mod platform;
mod prune;
mod recorder;
mod refusal;
mod retention;
mod row;
mod schema;
mod select;
mod text_search;

pub use follower::Follower;
pub use history::History;
pub use import::{HistoryImport, ImportCounts};
pub use integrity::{DatabaseFact, inspect_history, inspect_platform};
pub use names::{recent_exchanges, room_names};
pub use platform::{
    AttemptOutcome, DeliveryFilter, DueDelivery, EventFactory, InterruptedDelivery, NewBot,
    NewMessage, PlatformStore, PostResult, RawEvent, TokenChange, UserRename,
};
pub use prune::PrunePlan;
pub use recorder::{PendingWrite, Recorder};

use crate::error::{Error, Result};
use crate::io::os::{files, words};
use errors::describe_error;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::{Duration, Instant};

/// SQLite's busy timeout: how long a connection waits for another one's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Returns the version of the SQLite library in this program.
pub fn version() -> &'static str {
    rusqlite::version()
}

const ELSEWHERE_HINT: &str = "Move that file away, or set MOMO_HOME to another folder.";

/// Identity and tables of a database.
struct Schema {
    /// Name in error messages, such as `history`.
    name: &'static str,
    /// Identifies the file (`PRAGMA application_id`).
    application_id: i32,
    /// The format that this momo reads and writes (`PRAGMA user_version`).
    version: i64,
    /// SQL that creates all tables.
    tables: &'static str,
    /// Older formats, each with the SQL that makes it this one when such a file is opened.
    upgrades: &'static [(i64, &'static str)],
    foreign_keys: bool,
}

impl Schema {
    /// Returns the SQL that makes this older format the present one; `None` if there is none.
    fn upgrade(&self, version: i64) -> Option<&'static str> {
        let (_, sql) = self.upgrades.iter().find(|(from, _)| *from == version)?;
        Some(sql)
    }
}

/// Opens a database for reading and writing. Creates a missing file and its folder.
fn open(path: &Path, schema: &Schema) -> Result<Connection> {
    create_private(path, schema)?;
    let describe = |error| describe_error(path, schema, &error);
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(describe)?;
    check_identity(&connection, path, schema)?;
    enable_auto_vacuum(&connection)
        .and_then(|()| configure(&connection, schema))
        .and_then(|()| create_tables(&mut connection, schema))
        .map_err(describe)?;
    Ok(connection)
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    text_search::add_function(&connection)?;
    refusal::add_function(&connection)?;
    Ok(connection)
}

/// Creates a missing file with mode 0600. SQLite itself would use 0644; the log and its index inherit the file's mode.
/// A file of another program keeps its mode and every byte.
fn create_private(path: &Path, schema: &Schema) -> Result<()> {
    let cannot_create = |error: std::io::Error| {
        let message = format!("cannot make the {} `{}`", schema.name, path.display());
        Error::unknown(message)
            .because(error)
            .hint("Set MOMO_HOME to a folder that momo may write to.")
    };
    if let Some(folder) = path.parent() {
        let mut builder = files::private_folders();
        builder.recursive(true);
        builder.create(folder).map_err(cannot_create)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    match files::with_mode(&mut options, files::PRIVATE).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(cannot_create(error)),
        Err(_) => {
            check_owner(path, schema)?;
            files::restrict_permissions(path).map_err(cannot_create)
        }
        Ok(_) => Ok(()),
    }
}

/// Fails for a file of another program, without the recovery, the rollback and the checkpoint of a writing connection.
fn check_owner(path: &Path, schema: &Schema) -> Result<()> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        let message = format!(
            "the {} `{}` is no ordinary file",
            schema.name,
            path.display()
        );
        return Err(Error::unknown(message).hint(ELSEWHERE_HINT));
    }
    if has_application_id(path, schema.application_id) {
        return Ok(());
    }
    let connection = open_unchanged(path).map_err(|error| describe_error(path, schema, &error))?;
    check_identity(&connection, path, schema)
}

/// Opens a database such that nothing of it changes. The journal of an interrupted transaction is left as it is.
fn open_unchanged(path: &Path) -> rusqlite::Result<Connection> {
    if !has_log(path) {
        let path = percent_encode(words::path_bytes(path), NON_ALPHANUMERIC);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        return connect(Path::new(&format!("file:{path}?immutable=1")), flags);
    }
    let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Returns whether the database has a write-ahead log with content.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(log).is_ok_and(|metadata| metadata.len() > 0)
}

/// Returns whether the file's first page has this id. A new database may still have it in its log alone.
fn has_application_id(path: &Path, id: i32) -> bool {
    let mut header = [0; 72];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    // Offset by SQLite's file format, https://www.sqlite.org/fileformat.html#the_database_header.
    read.is_ok() && header[68..] == id.to_be_bytes()
}

/// Fails, before anything is written, for a file of another program or of another format.
fn check_identity(connection: &Connection, path: &Path, schema: &Schema) -> Result<()> {
    let read_header = || {
        // One snapshot for all three: another process may be creating the file.
        let snapshot = connection.unchecked_transaction()?;
        let read = |sql: &str| query_number(&snapshot, sql);
        let tables = read("SELECT count(*) FROM sqlite_schema")?;
        rusqlite::Result::Ok((read("PRAGMA application_id")?, read(VERSION)?, tables))
    };
    let file = path.display();
    match read_header().map_err(|error| describe_error(path, schema, &error))? {
        (0, 0, 0) => Ok(()),
        (id, ..) if id != i64::from(schema.application_id) => Err(Error::unknown(format!(
            "`{file}` is a database of another program, not the {} of momo",
            schema.name
        ))
        .hint(ELSEWHERE_HINT)),
        (_, version, _) if version == schema.version || schema.upgrade(version).is_some() => Ok(()),
        (_, version, _) => {
            let (age, hint) = match version > schema.version {
                true => (
                    "a newer",
                    "Update momo, or set MOMO_HOME to another folder.",
                ),
                false => ("an older", "Move that file away; momo begins a new one."),
            };
            Err(Error::unknown(format!(
                "the {} `{file}` was written by {age} momo (format {version}, this one knows {})",
                schema.name, schema.version
            ))
            .hint(hint))
        }
    }
}

/// Enables incremental auto-vacuum in an empty file, so that pruning can shrink it in small steps.
fn enable_auto_vacuum(connection: &Connection) -> rusqlite::Result<()> {
    match query_number(connection, "PRAGMA page_count")? {
        0 => connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL"),
        _ => Ok(()),
    }
}

/// Configures a connection. WAL lets readers continue during a write; `synchronous = FULL` syncs every commit. The log is moved
/// into the file when it has 2500 pages, 10 MB: more than SQLite's usual length, because pages that many commits change are then
/// written to the file less often.
fn configure(connection: &Connection, schema: &Schema) -> rusqlite::Result<()> {
    let started = Instant::now();
    loop {
        // The busy timeout does not cover this statement while another process switches the same file to WAL.
        match connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())) {
            Err(error) if is_busy(&error) && started.elapsed() < BUSY_TIMEOUT => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(error),
            Ok(()) => break,
        }
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 2500;
         PRAGMA fullfsync = 1;
         PRAGMA checkpoint_fullfsync = 1;
         PRAGMA trusted_schema = OFF;",
    )?;
    connection.pragma_update(None, "foreign_keys", schema.foreign_keys)
}

/// Creates the tables of an empty database, or makes those of an older format the present ones, in one transaction.
fn create_tables(connection: &mut Connection, schema: &Schema) -> rusqlite::Result<()> {
    if query_number(connection, VERSION)? == schema.version {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have created them meanwhile.
    let sql = match query_number(&transaction, VERSION)? {
        0 => Some(schema.tables),
        version => schema.upgrade(version),
    };
    if let Some(sql) = sql {
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "application_id", schema.application_id)?;
        transaction.pragma_update(None, "user_version", schema.version)?;
    }
    transaction.commit()
}

/// Query for the format of a database; 0 if it has no tables yet.
const VERSION: &str = "PRAGMA user_version";

/// Runs a query whose result is one number.
fn query_number(connection: &Connection, sql: &str) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_row([], |row| row.get(0))
}

/// Runs a query whose result is a number of something; below zero becomes zero.
fn query_count(connection: &Connection, sql: &str) -> rusqlite::Result<u64> {
    query_number(connection, sql).map(|number| u64::try_from(number).unwrap_or(0))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}
