//! Where exchanges go: to the history, and to whoever watches.
use super::ObservedExchange;
use crate::error::Result;
use crate::io::sqlite::Recorder;
use crate::model::diagnosis::NOT_STORED;
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;

/// Keeps and tells.
pub(in crate::flow) struct Journal {
    recorder: Recorder,
    observer: Box<dyn Fn(ObservedExchange) + Send + Sync>,
}

impl Journal {
    pub(in crate::flow) fn new(
        recorder: Recorder,
        observer: Box<dyn Fn(ObservedExchange) + Send + Sync>,
    ) -> Self {
        Self { recorder, observer }
    }

    /// Returns when the exchange is on the disk, or with the reason why it is not.
    pub(in crate::flow) fn store(&self, exchange: &Exchange) -> Result<()> {
        self.recorder.record(exchange.clone())
    }

    /// Keeps an event before it is answered. What cannot be kept is not taken: the answer that is given then tells its
    /// sender to send it again.
    pub(in crate::flow) fn record_before_reply(&self, report: &mut ObservedExchange) -> Option<Response> {
        let fault = self.store(&report.exchange).err()?;
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
    pub(in crate::flow) fn publish(&self, report: ObservedExchange) {
        (self.observer)(report);
    }

    /// Records and tells an exchange on which nothing depends.
    pub(in crate::flow) fn record(&self, mut report: ObservedExchange) {
        if let Err(fault) = self.store(&report.exchange) {
            report.stored = false;
            report.add_note(fault.to_string());
        }
        self.publish(report);
    }
}
