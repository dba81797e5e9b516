//! The history as the calls read it: connections that are open already, one for each call at a time.
//!
//! A list takes milliseconds, a search through all bodies seconds: none waits for another, nor do writers.
use crate::error::Result;
use crate::io::sqlite::History;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many connections are kept while nobody asks.
const MAX_IDLE: usize = 4;

/// Connections to one history.
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

    /// Asks the history.
    pub(super) fn with_history<T>(&self, ask: impl FnOnce(&mut History) -> Result<T>) -> Result<T> {
        let taken = self.idle().pop();
        let mut history = match taken {
            Some(history) => history,
            None => History::open_existing(&self.path)?,
        };
        let answer = ask(&mut history);
        let mut idle = self.idle();
        if idle.len() < MAX_IDLE {
            idle.push(history);
        }
        answer
    }

    fn idle(&self) -> MutexGuard<'_, Vec<History>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
