//! Simulated failures of a receiver: the response that an event gets instead of the usual one, and its delay.
//!
//! All decisions follow from the settings and the event's number, so that a simulation can be repeated exactly.
use crate::model::http::{Headers, Response};
use crate::model::text::phrase::Phrase;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// Default status of a failure.
const DEFAULT_STATUS: u16 = 500;

/// Settings of the simulation; by default nothing is simulated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FailureSimulation {
    /// Status of every response, or of the failures if only some events fail. `None` is the usual status, or 500.
    pub status: Option<u16>,
    /// Content of responses that are no failures; `None` is the usual content.
    pub content: Option<ResponseContent>,
    /// Delay of every response.
    pub delay: Duration,
    /// Number of first events that fail.
    pub fail_next: u64,
    /// Probability from 0 to 1 that a later event fails.
    pub fail_rate: f64,
    /// Seed of the random selection by `fail_rate`.
    pub seed: u64,
}

/// Body of a response with its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseContent {
    pub content_type: String,
    pub body: Vec<u8>,
}

/// Injected response to one event; by default the usual one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InjectedResponse {
    /// The response; `None` means the usual one.
    pub response: Option<Response>,
    /// Whether the response is a simulated failure, so that the event is not processed further.
    pub is_failure: bool,
    /// Delay before the response.
    pub delay: Duration,
    /// Description for people; `None` if nothing is simulated.
    pub description: Option<Phrase>,
}

impl FailureSimulation {
    /// Returns the response for event `number`, from 0.
    pub fn response_for(&self, number: u64) -> InjectedResponse {
        let is_failure = number < self.fail_next || is_selected(self.seed, number, self.fail_rate);
        let response = match is_failure {
            true => {
                let status = self.status.unwrap_or(DEFAULT_STATUS);
                Some(Response::text(status, "rehearsed failure"))
            }
            false => self.fixed_response(),
        };
        let status = response.as_ref().map(|response| response.status);
        let status = status.map(|status| match number < self.fail_next {
            true => Phrase::new("rehearsal.counted")
                .with("status", status)
                .with("n", number + 1)
                .with("total", self.fail_next),
            false => Phrase::verbatim(status.to_string()),
        });
        let delay = (!self.delay.is_zero()).then(|| format!("{:?}", self.delay));
        let what = match (status, delay) {
            (Some(status), Some(delay)) => Some(
                Phrase::new("rehearsal.status-after")
                    .with("what", status)
                    .with("delay", delay),
            ),
            (None, Some(delay)) => Some(Phrase::new("rehearsal.after").with("delay", delay)),
            (status, None) => status,
        };
        InjectedResponse {
            response,
            is_failure,
            delay: self.delay,
            description: what.map(|what| Phrase::new("rehearsal.is").with("what", what)),
        }
    }

    /// Returns whether `fail_next` or `fail_rate` selects the events that fail.
    pub fn fails_some(&self) -> bool {
        self.fail_next > 0 || self.fail_rate > 0.0
    }

    /// Returns the configured response to an event that does not fail; `None` for the usual one.
    fn fixed_response(&self) -> Option<Response> {
        let status = self.status.filter(|_| !self.fails_some());
        if let Some(ResponseContent { content_type, body }) = &self.content {
            return Some(Response::new(
                status.unwrap_or(200),
                content_type,
                body.clone(),
            ));
        }
        Some(match status? {
            status @ (204 | 304) => Response {
                status,
                headers: Headers::new(),
                body: Vec::new(),
            },
            status @ 200..=299 => Response::json(status, &serde_json::json!({ "ok": true })),
            status => Response::text(status, "rehearsed answer"),
        })
    }
}

/// Selects item `number` (from 0) with probability `rate` (0 to 1); the same seed selects the same numbers.
pub fn is_selected(seed: u64, number: u64, rate: f64) -> bool {
    if rate <= 0.0 {
        return false;
    }
    let hash = Sha256::new()
        .chain_update(seed.to_be_bytes())
        .chain_update(number.to_be_bytes())
        .finalize();
    let word = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    f64::from(word) / (f64::from(u32::MAX) + 1.0) < rate
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses(simulation: &FailureSimulation, count: u64) -> Vec<Option<u16>> {
        let response = |number| {
            simulation
                .response_for(number)
                .response
                .map(|response| response.status)
        };
        (0..count).map(response).collect()
    }

    #[test]
    fn no_failure_is_simulated_by_default() {
        assert_eq!(
            FailureSimulation::default().response_for(0),
            InjectedResponse::default()
        );
    }

    #[test]
    fn first_n_events_fail() {
        let simulation = FailureSimulation {
            fail_next: 2,
            status: Some(503),
            ..FailureSimulation::default()
        };
        assert_eq!(statuses(&simulation, 4), [Some(503), Some(503), None, None]);
        assert_eq!(
            simulation
                .response_for(1)
                .description
                .map(|it| it.to_string()),
            Some("rehearsed: 503, 2 of 2".into())
        );
    }

    #[test]
    fn seed_repeats_failures_at_the_given_rate() {
        let simulation = |seed| FailureSimulation {
            fail_rate: 0.2,
            seed,
            ..FailureSimulation::default()
        };
        let statuses_of_seed = statuses(&simulation(7), 1000);
        assert_eq!(statuses_of_seed, statuses(&simulation(7), 1000));
        assert_ne!(statuses_of_seed, statuses(&simulation(8), 1000));
        let failed = statuses_of_seed.iter().flatten().count();
        assert!((150..250).contains(&failed), "{failed}");
        let always = FailureSimulation {
            fail_rate: 1.0,
            ..FailureSimulation::default()
        };
        assert_eq!(statuses(&always, 100), [Some(500); 100]);
    }

    #[test]
    fn status_alone_applies_to_all_events() {
        let of = |status| FailureSimulation {
            status: Some(status),
            ..FailureSimulation::default()
        };
        let body = |status| {
            let response = of(status).response_for(9).response?;
            String::from_utf8(response.body).ok()
        };
        assert_eq!(body(204).as_deref(), Some(""));
        assert_eq!(body(202).as_deref(), Some(r#"{"ok":true}"#));
        assert_eq!(body(503).as_deref(), Some("rehearsed answer\n"));
    }
}
