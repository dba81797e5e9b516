//! Output of `webhook replay`: stores and prints each delivery, then the summary.
use super::report::ReportFiles;
use super::why::{self, BotInquiry};
use crate::cmd::context::Context;
use crate::error::{Result, Verdict};
use crate::flow::journal::HistorySink;
use crate::flow::replay::{
    ItemOrigin, ReplayItem, ReplayObserver, ReplayOutcome, ReplayPlan, ReplaySummary, Unjudged,
};
use crate::io::signals::StopSignal;
use crate::io::sqlite::History;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::Exchange;
use crate::model::replay::expect::Mismatch;
use crate::model::samples;
use crate::model::text::phrase::Phrase;
use crate::model::time;
use crate::view::kakao::findings;
use crate::view::summary::{self, Goal, SummaryData};
use crate::view::terminal::{Styles, Terminal, label, told};
use crate::view::{delivery, diff, escape, fault_stats};
use serde::Serialize;
use serde_json::Value;
use std::sync::mpsc::Receiver;

/// Observer of a replay: stores and prints deliveries, and checks for Ctrl-C.
pub(super) struct ReplayOutput<'a> {
    context: &'a mut Context,
    history: HistorySink,
    printer: Printer,
    stops: Option<Receiver<StopSignal>>,
    reports: Option<ReportFiles>,
    /// What `--why` takes; `None` without it, and once the bot was asked.
    inquiry: Option<BotInquiry>,
    /// The exchange about which the bot was asked, and what was found; `None` before.
    found: Option<(String, Diagnosis)>,
    /// Whether it is a load test, of which only the first failure of each kind is printed.
    is_load: bool,
    goal: Goal,
}

impl<'a> ReplayOutput<'a> {
    pub(super) fn new(
        context: &'a mut Context,
        plan: &ReplayPlan<'_>,
        stops: Option<Receiver<StopSignal>>,
        reports: Option<ReportFiles>,
        inquiry: Option<BotInquiry>,
    ) -> Self {
        Self {
            history: HistorySink::new(context.history_file()),
            context,
            printer: Printer {
                last_diagnosis: None,
                has_unexplained_identity: plan.identity.is_some(),
                has_unexplained_room: plan.items.iter().any(speaks_of_own_room),
            },
            stops,
            reports,
            inquiry,
            found: None,
            is_load: plan.pace.is_some(),
            goal: Goal {
                total: plan
                    .times
                    .map(|times| u64::from(times) * plan.items.len() as u64),
                duration: plan.pace.as_ref().and_then(|pace| pace.duration),
            },
        }
    }

    /// Waits for all history writes, writes the reports and prints the summary.
    pub(super) fn conclude(mut self, summary: &ReplaySummary) -> Result<()> {
        let history = std::mem::replace(&mut self.history, HistorySink::Failed);
        self.warn_once(history.finish());
        if let Some((id, diagnosis)) = self.found.take() {
            let file = self.context.history_file();
            let kept = file.and_then(|file| History::open_existing(&file));
            let kept = kept.and_then(|mut history| history.keep_diagnosis(&id, &diagnosis));
            self.warn_once(kept);
        }
        self.context.terminal.end_progress();
        // Reports first: printing fails if standard output is closed.
        let reports = self.reports.take();
        let notes = reports
            .map(|reports| reports.write(summary_data(summary)))
            .transpose()?;
        self.print_summary(summary)?;
        for note in notes.into_iter().flatten() {
            self.context.terminal.note(note);
        }
        Ok(())
    }

    /// Warns of a failed write, of which the history reports only the first.
    fn warn_once(&mut self, stored: Result<()>) {
        if let Err(error) = stored {
            let warning = format!("nothing is kept in the history: {error}");
            self.context.terminal.warn(warning);
        }
    }

    fn print_summary(&mut self, summary: &ReplaySummary) -> Result<()> {
        let terminal = &mut self.context.terminal;
        if terminal.is_json() {
            return terminal.print_json(&summary::json(&summary_data(summary)));
        }
        if self.is_load {
            let lines = summary::report(terminal.out_styles(), &summary_data(summary));
            return terminal.print(lines.join("\n"));
        }
        let fault_lines = fault_stats::lines(&summary.faults);
        if summary.total() > 1 || summary.is_interrupted || !fault_lines.is_empty() {
            terminal.note(summary::sentence(&summary_data(summary)));
        }
        for line in fault_lines {
            terminal.note(format!("{line}."));
        }
        Ok(())
    }
}

