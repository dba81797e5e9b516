//! Report data of a replay run: counts of all deliveries and a bounded number of full deliveries, so that memory use
//! stays constant for any number of deliveries.
mod time_series;

pub use time_series::{TimePoint, TimeSeries};

use super::expect::Mismatch;
use crate::error::Verdict;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::Exchange;
use crate::model::time::{Timestamp, millis};
use serde::Serialize;
use std::collections::HashMap;
use std::time::Duration;

/// Maximum number of full unexpected deliveries. The first ones are saved.
pub const MAX_FAILURES: usize = 100;
/// Maximum number of full slowest deliveries.
pub const MAX_SLOWEST: usize = 20;
/// Maximum number of deliveries with one test case each. Above it each payload and target has one.
pub const MAX_TEST_CASES: usize = 10_000;
/// Maximum saved size of a body in bytes.
pub const MAX_BODY_BYTES: usize = 16 * 1024;

/// The parameters of a run.
#[derive(Debug, Clone, Serialize)]
pub struct RunInfo {
    /// Version of momo.
    pub version: &'static str,
    /// Start time of the run.
    pub begun_at: Timestamp,
    /// Names of the first payloads.
    pub payloads: Vec<String>,
    /// Number of all payloads.
    pub payload_count: usize,
    pub targets: Vec<String>,
    /// Number of all targets.
    pub target_count: usize,
    /// Number of rounds. `None` if only the duration limits the run.
    pub times: Option<u32>,
    /// Maximum number of concurrent requests.
    pub concurrency: usize,
    /// Requests per second. Times then count from the due time of each request. `None` means as fast as possible.
    pub rate: Option<f64>,
    /// Time in seconds after which no request starts. `None` if unlimited.
    pub duration_s: Option<f64>,
    /// Time limit for a complete response in milliseconds.
    pub timeout_ms: f64,
    /// The injected faults, as `--chaos` names them. `None` without any.
    pub chaos: Option<String>,
    /// The retry schedule, as `--retry-schedule` names it, and its speed. `None` without retries.
    pub retry_schedule: Option<String>,
    /// Seed of ids, times and faults. `None` if they are random.
    pub seed: Option<u64>,
    /// Description of the signature handling.
    pub signing: String,
    /// Expectations, each completing a sentence that begins with `expected`.
    pub expected: Vec<String>,
}

/// A finished delivery.
#[derive(Debug)]
pub struct FinishedDelivery<'a> {
    /// Name of the payload.
    pub label: &'a str,
    pub exchange: &'a Exchange,
    pub verdict: Verdict,
    pub mismatch: &'a Mismatch,
    /// Probable cause of a failure. `None` without a known one.
    pub diagnosis: Option<&'a Diagnosis>,
    /// Delay between the due time and the send time.
    pub lateness: Duration,
}

/// A finished delivery, saved in full.
#[derive(Debug, Clone)]
pub struct SavedDelivery {
    /// Number among all deliveries of the run, from 1.
    pub number: u64,
    /// Name of the payload.
    pub label: String,
    /// The exchange, with bodies truncated to [`MAX_BODY_BYTES`].
    pub exchange: Exchange,
    /// Original body sizes of request and response in bytes.
    pub body_sizes: (usize, usize),
    pub verdict: Verdict,
    pub mismatch: Mismatch,
    /// Probable cause of a failure. `None` without a known one.
    pub diagnosis: Option<Diagnosis>,
    /// Duration since the due time, in milliseconds.
    pub millis: f64,
}

/// The summary of one delivery.
#[derive(Debug, Clone)]
pub struct DeliverySummary {
    /// Index of its payload and target in [`RunResults::groups`].
    pub group_index: usize,
    /// Number among the deliveries of its group, from 1.
    pub round: u64,
    /// Id of the exchange.
    pub id: String,
    /// Duration since the due time, in milliseconds.
    pub millis: f64,
    pub verdict: Verdict,
    /// Short description of the problem. Empty without one.
    pub problem: String,
    /// Index in [`RunResults::failures`]. `None` if it is not saved there.
    pub failure_index: Option<usize>,
}

/// All deliveries of one payload to one target.
#[derive(Debug, Clone)]
pub struct TargetGroup {
    /// Name of the payload.
    pub label: String,
    pub target: String,
    pub count: u64,
    /// Number of deliveries that were not as expected.
    pub failed: u64,
    /// Number of deliveries without a verdict.
    pub unknown: u64,
    /// Sum of the durations in milliseconds.
    pub millis: f64,
    /// Problem and exchange id of the first unexpected delivery. `None` if all were as expected.
    pub first_failure: Option<(String, String)>,
}

/// The collected results of a run.
#[derive(Debug, Clone, Default)]
pub struct RunResults {
    /// Number of all deliveries.
    pub count: u64,
    /// Number of deliveries that were not as expected or have no verdict.
    pub failed: u64,
    /// The first [`MAX_FAILURES`] of those.
    pub failures: Vec<SavedDelivery>,
    /// The slowest deliveries with a response, the slowest first.
    pub slowest: Vec<SavedDelivery>,
    /// Summaries of all deliveries. Empty above [`MAX_TEST_CASES`].
    pub cases: Vec<DeliverySummary>,
    /// Pairs of payload and target, at most [`MAX_TEST_CASES`].
    pub groups: Vec<TargetGroup>,
    /// Number of deliveries that belong to no group because of that limit.
    pub ungrouped: u64,
    pub time_series: TimeSeries,
    started_at: Option<Timestamp>,
    group_indexes: HashMap<(String, String), usize>,
}

