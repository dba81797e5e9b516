//! Best-effort history of a replay: a write error is reported once and does not stop the replay.
use crate::cmd::context::Context;
use crate::error::Result;
use crate::io::sqlite::{PendingWrite, Recorder};
use crate::model::history::exchange::Exchange;
use std::collections::VecDeque;

/// Maximum number of submitted exchanges that are not yet committed.
const MAX_PENDING: usize = 1024;

/// Writes exchanges to the history, which is opened at the first one.
pub(super) enum HistorySink {
    NotOpened,
    /// The recorder and the writes that are not yet committed, oldest first.
    Open(Recorder, VecDeque<PendingWrite>),
    /// A warning was printed; nothing is stored any more.
    Failed,
}

impl HistorySink {
    /// Stores the exchange and waits until it is committed.
    pub(super) fn store(&mut self, exchange: &Exchange, context: &mut Context) {
        self.submit(exchange.clone(), context);
        self.wait(0, context);
    }

    /// Submits the exchange. Blocks only if too many writes are pending.
    pub(super) fn submit(&mut self, exchange: Exchange, context: &mut Context) {
        if let Self::NotOpened = self {
            let file = context.history_file();
            let result = file.and_then(|file| Recorder::start(&file));
            let result = result.map(|recorder| Self::Open(recorder, VecDeque::new()));
            *self = Self::or_warn(result, context);
        }
        if let Self::Open(recorder, pending) = self {
            match recorder.submit(exchange) {
                Ok(result) => pending.push_back(result),
                Err(error) => *self = Self::or_warn(Err(error), context),
            }
        }
        self.wait(MAX_PENDING, context);
    }

    /// Waits until at most `max_pending` writes are not yet committed.
    pub(super) fn wait(&mut self, max_pending: usize, context: &mut Context) {
        while let Self::Open(_, pending) = self
            && pending.len() > max_pending
        {
            let result = pending.pop_front().map_or(Ok(()), PendingWrite::wait);
            if let Err(error) = result {
                *self = Self::or_warn(Err(error), context);
            }
        }
    }

    fn or_warn(result: Result<Self>, context: &mut Context) -> Self {
        result.unwrap_or_else(|error| {
            let terminal = &mut context.terminal;
            terminal.warn(format!("nothing is kept in the history: {error}"));
            Self::Failed
        })
    }
}
