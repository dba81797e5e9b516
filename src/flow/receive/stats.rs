//! What came in, counted.
use super::ObservedExchange;
use crate::model::history::exchange::Kind;
use crate::model::secret::signature::Check;
use serde::Serialize;
use std::fmt;

/// The counts of a receiver's run.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiverStats {
    /// Requests that came in, all of them.
    pub received: u64,
    /// Those that were answered 2xx.
    pub accepted: u64,
    /// Those that were not.
    pub refused: u64,
    /// Those with a valid signature.
    pub valid: u64,
    /// Those with a wrong one.
    pub invalid: u64,
    /// Those without one.
    pub missing: u64,
    /// Those whose signature was not looked at.
    pub unchecked: u64,
    /// Accepted events that had come before.
    pub duplicates: u64,
    /// Calls of the message API.
    pub calls: u64,
    /// Those of them that failed or were refused.
    pub failed_calls: u64,
    /// Events that were handed on.
    pub forwarded: u64,
    /// Those of them that were not answered 2xx.
    pub failed_forwards: u64,
    /// Events of other types, answered and forgotten.
    pub other_types: u64,
    /// Exchanges that could not be written to the history.
    pub not_stored: u64,
}

impl ReceiverStats {
    /// Counts what a report tells.
    pub fn add(&mut self, report: &ObservedExchange) {
        let exchange = &report.exchange;
        let well = exchange.is_success();
        self.not_stored += u64::from(!report.stored);
        if report.forward.is_some() {
            self.forwarded += 1;
            self.failed_forwards += u64::from(!well);
            return;
        }
        if exchange.kind == Kind::Api {
            self.calls += 1;
            self.failed_calls += u64::from(!well);
            return;
        }
        self.received += 1;
        self.accepted += u64::from(well);
        self.refused += u64::from(!well);
        self.duplicates += u64::from(report.duplicate);
        match exchange.signature.verdict {
            Check::Valid => self.valid += 1,
            Check::Invalid => self.invalid += 1,
            Check::Missing => self.missing += 1,
            Check::Unchecked => self.unchecked += 1,
        }
    }
}

impl fmt::Display for ReceiverStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} received: {} accepted, {} refused; signatures: {} valid, {} invalid, {} missing",
            self.received, self.accepted, self.refused, self.valid, self.invalid, self.missing
        )?;
        let rest = [
            (self.unchecked, "unchecked", "unchecked"),
            (self.duplicates, "duplicate", "duplicates"),
            (self.calls, "message call", "message calls"),
            (self.failed_calls, "of them failed", "of them failed"),
            (self.forwarded, "forwarded", "forwarded"),
            (self.failed_forwards, "of them failed", "of them failed"),
            (self.other_types, "of another type", "of other types"),
            (self.not_stored, "not stored", "not stored"),
        ];
        for (count, one, several) in rest.iter().filter(|(count, ..)| *count > 0) {
            let what = if *count == 1 { one } else { several };
            write!(f, ", {count} {what}")?;
        }
        Ok(())
    }
}