impl RunResults {
    /// Adds a finished delivery.
    pub fn add(&mut self, finished: &FinishedDelivery<'_>) {
        self.count += 1;
        let is_failed = finished.verdict != Verdict::Yes;
        let duration_ms = finished.exchange.timing.total_ms + millis(finished.lateness);
        let response_ms = finished.exchange.response.is_some().then_some(duration_ms);
        let first_started_at = *self.started_at.get_or_insert(finished.exchange.started_at);
        let offset_ms = millis(finished.exchange.started_at.since(first_started_at));
        self.time_series.add(offset_ms, response_ms, is_failed);
        let mut failure_index = None;
        if is_failed {
            self.failed += 1;
            if self.failures.len() < MAX_FAILURES {
                failure_index = Some(self.failures.len());
                self.failures.push(SavedDelivery::from_finished(
                    finished,
                    self.count,
                    duration_ms,
                ));
            }
        }
        if response_ms.is_some() {
            self.keep_if_slow(finished, duration_ms);
        }
        self.add_to_group(finished, duration_ms, failure_index);
    }

    /// Returns whether every delivery has a summary.
    pub fn has_all_cases(&self) -> bool {
        self.count == self.cases.len() as u64
    }

    fn keep_if_slow(&mut self, finished: &FinishedDelivery<'_>, duration_ms: f64) {
        let is_slow = self
            .slowest
            .last()
            .is_none_or(|fastest| fastest.millis < duration_ms);
        if self.slowest.len() >= MAX_SLOWEST && !is_slow {
            return;
        }
        self.slowest.truncate(MAX_SLOWEST - 1);
        let index = self
            .slowest
            .partition_point(|saved| saved.millis >= duration_ms);
        self.slowest.insert(
            index,
            SavedDelivery::from_finished(finished, self.count, duration_ms),
        );
    }

    /// Adds the delivery to its group, and a summary of it while there are at most [`MAX_TEST_CASES`].
    fn add_to_group(
        &mut self,
        finished: &FinishedDelivery<'_>,
        duration_ms: f64,
        failure_index: Option<usize>,
    ) {
        let key = (
            finished.label.to_owned(),
            finished.exchange.request.url.clone(),
        );
        let group_index = match self.group_indexes.get(&key) {
            Some(group_index) => *group_index,
            None if self.groups.len() < MAX_TEST_CASES => {
                self.groups.push(TargetGroup::new(key.clone()));
                self.group_indexes.insert(key, self.groups.len() - 1);
                self.groups.len() - 1
            }
            None => {
                self.ungrouped += 1;
                return self.cases.clear();
            }
        };
        let group = &mut self.groups[group_index];
        group.count += 1;
        group.millis += duration_ms;
        let id = &finished.exchange.id;
        let mut problem = String::new();
        if finished.verdict != Verdict::Yes {
            problem = summarise(finished.exchange, finished.mismatch);
            match finished.verdict {
                Verdict::No => group.failed += 1,
                _ => group.unknown += 1,
            }
            group
                .first_failure
                .get_or_insert_with(|| (problem.clone(), id.clone()));
        }
        if self.count > MAX_TEST_CASES as u64 {
            self.cases = Vec::new();
            return;
        }
        self.cases.push(DeliverySummary {
            group_index,
            round: group.count,
            id: id.clone(),
            millis: duration_ms,
            verdict: finished.verdict,
            problem,
            failure_index,
        });
    }
}

impl TargetGroup {
    fn new((label, target): (String, String)) -> Self {
        Self {
            label,
            target,
            count: 0,
            failed: 0,
            unknown: 0,
            millis: 0.0,
            first_failure: None,
        }
    }
}

impl SavedDelivery {
    fn from_finished(finished: &FinishedDelivery<'_>, number: u64, millis: f64) -> Self {
        let mut exchange = finished.exchange.clone();
        let truncate = |body: &mut Vec<u8>| {
            let size = body.len();
            body.truncate(MAX_BODY_BYTES);
            body.shrink_to_fit();
            size
        };
        let request_size = truncate(&mut exchange.request.body);
        let response_size = exchange
            .response
            .as_mut()
            .map(|response| truncate(&mut response.body));
        Self {
            number,
            label: finished.label.to_owned(),
            exchange,
            body_sizes: (request_size, response_size.unwrap_or(0)),
            verdict: finished.verdict,
            mismatch: finished.mismatch.clone(),
            diagnosis: finished.diagnosis.cloned(),
            millis,
        }
    }
}

impl SavedDelivery {
    /// Borrows the delivery as a finished one. Its lateness is zero.
    pub fn to_finished(&self) -> FinishedDelivery<'_> {
        FinishedDelivery {
            label: &self.label,
            exchange: &self.exchange,
            verdict: self.verdict,
            mismatch: &self.mismatch,
            diagnosis: self.diagnosis.as_ref(),
            lateness: Duration::ZERO,
        }
    }
}

/// Describes outcome and mismatch, for example `answered 500, expected was 2xx`.
pub fn summarise(exchange: &Exchange, mismatch: &Mismatch) -> String {
    let mut text = match (&exchange.response, &exchange.failure) {
        (Some(response), _) => format!("answered {}", response.status),
        (None, Some(failure)) => format!("{}: {}", failure.cause.name(), failure.message),
        (None, None) => "no answer".into(),
    };
    if !mismatch.expected.is_empty() {
        text.push_str(", expected ");
        text.push_str(&mismatch.expected.join(" and "));
    }
    if mismatch.has_no_recording {
        text.push_str(", no answer was recorded that this one could be compared with");
    }
    text
}
