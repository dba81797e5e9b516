//! What a run of deliveries leaves for its reports: a few of each kind in full and counts of all, so that a million
//! deliveries take no more room than a thousand.
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

/// How many deliveries that were not as expected are kept in full: the first ones.
pub const MAX_FAILURES: usize = 100;
/// How many of the slowest are kept in full.
pub const MAX_SLOWEST: usize = 20;
/// Up to so many deliveries each has a test case of its own; of more, each payload has one.
pub const MAX_TEST_CASES: usize = 10_000;
/// How many bytes of a body are kept.
pub const MAX_BODY_BYTES: usize = 16 * 1024;

/// What was run.
#[derive(Debug, Clone, Serialize)]
pub struct RunInfo {
    /// momo's version.
    pub version: &'static str,
    /// When it began.
    pub begun_at: Timestamp,
    /// The first payloads by name.
    pub payloads: Vec<String>,
    /// How many payloads there are.
    pub payload_count: usize,
    /// The first targets.
    pub targets: Vec<String>,
    /// How many targets there are.
    pub target_count: usize,
    /// How often everything is delivered; none where only time ends it.
    pub times: Option<u32>,
    /// How many at once.
    pub concurrency: usize,
    /// How many are due in a second; then times count from when each was due.
    pub rate: Option<f64>,
    /// No further one begins after so many seconds.
    pub duration_s: Option<f64>,
    /// How long the bot may take for its whole answer.
    pub timeout_ms: f64,
    /// What ids and times are made from, where that was said.
    pub seed: Option<u64>,
    /// What becomes of the signature, in words.
    pub signing: String,
    /// What is expected of each answer; each goes on after `expected`.
    pub expected: Vec<String>,
}

/// One delivery, when it is over.
#[derive(Debug)]
pub struct FinishedDelivery<'a> {
    /// What people call the payload.
    pub label: &'a str,
    /// What was sent and what came back.
    pub exchange: &'a Exchange,
    /// Whether it is as expected.
    pub verdict: Verdict,
    /// What is not as it should be of its answer.
    pub mismatch: &'a Mismatch,
    /// What it probably is.
    pub diagnosis: Option<&'a Diagnosis>,
    /// How long after its time it was sent.
    pub lateness: Duration,
}

/// One delivery in full.
#[derive(Debug, Clone)]
pub struct SavedDelivery {
    /// Which of all it was, from 1.
    pub number: u64,
    /// What people call the payload.
    pub label: String,
    /// What was sent and what came back; of long bodies the beginning.
    pub exchange: Exchange,
    /// How many bytes the bodies of request and answer had.
    pub body_sizes: (usize, usize),
    /// Whether it is as expected.
    pub verdict: Verdict,
    /// What is not as it should be of its answer.
    pub mismatch: Mismatch,
    /// What it probably is.
    pub diagnosis: Option<Diagnosis>,
    /// How long it took, from when it was due.
    pub millis: f64,
}

/// One delivery in short.
#[derive(Debug, Clone)]
pub struct DeliverySummary {
    /// Its payload and target, by their place in [`Collected::groups`].
    pub group_index: usize,
    /// Which delivery of these it was, from 1.
    pub round: u64,
    /// The exchange's id.
    pub id: String,
    /// How long it took, from when it was due.
    pub millis: f64,
    /// Whether it is as expected.
    pub verdict: Verdict,
    /// What is wrong, in short; nothing where nothing is.
    pub problem: String,
    /// Where the whole of it is in [`Collected::failures`].
    pub failure_index: Option<usize>,
}

/// All deliveries of one payload to one target.
#[derive(Debug, Clone)]
pub struct TargetGroup {
    /// What people call the payload.
    pub label: String,
    /// The target.
    pub target: String,
    /// How many there were.
    pub count: u64,
    /// How many were not as expected.
    pub failed: u64,
    /// Of how many nothing could be found out.
    pub unknown: u64,
    /// How long all took together.
    pub millis: f64,
    /// What is wrong with the first that is not as expected, and its exchange.
    pub first_failure: Option<(String, String)>,
}

/// What was kept of all deliveries.
#[derive(Debug, Clone, Default)]
pub struct RunResults {
    /// How many there were.
    pub count: u64,
    /// How many were not as expected, or of which nothing could be found out.
    pub failed: u64,
    /// The first of those, in full.
    pub failures: Vec<SavedDelivery>,
    /// The slowest answers, the slowest first.
    pub slowest: Vec<SavedDelivery>,
    /// Each delivery, where there are not too many.
    pub cases: Vec<DeliverySummary>,
    /// Payloads with their targets, as far as there is room.
    pub groups: Vec<TargetGroup>,
    /// How many deliveries were of payloads for which there was no room.
    pub ungrouped: u64,
    /// How it went on.
    pub time_series: TimeSeries,
    started_at: Option<Timestamp>,
    group_indexes: HashMap<(String, String), usize>,
}

