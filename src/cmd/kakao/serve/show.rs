//! Terminal output of the skill server: the ready line, calls with their answers, and notices.
use super::Serve;
use super::plan::ReadyMessage;
use crate::cmd::context::Context;
use crate::cmd::exchange_lines::{self, StorageWarnings};
use crate::cmd::failure_notes::FailureNotes;
use crate::cmd::reach;
use crate::error::Result;
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::history::hop::Hop;
use crate::model::kakao::config::DmPolicy;
use crate::model::kakao::lint::{Finding, lint};
use crate::model::protocol::Protocol;
use crate::model::text::phrase::Phrase;
use crate::view::kakao::findings;
use crate::view::terminal::told;
use crate::view::{escape, live};
use std::cell::Cell;
use std::time::Duration;

impl Serve {
    /// Prints the ready line, and notes and warnings about the configuration.
    pub(super) fn print_ready(&self, context: &mut Context, ready: &ReadyMessage) -> Result<()> {
        let terminal = &mut context.terminal;
        let ReadyMessage { url, address, .. } = ready;
        if terminal.is_json() {
            terminal.print_json(&serde_json::json!({
                "type": "ready",
                "url": url,
                "port": address.port(),
                "reachable_at": reach::urls(*address, &ready.path),
                "path": ready.path,
                "account": ready.account,
                "agent": ready.agent.0,
                "dm_policy": ready.policy.name(),
                "authenticated": ready.header.is_some(),
            }))?;
        } else {
            let styles = terminal.out_styles();
            terminal.print(format!("{} {}", told("listening on"), styles.strong(url)))?;
        }
        let policy_text = match ready.policy {
            DmPolicy::Open => "everybody is answered",
            DmPolicy::Allowlist => "the users of `allowFrom` are answered",
            DmPolicy::Disabled => "nobody is answered (`dmPolicy`)",
        };
        let (_, agent) = &ready.agent;
        let (account, agent) = (escape::line(&ready.account), escape::line(agent));
        terminal.note(format!(
            "account `{account}`, answers from {agent}; {policy_text}; Ctrl-C ends it"
        ));
        match &ready.header {
            Some(header) => terminal.note(format!("calls are checked by `{header}`")),
            None => terminal.note(
                "calls are not checked, since Kakao signs none: give the skill a header in its console, and the account `skillHeader` and `skillSecret`",
            ),
        }
        if ready.has_empty_allowlist {
            terminal.warn("`allowlist` answers nobody: `allowFrom` is empty");
        }
        reach::print(
            terminal,
            *address,
            &ready.path,
            "other machines can reach this address",
        );
        if self.budget >= Duration::from_secs(5) {
            terminal.warn("Kakao waits five seconds and no longer; `--budget` leaves it nothing");
        }
        if !terminal.is_json() && terminal.out_is_terminal() {
            let headings = live::headings(terminal.out_width());
            terminal.heading(&headings);
        }
        Ok(())
    }

    /// Appends the lines of an activity to `text`.
    pub(super) fn write_activity(
        &self,
        context: &mut Context,
        activity: Activity,
        text: &mut Vec<u8>,
        shown_notes: &ShownNotes,
    ) -> Result<()> {
        shown_notes.storage.warn(context, &activity, text)?;
        let mut observed = match activity {
            Activity::Exchange(observed) => observed,
            Activity::Notice(notice) => {
                // Flush the preceding lines first to keep the order.
                context.terminal.print_bytes(&std::mem::take(text))?;
                context.terminal.note(escape::line(&notice));
                return Ok(());
            }
            _ => return Ok(()),
        };
        let findings = lint_exchange(&observed);
        let (fold_findings, other_findings): (Vec<_>, Vec<_>) = findings
            .iter()
            .flatten()
            .cloned()
            .partition(Finding::is_fold);
        if let Some(summary) = findings::one_line(&other_findings) {
            observed.add_note(Phrase::verbatim(summary));
        }
        exchange_lines::push_exchange(
            context,
            &observed,
            self.show_body,
            findings.as_deref(),
            &shown_notes.failures,
            text,
        )?;
        if !fold_findings.is_empty() && !shown_notes.folds.replace(true) {
            context.terminal.print_bytes(&std::mem::take(text))?;
            context.terminal.note(FOLD_NOTE);
        }
        Ok(())
    }
}

/// Notes that are printed only once.
#[derive(Default)]
pub(super) struct ShownNotes {
    folds: Cell<bool>,
    failures: FailureNotes,
    storage: StorageWarnings,
}

/// Printed once instead of per answer, because every long answer is folded and a fold is no error.
const FOLD_NOTE: &str = "KakaoTalk folds texts after 500 characters, behind a button that shows the rest; `textChunkLimit` 500 cuts them there instead. It is not said again.";

/// Lints what Kakao receives: an answer or a callback. Returns `None` for other exchanges.
fn lint_exchange(observed: &ObservedExchange) -> Option<Vec<Finding>> {
    let exchange = &observed.exchange;
    if exchange.forwarded_from.is_some() {
        return (exchange.hop() == Hop::Callback).then(|| lint(&exchange.request.body));
    }
    let is_call = exchange.protocol == Protocol::KakaoSkill && exchange.is_success();
    let answer = exchange.response.as_ref().filter(|_| is_call)?;
    Some(exchange.protocol.lint_response(&exchange.request, answer))
}
