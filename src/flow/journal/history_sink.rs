//! Best-effort history of a command: a failed write does not stop the command.
use crate::error::Result;
use crate::io::sqlite::{PendingWrite, Recorder};
use crate::model::history::exchange::Exchange;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

/// Maximum number of submitted exchanges that are not yet committed.
const MAX_PENDING: usize = 1024;

/// Writes exchanges to the history, which is opened at the first one. Each method fails at the first error only: then
/// nothing is stored any more.
pub enum HistorySink {
    NotOpened(Result<PathBuf>),
    Open(OpenHistory),
    Failed,
}

pub struct OpenHistory {
    recorder: Recorder,
    /// Writes that are not yet committed, oldest first.
    pending: VecDeque<PendingWrite>,
}

impl HistorySink {
    /// Creates a sink for the history in this file.
    pub fn new(file: Result<PathBuf>) -> Self {
        Self::NotOpened(file)
    }

    /// Stores the exchange and waits until it is committed.
    ///
    /// # Errors
    /// If the history cannot be opened or written.
    pub fn store(&mut self, exchange: Exchange) -> Result<()> {
        self.write(exchange, 0)
    }

    /// Submits one of many exchanges. Blocks only if too many writes are pending.
    ///
    /// # Errors
    /// As [`Self::store`], for this exchange or an earlier one.
    pub fn submit(&mut self, exchange: Exchange) -> Result<()> {
        self.write(exchange, MAX_PENDING)
    }

    /// Waits until all submitted exchanges are committed.
    ///
    /// # Errors
    /// If one could not be written.
    pub fn finish(self) -> Result<()> {
        match self {
            Self::Open(mut history) => {
                history.recorder.hurry();
                history.wait(0)
            }
            Self::NotOpened(_) | Self::Failed => Ok(()),
        }
    }

    fn write(&mut self, exchange: Exchange, max_pending: usize) -> Result<()> {
        let mut history = match std::mem::replace(self, Self::Failed) {
            Self::NotOpened(file) => OpenHistory {
                recorder: Recorder::start(&file?)?,
                pending: VecDeque::new(),
            },
            Self::Open(history) => history,
            Self::Failed => return Ok(()),
        };
        let exchange = &mut Arc::new(exchange);
        let submitted = match max_pending {
            0 => history.recorder.submit(exchange),
            _ => history.recorder.submit_for_batch(exchange),
        };
        history.pending.push_back(submitted?);
        history.wait(max_pending)?;
        *self = Self::Open(history);
        Ok(())
    }
}

impl OpenHistory {
    /// Waits until at most `max_pending` writes are not yet committed.
    fn wait(&mut self, max_pending: usize) -> Result<()> {
        while self.pending.len() > max_pending {
            self.pending
                .pop_front()
                .map_or(Ok(()), PendingWrite::wait)?;
        }
        Ok(())
    }
}
