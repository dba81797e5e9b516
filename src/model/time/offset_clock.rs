//! A clock that can be moved: the wall's time, and how far it was moved ahead.
//!
//! What was due in the time that was leapt over happens when it is leapt over, as if it were then: so a day of retries
//! passes in a second.
use crate::model::time::Timestamp;
use serde::Serialize;
use std::time::Duration;

/// How far the clock may be ahead in all, in milliseconds: a hundred years.
const MAX_OFFSET_MS: i64 = 100 * 366 * 86_400_000;
/// How many leaps are remembered.
const MAX_JUMPS: usize = 64;

/// How far a clock is from the wall's, and which times it leapt over.
#[derive(Debug, Default)]
pub struct OffsetClock {
    offset_ms: i64,
    jumps: Vec<(Timestamp, Timestamp)>,
}

impl OffsetClock {
    /// A clock that is so far from the wall's from the beginning.
    pub fn new(offset_ms: i64) -> Self {
        Self {
            offset_ms: offset_ms.clamp(-MAX_OFFSET_MS, MAX_OFFSET_MS),
            jumps: Vec::new(),
        }
    }

    /// How far it is ahead of the wall's; behind it where it is negative.
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms
    }

    /// Its time when the wall's is this.
    pub fn to_platform_time(&self, wall: Timestamp) -> Timestamp {
        Timestamp(wall.0.saturating_add(self.offset_ms))
    }

    /// Moves it ahead; whether it may go so far.
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

    /// Sets it to the wall's time.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// By how much the clock leapt past this moment; nothing where it came to it by itself.
    pub fn jumped_past(&self, due: Timestamp) -> Duration {
        let over = |(from, to): &&(Timestamp, Timestamp)| (*from..*to).contains(&due);
        let leap = self.jumps.iter().rev().find(over);
        leap.map_or(Duration::ZERO, |(_, to)| to.since(due))
    }

    /// The moment of the wall's clock at which it shows this one.
    pub fn to_wall_time(&self, moment: Timestamp) -> Timestamp {
        Timestamp(moment.0.saturating_sub(self.offset_ms))
    }

    /// What it shows.
    pub fn reading(&self, wall: Timestamp) -> ClockReading {
        ClockReading {
            now: self.to_platform_time(wall),
            offset_ms: self.offset_ms,
        }
    }
}

/// What a moved clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClockReading {
    /// The time.
    pub now: Timestamp,
    /// How far that is ahead of the wall's clock, in milliseconds.
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
