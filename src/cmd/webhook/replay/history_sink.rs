//! The history that a replay writes, which stops no replay where it cannot be written.
use crate::cmd::context::Context;
use crate::error::Result;
use crate::io::sqlite::{PendingWrite, Recorder};
use crate::model::history::exchange::Exchange;
use std::collections::VecDeque;

/// How many exchanges may be on their way to the disk.
const MAX_PENDING: usize = 1024;

/// Writes each exchange to the history. A history that cannot be written stops no replay.
pub(super) enum HistorySink {
    /// Nothing was sent yet.
    NotOpened,
    /// What is sent is kept; some of it may still be on its way to the disk.
    Open(Recorder, VecDeque<PendingWrite>),
    /// It was said that nothing is kept.
    Failed,
}

impl HistorySink {
    /// Keeps it, on the disk when this returns; warns once where that fails.
    pub(super) fn store(&mut self, exchange: &Exchange, context: &mut Context) {
        self.submit(exchange.clone(), context);
        self.wait(0, context);
    }

    /// Hands it over to be kept, and goes on.
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

    /// Waits until at most so many are still on their way to the disk.
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
