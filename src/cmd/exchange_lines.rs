//! Formats the terminal lines of an observed exchange, for commands that run a server.
use super::context::Context;
use super::failure_notes::FailureNotes;
use crate::error::{Error, Result};
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::history::exchange::Direction;
use crate::model::history::hop::Hop;
use crate::model::kakao::lint::Finding;
use crate::view::live::{self, ActivityLine, Remarks};
use serde::Serialize;
use std::cell::RefCell;

/// Appends the lines of one exchange to the text.
pub(crate) fn push_exchange(
    context: &Context,
    observed: &ObservedExchange,
    show_body: bool,
    findings: Option<&[Finding]>,
    notes: &FailureNotes,
    text: &mut Vec<u8>,
) -> Result<()> {
    let (terminal, exchange) = (&context.terminal, &observed.exchange);
    if terminal.is_json() {
        let line = ActivityLine::observed(observed, findings);
        // A diagnosis looks at the network, and makes later ones of its kind short.
        let is_diagnosed = exchange.hop() != Hop::Callback;
        let diagnose = |exchange: &_| is_diagnosed.then(|| notes.diagnosis(exchange)).flatten();
        let line = line.diagnosed(|exchange| Some(diagnose(exchange)?.into_inner()));
        return push_json_line(text, &line);
    }
    let is_sent_on = exchange.forwarded_from.is_some();
    let why = match is_sent_on && exchange.hop() != Hop::Callback {
        true => notes.lines(exchange, terminal.out_styles()),
        false => Vec::new(),
    };
    if exchange.hop() == Hop::Forwarded {
        // The line of the received event, which follows, shows the outcome: only what is more than that is told.
        let more = why.iter().filter(|_| why.len() > 1);
        more.for_each(|line| push_line(text, line));
        return Ok(());
    }
    let remarks = Remarks {
        duplicate: observed.duplicate,
        not_stored: !observed.is_stored(),
        sent: is_sent_on,
        note: observed.note.as_ref(),
    };
    let width = terminal.out_width();
    push_line(
        text,
        &live::line(exchange, remarks, width, terminal.out_styles()),
    );
    why.iter().for_each(|line| push_line(text, line));
    let is_event = exchange.direction == Direction::Received;
    if show_body && is_event && !exchange.request.body.is_empty() {
        push_line(text, &live::body(exchange));
    }
    Ok(())
}

/// Warns of failed writes to the history or the platform's database.
#[derive(Default)]
pub(crate) struct StorageWarnings {
    /// The last warning; empty before the first.
    last: RefCell<String>,
}

impl StorageWarnings {
    /// Warns if the activity was not stored, unless the last one failed alike. Prints `text` before, to keep the order.
    pub(crate) fn warn(
        &self,
        context: &mut Context,
        activity: &Activity,
        text: &mut Vec<u8>,
    ) -> Result<()> {
        let warning = activity.storage_error().unwrap_or_default();
        if warning.is_empty() || *self.last.borrow() == warning {
            return Ok(());
        }
        context.terminal.print_bytes(&std::mem::take(text))?;
        context.terminal.warn(&warning);
        self.last.replace(warning);
        Ok(())
    }
}

pub(crate) fn push_line(text: &mut Vec<u8>, line: &str) {
    text.extend_from_slice(line.as_bytes());
    text.push(b'\n');
}

pub(crate) fn push_json_line(text: &mut Vec<u8>, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *text, value)
        .map_err(|error| Error::unknown("the result cannot be written as JSON").because(error))?;
    text.push(b'\n');
    Ok(())
}
