//! Selects what a replay of an archive delivers: its events, each once.
use super::ReplayItem;
use crate::model::history::exchange::ExchangeKind;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// What a selection leaves out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Calls of an API, such as the bot's own messages.
    pub calls: usize,
    /// Other requests that are no events.
    pub others: usize,
    /// Exchanges of an event that is delivered anyway: forwarded, copied, tried or sent again.
    pub repetitions: usize,
}

impl LeftOut {
    pub fn count(self) -> usize {
        self.calls + self.others + self.repetitions
    }
}

/// Writes `2 calls of an API, 1 that is no event, 3 further ones of the same events`.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let parts = [
            counted(self.calls, "call of an API", "calls of an API"),
            counted(self.others, "that is no event", "that are no events"),
            counted(
                self.repetitions,
                "further one of the same event",
                "further ones of the same events",
            ),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join(", "))
    }
}

/// Keeps the events, each once: the newest of the exchanges with its id, in the place of the first. An exchange that
/// sends on the event of another one here is the same event, too.
pub fn select_events(items: Vec<ReplayItem>) -> (Vec<ReplayItem>, LeftOut) {
    let mut left_out = LeftOut::default();
    let (events, others): (Vec<_>, Vec<_>) = items.into_iter().partition(|it| it.captured.is_event);
    for other in &others {
        match other.captured.kind {
            ExchangeKind::Api => left_out.calls += 1,
            ExchangeKind::Event => left_out.others += 1,
        }
    }
    let count = events.len();
    let selected = without_repetitions(events);
    left_out.repetitions = count - selected.len();
    (selected, left_out)
}

/// Removes all but one of the exchanges of each event.
pub fn without_repetitions(events: Vec<ReplayItem>) -> Vec<ReplayItem> {
    let ids: HashSet<String> = events
        .iter()
        .filter_map(|event| event.captured.id.clone())
        .collect();
    let mut selected: Vec<ReplayItem> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for event in events {
        let source = event.captured.forwarded_from.as_ref();
        if source.is_some_and(|source| ids.contains(source)) {
            continue;
        }
        let Some(id) = event.captured.event_id.clone() else {
            selected.push(event);
            continue;
        };
        match places.get(&id) {
            Some(place) => selected[*place] = event,
            None => {
                places.insert(id, selected.len());
                selected.push(event);
            }
        }
    }
    selected
}
