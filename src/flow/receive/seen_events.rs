//! Detects duplicate events by their ids: a sender repeats an event that got no response.
use crate::error::Result;
use crate::io::sqlite::History;
use crate::model::history::exchange::{Direction, Exchange, ExchangeKind};
use crate::model::history::filter::{Filter, FilterTest};
use crate::model::history::query::{BodyChoice, Query};
use std::collections::{HashSet, VecDeque};
use std::path::Path;

/// Maximum number of remembered ids; the oldest is dropped first.
const MAX_EVENT_IDS: usize = 100_000;
/// Maximum number of exchanges of earlier runs that are searched for ids.
const MAX_HISTORY_EXCHANGES: usize = 1_000;

/// Ids of the latest accepted events.
#[derive(Debug, Default)]
pub struct SeenEvents {
    ids: HashSet<String>,
    order: VecDeque<String>,
}

impl SeenEvents {
    /// Reads the ids of the latest accepted events from the history.
    ///
    /// # Errors
    /// If the history cannot be opened or read.
    pub fn from_history(path: &Path) -> Result<Self> {
        let query = Query {
            limit: Some(MAX_HISTORY_EXCHANGES),
            filter: Filter::from_tests([
                FilterTest::Direction(Direction::Received),
                FilterTest::Kind(ExchangeKind::Event),
            ]),
            bodies: BodyChoice::None,
            ..Query::default()
        };
        let mut seen = Self::default();
        let exchanges = History::open_existing(path)?.list(&query)?;
        for exchange in exchanges.into_iter().rev().filter(Exchange::is_success) {
            if let Some(id) = exchange.event_id {
                seen.insert(&id);
            }
        }
        Ok(seen)
    }

    /// Adds an id. Returns whether it is new.
    pub(super) fn insert(&mut self, id: &str) -> bool {
        if !self.ids.insert(id.to_owned()) {
            return false;
        }
        self.order.push_back(id.to_owned());
        if self.order.len() > MAX_EVENT_IDS
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }

    /// Removes the id of an event that was rejected in the end.
    pub(super) fn remove(&mut self, id: &str) {
        self.ids.remove(id);
        self.order.retain(|event_id| event_id != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_is_new_once_unless_forgotten() {
        let mut seen = SeenEvents::default();
        assert!(seen.insert("evt_1"));
        assert!(!seen.insert("evt_1"));
        seen.remove("evt_1");
        assert!(seen.insert("evt_1"));
    }

    #[test]
    fn oldest_events_are_forgotten() {
        let mut seen = SeenEvents::default();
        for number in 0..=MAX_EVENT_IDS {
            seen.insert(&number.to_string());
        }
        assert_eq!(seen.ids.len(), MAX_EVENT_IDS);
        assert!(seen.insert("0"));
        assert!(!seen.insert("2"));
    }
}
