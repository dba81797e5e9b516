//! What happens, for pages that follow it: the latest changes, and whoever waits for the next.
//!
//! A page asks for what came after the cursor that it has, and the answer waits until there is something. Who was
//! away too long, or comes with a cursor of another run, is told that he has lost some and loads all anew. While
//! nobody follows, nothing is kept.
use crate::error::Result;
use crate::flow::web::query_params::QueryParams;
use crate::flow::web::problem::{Problem, HandlerResult, ok};
use crate::io::system;
use crate::model::history::exchange::Exchange;
use crate::model::history::summary::Head;
use crate::model::kakao::room as kakao;
use crate::model::platform::outbox::Delivery;
use crate::model::platform::room::Message;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many changes are kept for who is late.
const MAX_UPDATES: usize = 4096;
/// How many are answered at once.
const MAX_BATCH: usize = 500;
/// How long an answer waits at most.
const MAX_WAIT: Duration = Duration::from_secs(25);
/// How many may wait so long. Browsers that went away without a word are among them until their time is up.
const MAX_LONG_POLLS: usize = 16;
/// How long all others may wait.
const SHORT_WAIT: Duration = Duration::from_secs(1);
/// How many may wait at all.
const MAX_POLLS: usize = 64;
/// After so long without a question nobody follows any more.
const IDLE_AFTER: Duration = Duration::from_secs(60);

/// Something that happened.
#[derive(Debug)]
pub(in crate::flow) enum PageUpdate {
    /// Somebody said something.
    Message(Box<Message>),
    /// An exchange was kept. Its bodies are not here.
    Exchange(Box<Head>),
    /// An event moved on its way; whether it is on the wire.
    Delivery(Box<Delivery>, bool),
    /// Something was said in a Kakao room, or something has become of it.
    KakaoMessage(Box<kakao::Message>),
    /// Anything else: an object with its `type`.
    Other(Value),
}

/// The changes of one run.
pub(in crate::flow) struct UpdateFeed {
    run_id: String,
    buffer: Mutex<UpdateBuffer>,
    published: Condvar,
    /// Whether somebody follows; looked at before anything is locked.
    has_pollers: AtomicBool,
}

struct UpdateBuffer {
    latest: VecDeque<Arc<PageUpdate>>,
    /// The number of the next change.
    next: u64,
    waiting_polls: usize,
    last_poll: Instant,
    is_closed: bool,
}

/// What is answered to who follows.
struct UpdateBatch {
    cursor: String,
    lost: bool,
    changes: Vec<Arc<PageUpdate>>,
}

impl PageUpdate {
    /// What is told of an exchange.
    pub(in crate::flow) fn exchange(exchange: &Exchange) -> Self {
        Self::Exchange(Box::new(Head::of(exchange)))
    }
}

impl UpdateFeed {
    /// No changes yet, and a run that nobody has a cursor of.
    pub(in crate::flow) fn new() -> Result<Self> {
        let run = u32::from_be_bytes(system::random()?);
        Ok(Self {
            run_id: format!("{run:08x}"),
            buffer: Mutex::new(UpdateBuffer {
                latest: VecDeque::new(),
                next: 0,
                waiting_polls: 0,
                last_poll: Instant::now(),
                is_closed: false,
            }),
            published: Condvar::new(),
            has_pollers: AtomicBool::new(false),
        })
    }

    /// Whether somebody follows. What happened before he began he reads where it is kept: so it is told after it is kept.
    pub(in crate::flow) fn is_heard(&self) -> bool {
        self.has_pollers.load(Ordering::SeqCst)
    }

    /// Tells a change, where somebody follows.
    pub(in crate::flow) fn publish(&self, change: impl FnOnce() -> PageUpdate) {
        if self.is_heard() {
            self.publish_all([change()]);
        }
    }

    /// Tells changes in this order, with no other between them.
    pub(in crate::flow) fn publish_all(&self, changes: impl IntoIterator<Item = PageUpdate>) {
        if !self.is_heard() {
            return;
        }
        let mut ring = self.ring();
        if ring.waiting_polls == 0 && ring.last_poll.elapsed() > IDLE_AFTER {
            self.has_pollers.store(false, Ordering::SeqCst);
            ring.latest = VecDeque::new();
            // Whoever comes back with a cursor has lost this one.
            ring.next += 1;
            return;
        }
        for change in changes {
            ring.latest.push_back(Arc::new(change));
            ring.next += 1;
        }
        let spare = ring.latest.len().saturating_sub(MAX_UPDATES);
        ring.latest.drain(..spare);
        drop(ring);
        self.published.notify_all();
    }

