//! What the handler hears of connections that found no place: at most once a second, with how many they were.
//!
//! They come by the thousand a second when they come; told one by one they would keep the handler from its work.
use super::{Handler, Refused, refused_unread};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often the handler hears of them.
const PAUSE: Duration = Duration::from_secs(1);

/// Connections that found no place, and were not told of yet.
pub(super) struct Crowd {
    handler: Arc<dyn Handler>,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Whether a thread is telling.
    telling: bool,
    /// Turned away when they came.
    away: Count,
    /// Closed to make room, with a part of their request already here.
    closed: Count,
}

/// How many, and the last of them.
type Count = Option<(usize, SocketAddr)>;

impl Crowd {
    pub(super) fn new(handler: Arc<dyn Handler>) -> Arc<Self> {
        let counts = Mutex::default();
        Arc::new(Self { handler, counts })
    }

    /// Counts a connection that was turned away.
    pub(super) fn turned_away(self: &Arc<Self>, peer: SocketAddr) {
        self.count(|counts| add(&mut counts.away, peer));
    }

    /// Counts a connection that was closed to make room.
    pub(super) fn closed(self: &Arc<Self>, peer: SocketAddr) {
        self.count(|counts| add(&mut counts.closed, peer));
    }

    fn count(self: &Arc<Self>, count: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts();
        count(&mut counts);
        if counts.telling {
            return;
        }
        let teller = self.clone();
        let thread = std::thread::Builder::new().name("turned away".into());
        // Where there is no thread to be had, the next one tries.
        counts.telling = thread.spawn(move || teller.tell()).is_ok();
    }

    fn tell(&self) {
        while let Some(refused) = self.take() {
            for refused in refused {
                let tell = AssertUnwindSafe(|| self.handler.refused(refused));
                let _ = catch_unwind(tell);
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be told now; when there is nothing, nobody is telling any more.
    fn take(&self) -> Option<Vec<Refused>> {
        let mut counts = self.counts();
        let refused = |status, reason, count: Count| {
            let (count, peer) = count?;
            Some(Refused {
                count,
                ..refused_unread(status, reason, peer)
            })
        };
        let away = refused(Some(503), "all connections are busy", counts.away.take());
        let closed = refused(
            None,
            "closed before its request was whole, to make room for another",
            counts.closed.take(),
        );
        let told: Vec<_> = away.into_iter().chain(closed).collect();
        counts.telling = !told.is_empty();
        counts.telling.then_some(told)
    }
}

fn add(count: &mut Count, peer: SocketAddr) {
    *count = Some((count.map_or(1, |(count, _)| count + 1), peer));
}
