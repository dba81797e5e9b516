//! What a skill server did, counted.
use crate::flow::receive::{ForwardPurpose, ObservedExchange};
use crate::model::kakao::posted::Posted;
use serde::Serialize;
use std::fmt;

/// The counts of a run.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Requests that came in, all but those for `/health`.
    pub received: u64,
    /// Those that were answered 2xx.
    pub answered: u64,
    /// Those that were not.
    pub refused: u64,
    /// Questions to an agent, over HTTP or to a command.
    pub agent_calls: u64,
    /// Those of them to which it gave no answer that a user could get.
    pub failed_agent_calls: u64,
    /// Late answers posted to a callback URL.
    pub callbacks: u64,
    /// Those of them of which Kakao did not say that it took them.
    pub failed_callbacks: u64,
    /// Exchanges that could not be written to the history.
    pub not_stored: u64,
}

impl Tally {
    /// Counts a question to an agent.
    pub fn asked(&mut self, failed: bool) {
        self.agent_calls += 1;
        self.failed_agent_calls += u64::from(failed);
    }

    /// Counts what a report tells.
    pub fn add(&mut self, report: &ObservedExchange) {
        let failed = u64::from(!report.exchange.is_success());
        self.not_stored += u64::from(!report.stored);
        match report.forward {
            Some((ForwardPurpose::Callback, _)) => {
                self.callbacks += 1;
                self.failed_callbacks += u64::from(!was_taken(report));
            }
            // Counted where it is known whether an answer came of it.
            Some(_) => {}
            None => {
                self.received += 1;
                self.refused += failed;
                self.answered += 1 - failed;
            }
        }
    }
}

fn was_taken(callback: &ObservedExchange) -> bool {
    let response = callback.exchange.response.as_ref();
    response.is_some_and(|response| Posted::of(Ok(response)) == Posted::Taken)
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (received, answered) = (self.received, self.answered);
        write!(
            f,
            "{received} received: {answered} answered, {} refused",
            self.refused
        )?;
        let rest = [
            (self.agent_calls, "calls of the agent"),
            (self.failed_agent_calls, "of them failed"),
            (self.callbacks, "posted to a callback URL"),
            (self.failed_callbacks, "of them failed"),
            (self.not_stored, "not stored"),
        ];
        for (count, what) in rest.iter().filter(|(count, _)| *count > 0) {
            write!(f, ", {count} {what}")?;
        }
        Ok(())
    }
}
