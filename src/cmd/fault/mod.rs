//! `momo fault`: sets the faults that a local platform injects, and moves its clock.
mod clear;
mod clock;
mod list;
mod set;

pub(super) use clock::{answer_text, clock_text, parse_offset_ms};

use super::{Node, verb};
use crate::model::fault::{Fault, FaultRule, FaultSpec};
use serde_json::Value;

/// The clock belongs to this group because moving it simulates time-outs: a day of retries, the end of a grace period.
pub(super) const NODES: &[Node] = &[
    verb::<set::SetFault>(""),
    verb::<list::ListFaults>(""),
    verb::<clear::ClearFaults>(""),
    verb::<clock::FaultClock>(""),
];

/// Reads the value of `momo dev --fault`, for example `drop times=3`.
pub(super) fn parse_fault(text: &str) -> std::result::Result<(Fault, FaultSpec), String> {
    let (kind, spec) = FaultSpec::parse(text)?;
    match FaultRule::new(String::new(), kind, spec.clone(), 0) {
        Ok(_) => Ok((kind, spec)),
        Err(error) => Err(format!("`{}` {}", error.field, error.message)),
    }
}

/// Reads a rule of the API; `None` if the platform has faults that this version does not know.
fn parse_rule(value: &Value) -> Option<FaultRule> {
    serde_json::from_value(value.clone()).ok()
}
