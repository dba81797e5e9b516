//! What the handler hears of connections that found no place: at most once a second, with how many they were.
//!
//! They come by the thousand a second when they come; told one by one they would keep the handler from its work.
use super::serve::Site;
use super::{Refused, refused_unread};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often the handler hears of them.
const PAUSE: Duration = Duration::from_secs(1);

/// Connections that found no place, and were not told of yet.
#[derive(Debug, Default)]
pub(super) struct Crowd(Mutex<Counts>);

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
    /// Counts a connection that was turned away.
    pub(super) fn turned_away(site: &Arc<Site>, peer: SocketAddr) {
        Self::count(site, |counts| add(&mut counts.away, peer));
    }

    /// Counts a connection that was closed to make room.
    pub(super) fn closed(site: &Arc<Site>, peer: SocketAddr) {
        Self::count(site, |counts| add(&mut counts.closed, peer));
    }

    fn count(site: &Arc<Site>, count: impl FnOnce(&mut Counts)) {
        let mut counts = site.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        count(&mut counts);
        if counts.telling {
            return;
        }
        let teller = site.clone();
        let thread = std::thread::Builder::new().name("turned away".into());
        // Where there is no thread to be had, the next one tries.
        counts.telling = thread.spawn(move || tell(&teller)).is_ok();
    }

    /// What is to be told now; when there is nothing, nobody is telling any more.
    fn take(&self) -> Option<Vec<Refused>> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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

fn tell(site: &Site) {
    while let Some(refused) = site.crowd.take() {
        refused.into_iter().for_each(|it| site.tell(it));
        std::thread::sleep(PAUSE);
    }
}
