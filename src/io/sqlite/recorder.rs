//! Group commit of exchanges to the history.
//!
//! Any number of threads push rows to the [`CommitQueue`]; the thread `history` writes them. It waits for the first
//! row, takes all rows queued by then, commits them in one transaction (one disk sync), wakes every submitter through the
//! [`Commit`] that they share, and calls the [`Continuation`] of each that does not wait. An urgent row is committed at once; rows
//! of [`Recorder::submit_for_batch`] wait a little for each other, because a commit costs as much as many rows.
//!
//! Submitters block while the queue is full ([`MAX_PENDING`]) and in [`PendingWrite::wait`]. The writer blocks while
//! the queue is empty. Each commit also deletes a little of what the history may not keep any longer
//! ([`RetentionSweep`]), in the same transaction. There is one lock, `CommitQueue::next`; it is never held during a write.
use super::append::Appender;
use super::errors::describe_error;
use super::open;
use super::opened_file::{OpenedFile, displaced};
use super::retention::{Inserted, RetentionSweep};
use super::row::{ExchangeRow, duplicate_id};
use super::schema::SCHEMA;
use crate::error::{Error, Result};
use crate::model::history::exchange::Exchange;
use crate::model::history::retention::Retention;
use parking_lot::{Condvar, Mutex};
use rusqlite::{Connection, TransactionBehavior};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

/// Maximum number of exchanges in one commit, inclusive. While so many are queued, submitters block.
const MAX_PENDING: usize = 512;
/// Number of rows that are committed although none is urgent.
const BATCH_ROWS: usize = 256;
/// Maximum time that rows wait for an urgent one or for [`BATCH_ROWS`].
const MAX_BATCH_WAIT: Duration = Duration::from_millis(20);

/// Handle of the thread that writes exchanges to the history. Any number of threads may use clones of it; the writer
/// thread ends when the last clone is dropped.
#[derive(Clone)]
pub struct Recorder(Arc<WriterHandle>);

struct WriterHandle {
    queue: Arc<CommitQueue>,
    path: Arc<PathBuf>,
    retention: Retention,
    /// Whether the limits have begun to displace exchanges, and nobody was told yet.
    has_displaced: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Rows on their way from the submitters to the writer thread.
#[derive(Default)]
struct CommitQueue {
    next: Mutex<NextCommit>,
    /// Signalled by the first row of a commit, by what makes the commit due, and by closing.
    has_rows: Condvar,
    /// Signalled when the writer takes a full queue and by closing.
    has_space: Condvar,
}

/// Rows of the next commit.
#[derive(Default)]
struct NextCommit {
    rows: Vec<ExchangeRow>,
    continuations: Vec<(usize, Continuation)>,
    commit: Arc<Commit>,
    /// Whether a submitter waits for the commit.
    is_urgent: bool,
    /// The writer has ended, or no row will be submitted any more.
    is_closed: bool,
}

impl NextCommit {
    /// Returns whether the writer takes the rows without waiting for more.
    fn is_due(&self) -> bool {
        self.is_urgent || self.is_closed || self.rows.len() >= BATCH_ROWS
    }
}

/// Result of one commit; all its submitters wait for it.
type Commit = OnceLock<CommitOutcome>;

/// Called on the writer thread after the commit of a row, so it must not wait for another.
type Continuation = Box<dyn FnOnce(Result<()>) + Send>;

/// Rows that were taken from the queue.
struct TakenCommit {
    rows: Vec<ExchangeRow>,
    /// With the index of the row.
    continuations: Vec<(usize, Continuation)>,
    commit: Arc<Commit>,
}

enum CommitOutcome {
    /// Committed, except the rows at these indexes: the history already holds their ids.
    Written(Vec<usize>),
    Failed(rusqlite::Error),
    /// The file was removed or replaced; nothing was written.
    Displaced,
    WriterEnded,
}

impl Recorder {
    /// Opens or creates the history and starts the writer thread. Nothing is deleted.
    ///
    /// # Errors
    /// Fails if the database cannot be opened or the thread cannot be started.
    pub fn start(path: &Path) -> Result<Self> {
        Self::start_limited(path, Retention::ALL)
    }

    /// Does the same as [`start`](Self::start); each commit deletes what these limits do not allow.
    ///
    /// # Errors
    /// Fails as [`start`](Self::start) does.
    pub fn start_limited(path: &Path, retention: Retention) -> Result<Self> {
        let connection = open(path, &SCHEMA)?;
        let queue = Arc::<CommitQueue>::default();
        let has_displaced = Arc::<AtomicBool>::default();
        let writer = HistoryWriter {
            queue: queue.clone(),
            file: OpenedFile::at(path),
            connection,
            appender: Appender::default(),
            sweep: RetentionSweep::new(retention),
            is_displacing: false,
            has_displaced: has_displaced.clone(),
        };
        let thread = std::thread::Builder::new()
            .name("history".into())
            .spawn(move || writer.write_all())
            .map_err(|error| {
                Error::unknown("cannot start the thread that writes the history").because(error)
            })?;
        Ok(Self(Arc::new(WriterHandle {
            queue,
            path: Arc::new(path.to_owned()),
            retention,
            has_displaced,
            thread: Some(thread),
        })))
    }

    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Returns the limits once, after they displaced an exchange for the first time; `None` before and after.
    pub fn first_displacement(&self) -> Option<Retention> {
        let has_displaced = &self.0.has_displaced;
        let is_first =
            has_displaced.load(Ordering::Relaxed) && has_displaced.swap(false, Ordering::Relaxed);
        is_first.then_some(self.0.retention)
    }

