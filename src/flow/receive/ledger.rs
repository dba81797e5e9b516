//! Where exchanges go: to the history, and to whoever watches.
use super::Report;
use crate::error::Result;
use crate::io::sqlite::Recorder;
use crate::model::exchange::Exchange;

/// Keeps and tells.
pub(super) struct Ledger {
    recorder: Recorder,
    report: Box<dyn Fn(Report) + Send + Sync>,
}

impl Ledger {
    pub(super) fn new(recorder: Recorder, report: Box<dyn Fn(Report) + Send + Sync>) -> Self {
        Self { recorder, report }
    }

    /// Returns when the exchange is on the disk, or with the reason why it is not.
    pub(super) fn record(&self, exchange: &Exchange) -> Result<()> {
        self.recorder.record(exchange.clone())
    }

    /// Tells what happened.
    pub(super) fn tell(&self, report: Report) {
        (self.report)(report);
    }

    /// Records and tells an exchange on which nothing depends.
    pub(super) fn keep(&self, mut report: Report) {
        if let Err(fault) = self.record(&report.exchange) {
            report.stored = false;
            report.add_note(fault.to_string());
        }
        self.tell(report);
    }
}
