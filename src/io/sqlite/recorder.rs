//! The recorder: many threads hand it exchanges, one thread writes them, and each hears when its own is safe.
//!
//! A commit syncs the disk, so it is shared: the writer waits for the first exchange, takes what has
//! queued up meanwhile, commits once, and answers all. No timer: alone, an exchange waits for nobody.
use super::fault::fault;
use super::history::SCHEMA;
use super::open;
use super::row::Row;
use crate::error::{Error, Result};
use crate::model::exchange::Exchange;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::JoinHandle;

/// How many exchanges may wait; who comes later waits at the door.
const QUEUE: usize = 1024;
/// How many exchanges share a commit at most.
const BATCH: usize = 256;

/// Writes exchanges to the history from any number of threads. Clones share one writer; it ends with the last.
#[derive(Clone)]
pub struct Recorder(Arc<Writer>);

struct Writer {
    queue: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    row: Row,
    answer: SyncSender<Result<()>>,
}

impl Recorder {
    /// Opens the history, makes it where there is none, and starts the writer.
    pub fn start(path: &Path) -> Result<Self> {
        let mut connection = open(path, &SCHEMA)?;
        let path = path.to_owned();
        let (queue, jobs) = mpsc::sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("history".into())
            .spawn(move || write_all(&mut connection, &jobs, &path))
            .map_err(|error| {
                Error::unknown("cannot start the thread that writes the history").because(error)
            })?;
        Ok(Self(Arc::new(Writer {
            queue: Some(queue),
            thread: Some(thread),
        })))
    }

    /// Adds an exchange; returns when it is on the disk, or with the reason why it is not.
    pub fn record(&self, exchange: Exchange) -> Result<()> {
        self.submit(exchange)?.wait()
    }

    /// Hands an exchange over and goes on; what becomes of it can be waited for. Where too many wait already, so does this.
    pub fn submit(&self, exchange: Exchange) -> Result<Pending> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job = Job {
            row: Row::of(exchange)?,
            answer,
        };
        let queue = self.0.queue.as_ref().ok_or_else(gone)?;
        queue.send(job).map_err(|_| gone())?;
        Ok(Pending(answered))
    }
}

/// An exchange on its way to the disk.
pub struct Pending(Receiver<Result<()>>);

impl Pending {
    /// Returns when it is on the disk, or with the reason why it is not.
    pub fn wait(self) -> Result<()> {
        self.0.recv().map_err(|_| gone())?
    }
}

fn gone() -> Error {
    Error::unknown("the thread that writes the history has ended")
}

impl Drop for Writer {
    /// Closes the queue and waits until the file is closed too.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_all(connection: &mut Connection, jobs: &Receiver<Job>, path: &Path) {
    while let Ok(first) = jobs.recv() {
        let batch: Vec<_> = std::iter::once(first)
            .chain(jobs.try_iter().take(BATCH - 1))
            .collect();
        let written = write(connection, &batch);
        for (place, job) in batch.iter().enumerate() {
            let answer = match &written {
                Ok(refused) => match refused.iter().find(|(at, _)| *at == place) {
                    Some((_, error)) => Err(refusal(&job.row, path, error)),
                    None => Ok(()),
                },
                Err(error) => Err(fault(path, &SCHEMA, error)),
            };
            let _ = job.answer.send(answer);
        }
    }
}

/// One transaction. A row that breaks a rule is left out and named; any other fault undoes the whole.
fn write(
    connection: &mut Connection,
    batch: &[Job],
) -> rusqlite::Result<Vec<(usize, rusqlite::Error)>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut refused = Vec::new();
    for (place, job) in batch.iter().enumerate() {
        match job.row.insert(&transaction) {
            Err(error) if breaks_a_rule(&error) => refused.push((place, error)),
            other => other?,
        }
    }
    transaction.commit()?;
    Ok(refused)
}

fn breaks_a_rule(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn refusal(row: &Row, path: &Path, error: &rusqlite::Error) -> Error {
    if breaks_a_rule(error) {
        return Error::unknown(format!(
            "the history already holds an exchange `{}`",
            row.id()
        ));
    }
    fault(path, &SCHEMA, error)
}
