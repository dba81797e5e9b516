//! Records exchanges in the history and publishes them to an observer.
use super::ObservedExchange;
use crate::error::Result;
use crate::io::sqlite::Recorder;
use crate::model::diagnosis::NOT_STORED;
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;

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

    /// Writes an exchange and waits until it is on disk.
    pub(in crate::flow) fn store(&self, exchange: &Exchange) -> Result<()> {
        self.recorder.record(exchange.clone())
    }

    /// Records an event before its response is sent.
    /// Returns a 503 that replaces a 2xx response if the write failed, so that the sender retries; else `None`.
    pub(in crate::flow) fn record_before_reply(
        &self,
        observed: &mut ObservedExchange,
    ) -> Option<Response> {
        let error = self.store(&observed.exchange).err()?;
        observed.stored = false;
        observed.add_note(error.to_string());
        if !observed.exchange.is_success() {
            return None;
        }
        let response = Response::text(503, NOT_STORED);
        observed.exchange.response = Some(response.clone());
        Some(response)
    }

    pub(in crate::flow) fn publish(&self, observed: ObservedExchange) {
        (self.observer)(observed);
    }

    /// Records and publishes an exchange whose response does not depend on the write.
    pub(in crate::flow) fn record(&self, mut observed: ObservedExchange) {
        if let Err(error) = self.store(&observed.exchange) {
            observed.stored = false;
            observed.add_note(error.to_string());
        }
        self.publish(observed);
    }
}
