//! Statistics of injected faults and of retries in a replay.
use crate::model::fault::Fault;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Statistics of a replay with fault injection or retries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultStats {
    /// `None` without fault injection.
    pub injected: Option<FaultCounts>,
    /// `None` without retries.
    pub retries: Option<RetryCounts>,
    /// Number of delayed sends and pending retries when the replay was interrupted.
    pub waiting: u64,
}

/// Counts of injected faults.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultCounts {
    /// Seed that repeats the same faults.
    pub seed: u64,
    /// Number of attempts with each fault; for `drop` the number of dropped events.
    pub counts: BTreeMap<Fault, u64>,
    /// Number of deliveries without verdict, because an injected fault ended their last attempt.
    pub unjudged: u64,
}

/// Results of retries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RetryCounts {
    /// Number of deliveries answered with 2xx, by attempt (from 1).
    pub delivered_by_attempt: BTreeMap<u32, u64>,
    /// Number of deliveries that failed at their last attempt.
    pub given_up: u64,
}

impl FaultStats {
    /// Returns the JSON members that extend a summary; empty without fault injection and retries.
    pub fn json(&self) -> Map<String, Value> {
        let mut members = Map::new();
        if let Some(injected) = &self.injected {
            let mut counts = Map::new();
            counts.insert("seed".into(), json!(injected.seed));
            for (fault, count) in &injected.counts {
                counts.insert(fault.name().into(), json!(count));
            }
            counts.insert("unjudged".into(), json!(injected.unjudged));
            members.insert("chaos".into(), Value::Object(counts));
        }
        if let Some(retries) = &self.retries {
            let delivered: Map<_, _> = retries
                .delivered_by_attempt
                .iter()
                .map(|(attempt, count)| (attempt.to_string(), json!(count)))
                .collect();
            let counts = json!({ "delivered_at": delivered, "given_up": retries.given_up });
            members.insert("retries".into(), counts);
        }
        if !members.is_empty() {
            members.insert("waiting".into(), json!(self.waiting));
        }
        members
    }
}
