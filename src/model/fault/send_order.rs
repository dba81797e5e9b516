//! Order of sends when some events are dropped, delayed or duplicated.
use super::FaultRates;
use std::collections::BTreeSet;

/// Iterator over the sends of numbered events. Buffers at most the events within the reorder window.
#[derive(Debug)]
pub struct SendOrder {
    rates: FaultRates,
    seed: u64,
    /// Number of the first event that faults may affect.
    first_affected: u64,
    next: u64,
    end: Option<u64>,
    /// Delayed sends: the event after which each is sent, its own event number, its copy.
    held: BTreeSet<(u64, u64, u32)>,
    furthest: Option<u64>,
    dropped: u64,
}

/// One send of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduledSend {
    /// Number of the event, from 0.
    pub number: u64,
    /// 0 for the first send, 1 for the duplicate.
    pub copy: u32,
    /// Whether a later event was sent first.
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
            held: BTreeSet::new(),
            furthest: None,
            dropped: 0,
        }
    }

    /// Returns the number of events dropped until now.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns the number of delayed sends.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    fn is_at_end(&self) -> bool {
        self.end.is_some_and(|end| self.next >= end)
    }

    fn scheduled(&mut self, number: u64, copy: u32, comes_again: bool) -> ScheduledSend {
        let is_behind = self.furthest.is_some_and(|furthest| number < furthest);
        self.furthest = self.furthest.max(Some(number));
        ScheduledSend {
            number,
            copy,
            is_overtaken: is_behind && copy == 0,
            has_duplicate: comes_again,
        }
    }
}

impl Iterator for SendOrder {
    type Item = ScheduledSend;

    fn next(&mut self) -> Option<ScheduledSend> {
        loop {
            let first = self.held.first().copied();
            if let Some((after, number, copy)) = first
                && (after < self.next || self.is_at_end())
            {
                self.held.pop_first();
                let comes_again = self
                    .held
                    .iter()
                    .any(|(_, held, later)| (*held, *later) == (number, copy + 1));
                return Some(self.scheduled(number, copy, comes_again));
            }
            if self.is_at_end() {
                return None;
            }
            let number = self.next;
            self.next += 1;
            if number < self.first_affected {
                return Some(self.scheduled(number, 0, false));
            }
            let fate = self.rates.order_effect(self.seed, number);
            if fate.is_dropped {
                self.dropped += 1;
                continue;
            }
            let held = number + u64::from(fate.delayed_by.unwrap_or(0));
            if let Some(gap) = fate.duplicate_after {
                self.held.insert((held + u64::from(gap), number, 1));
            }
            match fate.delayed_by {
                Some(_) => drop(self.held.insert((held, number, 0))),
                None => return Some(self.scheduled(number, 0, fate.duplicate_after.is_some())),
            }
        }
    }
}
