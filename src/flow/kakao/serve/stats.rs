//! Statistics of a skill server.
use crate::model::activity::ObservedExchange;
use crate::model::history::hop::Hop;
use crate::model::kakao::callback_result::CallbackResult;
use serde::Serialize;
use std::fmt;

/// Counts of one run.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct SkillServerStats {
    /// Received requests, without those for `/health`.
    pub received: u64,
    /// Received requests with a 2xx response.
    pub answered: u64,
    /// Received requests with another response.
    pub refused: u64,
    /// Calls of the agent, over HTTP or to a command.
    pub agent_calls: u64,
    /// Agent calls without a usable answer.
    pub failed_agent_calls: u64,
    /// Callbacks posted.
    pub callbacks: u64,
    /// Callbacks that Kakao did not confirm.
    pub failed_callbacks: u64,
    /// Exchanges that were not written to the history.
    pub not_stored: u64,
}

impl SkillServerStats {
    pub fn count_agent_call(&mut self, failed: bool) {
        self.agent_calls += 1;
        self.failed_agent_calls += u64::from(failed);
    }

    pub fn count_exchange(&mut self, observed: &ObservedExchange) {
        let failed = u64::from(!observed.exchange.is_success());
        self.not_stored += u64::from(!observed.is_stored());
        match observed.exchange.hop() {
            Hop::Callback => {
                self.callbacks += 1;
                self.failed_callbacks += u64::from(!is_accepted(observed));
            }
            // Counted by `count_agent_call`, which knows whether the call failed.
            _ if observed.exchange.forwarded_from.is_some() => {}
            _ => {
                self.received += 1;
                self.refused += failed;
                self.answered += 1 - failed;
            }
        }
    }
}

fn is_accepted(callback: &ObservedExchange) -> bool {
    let response = callback.exchange.response.as_ref();
    response.is_some_and(|response| {
        CallbackResult::from_outcome(Ok(response)) == CallbackResult::Accepted
    })
}

impl fmt::Display for SkillServerStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (received, answered) = (self.received, self.answered);
        write!(
            f,
            "{received} received: {answered} answered, {} refused",
            self.refused
        )?;
        let other_counts = [
            (self.agent_calls, "calls of the agent"),
            (self.failed_agent_calls, "of them failed"),
            (self.callbacks, "posted to a callback URL"),
            (self.failed_callbacks, "of them failed"),
            (self.not_stored, "not stored"),
        ];
        for (count, label) in other_counts.iter().filter(|(count, _)| *count > 0) {
            write!(f, ", {count} {label}")?;
        }
        Ok(())
    }
}