impl ReplayObserver for ReplayOutput<'_> {
    fn judged(&mut self, mut delivery: ReplayOutcome<'_>) -> Result<()> {
        if why::explain(&mut self.inquiry, &mut delivery)? {
            let id = delivery.exchange.id.clone();
            self.found = delivery.diagnosis.clone().map(|diagnosis| (id, diagnosis));
        }
        if let Some(reports) = &mut self.reports {
            reports.add(&delivery);
        }
        let is_new_failure = delivery.is_first_of_kind
            && (delivery.verdict != Verdict::Yes || delivery.diagnosis.is_some());
        if !self.is_load || is_new_failure {
            let stored = self.history.store(delivery.exchange.clone());
            self.warn_once(stored);
            return self.printer.print(self.context, &delivery);
        }
        let submitted = self.history.submit(delivery.exchange);
        self.warn_once(submitted);
        Ok(())
    }

    fn unjudged(&mut self, label: &str, exchange: Exchange, reason: Unjudged) -> Result<()> {
        if self.is_load {
            let submitted = self.history.submit(exchange);
            self.warn_once(submitted);
            return Ok(());
        }
        let stored = self.history.store(exchange.clone());
        self.warn_once(stored);
        Printer::print_unjudged(self.context, label, &exchange, reason)
    }

    fn progress(&mut self, so_far: &ReplaySummary) {
        let line = summary::progress(&summary_data(so_far), self.goal);
        self.context.terminal.progress(line);
    }

    fn is_cancelled(&mut self) -> bool {
        let stops = self.stops.as_ref();
        stops.is_some_and(|stops| stops.try_recv().is_ok())
    }
}

fn summary_data(summary: &ReplaySummary) -> SummaryData<'_> {
    SummaryData {
        total: summary.total(),
        expected: summary.expected,
        unexpected: summary.unexpected,
        unreached: summary.unreached,
        uncompared: summary.uncompared,
        warmup: summary.warmup,
        unsent: summary.unsent,
        cut_off: summary.unfinished,
        is_interrupted: summary.is_interrupted,
        elapsed: summary.elapsed,
        throughput: summary.throughput(),
        statuses: &summary.statuses,
        causes: &summary.causes,
        latency: &summary.latency,
        fault_stats: &summary.faults,
        is_from_due: summary.is_measured_from_due,
    }
}

/// JSON line of an attempt that was not judged.
#[derive(Serialize)]
struct UnjudgedLine<'a> {
    r#type: &'static str,
    payload: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_in_ms: Option<f64>,
    #[serde(flatten)]
    exchange: &'a Exchange,
}

/// Explains a difference that new ids and times may have caused.
const NEW_IDENTITY_HINT: &str = "Ids and times were made anew. --keep-ids sends the recorded ones; --ignore leaves out what may change.";

/// Prints deliveries as text or as lines of JSON.
struct Printer {
    /// Diagnosis printed last. Repetitions of it are not printed.
    last_diagnosis: Option<Diagnosis>,
    /// Whether payloads got new ids and times and the hint about it has not been printed yet.
    has_unexplained_identity: bool,
    /// Whether a sample speaks of a room of its own and the hint about it has not been printed yet.
    has_unexplained_room: bool,
}

/// Returns whether the item is a sample of an event in a room that no platform has.
fn speaks_of_own_room(item: &ReplayItem) -> bool {
    item.origin == ItemOrigin::Sample && sample_room(&item.captured.request.body).is_some()
}

/// Returns room and message of an event; `None` if it names none.
fn sample_room(body: &[u8]) -> Option<(i64, i64)> {
    let event: Value = serde_json::from_slice(body).ok()?;
    let message = &event["message"];
    Some((
        message["room_id"].as_i64()?,
        message["message_id"].as_i64()?,
    ))
}

/// Returns whether the bot answered with an error that it may have got from the platform's API: frameworks answer 401,
/// 403, 404 and 405 before a bot acts on an event.
fn may_come_from_api(exchange: &Exchange) -> bool {
    let status = exchange.response.as_ref().map(|response| response.status);
    status.is_some_and(|status| status >= 400 && !matches!(status, 401 | 403 | 404 | 405))
}

