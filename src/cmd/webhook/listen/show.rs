//! What the receiver shows: that it is ready, what comes in, and the summary at the end.
use super::{Greeting, Listen};
use crate::cmd::context::Context;
use crate::error::Result;
use crate::flow::receive::{Forward, Report, Tally};
use crate::model::exchange::{Direction, Exchange};
use crate::model::route::Route;
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
    /// Of an event that was handed on: the exchange in which it had come.
    #[serde(skip_serializing_if = "Option::is_none")]
    forwarded_from: Option<&'a str>,
}

impl Listen {
    /// The ready line, and what a person should know before the first event.
    pub(super) fn greet(&self, context: &mut Context, greeting: &Greeting) -> Result<()> {
        let terminal = &mut context.terminal;
        let Greeting { address, url, .. } = greeting;
        if terminal.is_json() {
            terminal.print_json(&self.ready_line(greeting))?;
        } else {
            let any = match self.path {
                None => " (any path)",
                Some(_) => "",
            };
            let ink = terminal.ink();
            terminal.print(format!("listening on {}{any}", ink.strong(url)))?;
        }
        terminal.note(format!("{}; Ctrl-C ends it", greeting.checks));
        for route in &greeting.routes {
            terminal.note(format!("forwards {route}"));
        }
        if greeting.rehearsal.fail_rate > 0.0 {
            let seed = greeting.rehearsal.seed;
            terminal.note(format!("`--seed {seed}` fails the same events again"));
        }
        if self.allow_unsigned {
            terminal.warn("events without a valid signature are taken too");
        }
        if !address.ip().is_loopback() {
            terminal.warn("other machines can reach this address");
        }
        if !terminal.is_json() && terminal.out_is_terminal() {
            let headings = live::headings(terminal.out_width());
            terminal.heading(&headings);
        }
        Ok(())
    }

    fn ready_line(&self, greeting: &Greeting) -> serde_json::Value {
        let rehearsal = &greeting.rehearsal;
        let seed = (rehearsal.fail_rate > 0.0).then_some(rehearsal.seed);
        let targets: Vec<_> = greeting.routes.iter().map(Route::url).collect();
        serde_json::json!({
            "type": "ready",
            "url": greeting.url,
            "port": greeting.address.port(),
            "path": self.path,
            "allow_unsigned": self.allow_unsigned,
            "forward_to": targets,
            "seed": seed,
        })
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
                forwarded_from: report.forward.as_ref().map(|(_, source)| &**source),
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
