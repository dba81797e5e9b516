//! Pool of SQLite connections to the history, one for each call at a time.
//!
//! A list takes milliseconds, a search through all bodies seconds, so calls neither wait for each other nor block
//! the writer. The lock guards only the list of idle connections and is not held during a query.
use crate::error::Result;
use crate::io::sqlite::History;
use parking_lot::Mutex;
use std::path::PathBuf;

/// Maximum number of idle connections.
const MAX_IDLE: usize = 4;

pub(super) struct HistoryPool {
    path: PathBuf,
    idle: Mutex<Vec<History>>,
}

impl HistoryPool {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            idle: Mutex::default(),
        }
    }

    /// Runs `query` on an idle connection, or on a new one if none is idle.
    pub(super) fn with_history<T>(
        &self,
        query: impl FnOnce(&mut History) -> Result<T>,
    ) -> Result<T> {
        let idle_connection = self.idle.lock().pop();
        let mut history = match idle_connection {
            Some(history) => history,
            None => History::open_existing(&self.path)?,
        };
        let result = query(&mut history);
        let mut idle = self.idle.lock();
        if idle.len() < MAX_IDLE {
            idle.push(history);
        }
        result
    }
}
