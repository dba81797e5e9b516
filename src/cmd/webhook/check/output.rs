//! Prints the checks of a run as they end, and its report.
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::check::{BotProcess, CheckPlan};
use crate::model::check::{BotCheck, CheckOutcome, CheckReport, CheckVerdict, EventMaker};
use crate::view::check::terminal;
use crate::view::escape;
use crate::view::terminal::told;

/// Prints to the terminal; with `--json` the report alone.
pub(super) struct CheckOutput<'a> {
    context: &'a mut Context,
    url: String,
    /// Why the last check could not be told: not said twice.
    last_reason: Option<String>,
    /// Number of checks that could not be told since the control failed.
    untold: usize,
}

impl<'a> CheckOutput<'a> {
    pub(super) fn new(context: &'a mut Context, plan: &CheckPlan) -> Self {
        Self {
            context,
            url: plan.maker.url.clone(),
            last_reason: None,
            untold: 0,
        }
    }

    pub(super) fn begin(&mut self, check: &BotCheck, number: usize, count: usize) {
        let line = format!("{number}/{count} {}", check.id);
        self.context.terminal.progress(line);
    }

    pub(super) fn end(&mut self, outcome: &CheckOutcome) -> Result<()> {
        if self.context.terminal.is_json() {
            return Ok(());
        }
        if outcome.is_moot {
            self.untold += 1;
            return Ok(());
        }
        let mut shown = outcome.clone();
        let open = [CheckVerdict::CouldNotTell, CheckVerdict::NotApplicable];
        if open.contains(&outcome.verdict) {
            shown.note = shown
                .note
                .filter(|note| self.last_reason.as_ref() != Some(note));
            self.last_reason.clone_from(&outcome.note);
        }
        let styles = self.context.terminal.out_styles();
        self.context
            .terminal
            .print(terminal::line(styles, &shown))?;
        for line in terminal::details(styles, &shown, &self.url) {
            self.context.terminal.print(line)?;
        }
        Ok(())
    }

    /// Prints the end of the run, and what a bot that did not live through it said last.
    pub(super) fn conclude(
        &mut self,
        report: &CheckReport,
        maker: &EventMaker,
        process: Option<&BotProcess>,
    ) -> Result<()> {
        let terminal = &mut self.context.terminal;
        if self.untold > 0 {
            let reason = "because the valid event was not taken: a bot that refuses everything proves nothing";
            let more = format!("{} more could not be told, {reason}", self.untold);
            terminal.print(format!("{} {}", told("? open"), told(&more)))?;
        }
        let is_bad = report.outcomes.iter().any(CheckOutcome::is_new_failure);
        if let Some(process) = process.filter(|_| is_bad && !terminal.is_json()) {
            if let Some(code) = process.exit_code() {
                terminal.note(format!("The bot ended with {code}."));
            }
            let lines = process.last_lines();
            if !lines.is_empty() {
                terminal.note("The bot said last:");
            }
            for line in &lines {
                terminal.note(format!("  {}", escape::line(&maker.without_secret(line))));
            }
        }
        terminal.show(report, |terminal| {
            terminal.print(terminal::summary(terminal.out_styles(), report))
        })?;
        Ok(())
    }
}
