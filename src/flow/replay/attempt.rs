//! Metadata of a replayed request: which event, which attempt, which injected faults.
use super::build::RequestMeta;
use crate::model::fault::Fault;
use crate::model::fault::stats::FaultStats;
use crate::model::history::exchange::{Exchange, FailureCause};
use crate::model::time::Timestamp;
use std::time::Duration;

/// Data that travels with a [`Job`](crate::io::client::engine::Job) and returns with its result.
pub(super) struct JobTag {
    pub(super) started_at: Timestamp,
    pub(super) meta: RequestMeta,
    /// `None` without fault injection.
    pub(super) attempt: Option<Box<ReplayAttempt>>,
}

/// One attempt under fault injection.
#[derive(Debug, Clone)]
pub(super) struct ReplayAttempt {
    /// Number of the event, from 0.
    pub(super) event_number: u64,
    /// 0 for the first send, 1 for a duplicate.
    pub(super) copy: u32,
    /// From 1.
    pub(super) attempt_number: u32,
    pub(super) faults: Vec<Fault>,
    /// Due time of a delayed attempt or retry; `None` without a delay.
    pub(super) delayed_until: Option<Timestamp>,
}

impl ReplayAttempt {
    /// Returns the start of the attempt: `lateness` after its due time, or `built_at` without one.
    pub(super) fn started_at(&self, built_at: Timestamp, lateness: Duration) -> Timestamp {
        self.delayed_until
            .map_or(built_at, |due_at| due_at.after(lateness))
    }

    /// Writes the faults into the exchange and, if retries are enabled, the attempt number.
    pub(super) fn annotate(self, exchange: &mut Exchange, counts: &FaultStats) {
        exchange.attempt = counts.retries.as_ref().map(|_| self.attempt_number);
        exchange.faults = self.faults;
        let cause = exchange.failure.as_ref().map(|failure| failure.cause);
        if cause.is_some_and(|cause| cause != FailureCause::Cut) {
            // The request failed before the injected close.
            exchange.faults.retain(|fault| *fault != Fault::EarlyClose);
        }
    }
}

/// Returns whether momo aborted the request on purpose, so that its failure says nothing about the bot.
pub(super) fn was_aborted_by_momo(exchange: &Exchange) -> bool {
    exchange.faults.contains(&Fault::EarlyClose)
}
