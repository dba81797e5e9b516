//! Flags of concurrency and rate, which make `webhook replay` a load test.
use crate::cmd::values;
use crate::flow::replay::Pace;
use std::time::Duration;

/// Flags that set the pace. Without them deliveries are made one after the other.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct LoadArgs {
    /// Deliver everything so many times [default: 1, or until --duration is over]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Load")]
    times: Option<u32>,
    /// How many deliveries may be under way at the same time; then only the first of each kind of failure is printed,
    /// while the history holds them all [default: 1, with --rate 64]
    #[arg(long, short = 'c', value_name = "C", value_parser = clap::value_parser!(u16).range(1..=4096), help_heading = "Load")]
    concurrency: Option<u16>,
    /// How many are due in a second, or in a minute with `/m`, however slow the answers are; times are then measured
    /// from when each was due, so that a bot that stalls cannot hide it
    #[arg(long, value_name = "RATE[/s|/m]", value_parser = values::rate, help_heading = "Load")]
    rate: Option<f64>,
    /// Begin no delivery after this time; those under way are waited for
    #[arg(long, value_name = "DURATION", value_parser = values::duration, help_heading = "Load")]
    duration: Option<Duration>,
    /// Deliver so many before that count for nothing
    #[arg(long, value_name = "N", help_heading = "Load")]
    warmup: Option<u32>,
}

/// Default concurrency with `--rate`: enough for 100 requests a second with responses after 0.5 s.
const DEFAULT_RATE_CONCURRENCY: u16 = 64;

impl LoadArgs {
    /// Returns the pace; `None` sends one delivery after the other.
    pub(super) fn pace(&self) -> Option<Pace> {
        let is_requested = self.concurrency.is_some()
            || self.rate.is_some()
            || self.duration.is_some()
            || self.warmup.is_some();
        let default_concurrency = if self.rate.is_some() {
            DEFAULT_RATE_CONCURRENCY
        } else {
            1
        };
        is_requested.then(|| Pace {
            concurrency: self.concurrency.unwrap_or(default_concurrency).into(),
            rate: self.rate,
            duration: self.duration,
            warmup: self.warmup.unwrap_or(0).into(),
        })
    }

    /// Returns how often the list is delivered; `None` if only `--duration` ends the run.
    pub(super) fn times(&self) -> Option<u32> {
        match (self.times, self.duration) {
            (None, Some(_)) => None,
            (times, _) => Some(times.unwrap_or(1)),
        }
    }
}
