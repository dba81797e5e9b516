//! What a server reports, one line an exchange, and the summary at its end.
use super::context::Context;
use crate::error::Result;
use crate::flow::receive::{Forward, Report};
use crate::model::exchange::{Direction, Exchange};
use crate::model::kakao::lint::Finding;
use crate::view::live::{self, Remarks};
use serde::Serialize;
use std::fmt::Display;

/// A line of `--json`.
#[derive(Serialize)]
struct ExchangeLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    exchange: &'a Exchange,
    duplicate: bool,
    stored: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// Of an event that was handed on: the exchange in which it had come.
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded_from: Option<&'a str>,
    /// What the lint says of a skill's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings: Option<&'a [Finding]>,
}

/// Prints one exchange, as it happens.
pub(crate) fn print(
    context: &mut Context,
    report: &Report,
    show_body: bool,
    findings: Option<&[Finding]>,
) -> Result<()> {
    let terminal = &mut context.terminal;
    if terminal.is_json() {
        return terminal.print_json(&ExchangeLine {
            r#type: "exchange",
            exchange: &report.exchange,
            duplicate: report.duplicate,
            stored: report.stored,
            note: report.note.as_deref(),
            forwarded_from: report.forward.as_ref().map(|(_, source)| &**source),
            findings,
        });
    }
    if matches!(report.forward, Some((Forward::Answers, _))) {
        // The line of the event itself says how it went.
        return Ok(());
    }
    let remarks = Remarks {
        duplicate: report.duplicate,
        unstored: !report.stored,
        sent: report.forward.is_some(),
        note: report.note.as_deref(),
    };
    let width = terminal.out_width();
    terminal.print(live::line(&report.exchange, remarks, width, terminal.ink()))?;
    let is_event = report.exchange.direction == Direction::Received;
    if show_body && is_event && !report.exchange.request.body.is_empty() {
        terminal.print(live::body(&report.exchange))?;
    }
    Ok(())
}

/// The summary: words for people, the last line for programs.
pub(crate) fn farewell(context: &mut Context, tally: &(impl Serialize + Display)) -> Result<()> {
    if context.terminal.is_json() {
        #[derive(Serialize)]
        struct Summary<'a, T> {
            r#type: &'static str,
            #[serde(flatten)]
            tally: &'a T,
        }
        context.terminal.print_json(&Summary {
            r#type: "summary",
            tally,
        })?;
    }
    context.terminal.note(tally.to_string());
    Ok(())
}
