//! Faults of a bot, rehearsed: which answer an event gets instead of the usual one, and after what pause.
//!
//! Everything follows from the settings and the event's number, so that a rehearsal can be had again exactly.
use crate::model::http::{Headers, Response};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// The status of a failure where none was chosen.
const DEFAULT_STATUS: u16 = 500;

/// What is rehearsed; by default nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FailureSimulation {
    /// The status of the answers; where only some events fail, that of the failures.
    pub status: Option<u16>,
    /// What the answers hold that are no failures.
    pub content: Option<ResponseContent>,
    /// How long every answer waits.
    pub delay: Duration,
    /// So many events fail first.
    pub fail_next: u64,
    /// The part of the others that fails, from 0 to 1.
    pub fail_rate: f64,
    /// What decides which; the same seed, the same failures.
    pub seed: u64,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseContent {
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What happens to one event; by default nothing unusual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InjectedResponse {
    /// The answer; none where the usual one is given.
    pub response: Option<Response>,
    /// Whether the answer is a failure that was drawn, so that the event goes no further.
    pub is_failure: bool,
    /// How long the answer waits.
    pub delay: Duration,
    /// The same for people; nothing where nothing is rehearsed.
    pub description: String,
}

impl FailureSimulation {
    /// What happens to the event of this number, from 0.
    pub fn response_for(&self, number: u64) -> InjectedResponse {
        let fails = number < self.fail_next || is_selected(self.seed, number, self.fail_rate);
        let (response, mut words) = if fails {
            let status = self.status.unwrap_or(DEFAULT_STATUS);
            let words = match number < self.fail_next {
                true => format!("{status}, {} of {}", number + 1, self.fail_next),
                false => status.to_string(),
            };
            (Some(Response::text(status, "rehearsed failure")), words)
        } else {
            let response = self.fixed_response();
            let status = response.iter().map(|response| response.status.to_string());
            let words = status.collect();
            (response, words)
        };
        if !self.delay.is_zero() {
            let space = if words.is_empty() { "" } else { " " };
            words.push_str(&format!("{space}after {:?}", self.delay));
        }
        if !words.is_empty() {
            words.insert_str(0, "rehearsed: ");
        }
        InjectedResponse {
            response,
            is_failure: fails,
            delay: self.delay,
            description: words,
        }
    }

    /// Whether only some events fail.
    pub fn fails_some(&self) -> bool {
        self.fail_next > 0 || self.fail_rate > 0.0
    }

    /// The chosen answer of an event that was not drawn.
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

/// Whether something of this number, from 0, is struck that strikes so great a part; the same seed, the same numbers.
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

    fn statuses(rehearsal: &FailureSimulation, count: u64) -> Vec<Option<u16>> {
        let act = |number| {
            rehearsal
                .response_for(number)
                .response
                .map(|response| response.status)
        };
        (0..count).map(act).collect()
    }

    #[test]
    fn no_failure_is_simulated_by_default() {
        assert_eq!(FailureSimulation::default().response_for(0), InjectedResponse::default());
    }

    #[test]
    fn first_n_events_fail() {
        let rehearsal = FailureSimulation {
            fail_next: 2,
            status: Some(503),
            ..FailureSimulation::default()
        };
        assert_eq!(statuses(&rehearsal, 4), [Some(503), Some(503), None, None]);
        assert_eq!(rehearsal.response_for(1).description, "rehearsed: 503, 2 of 2");
    }

    #[test]
    fn seed_repeats_failures_at_the_given_rate() {
        let rehearsal = |seed| FailureSimulation {
            fail_rate: 0.2,
            seed,
            ..FailureSimulation::default()
        };
        let one = statuses(&rehearsal(7), 1000);
        assert_eq!(one, statuses(&rehearsal(7), 1000));
        assert_ne!(one, statuses(&rehearsal(8), 1000));
        let failed = one.iter().flatten().count();
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
