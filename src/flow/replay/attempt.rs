//! One sending of a rehearsal: which event, which attempt, what befell it.
use super::build::RequestMeta;
use crate::model::fault::Fault;
use crate::model::fault::stats::FaultStats;
use crate::model::history::exchange::{Cause, Exchange};
use crate::model::time::Timestamp;
use std::time::Duration;

/// What goes with a request and comes back with its outcome.
pub(super) struct JobTag {
    pub(super) started_at: Timestamp,
    pub(super) meta: RequestMeta,
    /// Where trouble is rehearsed.
    pub(super) attempt: Option<Box<ReplayAttempt>>,
}

/// What one sending is.
#[derive(Debug, Clone)]
pub(super) struct ReplayAttempt {
    /// The event's number.
    pub(super) number: u64,
    pub(super) copy: u32,
    pub(super) attempt: u32,
    pub(super) faults: Vec<Fault>,
    /// When it is due, where it was held back.
    pub(super) delayed_until: Option<Timestamp>,
}

impl ReplayAttempt {
    /// When the sending began, which was `late` after it was due.
    pub(super) fn started_at(&self, made: Timestamp, late: Duration) -> Timestamp {
        self.delayed_until.map_or(made, |due| due.after(late))
    }

    /// Marks the exchange with what it was.
    pub(super) fn annotate(self, exchange: &mut Exchange, counts: &FaultStats) {
        exchange.attempt = counts.retries.as_ref().map(|_| self.attempt);
        exchange.chaos = self.faults;
        let cause = exchange.failure.as_ref().map(|failure| failure.cause);
        if cause.is_some_and(|cause| cause != Cause::Cut) {
            // It never came so far.
            exchange.chaos.retain(|fault| *fault != Fault::EarlyClose);
        }
    }
}

/// Whether momo itself broke it off, so that what came back says nothing of the bot.
pub(super) fn was_aborted_by_momo(exchange: &Exchange) -> bool {
    exchange.chaos.contains(&Fault::EarlyClose)
}