    /// Adds an exchange and waits until it is synced to the disk.
    ///
    /// # Errors
    /// Fails as [`submit`](Self::submit) and [`PendingWrite::wait`] do.
    pub fn record(&self, exchange: Exchange) -> Result<()> {
        self.submit(&mut Arc::new(exchange))?.wait()
    }

    /// Queues an exchange and returns without waiting for its commit. Blocks while the queue is full. The writer shares the
    /// exchange, which is copied only if it has other owners.
    ///
    /// # Errors
    /// Fails if the exchange cannot be serialized or the writer has ended.
    pub fn submit(&self, exchange: &mut Arc<Exchange>) -> Result<PendingWrite> {
        self.push(exchange, true)
    }

    /// Does the same as [`submit`](Self::submit) for one of many exchanges: the commit may wait up to 20 ms for others, unless
    /// [`hurry`](Self::hurry) is called.
    ///
    /// # Errors
    /// Fails as [`submit`](Self::submit) does.
    pub fn submit_for_batch(&self, exchange: &mut Arc<Exchange>) -> Result<PendingWrite> {
        self.push(exchange, false)
    }

    /// Commits what is queued without waiting for more.
    pub fn hurry(&self) {
        self.0.queue.next.lock().is_urgent = true;
        self.0.queue.has_rows.notify_one();
    }

    fn push(&self, exchange: &mut Arc<Exchange>, is_urgent: bool) -> Result<PendingWrite> {
        let row = ExchangeRow::from_exchange(exchange)?;
        let (commit, index) = self.0.queue.push(row, None, is_urgent)?;
        Ok(PendingWrite {
            commit,
            index,
            exchange: exchange.clone(),
            path: self.0.path.clone(),
        })
    }

    /// Queues the exchange of `holder` and returns; calls `then` with the holder and the outcome when the exchange is synced to
    /// the disk, or could not be. It is called on the writer thread, which writes nothing meanwhile. Blocks while the queue is full.
    pub fn submit_then<T: Send + 'static>(
        &self,
        mut holder: T,
        exchange: impl Fn(&mut T) -> &mut Arc<Exchange>,
        then: impl FnOnce(T, Result<()>) + Send + 'static,
    ) {
        let row = match ExchangeRow::from_exchange(exchange(&mut holder)) {
            Ok(row) => row,
            Err(error) => return then(holder, Err(error)),
        };
        // If the writer has ended, the queue drops it.
        let _ = self.0.queue.push(
            row,
            Some(Box::new(move |result| then(holder, result))),
            true,
        );
    }
}

/// A queued exchange whose commit can be waited for.
pub struct PendingWrite {
    commit: Arc<Commit>,
    index: usize,
    exchange: Arc<Exchange>,
    path: Arc<PathBuf>,
}

impl PendingWrite {
    /// Waits until the exchange is synced to the disk.
    ///
    /// # Errors
    /// Fails if the id exists already, the commit fails, or the writer has ended.
    pub fn wait(self) -> Result<()> {
        let outcome = self.commit.wait();
        outcome.of_row(self.index, &self.exchange.id, &self.path)
    }
}

impl CommitOutcome {
    /// Returns the outcome of a row by its index and the id of its exchange.
    fn of_row(&self, index: usize, id: &str, path: &Path) -> Result<()> {
        match self {
            Self::Written(duplicates) if duplicates.contains(&index) => Err(duplicate_id(id)),
            Self::Written(_) => Ok(()),
            Self::Failed(error) => Err(describe_error(path, &SCHEMA, error)),
            Self::Displaced => Err(displaced(path, &SCHEMA)),
            Self::WriterEnded => Err(writer_ended()),
        }
    }
}

fn writer_ended() -> Error {
    Error::unknown("the thread that writes the history has ended")
}

