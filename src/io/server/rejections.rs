//! What the handler hears of connections that found no place: at most once a second, with how many they were.
//!
//! They come by the thousand a second when they come; told one by one they would keep the handler from its work.
use super::{Handler, RejectedRequest, rejected_unread};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often the handler hears of them.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// Connections that found no place, and were not told of yet.
pub(super) struct RejectionReporter {
    handler: Arc<dyn Handler>,
    lock_pending: Mutex<PendingRejections>,
}

#[derive(Debug, Default)]
struct PendingRejections {
    /// Whether a thread is telling.
    is_reporting: bool,
    /// Turned away when they came.
    no_slot: RejectionCount,
    /// Closed to make room, with a part of their request already here.
    evicted: RejectionCount,
}

/// How many, and the last of them.
type RejectionCount = Option<(usize, SocketAddr)>;

impl RejectionReporter {
    pub(super) fn new(handler: Arc<dyn Handler>) -> Arc<Self> {
        let counts = Mutex::default();
        Arc::new(Self { handler, lock_pending: counts })
    }

    /// Counts a connection that was turned away.
    pub(super) fn count_no_slot(self: &Arc<Self>, peer: SocketAddr) {
        self.count(|counts| add(&mut counts.no_slot, peer));
    }

    /// Counts a connection that was closed to make room.
    pub(super) fn count_evicted(self: &Arc<Self>, peer: SocketAddr) {
        self.count(|counts| add(&mut counts.evicted, peer));
    }

    fn count(self: &Arc<Self>, count: impl FnOnce(&mut PendingRejections)) {
        let mut counts = self.counts();
        count(&mut counts);
        if counts.is_reporting {
            return;
        }
        let teller = self.clone();
        let thread = std::thread::Builder::new().name("turned away".into());
        // Where there is no thread to be had, the next one tries.
        counts.is_reporting = thread.spawn(move || teller.report_until_quiet()).is_ok();
    }

    fn report_until_quiet(&self) {
        while let Some(refused) = self.take_pending() {
            for refused in refused {
                let tell = AssertUnwindSafe(|| self.handler.rejected(refused));
                let _ = catch_unwind(tell);
            }
            std::thread::sleep(REPORT_INTERVAL);
        }
    }

    fn counts(&self) -> MutexGuard<'_, PendingRejections> {
        self.lock_pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be told now; when there is nothing, nobody is telling any more.
    fn take_pending(&self) -> Option<Vec<RejectedRequest>> {
        let mut counts = self.counts();
        let refused = |status, reason, count: RejectionCount| {
            let (count, peer) = count?;
            Some(RejectedRequest {
                count,
                ..rejected_unread(status, reason, peer)
            })
        };
        let away = refused(Some(503), "all connections are busy", counts.no_slot.take());
        let closed = refused(
            None,
            "closed before its request was whole, to make room for another",
            counts.evicted.take(),
        );
        let told: Vec<_> = away.into_iter().chain(closed).collect();
        counts.is_reporting = !told.is_empty();
        counts.is_reporting.then_some(told)
    }
}

fn add(count: &mut RejectionCount, peer: SocketAddr) {
    *count = Some((count.map_or(1, |(count, _)| count + 1), peer));
}
