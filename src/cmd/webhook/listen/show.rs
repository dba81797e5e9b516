//! What the receiver shows: that it is ready, what comes in, and the summary at the end.
use super::queue::{Message, Queue};
use super::{Greeting, Listen};
use crate::cmd::context::Context;
use crate::error::{Error, Result};
use crate::flow::receive::{Forward, Report, Tally};
use crate::io::signals::Stop;
use crate::model::exchange::{Direction, Exchange};
use crate::model::route::Route;
use crate::view::live::{self, Remarks};
use serde::Serialize;
use serde_json::json;
use std::sync::mpsc::Receiver;

/// How much is written at a time, about.
const PIECE: usize = 64 * 1024;

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

impl<'a> ExchangeLine<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            r#type: "exchange",
            exchange: &report.exchange,
            duplicate: report.duplicate,
            stored: report.stored,
            note: report.note.as_deref(),
            forwarded_from: report.forward.as_ref().map(|(_, source)| &**source),
        }
    }
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
        json!({
            "type": "ready",
            "url": greeting.url,
            "port": greeting.address.port(),
            "path": self.path,
            "allow_unsigned": self.allow_unsigned,
            "forward_to": targets,
            "seed": seed,
        })
    }
}

/// What is shown of what happens.
pub(super) struct Screen<'a> {
    listen: &'a Listen,
    queue: Queue,
    /// Of how many reports it was said that they are not shown.
    passed_over: u64,
}

impl<'a> Screen<'a> {
    pub(super) fn new(listen: &'a Listen, queue: Queue) -> Self {
        Self {
            listen,
            queue,
            passed_over: 0,
        }
    }

    /// Shows a report and those that wait behind it, in one write. Gives the end that was asked for among them.
    pub(super) fn show(
        &mut self,
        context: &mut Context,
        first: Message,
        waiting: &Receiver<Message>,
    ) -> Result<Option<Stop>> {
        let mut text = Vec::new();
        let mut stop = None;
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Report(report) => {
                    self.queue.tally().add(&report);
                    self.listen.write(context, &report, &mut text)?;
                }
                Message::Stop(asked) => stop = Some(asked),
            }
            let goes_on = stop.is_none() && text.len() < PIECE;
            next = goes_on.then(|| waiting.try_recv().ok()).flatten();
        }
        self.pass_over(context, &mut text)?;
        context.terminal.print_bytes(&text)?;
        Ok(stop)
    }

    /// Says how many reports found no room to wait.
    fn pass_over(&mut self, context: &Context, text: &mut Vec<u8>) -> Result<()> {
        let not_shown = self.queue.tally().not_shown;
        let count = not_shown - std::mem::replace(&mut self.passed_over, not_shown);
        if count == 0 {
            return Ok(());
        }
        let terminal = &context.terminal;
        if terminal.is_json() {
            return json_line(text, &json!({ "type": "not_shown", "count": count }));
        }
        let words = format!("... and {count} more");
        line(text, &terminal.ink().faint(words));
        Ok(())
    }

    /// The summary: words for people, the last line for programs.
    pub(super) fn farewell(&self, context: &mut Context, other_types: u64) -> Result<()> {
        #[derive(Serialize)]
        struct Summary<'a> {
            r#type: &'static str,
            #[serde(flatten)]
            tally: &'a Tally,
        }
        let mut tally = self.queue.tally().clone();
        tally.other_types = other_types;
        if context.terminal.is_json() {
            context.terminal.print_json(&Summary {
                r#type: "summary",
                tally: &tally,
            })?;
        }
        context.terminal.note(tally.to_string());
        Ok(())
    }
}

impl Listen {
    /// The lines of one exchange.
    fn write(&self, context: &Context, report: &Report, text: &mut Vec<u8>) -> Result<()> {
        let terminal = &context.terminal;
        let exchange = &report.exchange;
        if terminal.is_json() {
            return json_line(text, &ExchangeLine::of(report));
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
        line(text, &live::line(exchange, remarks, width, terminal.ink()));
        let is_event = exchange.direction == Direction::Received;
        if self.show_body && is_event && !exchange.request.body.is_empty() {
            line(text, &live::body(exchange));
        }
        Ok(())
    }
}

fn line(text: &mut Vec<u8>, line: &str) {
    text.extend_from_slice(line.as_bytes());
    text.push(b'\n');
}

fn json_line(text: &mut Vec<u8>, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *text, value)
        .map_err(|error| Error::unknown("the result cannot be written as JSON").because(error))?;
    text.push(b'\n');
    Ok(())
}
