//! Prints how conversations went, writes their reports, and writes failed lines anew.
use crate::cmd::report_files::ReportKind;
use crate::error::{Result, Verdict};
use crate::flow::chat::update_files;
use crate::io::files::AtomicFile;
use crate::model::chat::outcome::{ChatVerdict, ConversationResult};
use crate::model::time::Timestamp;
use crate::view::terminal::{Terminal, told};
use crate::view::{chat, escape};
use serde_json::json;
use std::time::Duration;

/// What is made of the results of a run.
pub(super) struct RunOutput {
    pub(super) allows_flaky: bool,
    /// Whether exact lines that failed are written anew.
    pub(super) updates: bool,
    pub(super) begun_at: Timestamp,
}

impl RunOutput {
    /// Shows that `played` of `total` conversations were played.
    pub(super) fn progress(&self, terminal: &mut Terminal, played: usize, total: usize) {
        if played < total {
            terminal.progress(told(&format!("{played} of {total} conversations")));
        }
    }

    /// Prints the result of a conversation.
    pub(super) fn print(&self, terminal: &mut Terminal, result: &ConversationResult) {
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
    }

    /// Prints the summary, writes failed lines anew if that was asked for, and returns the verdict about all.
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
        match self.updates {
            true => Ok(verdict.and(update(terminal, results)?)),
            false => Ok(verdict),
        }
    }

    /// Writes the reports. Returns a note for each.
    pub(super) fn write_reports(
        &self,
        files: Vec<(ReportKind, AtomicFile)>,
        results: &[ConversationResult],
        elapsed: Duration,
    ) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        for (kind, file) in files {
            let text = match kind {
                ReportKind::Html => chat::html(results, self.begun_at, elapsed),
                ReportKind::Junit => chat::junit(results, elapsed, self.allows_flaky),
                ReportKind::Json => chat::report_json(results, elapsed),
            };
            notes.push(format!("The report is in {}.", file.path().display()));
            file.finish_with(text.as_bytes())?;
        }
        Ok(notes)
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

/// Writes failed lines anew and says which. The verdict is no if one was left.
fn update(terminal: &mut Terminal, results: &[ConversationResult]) -> Result<Verdict> {
    let mut verdict = Verdict::Yes;
    for (path, updated) in update_files(results)? {
        if terminal.is_json() {
            let left = updated.left.iter();
            let left = left.map(|(line, why)| json!({ "line": line, "reason": why }));
            terminal.print_json(&json!({
                "type": "update", "file": path, "written": updated.written, "left": left.collect::<Vec<_>>(),
            }))?;
        } else {
            let written: Vec<_> = updated.written.iter().map(usize::to_string).collect();
            if !written.is_empty() {
                let lines = if written.len() == 1 { "line" } else { "lines" };
                let written = written.join(", ");
                let anew = format!("{lines} {written} written anew");
                terminal.print(format!("{}: {}", escape::line(&path), told(&anew)))?;
            }
            for (line, why) in &updated.left {
                terminal.warn(format!("{path}:{line} stays: {why}"));
            }
        }
        if !updated.left.is_empty() {
            verdict = Verdict::No;
        }
    }
    Ok(verdict)
}