impl Drop for WriterHandle {
    /// Closes the queue and waits until the writer has written all rows and closed the file.
    fn drop(&mut self) {
        self.queue.close();
        let thread = self.thread.take();
        // The last handle can be that of a continuation, on the writer's own thread.
        if let Some(thread) = thread.filter(|it| it.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
    }
}

impl CommitQueue {
    /// Adds a row to the next commit; returns that commit and the row's index in it.
    fn push(
        &self,
        row: ExchangeRow,
        continuation: Option<Continuation>,
        is_urgent: bool,
    ) -> Result<(Arc<Commit>, usize)> {
        let mut next = self.next.lock();
        while next.rows.len() >= MAX_PENDING && !next.is_closed {
            self.has_space.wait(&mut next);
        }
        if next.is_closed {
            drop(next);
            if let Some(continuation) = continuation {
                continuation(Err(writer_ended()));
            }
            return Err(writer_ended());
        }
        let index = next.rows.len();
        let was_due = next.is_due();
        next.rows.push(row);
        next.is_urgent |= is_urgent;
        let becomes_due = !was_due && next.is_due();
        next.continuations
            .extend(continuation.map(|it| (index, it)));
        let commit = next.commit.clone();
        drop(next);
        if index == 0 || becomes_due {
            self.has_rows.notify_one();
        }
        Ok((commit, index))
    }

    /// Waits for rows whose commit is due and takes them all, leaving the empty `spare`. `None` if the queue is closed and empty.
    fn take_commit(&self, spare: Vec<ExchangeRow>) -> Option<TakenCommit> {
        let mut next = self.next.lock();
        while next.rows.is_empty() {
            if next.is_closed {
                return None;
            }
            self.has_rows.wait(&mut next);
        }
        let deadline = Instant::now() + MAX_BATCH_WAIT;
        while !next.is_due() && !self.has_rows.wait_until(&mut next, deadline).timed_out() {}
        let was_full = next.rows.len() >= MAX_PENDING;
        let taken = TakenCommit {
            rows: std::mem::replace(&mut next.rows, spare),
            continuations: std::mem::take(&mut next.continuations),
            commit: std::mem::take(&mut next.commit),
        };
        next.is_urgent = false;
        drop(next);
        if was_full {
            self.has_space.notify_all();
        }
        Some(taken)
    }

    fn close(&self) {
        self.next.lock().is_closed = true;
        self.has_rows.notify_all();
        self.has_space.notify_all();
    }
}

/// State of the writer thread.
struct HistoryWriter {
    queue: Arc<CommitQueue>,
    file: OpenedFile,
    connection: Connection,
    appender: Appender,
    sweep: RetentionSweep,
    /// Whether the limits have displaced an exchange before.
    is_displacing: bool,
    has_displaced: Arc<AtomicBool>,
}

impl HistoryWriter {
    fn write_all(mut self) {
        let mut spare = Vec::new();
        while let Some(mut taken) = self.queue.take_commit(spare) {
            let guard = CommitGuard(&taken.commit);
            let outcome = self.write(&taken.rows);
            let _ = taken.commit.set(outcome);
            drop(guard);
            self.go_on(&mut taken);
            taken.rows.clear();
            spare = taken.rows;
        }
    }

    /// Calls the continuations of a commit.
    fn go_on(&self, taken: &mut TakenCommit) {
        let Some(outcome) = taken.commit.get() else {
            return;
        };
        for (index, continuation) in taken.continuations.drain(..) {
            let id = taken.rows[index].id();
            let result = outcome.of_row(index, id, self.file.path());
            // A panic of one must not end the writer.
            let _ = catch_unwind(AssertUnwindSafe(|| continuation(result)));
        }
    }

    /// Writes the rows in one transaction. Skips and reports a row whose id exists; any other error rolls all back.
    fn write(&mut self, rows: &[ExchangeRow]) -> CommitOutcome {
        if !self.file.is_in_place() {
            return CommitOutcome::Displaced;
        }
        let mut write = || {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let duplicates = self.appender.append(&transaction, rows)?;
            let inserted = Inserted {
                rows: (rows.len() - duplicates.len()) as u64,
                bytes: rows.iter().map(ExchangeRow::written_bytes).sum(),
            };
            let displaced = self
                .sweep
                .sweep(&transaction, inserted, SystemTime::now().into())?;
            transaction.commit()?;
            Ok((duplicates, displaced))
        };
        match write() {
            Ok((duplicates, displaced)) => {
                self.note_displaced(displaced);
                CommitOutcome::Written(duplicates)
            }
            Err(error) => {
                self.appender.forget_facets();
                self.sweep.rolled_back();
                CommitOutcome::Failed(error)
            }
        }
    }

    /// Takes the number of exchanges that the limits displaced in a commit.
    fn note_displaced(&mut self, count: u64) {
        if count == 0 {
            return;
        }
        self.appender.forget_facets();
        if !std::mem::replace(&mut self.is_displacing, true) {
            self.has_displaced.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for HistoryWriter {
    /// Fails pending and future submissions once the writer thread ends.
    fn drop(&mut self) {
        self.queue.close();
        let _ = self
            .queue
            .next
            .lock()
            .commit
            .set(CommitOutcome::WriterEnded);
    }
}

/// Completes a commit as `WriterEnded` on drop, so that its submitters wake up even if the writer panics.
struct CommitGuard<'a>(&'a Commit);

impl Drop for CommitGuard<'_> {
    fn drop(&mut self) {
        let _ = self.0.set(CommitOutcome::WriterEnded);
    }
}
