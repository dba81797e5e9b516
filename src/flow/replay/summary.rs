//! Summary of a replay.
use super::ReplayOutcome;
use crate::error::Verdict;
use crate::io::client::engine;
use crate::model::fault::stats::FaultStats;
use crate::model::history::exchange::Exchange;
use crate::model::history::exchange::FailureCause;
use crate::model::replay::latency::LatencyHistogram;
use crate::model::time;
use std::collections::BTreeMap;
use std::time::Duration;

/// Totals of a replay, without the warm-up.
#[derive(Debug, Clone, Default)]
pub struct ReplaySummary {
    /// Verdict `Yes`.
    pub expected: u64,
    /// Verdict `No`: an unexpected or late response, or none after connecting.
    pub unexpected: u64,
    /// Verdict `Unknown` without a response.
    pub unreached: u64,
    /// Verdict `Unknown` with a response: there is no recorded response to compare with.
    pub uncompared: u64,
    /// Number of responses by status, of retried attempts too.
    pub statuses: BTreeMap<u16, u64>,
    /// Number of failures by cause, of retried attempts too.
    pub causes: BTreeMap<FailureCause, u64>,
    /// Latency of responses, from the due time if there is a rate.
    pub latency: LatencyHistogram,
    /// Whether the latency is measured from the due time.
    pub is_measured_from_due: bool,
    /// Number of warm-up requests.
    pub warmup: u64,
    /// From the first request to the last result.
    pub elapsed: Duration,
    /// Requests that became due but never started.
    pub unsent: u64,
    /// Requests in flight when the replay was cancelled.
    pub unfinished: u64,
    /// Statistics of fault injection and retries.
    pub faults: FaultStats,
    /// Whether the user cancelled the replay.
    pub is_interrupted: bool,
}

impl ReplaySummary {
    /// Returns the verdict of the batch. Descending weight: `Interrupted`, `No`, `Unknown`, `Yes`.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self {
                is_interrupted: true,
                ..
            } => Verdict::Interrupted,
            Self {
                unexpected: 1.., ..
            } => Verdict::No,
            Self { unreached: 1.., .. }
            | Self {
                uncompared: 1.., ..
            } => Verdict::Unknown,
            _ => Verdict::Yes,
        }
    }

    /// Number of judged requests.
    pub fn total(&self) -> u64 {
        self.expected + self.unexpected + self.unreached + self.uncompared
    }

    /// Judged requests per second.
    pub fn throughput(&self) -> f64 {
        self.total() as f64 / self.elapsed.as_secs_f64().max(1e-6)
    }

    pub(super) fn add(&mut self, outcome: &ReplayOutcome<'_>) {
        match outcome.verdict {
            Verdict::Yes => self.expected += 1,
            Verdict::No => self.unexpected += 1,
            _ if outcome.exchange.response.is_some() => self.uncompared += 1,
            _ => self.unreached += 1,
        }
        self.add_response(&outcome.exchange, outcome.lateness);
    }

    /// Counts the response and its latency, or the cause of the failure.
    pub(super) fn add_response(&mut self, exchange: &Exchange, lateness: Duration) {
        if let Some(response) = &exchange.response {
            *self.statuses.entry(response.status).or_default() += 1;
            self.latency
                .record(exchange.timing.total_ms + time::millis(lateness));
        } else if let Some(failure) = &exchange.failure {
            *self.causes.entry(failure.cause).or_default() += 1;
        }
    }

    pub(super) fn set_totals(&mut self, totals: engine::LoadTotals) {
        self.elapsed = totals.elapsed;
        self.unsent = totals.unsent;
        self.unfinished = totals.unfinished;
        self.faults.waiting = totals.delayed;
    }
}
