//! What `webhook replay` does with each delivery: keeps it, prints it, and counts them at the end.
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use crate::flow::replay::{Delivery, Summary};
use crate::io::sqlite::Recorder;
use crate::model::diagnosis::Diagnosis;
use crate::model::exchange::Exchange;
use crate::model::status::StatusSet;
use crate::view::delivery;
use crate::view::terminal::Terminal;
use serde::Serialize;

/// Writes each exchange to the history. A history that cannot be written stops no replay.
pub(super) enum Keeper {
    /// Nothing was sent yet.
    NotYet,
    /// What is sent is kept.
    Open(Recorder),
    /// It was said that nothing is kept.
    Failed,
}

impl Keeper {
    /// Keeps it; warns once where that fails.
    pub(super) fn keep(&mut self, exchange: &Exchange, context: &mut Context) {
        if let Self::NotYet = self {
            let home = context.home();
            let opened = home.and_then(|home| Recorder::start(&home.history_file()));
            *self = Self::or_warn(opened.map(Self::Open), context);
        }
        if let Self::Open(recorder) = self
            && let Err(error) = recorder.record(exchange.clone())
        {
            *self = Self::or_warn(Err(error), context);
        }
    }

    fn or_warn(opened: Result<Self>, context: &mut Context) -> Self {
        opened.unwrap_or_else(|error| {
            let terminal = &mut context.terminal;
            terminal.warn(format!("nothing is kept in the history: {error}"));
            Self::Failed
        })
    }
}

/// A delivery as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    payload: &'a str,
    expected: bool,
    #[serde(flatten)]
    exchange: &'a Exchange,
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<&'a Diagnosis>,
}

/// Prints deliveries as text or as lines of JSON.
pub(super) struct Printer<'a> {
    /// The statuses that are as they should be.
    pub(super) expected: &'a StatusSet,
    /// What was last said of a delivery: of a hundred alike it is said once.
    pub(super) said: Option<Diagnosis>,
}

impl Printer<'_> {
    /// One delivery.
    pub(super) fn print(&mut self, context: &mut Context, found: &Delivery<'_>) -> Result<()> {
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return terminal.print_json(&Line {
                r#type: "exchange",
                payload: found.label,
                expected: found.verdict == Verdict::Yes,
                exchange: found.exchange,
                diagnosis: found.diagnosis.as_ref(),
            });
        }
        let lines = self.lines(terminal, found);
        terminal.print(lines.join("\n"))
    }

    fn lines(&mut self, terminal: &Terminal, found: &Delivery<'_>) -> Vec<String> {
        let (ink, width) = (terminal.ink(), terminal.width());
        let is_good = found.verdict == Verdict::Yes;
        let mut lines = vec![delivery::line(ink, found.label, found.exchange, is_good)];
        let response = found.exchange.response.as_ref();
        if !is_good {
            lines.extend(delivery::answer(ink, found.exchange, width));
            if response.is_some_and(|response| response.is_success()) {
                lines.push(format!("  expected was {}", self.expected));
            }
        }
        if let Some(diagnosis) = &found.diagnosis
            && self.said.as_ref() != Some(diagnosis)
        {
            let mut words = delivery::diagnosis(ink, diagnosis);
            if terminal.is_quiet() {
                words.truncate(1);
            }
            lines.extend(words);
            self.said = Some(diagnosis.clone());
        }
        lines
    }
}

/// The last words: a line of JSON always, a sentence where there was more than one delivery.
pub(super) fn conclude(context: &mut Context, summary: &Summary) -> Result<()> {
    let terminal = &mut context.terminal;
    let middle = summary
        .millis
        .get(summary.millis.len().saturating_sub(1) / 2);
    let (fastest, slowest) = (summary.millis.first(), summary.millis.last());
    if terminal.is_json() {
        return terminal.print_json(&serde_json::json!({
            "type": "summary",
            "deliveries": summary.total(),
            "expected": summary.expected,
            "unexpected": summary.unexpected,
            "unreached": summary.unreached,
            "fastest_ms": fastest, "median_ms": middle, "slowest_ms": slowest,
        }));
    }
    if summary.total() < 2 {
        return Ok(());
    }
    let mut words = vec![format!(
        "{} deliveries: {} as expected",
        summary.total(),
        summary.expected
    )];
    if summary.unexpected > 0 {
        words.push(format!("{} not", summary.unexpected));
    }
    if summary.unreached > 0 {
        words.push(format!("{} reached nobody", summary.unreached));
    }
    let times = match (fastest, middle, slowest) {
        (Some(fastest), Some(middle), Some(slowest)) => {
            format!(
                "; answers took {fastest:.0} to {slowest:.0} ms, half of them at most {middle:.0} ms"
            )
        }
        _ => String::new(),
    };
    terminal.note(format!("{}{times}.", words.join(", ")));
    Ok(())
}
