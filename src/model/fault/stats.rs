//! What a rehearsal of trouble came to: chaos that was done on purpose, attempts that were needed.
use crate::model::fault::Fault;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Counts of what was rehearsed; empty where nothing was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultStats {
    /// What was done to how many sendings, where chaos was asked for.
    pub injected: Option<FaultCounts>,
    /// How many attempts deliveries took, where retries were asked for.
    pub retries: Option<RetryCounts>,
    /// How many waited, held back or to be tried again, when it was broken off.
    pub waiting: u64,
}

/// What chaos did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FaultCounts {
    /// The seed that gives the same again.
    pub seed: u64,
    /// How many sendings each fault struck.
    pub faults: BTreeMap<Fault, u64>,
    /// How many deliveries were not judged, since momo itself broke their last attempt off.
    pub unjudged: u64,
}

/// What retries did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RetryCounts {
    /// How many deliveries were answered 2xx at which attempt.
    pub delivered_by_attempt: BTreeMap<u32, u64>,
    /// How many were given up after their last.
    pub given_up: u64,
}

impl FaultStats {
    /// The members that it adds to a summary.
    pub fn json(&self) -> Map<String, Value> {
        let mut members = Map::new();
        if let Some(chaos) = &self.injected {
            let mut counts = Map::new();
            counts.insert("seed".into(), json!(chaos.seed));
            for (fault, count) in &chaos.faults {
                counts.insert(fault.name().into(), json!(count));
            }
            counts.insert("unjudged".into(), json!(chaos.unjudged));
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
