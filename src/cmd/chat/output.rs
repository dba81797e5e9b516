//! Prints how conversations went.
use crate::error::{Result, Verdict};
use crate::model::chat::outcome::{ChatVerdict, ConversationResult};
use crate::view::chat;
use crate::view::terminal::Terminal;
use std::time::Duration;

/// What is made of the results of a run.
pub(super) struct RunReport {
    pub(super) allows_flaky: bool,
}

impl RunReport {
    /// Prints a conversation when it has ended. `count` of `total` have.
    pub(super) fn print(
        &self,
        terminal: &mut Terminal,
        result: &ConversationResult,
        count: usize,
        total: usize,
    ) {
        // A closed output ends the run at its summary.
        let _ = match terminal.is_json() {
            true => terminal.print_json(&chat::to_json(result)),
            false => {
                let styles = terminal.out_styles();
                let mut lines = vec![chat::line(styles, result)];
                let width = terminal.out_is_terminal().then(|| terminal.width());
                lines.extend(chat::details(styles, result, width));
                terminal.print(lines.join("\n"))
            }
        };
        if count < total {
            terminal.progress(format!("{count} of {total} conversations"));
        }
    }

    /// Prints the summary and returns the verdict about all.
    pub(super) fn finish(
        &self,
        terminal: &mut Terminal,
        results: &[ConversationResult],
        elapsed: Duration,
    ) -> Result<Verdict> {
        terminal.end_progress();
        match terminal.is_json() {
            true => terminal.print_json(&chat::summary_json(results, elapsed))?,
            false => {
                let lines = chat::summary(terminal.out_styles(), results, elapsed);
                terminal.print(lines.join("\n"))?;
            }
        }
        let verdicts = results.iter().map(|result| self.verdict(result.verdict()));
        let verdict = verdicts.fold(Verdict::Yes, Verdict::and);
        Ok(verdict)
    }

    fn verdict(&self, verdict: ChatVerdict) -> Verdict {
        match verdict {
            ChatVerdict::Passed => Verdict::Yes,
            ChatVerdict::Flaky if self.allows_flaky => Verdict::Yes,
            ChatVerdict::Flaky | ChatVerdict::Failed => Verdict::No,
            ChatVerdict::Unknown | ChatVerdict::Skipped => Verdict::Unknown,
        }
    }
}
