//! Counts the exchanges of a receiver.
use crate::model::activity::ObservedExchange;
use crate::model::history::exchange::ExchangeKind;
use crate::model::secret::signature::SignatureVerdict;
use serde::Serialize;
use std::fmt;

/// Counters of one run of a receiver.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiverStats {
    /// Received requests, including rejected ones.
    pub received: u64,
    /// Received requests with a 2xx response.
    pub accepted: u64,
    /// Received requests without a 2xx response.
    pub refused: u64,
    /// Received requests by the verdict on their signature.
    pub valid: u64,
    pub invalid: u64,
    pub missing: u64,
    pub unchecked: u64,
    /// Received events whose id was accepted before.
    pub duplicates: u64,
    /// Calls of the message API made by the receiver.
    pub calls: u64,
    /// Calls without a 2xx response.
    pub failed_calls: u64,
    pub forwarded: u64,
    /// Forwarded events without a 2xx response.
    pub failed_forwards: u64,
    /// Events whose type was not recorded.
    pub other_types: u64,
    pub not_stored: u64,
}

impl ReceiverStats {
    /// Counts one exchange.
    pub fn add(&mut self, observed: &ObservedExchange) {
        let exchange = &observed.exchange;
        let is_success = exchange.is_success();
        self.not_stored += u64::from(!observed.is_stored());
        if observed.exchange.forwarded_from.is_some() {
            self.forwarded += 1;
            self.failed_forwards += u64::from(!is_success);
            return;
        }
        if exchange.kind == ExchangeKind::Api {
            self.calls += 1;
            self.failed_calls += u64::from(!is_success);
            return;
        }
        self.received += 1;
        self.accepted += u64::from(is_success);
        self.refused += u64::from(!is_success);
        self.duplicates += u64::from(observed.duplicate);
        match exchange.signature.verdict {
            SignatureVerdict::Valid => self.valid += 1,
            SignatureVerdict::Invalid => self.invalid += 1,
            SignatureVerdict::Missing => self.missing += 1,
            SignatureVerdict::Unchecked => self.unchecked += 1,
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
        let optional_counts = [
            (self.unchecked, "unchecked", "unchecked"),
            (self.duplicates, "duplicate", "duplicates"),
            (self.calls, "message call", "message calls"),
            (self.failed_calls, "of them failed", "of them failed"),
            (self.forwarded, "forwarded", "forwarded"),
            (self.failed_forwards, "of them failed", "of them failed"),
            (self.other_types, "of another type", "of other types"),
            (self.not_stored, "not stored", "not stored"),
        ];
        for (count, one, many) in optional_counts.iter().filter(|(count, ..)| *count > 0) {
            let noun = if *count == 1 { one } else { many };
            write!(f, ", {count} {noun}")?;
        }
        Ok(())
    }
}
