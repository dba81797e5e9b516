//! What was sent: requests and their recipients, and the idempotency keys of the last ten minutes.
use crate::model::nhn::results::{ARRIVED, NIGHT};
use crate::model::nhn::{Via, when};
use crate::model::time::Timestamp;
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// How many requests are kept; older ones are forgotten.
const KEPT: usize = 10_000;
/// How long an idempotency key counts: documented.
const TEN_MINUTES: Duration = Duration::from_secs(600);

/// Everything that was sent.
#[derive(Debug, Default)]
pub(in crate::flow::platform) struct Book {
    requests: VecDeque<Sent>,
    keys: HashMap<String, Timestamp>,
}

/// A request that was taken.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) id: String,
    pub(super) via: Via,
    /// When it came.
    pub(super) made: Timestamp,
    /// When it is to go out.
    pub(super) at: Timestamp,
    /// The body as it came.
    pub(super) body: Value,
    pub(super) recipients: Vec<Recipient>,
}

/// A recipient who was taken.
#[derive(Debug)]
pub(super) struct Recipient {
    /// The number within the request, from 1.
    pub(super) seq: i64,
    /// The number of digits alone.
    pub(super) digits: String,
    /// The recipient as it came.
    pub(super) body: Value,
    pub(super) is_ad: bool,
    /// The result that its number rehearses.
    pub(super) rehearsed: Option<&'static str>,
    /// When it was cancelled.
    pub(super) cancelled: Option<Timestamp>,
}

/// Where a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Reserved,
    Cancelled(Timestamp),
    /// With this result, since then.
    Over(&'static str, Timestamp),
}

impl Book {
    /// Whether this idempotency key was used within the last ten minutes; it is now.
    pub(super) fn repeats(&mut self, key: &str, now: Timestamp) -> bool {
        self.keys.retain(|_, used| now.since(*used) < TEN_MINUTES);
        if self.keys.contains_key(key) {
            return true;
        }
        self.keys.insert(key.to_owned(), now);
        false
    }

    pub(super) fn add(&mut self, sent: Sent) {
        if self.requests.len() >= KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(sent);
    }

    /// All requests of a way, the newest first.
    pub(super) fn requests(&self, via: Via) -> impl Iterator<Item = &Sent> {
        let newest_first = self.requests.iter().rev();
        newest_first.filter(move |sent| sent.via == via)
    }

    /// The request of this id.
    pub(super) fn request(&mut self, via: Via, id: &str) -> Option<&mut Sent> {
        let mut requests = self.requests.iter_mut();
        requests.find(|sent| sent.via == via && sent.id == id)
    }
}

impl Recipient {
    /// Where it stands now: a message that is due arrives at once, unless its number rehearses something else or it is
    /// advertising by night.
    pub(super) fn state(&self, at: Timestamp, now: Timestamp) -> State {
        match self.cancelled {
            Some(when) => State::Cancelled(when),
            None if at > now => State::Reserved,
            None => {
                let night = (self.is_ad && when::is_night(at)).then_some(NIGHT);
                State::Over(self.rehearsed.or(night).unwrap_or(ARRIVED), at)
            }
        }
    }
}
