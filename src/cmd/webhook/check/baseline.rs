//! `--baseline`: reads known failures, and writes them down.
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::io::files::{AtomicFile, read_small_input};
use crate::io::system;
use crate::model::check::baseline::Baseline;
use crate::model::check::{CheckReport, catalogue};
use crate::model::protocol::Protocol;
use std::path::PathBuf;

/// Maximum size of a baseline.
const MAX_KIB: u64 = 1024;

/// Flags of known failures.
#[derive(clap::Args, Debug, Clone, Default)]
pub(super) struct BaselineArgs {
    /// A file of failures that are known, each with a reason and the last day on which it is; they do not count
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    baseline: Option<PathBuf>,
    /// Write the failures of this run into the file of --baseline, and take out what is mended
    #[arg(long, requires = "baseline", help_heading = "Reports")]
    baseline_update: bool,
}

impl BaselineArgs {
    /// Reads the file; without one there are no known failures. Fails if it is missing, unless it is to be written.
    pub(super) fn load(&self, context: &mut Context, protocol: Protocol) -> Result<Baseline> {
        let Some(path) = &self.baseline else {
            return Ok(Baseline::default());
        };
        if self.baseline_update && !path.exists() {
            return Ok(Baseline::default());
        }
        let name = path.display().to_string();
        let bytes = read_small_input(path, MAX_KIB)
            .map_err(|error| error.hint("`--baseline-update` writes it."))?;
        let baseline = Baseline::parse(&bytes, &name)?;
        let ids: Vec<_> = catalogue(protocol).iter().map(|check| check.id).collect();
        for id in baseline.unknown_ids(&ids) {
            context
                .terminal
                .warn(format!("`{name}` names `{id}`, which is no check"));
        }
        Ok(baseline)
    }

    /// Writes the file if that was asked for. A bot that was not reached changes nothing.
    pub(super) fn update(
        &self,
        context: &mut Context,
        baseline: &Baseline,
        report: &CheckReport,
    ) -> Result<()> {
        let Some(path) = self.baseline.as_ref().filter(|_| self.baseline_update) else {
            return Ok(());
        };
        if !report.is_reached {
            return Err(Error::unknown(
                "the bot was not reached, so the baseline stays as it is",
            ));
        }
        let updated = baseline.updated(report, system::now());
        AtomicFile::begin(path)?.finish_with(updated.to_text().as_bytes())?;
        context.terminal.note(format!(
            "{} known {} in {}; say why in `reason`.",
            updated.len(),
            if updated.len() == 1 {
                "failure is"
            } else {
                "failures are"
            },
            path.display()
        ));
        Ok(())
    }
}
