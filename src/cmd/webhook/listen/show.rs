//! What the receiver shows: that it is ready, what comes in, and the summary at the end.
use super::Listen;
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::receive::{Receiver, Report, Tally};
use crate::model::exchange::{Direction, Exchange};
use crate::view::live::{self, Remarks};
use serde::Serialize;

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
}

impl Listen {
    /// The ready line, and what a person should know before the first event.
    pub(super) fn greet(
        &self,
        context: &mut Context,
        receiver: &Receiver,
        checks: &str,
    ) -> Result<()> {
        let path = self.path.as_deref().unwrap_or("/");
        let (address, url) = (receiver.address(), format!("{}{path}", receiver.url()));
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            let ready = serde_json::json!({
                "type": "ready", "url": url, "port": address.port(), "path": self.path, "allow_unsigned": self.allow_unsigned,
            });
            terminal.print_json(&ready)?;
        } else {
            let any = if self.path.is_none() {
                " (any path)"
            } else {
                ""
            };
            let ink = terminal.ink();
            terminal.print(format!("listening on {}{any}", ink.strong(&url)))?;
        }
        terminal.note(format!("{checks}; Ctrl-C ends it"));
        if self.allow_unsigned {
            terminal.warn("events without a valid signature are taken too");
        }
        if !address.ip().is_loopback() {
            terminal.warn("other machines can reach this address");
        }
        if !terminal.is_json() && terminal.out_is_terminal() {
            terminal.heading(live::HEADINGS);
        }
        Ok(())
    }

    /// One exchange, as it happens.
    pub(super) fn show(
        &self,
        context: &mut Context,
        report: &Report,
        tally: &mut Tally,
    ) -> Result<()> {
        tally.add(report);
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return terminal.print_json(&ExchangeLine {
                r#type: "exchange",
                exchange: &report.exchange,
                duplicate: report.duplicate,
                stored: report.stored,
                note: report.note.as_deref(),
            });
        }
        let remarks = Remarks {
            duplicate: report.duplicate,
            unstored: !report.stored,
            note: report.note.as_deref(),
        };
        terminal.print(live::line(&report.exchange, remarks, terminal.ink()))?;
        let is_event = report.exchange.direction == Direction::Received;
        if self.show_body && is_event && !report.exchange.request.body.is_empty() {
            terminal.print(live::body(&report.exchange))?;
        }
        Ok(())
    }
}

/// The summary: words for people, the last line for programs.
pub(super) fn farewell(context: &mut Context, tally: &Tally) -> Result<()> {
    if context.terminal.is_json() {
        #[derive(Serialize)]
        struct Summary<'a> {
            r#type: &'static str,
            #[serde(flatten)]
            tally: &'a Tally,
        }
        context.terminal.print_json(&Summary {
            r#type: "summary",
            tally,
        })?;
    }
    context.terminal.note(tally.to_string());
    Ok(())
}
