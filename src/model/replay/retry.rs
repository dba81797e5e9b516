//! When a delivery that failed is tried again, as a platform would: MoMoTalk documents no retries, so `momotalk` is
//! what momo's own local platform does.
use crate::model::platform::outbox::{MAX_ATTEMPTS, RetryPolicy};
use crate::model::time::parse_duration;
use std::str::FromStr;
use std::time::Duration;

/// The longest pause: a week.
const MAX_DELAY: Duration = Duration::from_secs(7 * 86_400);
/// The most pauses.
const MAX_RETRIES: usize = 100;

/// The pauses between attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetrySchedule {
    /// The local platform's own: six attempts, pauses from a second that double and vary by a fifth.
    Momotalk,
    /// These pauses, one before each retry.
    Delays(Vec<Duration>),
}

impl RetrySchedule {
    /// The pause after so many failures (from 1); none where that was the last attempt. `random` spreads pauses that
    /// vary.
    pub fn delay(&self, failures: u32, random: u16) -> Option<Duration> {
        match self {
            Self::Momotalk => RetryPolicy::default().delay(failures, random),
            Self::Delays(pauses) => {
                let place = usize::try_from(failures.checked_sub(1)?).ok()?;
                pauses.get(place).copied()
            }
        }
    }

    /// How often a delivery is tried at most.
    pub fn max_attempts(&self) -> u32 {
        match self {
            Self::Momotalk => MAX_ATTEMPTS,
            Self::Delays(pauses) => u32::try_from(pauses.len() + 1).unwrap_or(u32::MAX),
        }
    }
}

impl FromStr for RetrySchedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "momotalk" {
            return Ok(Self::Momotalk);
        }
        let pause = |part: &str| {
            let part = part.trim();
            let wrong = || {
                format!(
                    "`{part}` is no pause up to a week: write `momotalk`, or pauses such as `0,1s,5m,2h`"
                )
            };
            parse_duration(part)
                .filter(|it| *it <= MAX_DELAY)
                .ok_or_else(wrong)
        };
        let pauses: Vec<_> = text.split(',').map(pause).collect::<Result<_, _>>()?;
        if pauses.len() > MAX_RETRIES {
            return Err(format!("{MAX_RETRIES} retries are the most"));
        }
        Ok(Self::Delays(pauses))
    }
}
