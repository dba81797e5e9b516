//! The recorder: many threads hand it exchanges, one thread writes them, and each hears when its own is safe.
//!
//! A commit syncs the disk, so it is shared: the writer waits for the first exchange, takes all that have come
//! meanwhile, commits once, and wakes all at once. No timer: alone, an exchange waits for nobody.
use super::append::Appender;
use super::errors::describe_error;
use super::open;
use super::row::{Row, is_taken};
use super::schema::SCHEMA;
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use rusqlite::{Connection, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::JoinHandle;

/// How many exchanges may wait, and share a commit, at most; who comes later waits at the door.
const MOST: usize = 512;

/// Writes exchanges to the history from any number of threads. Clones share one writer; it ends with the last.
#[derive(Clone)]
pub struct Recorder(Arc<Writer>);

struct Writer {
    door: Arc<CommitQueue>,
    path: Arc<PathBuf>,
    thread: Option<JoinHandle<()>>,
}

/// Where exchanges are handed over.
#[derive(Default)]
struct CommitQueue {
    waiting: Mutex<Waiting>,
    /// The first exchange has come, or nobody will come any more.
    filled: Condvar,
    /// The writer has taken what waited.
    emptied: Condvar,
}

/// What the next commit will hold.
#[derive(Default)]
struct Waiting {
    rows: Vec<Row>,
    commit: Arc<Commit>,
    /// Nobody writes any more, or nobody will come any more.
    closed: bool,
}

/// What became of one commit; many wait for it.
type Commit = OnceLock<Outcome>;

enum Outcome {
    /// Everything is on the disk, but for the exchanges at these places: their ids were taken.
    Written(Vec<usize>),
    Failed(rusqlite::Error),
    /// The writer has ended.
    Gone,
}

impl Recorder {
    /// Opens the history, makes it where there is none, and starts the writer.
    pub fn start(path: &Path) -> Result<Self> {
        let connection = open(path, &SCHEMA)?;
        let door = Arc::<CommitQueue>::default();
        let desk = HistoryWriter {
            door: door.clone(),
            connection,
            appender: Appender::default(),
        };
        let thread = std::thread::Builder::new()
            .name("history".into())
            .spawn(move || desk.write_all())
            .map_err(|error| {
                Error::unknown("cannot start the thread that writes the history").because(error)
            })?;
        Ok(Self(Arc::new(Writer {
            door,
            path: Arc::new(path.to_owned()),
            thread: Some(thread),
        })))
    }

    /// The file that it writes.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Adds an exchange; returns when it is on the disk, or with the reason why it is not.
    pub fn record(&self, exchange: Exchange) -> Result<()> {
        self.submit(exchange)?.wait()
    }

    /// Hands an exchange over and goes on; what becomes of it can be waited for. Where too many wait already, so does this.
    pub fn submit(&self, exchange: Exchange) -> Result<Pending> {
        let id = exchange.id.clone();
        let (commit, place) = self.0.door.hand_over(Row::of(exchange)?)?;
        Ok(Pending {
            commit,
            place,
            id,
            path: self.0.path.clone(),
        })
    }
}

/// An exchange on its way to the disk.
pub struct Pending {
    commit: Arc<Commit>,
    place: usize,
    id: String,
    path: Arc<PathBuf>,
}

impl Pending {
    /// Returns when it is on the disk, or with the reason why it is not.
    pub fn wait(self) -> Result<()> {
        match self.commit.wait() {
            Outcome::Written(taken) if taken.contains(&self.place) => Err(is_taken(&self.id)),
            Outcome::Written(_) => Ok(()),
            Outcome::Failed(error) => Err(describe_error(&self.path, &SCHEMA, error)),
            Outcome::Gone => Err(gone()),
        }
    }
}

fn gone() -> Error {
    Error::unknown("the thread that writes the history has ended")
}

impl Drop for Writer {
    /// Closes the door and waits until the file is closed too.
    fn drop(&mut self) {
        self.door.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl CommitQueue {
    /// Adds a row to the next commit; gives that commit and the row's place in it.
    fn hand_over(&self, row: Row) -> Result<(Arc<Commit>, usize)> {
        let mut waiting = self.lock();
        while waiting.rows.len() >= MOST && !waiting.closed {
            waiting = self
                .emptied
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.closed {
            return Err(gone());
        }
        let place = waiting.rows.len();
        waiting.rows.push(row);
        let commit = waiting.commit.clone();
        drop(waiting);
        if place == 0 {
            self.filled.notify_one();
        }
        Ok((commit, place))
    }

    /// Waits for rows and takes them all, leaving `space` for others; none when nobody will come any more.
    fn take(&self, space: Vec<Row>) -> Option<(Vec<Row>, Arc<Commit>)> {
        let mut waiting = self.lock();
        while waiting.rows.is_empty() {
            if waiting.closed {
                return None;
            }
            waiting = self
                .filled
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let was_full = waiting.rows.len() >= MOST;
        let rows = std::mem::replace(&mut waiting.rows, space);
        let commit = std::mem::take(&mut waiting.commit);
        drop(waiting);
        if was_full {
            self.emptied.notify_all();
        }
        Some((rows, commit))
    }

    fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
        self.emptied.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The writer's side of the door.
struct HistoryWriter {
    door: Arc<CommitQueue>,
    connection: Connection,
    appender: Appender,
}

impl HistoryWriter {
    fn write_all(mut self) {
        let mut space = Vec::new();
        while let Some((mut rows, commit)) = self.door.take(space) {
            let promise = CommitGuard(&commit);
            let outcome = self.write(&rows);
            let _ = commit.set(outcome);
            drop(promise);
            rows.clear();
            space = rows;
        }
    }

    /// One transaction. A row whose id is taken is left out and named; any other fault undoes the whole.
    fn write(&mut self, rows: &[Row]) -> Outcome {
        let mut write = || {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let taken = self.appender.append(&transaction, rows)?;
            transaction.commit()?;
            Ok(taken)
        };
        match write() {
            Ok(taken) => Outcome::Written(taken),
            Err(error) => {
                self.appender.undone();
                Outcome::Failed(error)
            }
        }
    }
}

impl Drop for HistoryWriter {
    /// Whoever hands something over from now on, or has done so in vain, hears of it.
    fn drop(&mut self) {
        self.door.close();
        let _ = self.door.lock().commit.set(Outcome::Gone);
    }
}

/// That everybody who waits for a commit hears of it, even if the writer panics.
struct CommitGuard<'a>(&'a Commit);

impl Drop for CommitGuard<'_> {
    fn drop(&mut self) {
        let _ = self.0.set(Outcome::Gone);
    }
}
