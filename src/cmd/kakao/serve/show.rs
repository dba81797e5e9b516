//! What the skill server shows: that it is ready, each call with its answer, what agents complain of.
use super::Serve;
use super::plan::Greeting;
use crate::cmd::context::Context;
use crate::cmd::report;
use crate::error::Result;
use crate::flow::kakao::serve::Happening;
use crate::flow::receive::{ForwardPurpose, ObservedExchange};
use crate::model::kakao::config::DmPolicy;
use crate::model::kakao::lint::{Finding, lint};
use crate::model::protocol::Protocol;
use crate::view::kakao::findings;
use crate::view::{escape, live};
use std::cell::Cell;
use std::time::Duration;

impl Serve {
    /// The ready line, and what a person should know before the first call.
    pub(super) fn greet(&self, context: &mut Context, greeting: &Greeting) -> Result<()> {
        let terminal = &mut context.terminal;
        let Greeting { url, address, .. } = greeting;
        if terminal.is_json() {
            terminal.print_json(&serde_json::json!({
                "type": "ready",
                "url": url,
                "port": address.port(),
                "path": greeting.path,
                "account": greeting.account,
                "agent": greeting.agent.0,
                "dm_policy": greeting.policy.name(),
                "authenticated": greeting.header.is_some(),
            }))?;
        } else {
            let ink = terminal.out_styles();
            terminal.print(format!("listening on {}", ink.strong(url)))?;
        }
        let who = match greeting.policy {
            DmPolicy::Open => "everybody is answered",
            DmPolicy::Allowlist => "the users of `allowFrom` are answered",
            DmPolicy::Disabled => "nobody is answered (`dmPolicy`)",
        };
        let (_, agent) = &greeting.agent;
        let (account, agent) = (escape::line(&greeting.account), escape::line(agent));
        terminal.note(format!(
            "account `{account}`, answers from {agent}; {who}; Ctrl-C ends it"
        ));
        match &greeting.header {
            Some(header) => terminal.note(format!("calls are checked by `{header}`")),
            None => terminal.note(
                "calls are not checked, since Kakao signs none: give the skill a header in its console, and the account `skillHeader` and `skillSecret`",
            ),
        }
        if greeting.is_for_nobody {
            terminal.warn("`allowlist` answers nobody: `allowFrom` is empty");
        }
        if !address.ip().is_loopback() {
            terminal.warn("other machines can reach this address");
        }
        if self.budget >= Duration::from_secs(5) {
            terminal.warn("Kakao waits five seconds and no longer; `--budget` leaves it nothing");
        }
        if !terminal.is_json() && terminal.out_is_terminal() {
            let headings = live::headings(terminal.out_width());
            terminal.heading(&headings);
        }
        Ok(())
    }

    /// Adds the lines of what happened to the text.
    pub(super) fn write(
        &self,
        context: &mut Context,
        happening: Happening,
        text: &mut Vec<u8>,
        told: &Told,
    ) -> Result<()> {
        let mut report = match happening {
            Happening::Report(report) => report,
            Happening::Asked { .. } => return Ok(()),
            Happening::Words(words) => {
                // Words stand between the lines before and behind them.
                context.terminal.print_bytes(&std::mem::take(text))?;
                context.terminal.note(escape::line(&words));
                return Ok(());
            }
        };
        let found = linted(&report);
        let (folds, others): (Vec<_>, Vec<_>) =
            found.iter().flatten().cloned().partition(Finding::is_fold);
        if let Some(brief) = findings::brief(&others) {
            report.add_note(brief);
        }
        report::write(context, &report, self.show_body, found.as_deref(), text)?;
        if !folds.is_empty() && !told.folds.replace(true) {
            context.terminal.print_bytes(&std::mem::take(text))?;
            context.terminal.note(FOLDS);
        }
        Ok(())
    }
}

/// What is told once, not with each answer.
#[derive(Default)]
pub(super) struct Told {
    folds: Cell<bool>,
}

/// A fold is no mistake, and every long answer has one.
const FOLDS: &str = "KakaoTalk folds texts after 500 characters, behind a button that shows the rest; `textChunkLimit` 500 cuts them there instead. It is not said again.";

/// What the lint says of what Kakao is told: an answer, or what is posted to a callback URL.
fn linted(report: &ObservedExchange) -> Option<Vec<Finding>> {
    let exchange = &report.exchange;
    if let Some((forward, _)) = &report.forward {
        return (*forward == ForwardPurpose::Callback).then(|| lint(&exchange.request.body));
    }
    let is_call = exchange.protocol == Protocol::KakaoSkill && exchange.is_success();
    let answer = exchange.response.as_ref().filter(|_| is_call)?;
    Some(exchange.protocol.findings(&exchange.request, answer))
}
