//! Flags that make the receiver simulate failures.
use crate::cmd::values;
use crate::error::{Error, Result};
use crate::io::files::{is_stdin, read_input};
use crate::io::system;
use crate::model::fault::simulation::{FailureSimulation, ResponseContent};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The faults of a bot to rehearse.
#[derive(clap::Args, Debug)]
pub(super) struct SimulationArgs {
    /// Answer with this status; beside --fail-next or --fail-rate only what fails [default: 200, failures 500]
    #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u16).range(200..600), help_heading = "Rehearsal")]
    pub(super) status: Option<u16>,
    /// Answer with what this file holds, `-` for standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "forward_to",
        help_heading = "Rehearsal"
    )]
    answer: Option<PathBuf>,
    /// What kind of file that is [default: by its extension]
    #[arg(
        long,
        value_name = "TYPE",
        requires = "answer",
        help_heading = "Rehearsal"
    )]
    content_type: Option<String>,
    /// Wait before each answer
    #[arg(long, value_name = "TIME", value_parser = values::duration, help_heading = "Rehearsal")]
    delay: Option<Duration>,
    /// Fail the next N events, and no more
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        help_heading = "Rehearsal"
    )]
    fail_next: u64,
    /// Fail this part of the events, by chance: `0.2` or `20%`
    #[arg(long, value_name = "P", value_parser = values::fraction, help_heading = "Rehearsal")]
    fail_rate: Option<f64>,
    /// What chance begins with: the same seed fails the same events again [default: another one each time]
    #[arg(
        long,
        value_name = "S",
        requires = "fail_rate",
        help_heading = "Rehearsal"
    )]
    seed: Option<u64>,
}

impl SimulationArgs {
    /// Returns whether the response body is read from standard input.
    pub(super) fn takes_stdin(&self) -> bool {
        self.answer.as_deref().is_some_and(is_stdin)
    }

    /// Returns the simulation. Fails if the status of failures is 2xx, the body cannot be read or its content type is
    /// no header value.
    pub(super) fn simulation(&self) -> Result<FailureSimulation> {
        let simulation = FailureSimulation {
            status: self.status,
            content: self.content()?,
            delay: self.delay.unwrap_or_default(),
            fail_next: self.fail_next,
            fail_rate: self.fail_rate.unwrap_or_default(),
            seed: self.seed()?,
        };
        match self.status {
            Some(status @ 200..300) if simulation.fails_some() => Err(Error::usage(format!(
                "a failure is not answered {status}"
            ))
            .hint("With `--fail-next` or `--fail-rate`, `--status` is that of the failures; all other events get 200.")),
            _ => Ok(simulation),
        }
    }

    /// Returns the given seed, or with `--fail-rate` a random one of 32 bits, short enough to type; else 0.
    fn seed(&self) -> Result<u64> {
        match (self.seed, self.fail_rate) {
            (Some(seed), _) => Ok(seed),
            (None, None) => Ok(0),
            (None, Some(_)) => Ok(u32::from_be_bytes(system::random_bytes()?).into()),
        }
    }

    fn content(&self) -> Result<Option<ResponseContent>> {
        let Some(file) = &self.answer else {
            return Ok(None);
        };
        let body = read_input(file)?;
        let content_type = match &self.content_type {
            Some(media_type) => {
                values::header(&format!("Content-Type: {media_type}"))
                    .map_err(|why| {
                        Error::usage(format!("`{media_type}` is no content type: {why}"))
                    })?
                    .1
            }
            None => content_type(file, &body).to_owned(),
        };
        Ok(Some(ResponseContent { content_type, body }))
    }
}

/// Guesses the content type by the extension, else by the content.
fn content_type(file: &Path, body: &[u8]) -> &'static str {
    let extension = file.extension().and_then(|extension| extension.to_str());
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("json") => "application/json",
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        Some("xml") => "application/xml",
        _ if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() => "application/json",
        _ if std::str::from_utf8(body).is_ok() => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
