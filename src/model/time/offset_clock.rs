//! A clock that runs ahead of the wall clock by an adjustable offset.
//!
//! A deadline inside a jump counts as met at its own time, so that a day of retries passes in a second.
use crate::model::time::Timestamp;
use serde::Serialize;
use std::time::Duration;

/// Maximum offset in either direction, in milliseconds: 100 years of 366 days.
const MAX_OFFSET_MS: i64 = 100 * 366 * 86_400_000;
/// Number of recent jumps that are remembered.
const MAX_JUMPS: usize = 64;

/// Offset from the wall clock, and the recent jumps.
#[derive(Debug, Default)]
pub struct OffsetClock {
    offset_ms: i64,
    /// Start (inclusive) and end (exclusive) of each jump, in this clock's time, oldest first.
    jumps: Vec<(Timestamp, Timestamp)>,
}

impl OffsetClock {
    /// Creates a clock with an offset in milliseconds, limited to 100 years.
    pub fn new(offset_ms: i64) -> Self {
        Self {
            offset_ms: offset_ms.clamp(-MAX_OFFSET_MS, MAX_OFFSET_MS),
            jumps: Vec::new(),
        }
    }

    /// Returns the offset in milliseconds; negative means behind the wall clock.
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms
    }

    /// Converts a wall-clock time to this clock's time.
    pub fn to_platform_time(&self, wall: Timestamp) -> Timestamp {
        Timestamp(wall.0.saturating_add(self.offset_ms))
    }

    /// Moves the clock ahead. Returns `false`, and changes nothing, if the offset would exceed 100 years.
    pub fn advance(&mut self, by: Duration, wall: Timestamp) -> bool {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let offset = self.offset_ms.saturating_add(by);
        if offset > MAX_OFFSET_MS {
            return false;
        }
        let from = self.to_platform_time(wall);
        self.offset_ms = offset;
        if self.jumps.len() == MAX_JUMPS {
            self.jumps.remove(0);
        }
        self.jumps.push((from, self.to_platform_time(wall)));
        true
    }

    /// Sets the clock to the wall clock's time.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Returns how far the clock jumped past `due`; zero if no jump skipped it.
    pub fn jumped_past(&self, due: Timestamp) -> Duration {
        let contains_due = |(from, to): &&(Timestamp, Timestamp)| (*from..*to).contains(&due);
        let jump = self.jumps.iter().rev().find(contains_due);
        jump.map_or(Duration::ZERO, |(_, to)| to.since(due))
    }

    /// Converts this clock's time to wall-clock time.
    pub fn to_wall_time(&self, time: Timestamp) -> Timestamp {
        Timestamp(time.0.saturating_sub(self.offset_ms))
    }

    /// Returns time and offset for a response or an update.
    pub fn reading(&self, wall: Timestamp) -> ClockReading {
        ClockReading {
            now: self.to_platform_time(wall),
            offset_ms: self.offset_ms,
        }
    }
}

/// Time and offset of a clock, as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClockReading {
    pub now: Timestamp,
    /// Milliseconds ahead of the wall clock.
    pub offset_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn skipped_time_counts_as_passed() {
        let mut clock = OffsetClock::default();
        let wall = Timestamp(1_000_000);
        assert_eq!(clock.to_platform_time(wall), wall);
        assert!(clock.advance(2 * HOUR, wall));
        assert_eq!(clock.to_platform_time(wall), wall.after(2 * HOUR));
        assert_eq!(clock.jumped_past(wall.after(HOUR)), HOUR);
        assert_eq!(clock.jumped_past(wall.after(3 * HOUR)), Duration::ZERO);
        assert_eq!(clock.jumped_past(Timestamp(0)), Duration::ZERO);
        assert!(clock.advance(2 * HOUR, wall.after(HOUR)));
        assert_eq!(clock.jumped_past(wall.after(4 * HOUR)), HOUR);
        assert_eq!(clock.jumped_past(wall.after(HOUR)), HOUR);
        clock.reset();
        assert_eq!((clock.to_platform_time(wall), clock.offset_ms()), (wall, 0));
        assert_eq!(clock.jumped_past(wall.after(HOUR)), Duration::ZERO);
    }

    #[test]
    fn clock_stays_within_the_calendar() {
        let mut clock = OffsetClock::default();
        assert!(!clock.advance(Duration::MAX, Timestamp(0)));
        assert_eq!(clock.offset_ms(), 0);
    }
}
