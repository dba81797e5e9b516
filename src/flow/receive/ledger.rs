//! Where exchanges go: to the history, and to whoever watches.
use super::Report;
use crate::error::Result;
use crate::io::sqlite::Recorder;
use crate::model::diagnosis::NOT_STORED;
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;

/// Keeps and tells.
pub(in crate::flow) struct Ledger {
    recorder: Recorder,
    report: Box<dyn Fn(Report) + Send + Sync>,
}

impl Ledger {
    pub(in crate::flow) fn new(
        recorder: Recorder,
        report: Box<dyn Fn(Report) + Send + Sync>,
    ) -> Self {
        Self { recorder, report }
    }

    /// Returns when the exchange is on the disk, or with the reason why it is not.
    pub(in crate::flow) fn record(&self, exchange: &Exchange) -> Result<()> {
        self.recorder.record(exchange.clone())
    }

    /// Keeps an event before it is answered. What cannot be kept is not taken: the answer that is given then tells its
    /// sender to send it again.
    pub(in crate::flow) fn secure(&self, report: &mut Report) -> Option<Response> {
        let fault = self.record(&report.exchange).err()?;
        report.stored = false;
        report.add_note(fault.to_string());
        if !report.exchange.is_success() {
            return None;
        }
        let refusal = Response::text(503, NOT_STORED);
        report.exchange.response = Some(refusal.clone());
        Some(refusal)
    }

    /// Tells what happened.
    pub(in crate::flow) fn tell(&self, report: Report) {
        (self.report)(report);
    }

    /// Records and tells an exchange on which nothing depends.
    pub(in crate::flow) fn keep(&self, mut report: Report) {
        if let Err(fault) = self.record(&report.exchange) {
            report.stored = false;
            report.add_note(fault.to_string());
        }
        self.tell(report);
    }
}
