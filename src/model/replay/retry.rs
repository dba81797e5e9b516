//! Retry schedules for failed deliveries. MoMoTalk documents no retries, so `momotalk` is the schedule of momo's own
//! local platform.
use crate::model::platform::outbox::RetryPolicy;
use crate::model::text::units::{duration_text, parse_duration};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Maximum delay: one week, inclusive.
const MAX_DELAY: Duration = Duration::from_secs(7 * 86_400);
const MAX_RETRIES: usize = 100;

/// The delays between attempts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetrySchedule {
    /// The schedule of the local platform: six attempts, delays from 1 second that double and vary by 20 per cent.
    Momotalk,
    /// One delay before each retry.
    Delays(Vec<Duration>),
}

impl RetrySchedule {
    /// Returns the delay after this many failures, from 1. `None` after the last attempt. `random` selects the jitter.
    pub fn delay(&self, failures: u32, random: u16) -> Option<Duration> {
        match self {
            Self::Momotalk => RetryPolicy::default().delay(failures, random),
            Self::Delays(delays) => {
                let index = usize::try_from(failures.checked_sub(1)?).ok()?;
                delays.get(index).copied()
            }
        }
    }
}

/// As `--retry-schedule` takes it.
impl fmt::Display for RetrySchedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Momotalk => f.write_str("momotalk"),
            Self::Delays(delays) => {
                let delays: Vec<_> = delays.iter().copied().map(duration_text).collect();
                f.write_str(&delays.join(","))
            }
        }
    }
}

impl FromStr for RetrySchedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "momotalk" {
            return Ok(Self::Momotalk);
        }
        let parse_delay = |text: &str| {
            let text = text.trim();
            let error = || {
                format!(
                    "`{text}` is no pause up to a week: write `momotalk`, or pauses such as `0,1s,5m,2h`"
                )
            };
            parse_duration(text)
                .filter(|delay| *delay <= MAX_DELAY)
                .ok_or_else(error)
        };
        let delays: Vec<_> = text.split(',').map(parse_delay).collect::<Result<_, _>>()?;
        if delays.len() > MAX_RETRIES {
            return Err(format!("{MAX_RETRIES} retries are the most"));
        }
        Ok(Self::Delays(delays))
    }
}
