//! In which order events are sent, where some are dropped, some are overtaken and some come twice.
use super::FaultRates;
use std::collections::BTreeSet;

/// The sendings of events of rising numbers, as seed and chaos have it. Holds no more than a window of them.
#[derive(Debug)]
pub struct SendOrder {
    rates: FaultRates,
    seed: u64,
    /// Events before this number are left in peace.
    first_affected: u64,
    next: u64,
    end: Option<u64>,
    /// After which event the held ones come, with their numbers and copies.
    held: BTreeSet<(u64, u64, u32)>,
    furthest: Option<u64>,
    dropped: u64,
}

/// One sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduledSend {
    /// The event's number.
    pub number: u64,
    /// 0, or 1 where it is sent once more.
    pub copy: u32,
    /// Whether it was overtaken.
    pub is_overtaken: bool,
    /// Whether the same event comes once more.
    pub has_duplicate: bool,
}

impl ScheduledSend {
    /// An event that nothing befalls.
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
    /// The order of the events from 0 to before `end`; those before `calm` are left in peace.
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

    /// How many were dropped until now.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How many are held back now.
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