impl Printer {
    fn print_unjudged(
        context: &mut Context,
        payload: &str,
        exchange: &Exchange,
        reason: Unjudged,
    ) -> Result<()> {
        let terminal = &mut context.terminal;
        let retry_in = match reason {
            Unjudged::WillRetry(pause) => Some(pause),
            Unjudged::AbortedByMomo => None,
        };
        if terminal.is_json() {
            return terminal.print_json(&UnjudgedLine {
                r#type: "attempt",
                payload,
                retry_in_ms: retry_in.map(time::millis),
                exchange,
            });
        }
        let line = delivery::line(terminal.out_styles(), payload, exchange, false);
        terminal.print(match retry_in {
            Some(pause) => format!("{line}  {}", told(&format!("again in {pause:.0?}"))),
            None => format!("{line}  {}", label("not judged")),
        })
    }

    fn print(&mut self, context: &mut Context, outcome: &ReplayOutcome<'_>) -> Result<()> {
        let terminal = &mut context.terminal;
        if terminal.is_json() {
            return terminal.print_json(&delivery::DeliveryLine::new(&outcome.as_result()));
        }
        let lines = self.lines(terminal, outcome);
        terminal.print(lines.join("\n"))
    }

    fn lines(&mut self, terminal: &Terminal, outcome: &ReplayOutcome<'_>) -> Vec<String> {
        let (styles, width) = (terminal.out_styles(), terminal.width());
        let is_good = outcome.verdict == Verdict::Yes;
        let mut lines = vec![delivery::line(
            styles,
            outcome.label,
            &outcome.exchange,
            is_good,
        )];
        if !is_good {
            lines.extend(delivery::answer(styles, &outcome.exchange, width));
            lines.extend(mismatch_lines(
                styles,
                &outcome.mismatch,
                &outcome.exchange,
                width,
            ));
            if outcome.mismatch.diff.is_some() && std::mem::take(&mut self.has_unexplained_identity)
            {
                let hint = format!(
                    "  {} {}",
                    styles.faint(told("hint:")),
                    told(NEW_IDENTITY_HINT)
                );
                lines.push(styles.prose(&hint));
            }
        }
        lines.extend(findings::indented(&outcome.mismatch.findings, styles));
        if let Some(diagnosis) = &outcome.diagnosis
            && self.last_diagnosis.as_ref() != Some(diagnosis)
        {
            let mut diagnosis_lines = delivery::diagnosis(styles, diagnosis);
            if terminal.is_quiet() {
                diagnosis_lines.truncate(1);
            }
            lines.extend(diagnosis_lines);
            self.last_diagnosis = Some(diagnosis.clone());
        }
        if !is_good && self.has_unexplained_room && may_come_from_api(&outcome.exchange) {
            lines.extend(self.room_hint(terminal, outcome));
        }
        lines
    }
}

impl Printer {
    /// Returns the hint that room and message are the sample's own; `None` if the delivery is of no sample or the user
    /// set another room.
    fn room_hint(&mut self, terminal: &Terminal, outcome: &ReplayOutcome<'_>) -> Option<String> {
        let (own_room, _) = sample_room(&samples::find(outcome.label)?.raw())?;
        let sent = sample_room(&outcome.exchange.request.body);
        let (room, message) = sent.filter(|(room, _)| *room == own_room)?;
        self.has_unexplained_room = false;
        let hint = Phrase::new("replay.sample-room");
        let hint = hint.with("room", room).with("message", message);
        Some(delivery::hint(terminal.out_styles(), &hint))
    }
}

/// Formats the failed expectations. An error status alone is omitted, because the first line shows it.
fn mismatch_lines(
    styles: Styles,
    mismatch: &Mismatch,
    exchange: &Exchange,
    width: usize,
) -> Vec<String> {
    let expectations = &mismatch.expected;
    let is_plain = expectations.len() == 1 && mismatch.has_wrong_status && !exchange.is_success();
    let expectations = expectations.iter().filter(|_| !is_plain);
    let mut lines: Vec<_> = expectations
        .map(|expectation| {
            format!(
                "  {} {}",
                label("expected"),
                escape::line(&told(expectation))
            )
        })
        .collect();
    if let Some(diff) = &mismatch.diff {
        lines.extend(diff::lines(styles, diff, Some(width)));
    }
    if mismatch.has_no_recording {
        lines.push(format!(
            "  {}",
            told("no answer was recorded that this one could be compared with")
        ));
    }
    lines
}
