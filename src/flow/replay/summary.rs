//! All deliveries together.
use super::ReplayOutcome;
use crate::error::Verdict;
use crate::io::client::engine;
use crate::model::fault::stats::FaultStats;
use crate::model::history::exchange::Exchange;
use crate::model::replay::latency::Latency;
use crate::model::time;
use std::collections::BTreeMap;
use std::time::Duration;

/// All deliveries together; those that only warmed up are left out.
#[derive(Debug, Clone, Default)]
pub struct ReplaySummary {
    /// As expected.
    pub expected: u64,
    /// Answered otherwise or too late.
    pub unexpected: u64,
    /// Nobody was reached.
    pub unreached: u64,
    /// Answered, but nothing was recorded that the answer should be compared with.
    pub uncompared: u64,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// What kept answers from coming.
    pub causes: BTreeMap<&'static str, u64>,
    /// How long the answers took; with a rate, from the time at which each was due.
    pub latency: Latency,
    /// Whether that counts from when each delivery was due.
    pub is_measured_from_due: bool,
    /// How many only warmed up.
    pub warmup: u64,
    /// From the first to the last.
    pub elapsed: Duration,
    /// How many were due in the time that was given, but had not begun when it was over.
    pub unsent: u64,
    /// How many were under way when it was broken off.
    pub unfinished: u64,
    /// What was rehearsed, and what came of it.
    pub faults: FaultStats,
    /// Whether the user ended it.
    pub is_interrupted: bool,
}

impl ReplaySummary {
    /// The verdict of the batch: any "no" outweighs "could not find out".
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

    /// How many there were.
    pub fn total(&self) -> u64 {
        self.expected + self.unexpected + self.unreached + self.uncompared
    }

    /// How many a second.
    pub fn throughput(&self) -> f64 {
        self.total() as f64 / self.elapsed.as_secs_f64().max(1e-6)
    }

    pub(super) fn add(&mut self, delivery: &ReplayOutcome<'_>) {
        match delivery.verdict {
            Verdict::Yes => self.expected += 1,
            Verdict::No => self.unexpected += 1,
            _ if delivery.exchange.response.is_some() => self.uncompared += 1,
            _ => self.unreached += 1,
        }
        self.add_response(&delivery.exchange, delivery.lateness);
    }

    /// Counts what came back, and how long that took.
    pub(super) fn add_response(&mut self, exchange: &Exchange, late: Duration) {
        if let Some(response) = &exchange.response {
            *self.statuses.entry(response.status).or_default() += 1;
            self.latency
                .add(exchange.timing.total_ms + time::millis(late));
        } else if let Some(failure) = &exchange.failure {
            *self.causes.entry(failure.cause.name()).or_default() += 1;
        }
    }

    pub(super) fn set_totals(&mut self, run: engine::LoadTotals) {
        self.elapsed = run.elapsed;
        self.unsent = run.unsent;
        self.unfinished = run.unfinished;
        self.faults.waiting = run.waiting;
    }
}