impl RunResults {
    /// Takes one.
    pub fn add(&mut self, ended: &FinishedDelivery<'_>) {
        self.count += 1;
        let is_failed = ended.verdict != Verdict::Yes;
        let took = ended.exchange.timing.total_ms + millis(ended.lateness);
        let answered = ended.exchange.response.is_some().then_some(took);
        let begun = *self.started_at.get_or_insert(ended.exchange.started_at);
        let at = millis(ended.exchange.started_at.since(begun));
        self.time_series.add(at, answered, is_failed);
        let mut kept = None;
        if is_failed {
            self.failed += 1;
            if self.failures.len() < MAX_FAILURES {
                kept = Some(self.failures.len());
                self.failures
                    .push(SavedDelivery::from_finished(ended, self.count, took));
            }
        }
        if answered.is_some() {
            self.keep_if_slow(ended, took);
        }
        self.add_to_group(ended, took, kept);
    }

    /// Whether each delivery has a case of its own.
    pub fn has_all_cases(&self) -> bool {
        self.count == self.cases.len() as u64
    }

    fn keep_if_slow(&mut self, ended: &FinishedDelivery<'_>, took: f64) {
        let is_slow = self.slowest.last().is_none_or(|least| least.millis < took);
        if self.slowest.len() >= MAX_SLOWEST && !is_slow {
            return;
        }
        self.slowest.truncate(MAX_SLOWEST - 1);
        let place = self.slowest.partition_point(|kept| kept.millis >= took);
        self.slowest
            .insert(place, SavedDelivery::from_finished(ended, self.count, took));
    }

    /// Counts it with others of its payload, and notes it by itself while there is room.
    fn add_to_group(&mut self, ended: &FinishedDelivery<'_>, took: f64, kept: Option<usize>) {
        let key = (ended.label.to_owned(), ended.exchange.request.url.clone());
        let place = match self.group_indexes.get(&key) {
            Some(place) => *place,
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
        let group = &mut self.groups[place];
        group.count += 1;
        group.millis += took;
        let id = &ended.exchange.id;
        let mut wrong = String::new();
        if ended.verdict != Verdict::Yes {
            wrong = summarize(ended.exchange, ended.mismatch);
            match ended.verdict {
                Verdict::No => group.failed += 1,
                _ => group.unknown += 1,
            }
            group
                .first_failure
                .get_or_insert_with(|| (wrong.clone(), id.clone()));
        }
        if self.count > MAX_TEST_CASES as u64 {
            self.cases = Vec::new();
            return;
        }
        self.cases.push(DeliverySummary {
            group_index: place,
            round: group.count,
            id: id.clone(),
            millis: took,
            verdict: ended.verdict,
            problem: wrong,
            failure_index: kept,
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
    fn from_finished(ended: &FinishedDelivery<'_>, number: u64, millis: f64) -> Self {
        let mut exchange = ended.exchange.clone();
        let cut = |body: &mut Vec<u8>| {
            let size = body.len();
            body.truncate(MAX_BODY_BYTES);
            body.shrink_to_fit();
            size
        };
        let asked = cut(&mut exchange.request.body);
        let answered = exchange
            .response
            .as_mut()
            .map(|response| cut(&mut response.body));
        Self {
            number,
            label: ended.label.to_owned(),
            exchange,
            body_sizes: (asked, answered.unwrap_or(0)),
            verdict: ended.verdict,
            mismatch: ended.mismatch.clone(),
            diagnosis: ended.diagnosis.cloned(),
            millis,
        }
    }
}

impl SavedDelivery {
    /// As it was when it ended.
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

/// `answered 500, expected was 2xx`; `refused: nobody listens there`.
pub fn summarize(exchange: &Exchange, unmet: &Mismatch) -> String {
    let mut words = match (&exchange.response, &exchange.failure) {
        (Some(response), _) => format!("answered {}", response.status),
        (None, Some(failure)) => format!("{}: {}", failure.cause.name(), failure.message),
        (None, None) => "no answer".into(),
    };
    if !unmet.expected.is_empty() {
        words.push_str(", expected ");
        words.push_str(&unmet.expected.join(" and "));
    }
    if unmet.has_no_recording {
        words.push_str(", no answer was recorded that this one could be compared with");
    }
    words
}
