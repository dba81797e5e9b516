//! Flags of fault injection: retries as a platform makes them, and seeded faults.
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::replay::FaultInjection;
use crate::io::system;
use crate::model::fault::FaultRates;
use crate::model::replay::retry::RetrySchedule;

/// Flags that make deliveries go wrong, or try them again.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct InjectionArgs {
    /// Try again what is not answered 2xx in time: `momotalk` as the local platform does (six attempts, momo's own
    /// choice), or the pause before each retry, for example `0,1s,5s,30s`; only the last attempt is judged
    #[arg(long, value_name = "momotalk|PAUSES", help_heading = "Trouble")]
    retry_schedule: Option<RetrySchedule>,
    /// Make the pauses between attempts so many times shorter: `3600` makes an hour a second
    #[arg(long, value_name = "TIMES", value_parser = speed, requires = "retry_schedule", help_heading = "Trouble")]
    retry_speed: Option<f64>,
    /// Make deliveries go wrong, by --seed: `duplicate=5%` (the same event once more), `reorder=10%` (later ones
    /// overtake it), `drop=1%` (never sent), `jitter=0..200ms` (held back), `slow-body=5%` (in pieces, over a second,
    /// or `5%:3s`), `chunked=50%` (Transfer-Encoding instead of Content-Length), `early-close=1%` (broken off half-way)
    #[arg(long, value_name = "FAULT=SHARE,...", help_heading = "Trouble")]
    chaos: Option<FaultRates>,
}

/// Reads `3600` or `3600x` as a factor from 0.001 to 1e9.
fn speed(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('x').unwrap_or(text).parse::<f64>();
    number
        .ok()
        .filter(|speed| (0.001..=1e9).contains(speed))
        .ok_or_else(|| "it is a number, for example 3600: an hour becomes a second".into())
}

impl InjectionArgs {
    /// Returns the fault injection; `None` if no flag asks for it. Prints the seed of `--chaos`
    /// if it was chosen at random and results are text.
    pub(super) fn injection(
        &self,
        seed: Option<u64>,
        context: &mut Context,
    ) -> Result<Option<FaultInjection>> {
        if self.chaos.is_none() && self.retry_schedule.is_none() {
            return Ok(None);
        }
        let seed = match seed {
            Some(seed) => seed,
            None => {
                let seed = u32::from_be_bytes(system::random_bytes()?);
                if self.chaos.is_some() && !context.terminal.is_json() {
                    context.terminal.note(format!(
                        "Chaos of seed {seed}: `--seed {seed}` gives the same again."
                    ));
                }
                seed.into()
            }
        };
        Ok(Some(FaultInjection {
            rates: self.chaos.clone(),
            retries: self.retry_schedule.clone(),
            speed: self.retry_speed.unwrap_or(1.0),
            seed,
        }))
    }
}