    /// Answers who follows: what came `after` his cursor, or where to begin. It waits until something comes, where it is
    /// asked to `wait` so many seconds.
    pub(in crate::flow) fn poll(&self, query: &QueryParams) -> HandlerResult {
        let wait = query.number("wait")?.unwrap_or(0).unsigned_abs();
        let answer = self.next_batch(query.text("after"), Duration::from_secs(wait))?;
        // Written when nobody waits for the ring any more.
        Ok(ok(&answer.to_json()))
    }

    fn next_batch(&self, after: Option<&str>, wait: Duration) -> HandlerResult<UpdateBatch> {
        let mut ring = self.ring();
        self.has_pollers.store(true, Ordering::SeqCst);
        ring.last_poll = Instant::now();
        let Some(cursor) = after else {
            return Ok(self.batch_after(&ring, ring.next, false));
        };
        // A number that never comes stands for a cursor of another run.
        let after = self.position(cursor).unwrap_or(u64::MAX);
        let mut ring = self.wait_for_update(ring, after, wait)?;
        ring.last_poll = Instant::now();
        let first = ring.next - ring.latest.len() as u64;
        Ok(match (first..=ring.next).contains(&after) {
            true => self.batch_after(&ring, after, false),
            false => self.batch_after(&ring, ring.next, true),
        })
    }

    /// Whoever waits is answered now, and nobody waits any more.
    pub(in crate::flow) fn close(&self) {
        self.ring().is_closed = true;
        self.published.notify_all();
    }

    /// Waits until there is a change after this one, at most so long.
    fn wait_for_update<'a>(
        &self,
        mut lock_buffer: MutexGuard<'a, UpdateBuffer>,
        after: u64,
        wait: Duration,
    ) -> HandlerResult<MutexGuard<'a, UpdateBuffer>> {
        if after != lock_buffer.next || lock_buffer.is_closed || wait.is_zero() {
            return Ok(lock_buffer);
        }
        if lock_buffer.waiting_polls >= MAX_POLLS {
            return Err(Problem::rejected(503, "too many pages wait for changes"));
        }
        let longest = match lock_buffer.waiting_polls < MAX_LONG_POLLS {
            true => MAX_WAIT,
            false => SHORT_WAIT,
        };
        lock_buffer.waiting_polls += 1;
        let until = |ring: &mut UpdateBuffer| after == ring.next && !ring.is_closed;
        let waited = self.published.wait_timeout_while(lock_buffer, wait.min(longest), until);
        lock_buffer = waited.unwrap_or_else(PoisonError::into_inner).0;
        lock_buffer.waiting_polls -= 1;
        Ok(lock_buffer)
    }

    /// What comes after a number that is in the ring, or is its end.
    fn batch_after(&self, ring: &UpdateBuffer, after: u64, lost: bool) -> UpdateBatch {
        let count = usize::try_from(ring.next - after).unwrap_or(usize::MAX);
        let skipped = ring.latest.len().saturating_sub(count);
        let changes: Vec<_> = ring
            .latest
            .iter()
            .skip(skipped)
            .take(MAX_BATCH)
            .cloned()
            .collect();
        let cursor = format!("{}-{}", self.run_id, after + changes.len() as u64);
        UpdateBatch {
            cursor,
            lost,
            changes,
        }
    }

    /// The number of a cursor of this run.
    fn position(&self, cursor: &str) -> Option<u64> {
        let number = cursor.strip_prefix(&*self.run_id)?.strip_prefix('-')?;
        number.parse().ok()
    }

    fn ring(&self) -> MutexGuard<'_, UpdateBuffer> {
        self.buffer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UpdateBatch {
    fn to_json(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct Json<'a> {
            cursor: &'a str,
            lost: bool,
            changes: Vec<&'a PageUpdate>,
        }
        Json {
            cursor: &self.cursor,
            lost: self.lost,
            changes: self.changes.iter().map(|change| &**change).collect(),
        }
    }
}

impl Serialize for PageUpdate {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Message(message) => tagged(serializer, "message", &message.to_json()),
            Self::Exchange(head) => tagged(serializer, "exchange", &head.to_json()),
            Self::Delivery(delivery, is_under_way) => {
                let mut value = delivery.to_json();
                if *is_under_way {
                    value["state"] = "under_way".into();
                }
                tagged(serializer, "delivery", &value)
            }
            Self::KakaoMessage(message) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("type", "kakao_message")?;
                map.serialize_entry("message", &message.to_json())?;
                map.end()
            }
            Self::Other(value) => value.serialize(serializer),
        }
    }
}

