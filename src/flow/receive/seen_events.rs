//! Which events have come before: MoMoTalk's events carry an id, and a sender that got no answer sends again.
use crate::error::Result;
use crate::io::sqlite::History;
use crate::model::history::exchange::{Direction, Exchange, Kind};
use crate::model::history::filter::{Filter, Test};
use crate::model::history::query::Query;
use std::collections::{HashSet, VecDeque};
use std::path::Path;

/// How many event ids are remembered.
const MAX_EVENT_IDS: usize = 100_000;
/// How many exchanges of earlier runs are looked through.
const MAX_HISTORY_EXCHANGES: usize = 1_000;

/// The ids of the latest events.
#[derive(Debug, Default)]
pub struct SeenEvents {
    ids: HashSet<String>,
    order: VecDeque<String>,
}

impl SeenEvents {
    /// The events that were taken by the latest runs.
    pub fn from_history(path: &Path) -> Result<Self> {
        let query = Query {
            limit: Some(MAX_HISTORY_EXCHANGES),
            filter: Filter::of([
                Test::Direction(Direction::Received),
                Test::Kind(Kind::Event),
            ]),
            bodies: false,
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

    /// Remembers an event; whether it is new.
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

    /// Forgets an event that was not taken after all.
    pub(super) fn remove(&mut self, id: &str) {
        self.ids.remove(id);
        self.order.retain(|known| known != id);
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
