//! The journal of a server: stores exchanges in the history, and publishes what happens to page and terminal.
//!
//! Threads: connection threads, the platform's two dispatcher threads, and the threads of copies, skill calls, agents
//! and callbacks record and publish. Each may block on the recorder's thread, which commits in groups. Publishing
//! never blocks on I/O: the page's [`UpdateFeed`] is a ring in memory, and the observer puts the activity into a queue
//! of the main thread, which alone writes to the terminal. An exchange is stored before it is published, so a page that
//! misses an update finds it in the history.
//!
//! Locks: a caller may hold locks while it publishes (the platform: `bot_changes`, `store`, the outbox, `fault_rules`, in
//! this order). The feed's lock comes last; the journal itself has none.
mod history_sink;
mod perform;
mod update_feed;

pub use history_sink::HistorySink;

pub(in crate::flow) use perform::{id_suffix, perform, perform_api_call, sent_exchange};
pub(in crate::flow) use update_feed::UpdateFeed;

use crate::error::Result;
use crate::io::sqlite::{PendingWrite, Recorder};
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::diagnosis::NOT_STORED;
use crate::model::http::Response;
use crate::model::text::phrase::Phrase;
use std::path::Path;
use std::sync::Arc;

/// Receives activities for the terminal; called from any thread, perhaps with locks held, so it must not block.
pub type Observer = Arc<dyn Fn(Activity) + Send + Sync>;

pub(in crate::flow) struct Journal {
    recorder: Recorder,
    /// The updates of the page.
    pub(in crate::flow) updates: UpdateFeed,
    observer: Option<Observer>,
}

impl Journal {
    /// Creates a journal; without an observer it publishes to the page only.
    pub(in crate::flow) fn new(recorder: Recorder, observer: Option<Observer>) -> Result<Self> {
        Ok(Self {
            recorder,
            updates: UpdateFeed::new()?,
            observer,
        })
    }

    /// Returns the path of the history's database.
    pub(in crate::flow) fn history(&self) -> &Path {
        self.recorder.path()
    }

    /// Records an event before its response is sent.
    /// Returns a 503 that replaces a 2xx response if the write failed, so that the sender retries; else `None`.
    pub(in crate::flow) fn record_before_reply(
        &self,
        observed: &mut ObservedExchange,
    ) -> Option<Response> {
        let submitted = self.recorder.submit(&mut observed.exchange);
        await_write(submitted, observed);
        self.reply_after_write(observed)
    }

    /// Records an event and returns; calls `then` when it is on disk or could not be stored, with what
    /// [`record_before_reply`](Self::record_before_reply) returns. It is called on the thread that writes the history, so it must
    /// not wait.
    pub(in crate::flow) fn record_then(
        self: &Arc<Self>,
        observed: ObservedExchange,
        then: impl FnOnce(ObservedExchange, Option<Response>) + Send + 'static,
    ) {
        let journal = self.clone();
        let after_write = move |mut observed, written| {
            note_failure(written, &mut observed);
            let response = journal.reply_after_write(&mut observed);
            then(observed, response);
        };
        self.recorder
            .submit_then(observed, |it| &mut it.exchange, after_write);
    }

    /// Returns the 503 that replaces a 2xx response if the exchange could not be stored.
    fn reply_after_write(&self, observed: &mut ObservedExchange) -> Option<Response> {
        self.publish_displacement();
        if observed.is_stored() || !observed.exchange.is_success() {
            return None;
        }
        let response = Response::text(503, NOT_STORED);
        Arc::make_mut(&mut observed.exchange).response = Some(response.clone());
        Some(response)
    }

    /// Records and publishes an exchange whose response does not depend on the write.
    pub(in crate::flow) fn record(&self, observed: ObservedExchange) {
        self.record_all(vec![observed]);
    }

    /// Records exchanges in one go, then publishes them, even those that could not be stored.
    pub(in crate::flow) fn record_all(&self, mut all: Vec<ObservedExchange>) {
        let submitted: Vec<_> = all
            .iter_mut()
            .map(|observed| self.recorder.submit(&mut observed.exchange))
            .collect();
        for (submitted, observed) in submitted.into_iter().zip(&mut all) {
            await_write(submitted, observed);
        }
        self.publish_displacement();
        self.publish_all(all.into_iter().map(Box::new).map(Activity::Exchange));
    }

    /// Publishes once that the limits of the history have begun to displace exchanges.
    fn publish_displacement(&self) {
        if let Some(retention) = self.recorder.first_displacement() {
            self.publish(Activity::HistoryLimit(retention));
        }
    }

    pub(in crate::flow) fn publish(&self, activity: Activity) {
        self.publish_all([activity]);
    }

    /// Publishes activities in this order, for the page without others between them.
    pub(in crate::flow) fn publish_all(&self, activities: impl IntoIterator<Item = Activity>) {
        let activities: Vec<_> = activities.into_iter().collect();
        self.updates.publish(&activities);
        if let Some(observer) = &self.observer {
            let shown = activities.into_iter().filter(|it| !it.is_for_page_only());
            shown.for_each(|activity| observer(activity));
        }
    }
}

/// Waits until the exchange is on disk. Notes a failure.
fn await_write(submitted: Result<PendingWrite>, observed: &mut ObservedExchange) {
    note_failure(submitted.and_then(PendingWrite::wait), observed);
}

/// Notes why the exchange is not on disk, if it is not.
fn note_failure(written: Result<()>, observed: &mut ObservedExchange) {
    if let Err(error) = written {
        observed.storage_error = Some(error.to_string());
        observed.add_note(Phrase::verbatim(error.to_string()));
    }
}