/// `{"type": KIND, KIND: VALUE}`.
fn tagged<S: Serializer>(
    serializer: S,
    kind: &str,
    value: &impl Serialize,
) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("type", kind)?;
    map.serialize_entry(kind, value)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(number: usize) -> PageUpdate {
        PageUpdate::Other(number.into())
    }

    fn cursor(changes: &UpdateFeed) -> String {
        let answer = changes.next_batch(None, Duration::ZERO);
        answer.unwrap_or_else(|_| panic!("no cursor")).cursor
    }

    fn ask(changes: &UpdateFeed, after: &str, wait: Duration) -> UpdateBatch {
        let answer = changes.next_batch(Some(after), wait);
        answer.unwrap_or_else(|_| panic!("no answer"))
    }

    fn numbers(answer: &UpdateBatch) -> Vec<u64> {
        let number = |change: &Arc<PageUpdate>| match &**change {
            PageUpdate::Other(value) => value.as_u64().unwrap_or_default(),
            _ => 0,
        };
        answer.changes.iter().map(number).collect()
    }

    #[test]
    fn updates_are_not_built_without_followers() {
        let changes = UpdateFeed::new().expect("random bytes");
        changes.publish(|| panic!("made for nobody"));
        let begin = cursor(&changes);
        changes.publish(|| told(1));
        assert_eq!(numbers(&ask(&changes, &begin, MAX_WAIT)), [1]);
        changes.ring().last_poll -= IDLE_AFTER + SHORT_WAIT;
        changes.publish(|| told(2));
        changes.publish(|| panic!("made for nobody"));
        assert!(ask(&changes, &begin, MAX_WAIT).lost);
    }

    #[test]
    fn each_update_comes_once_in_order_or_is_reported_lost() {
        let changes = UpdateFeed::new().expect("random bytes");
        let begin = cursor(&changes);
        changes.publish_all((0..MAX_UPDATES).map(told));
        let (mut after, mut seen) = (begin.clone(), Vec::new());
        while seen.len() < MAX_UPDATES {
            let answer = ask(&changes, &after, MAX_WAIT);
            assert!(!answer.lost && answer.changes.len() <= MAX_BATCH);
            seen.extend(numbers(&answer));
            after = answer.cursor;
        }
        assert_eq!(seen, (0..MAX_UPDATES as u64).collect::<Vec<_>>());
        assert!(ask(&changes, &after, Duration::ZERO).changes.is_empty());
        changes.publish(|| told(0));
        let late = ask(&changes, &begin, MAX_WAIT);
        assert!(late.lost && late.changes.is_empty());
        assert_eq!(late.cursor, cursor(&changes));
    }

    #[test]
    fn foreign_cursor_starts_anew() {
        let changes = UpdateFeed::new().expect("random bytes");
        let begin = cursor(&changes);
        let other = cursor(&UpdateFeed::new().expect("random bytes"));
        let later = format!("{}-7", changes.run_id);
        for after in [&*other, &later, "", "0", "-", &format!("{begin}x")] {
            let answer = ask(&changes, after, MAX_WAIT);
            assert!(answer.lost && answer.cursor == begin, "{after}");
        }
    }

    #[test]
    fn long_polls_are_bounded_and_woken_by_the_end() {
        let changes = UpdateFeed::new().expect("random bytes");
        let begin = cursor(&changes);
        std::thread::scope(|scope| {
            let wait = || ask(&changes, &begin, MAX_WAIT).changes.len();
            let patient: Vec<_> = (0..MAX_LONG_POLLS).map(|_| scope.spawn(wait)).collect();
            while changes.ring().waiting_polls < MAX_LONG_POLLS {
                std::thread::yield_now();
            }
            let asked = Instant::now();
            assert_eq!(wait(), 0);
            assert!(asked.elapsed() >= SHORT_WAIT && asked.elapsed() < MAX_WAIT / 2);
            assert!(patient.iter().all(|it| !it.is_finished()));
            changes.ring().waiting_polls += MAX_POLLS;
            assert!(changes.next_batch(Some(&begin), MAX_WAIT).is_err());
            changes.ring().waiting_polls -= MAX_POLLS;
            changes.close();
            let woken = patient.into_iter().map(|it| it.join());
            assert!(woken.into_iter().all(|it| it.is_ok_and(|count| count == 0)));
        });
        assert_eq!(ask(&changes, &begin, MAX_WAIT).changes.len(), 0);
    }
}
