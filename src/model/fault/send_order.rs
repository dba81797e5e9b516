//! Order of sends when some events are dropped, delayed or duplicated.
use super::FaultRates;
use std::collections::BTreeSet;

/// Iterator over the sends of numbered events. Buffers only delayed sends, which come at most twice the reorder
/// window later.
#[derive(Debug)]
pub struct SendOrder {
    rates: FaultRates,
    seed: u64,
    /// Number of the first event that faults may affect.
    first_affected: u64,
    next: u64,
    end: Option<u64>,
    /// Delayed sends: the event after which each is sent, its own event number, its copy.
    delayed: BTreeSet<(u64, u64, u32)>,
    highest_sent: Option<u64>,
    dropped_count: u64,
}

/// One send of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduledSend {
    /// Number of the event, from 0.
    pub number: u64,
    /// 0 for the first send, 1 for the duplicate.
    pub copy: u32,
    /// Whether a later event was sent first; always false for a duplicate.
    pub is_overtaken: bool,
    /// Whether a duplicate of the event is still to be sent.
    pub has_duplicate: bool,
}

impl ScheduledSend {
    /// Creates a send without faults.
    pub fn unaffected(number: u64) -> Self {
        Self {
            number,
            copy: 0,
            is_overtaken: false,
            has_duplicate: false,
        }
    }
}

impl SendOrder {
    /// Creates the order of the events from 0 to `end` (exclusive; `None` means endless).
    /// Faults affect only events from `first_affected` on.
    pub fn new(rates: FaultRates, seed: u64, first_affected: u64, end: Option<u64>) -> Self {
        Self {
            rates,
            seed,
            first_affected,
            next: 0,
            end,
            delayed: BTreeSet::new(),
            highest_sent: None,
            dropped_count: 0,
        }
    }

    /// Returns the number of events dropped until now.
    pub fn dropped_count(&self) -> u64 {
        self.dropped_count
    }

    /// Returns the number of sends that are still delayed.
    pub fn delayed_count(&self) -> usize {
        self.delayed.len()
    }

    fn is_at_end(&self) -> bool {
        self.end.is_some_and(|end| self.next >= end)
    }

    fn scheduled(&mut self, number: u64, copy: u32, has_duplicate: bool) -> ScheduledSend {
        let is_behind = self.highest_sent.is_some_and(|highest| number < highest);
        self.highest_sent = self.highest_sent.max(Some(number));
        ScheduledSend {
            number,
            copy,
            is_overtaken: is_behind && copy == 0,
            has_duplicate,
        }
    }
}

impl Iterator for SendOrder {
    type Item = ScheduledSend;

    fn next(&mut self) -> Option<ScheduledSend> {
        loop {
            let first = self.delayed.first().copied();
            if let Some((after, number, copy)) = first
                && (after < self.next || self.is_at_end())
            {
                self.delayed.pop_first();
                let has_duplicate = self
                    .delayed
                    .iter()
                    .any(|(_, event, later_copy)| (*event, *later_copy) == (number, copy + 1));
                return Some(self.scheduled(number, copy, has_duplicate));
            }
            if self.is_at_end() {
                return None;
            }
            let number = self.next;
            self.next += 1;
            if number < self.first_affected {
                return Some(self.scheduled(number, 0, false));
            }
            let effect = self.rates.order_effect(self.seed, number);
            if effect.is_dropped {
                self.dropped_count += 1;
                continue;
            }
            let send_after = number + u64::from(effect.delayed_by.unwrap_or(0));
            if let Some(gap) = effect.duplicate_after {
                self.delayed
                    .insert((send_after + u64::from(gap), number, 1));
            }
            match effect.delayed_by {
                Some(_) => drop(self.delayed.insert((send_after, number, 0))),
                None => return Some(self.scheduled(number, 0, effect.duplicate_after.is_some())),
            }
        }
    }
}
