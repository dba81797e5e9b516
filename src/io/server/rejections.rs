//! Reports connections without a slot, and evicted ones, to the handler: at most once a second and with their number.
//!
//! Overload brings thousands per second; single reports would block the handler. A reporter thread starts with the
//! first one and ends after a second without any. It calls the handler without holding the lock.
use super::{Handler, RejectedRequest, rejected_unread};
use crate::model::diagnosis::BUSY;
use parking_lot::Mutex;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

/// Minimum time between two reports.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// Counts such connections and reports them.
pub(super) struct RejectionReporter {
    handler: Arc<dyn Handler>,
    pending: Mutex<PendingRejections>,
}

#[derive(Debug, Default)]
struct PendingRejections {
    /// Whether the reporter thread runs.
    is_reporting: bool,
    /// Connections that got no slot.
    no_slot: RejectionCount,
    /// Evicted connections with a partly received request.
    evicted: RejectionCount,
}

/// Number of connections and the last peer; `None` without any.
type RejectionCount = Option<(usize, SocketAddr)>;

impl RejectionReporter {
    pub(super) fn new(handler: Arc<dyn Handler>) -> Arc<Self> {
        let pending = Mutex::default();
        Arc::new(Self { handler, pending })
    }

    pub(super) fn count_no_slot(self: &Arc<Self>, peer: SocketAddr) {
        self.update(|pending| count_one(&mut pending.no_slot, peer));
    }

    pub(super) fn count_evicted(self: &Arc<Self>, peer: SocketAddr) {
        self.update(|pending| count_one(&mut pending.evicted, peer));
    }

    fn update(self: &Arc<Self>, update: impl FnOnce(&mut PendingRejections)) {
        let mut pending = self.pending.lock();
        update(&mut pending);
        if pending.is_reporting {
            return;
        }
        let reporter = self.clone();
        let thread = std::thread::Builder::new().name("turned away".into());
        // If no thread can be started, the next rejection tries again.
        pending.is_reporting = thread.spawn(move || reporter.report_until_quiet()).is_ok();
    }

    fn report_until_quiet(&self) {
        while let Some(reports) = self.take_pending() {
            for rejected in reports {
                let report = AssertUnwindSafe(|| self.handler.rejected(rejected));
                let _ = catch_unwind(report);
            }
            std::thread::sleep(REPORT_INTERVAL);
        }
    }

    /// Takes the pending reports. `None` ends the reporter thread.
    fn take_pending(&self) -> Option<Vec<RejectedRequest>> {
        let mut pending = self.pending.lock();
        let rejected = |status, reason, counted: RejectionCount| {
            let (count, peer) = counted?;
            Some(RejectedRequest {
                count,
                ..rejected_unread(status, reason, peer)
            })
        };
        let no_slot = rejected(Some(503), BUSY, pending.no_slot.take());
        let evicted = rejected(
            None,
            "closed before its request was whole, to make room for another",
            pending.evicted.take(),
        );
        let reports: Vec<_> = no_slot.into_iter().chain(evicted).collect();
        pending.is_reporting = !reports.is_empty();
        pending.is_reporting.then_some(reports)
    }
}

fn count_one(count: &mut RejectionCount, peer: SocketAddr) {
    *count = Some((count.map_or(1, |(count, _)| count + 1), peer));
}
