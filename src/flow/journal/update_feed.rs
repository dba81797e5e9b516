//! Feed of updates for pages, by long polling.
//!
//! A page polls with the cursor of its last response, and the response waits a limited time for later updates. If the
//! cursor is too old or from another run, the response says `lost` and the page reloads everything. While no page
//! polls, updates are dropped.
//!
//! Threads: any thread may publish; each poll blocks its connection thread on `published`. The one lock guards the
//! buffer, is never held during serialisation or I/O, and no other lock is taken while it is held.
use crate::error::Result;
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::flow::web::query_params::QueryParams;
use crate::io::system;
use crate::model::activity::Activity;
use parking_lot::{Condvar, Mutex, MutexGuard};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Maximum number of buffered updates.
const MAX_UPDATES: usize = 4096;
/// Maximum number of updates in a response.
const MAX_BATCH: usize = 500;
/// Maximum wait of a long poll.
const MAX_WAIT: Duration = Duration::from_secs(25);
/// Maximum number of polls that wait up to `MAX_WAIT`. Polls of vanished browsers count until their wait ends.
const MAX_LONG_POLLS: usize = 16;
/// Maximum wait of all further polls.
const SHORT_WAIT: Duration = Duration::from_secs(1);
/// Maximum number of waiting polls; further ones get 503.
const MAX_POLLS: usize = 64;
/// Time without a poll after which updates are no longer buffered.
const IDLE_AFTER: Duration = Duration::from_secs(60);

pub(in crate::flow) struct UpdateFeed {
    /// Eight hex digits, random for each run; the prefix of its cursors.
    run_id: String,
    buffer: Mutex<UpdateBuffer>,
    published: Condvar,
    /// Whether a page polls; read before anything is locked.
    has_pollers: AtomicBool,
}

struct UpdateBuffer {
    /// The JSON of each update.
    latest: VecDeque<Arc<RawValue>>,
    /// Number of the next update, from 0. The current cursor holds it.
    next: u64,
    waiting_polls: usize,
    last_poll: Instant,
    is_closed: bool,
}

struct UpdateBatch {
    cursor: String,
    lost: bool,
    updates: Vec<Arc<RawValue>>,
}

impl UpdateFeed {
    /// Creates an empty feed with a new run id.
    pub(in crate::flow) fn new() -> Result<Self> {
        let run_id = u32::from_be_bytes(system::random_bytes()?);
        Ok(Self {
            run_id: format!("{run_id:08x}"),
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

    /// Returns whether a page polls. Callers store a change before they publish it, so a page that starts now reads it
    /// from storage.
    pub(in crate::flow) fn has_pollers(&self) -> bool {
        self.has_pollers.load(Ordering::SeqCst)
    }

    /// Publishes activities in this order, without others between them. Reads none if no page polls.
    pub(in crate::flow) fn publish<'a>(&self, activities: impl IntoIterator<Item = &'a Activity>) {
        if !self.has_pollers() {
            return;
        }
        // Serialised before the lock is taken, and without the bodies of exchanges, which would fill the memory.
        let updates = activities.into_iter().filter_map(Activity::page_json);
        let updates: Vec<_> = updates.map(Arc::<RawValue>::from).collect();
        if updates.is_empty() {
            return;
        }
        let mut buffer = self.buffer.lock();
        if buffer.waiting_polls == 0 && buffer.last_poll.elapsed() > IDLE_AFTER {
            self.has_pollers.store(false, Ordering::SeqCst);
            buffer.latest = VecDeque::new();
            // This update is dropped, so a later poll with an old cursor must get `lost`.
            buffer.next += 1;
            return;
        }
        for update in updates {
            buffer.latest.push_back(update);
            buffer.next += 1;
        }
        let excess = buffer.latest.len().saturating_sub(MAX_UPDATES);
        buffer.latest.drain(..excess);
        drop(buffer);
        self.published.notify_all();
    }

    /// Answers a poll with the updates after the cursor `after`, or with the current cursor if there is no `after`.
    /// Waits up to `wait` seconds, but at most [`MAX_WAIT`], for the first update; without `wait` it does not wait.
    pub(in crate::flow) fn poll(&self, query: &QueryParams) -> HandlerResult {
        let wait = query.number("wait")?.unwrap_or(0).unsigned_abs();
        let batch = self.next_batch(query.text("after"), Duration::from_secs(wait))?;
        Ok(ok(&batch.to_json()))
    }

    fn next_batch(&self, after: Option<&str>, wait: Duration) -> HandlerResult<UpdateBatch> {
        let mut buffer = self.buffer.lock();
        self.has_pollers.store(true, Ordering::SeqCst);
        buffer.last_poll = Instant::now();
        let Some(cursor) = after else {
            return Ok(self.batch_after(&buffer, buffer.next, false));
        };
        // A cursor of another run: a number that is never reached.
        let after = self.position(cursor).unwrap_or(u64::MAX);
        let mut buffer = self.wait_for_update(buffer, after, wait)?;
        buffer.last_poll = Instant::now();
        let first = buffer.next - buffer.latest.len() as u64;
        Ok(match (first..=buffer.next).contains(&after) {
            true => self.batch_after(&buffer, after, false),
            false => self.batch_after(&buffer, buffer.next, true),
        })
    }

    /// Ends all waiting polls; later polls do not wait.
    pub(in crate::flow) fn close(&self) {
        self.buffer.lock().is_closed = true;
        self.published.notify_all();
    }

    /// Waits up to `wait`, but at most [`MAX_WAIT`], for the update with number `after`.
    fn wait_for_update<'a>(
        &self,
        mut buffer: MutexGuard<'a, UpdateBuffer>,
        after: u64,
        wait: Duration,
    ) -> HandlerResult<MutexGuard<'a, UpdateBuffer>> {
        if after != buffer.next || buffer.is_closed || wait.is_zero() {
            return Ok(buffer);
        }
        if buffer.waiting_polls >= MAX_POLLS {
            return Err(Problem::unavailable("page.too-many"));
        }
        let max_wait = match buffer.waiting_polls < MAX_LONG_POLLS {
            true => MAX_WAIT,
            false => SHORT_WAIT,
        };
        buffer.waiting_polls += 1;
        let is_pending = |buffer: &mut UpdateBuffer| after == buffer.next && !buffer.is_closed;
        self.published
            .wait_while_for(&mut buffer, is_pending, wait.min(max_wait));
        buffer.waiting_polls -= 1;
        Ok(buffer)
    }

    /// Returns at most [`MAX_BATCH`] updates from number `after` on, which must be in the buffer or its end.
    fn batch_after(&self, buffer: &UpdateBuffer, after: u64, lost: bool) -> UpdateBatch {
        let count = usize::try_from(buffer.next - after).unwrap_or(usize::MAX);
        let skipped = buffer.latest.len().saturating_sub(count);
        let updates: Vec<_> = buffer
            .latest
            .iter()
            .skip(skipped)
            .take(MAX_BATCH)
            .cloned()
            .collect();
        let cursor = format!("{}-{}", self.run_id, after + updates.len() as u64);
        UpdateBatch {
            cursor,
            lost,
            updates,
        }
    }

    /// Returns the number in a cursor: that of the first update that the page lacks. `None` for a cursor of another run
    /// or for malformed text.
    fn position(&self, cursor: &str) -> Option<u64> {
        let number = cursor.strip_prefix(&*self.run_id)?.strip_prefix('-')?;
        number.parse().ok()
    }
}

impl UpdateBatch {
    fn to_json(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct Json<'a> {
            cursor: &'a str,
            lost: bool,
            changes: Vec<&'a RawValue>,
        }
        Json {
            cursor: &self.cursor,
            lost: self.lost,
            changes: self.updates.iter().map(|update| &**update).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Timestamp;
    use crate::model::time::offset_clock::ClockReading;
    use serde_json::Value;

    fn update(number: usize) -> Activity {
        Activity::Clock(ClockReading {
            now: Timestamp(0),
            offset_ms: i64::try_from(number).unwrap_or_default(),
        })
    }

    fn publish(feed: &UpdateFeed, number: usize) {
        feed.publish(&[update(number)]);
    }

    fn unread() -> impl Iterator<Item = &'static Activity> {
        std::iter::once_with(|| panic!("made for nobody"))
    }

    fn cursor(feed: &UpdateFeed) -> String {
        let answer = feed.next_batch(None, Duration::ZERO);
        answer.unwrap_or_else(|_| panic!("no cursor")).cursor
    }

    fn ask(feed: &UpdateFeed, after: &str, wait: Duration) -> UpdateBatch {
        let answer = feed.next_batch(Some(after), wait);
        answer.unwrap_or_else(|_| panic!("no answer"))
    }

    fn numbers(answer: &UpdateBatch) -> Vec<u64> {
        let number = |update: &Arc<RawValue>| {
            let value: Value = serde_json::from_str(update.get()).unwrap_or_default();
            value["clock"]["offset_ms"].as_u64().unwrap_or_default()
        };
        answer.updates.iter().map(number).collect()
    }

    #[test]
    fn updates_are_not_built_without_followers() {
        let feed = UpdateFeed::new().expect("random bytes");
        feed.publish(unread());
        let begin = cursor(&feed);
        publish(&feed, 1);
        assert_eq!(numbers(&ask(&feed, &begin, MAX_WAIT)), [1]);
        feed.buffer.lock().last_poll -= IDLE_AFTER + SHORT_WAIT;
        publish(&feed, 2);
        feed.publish(unread());
        assert!(ask(&feed, &begin, MAX_WAIT).lost);
    }

    #[test]
    fn each_update_comes_once_in_order_or_is_reported_lost() {
        let feed = UpdateFeed::new().expect("random bytes");
        let begin = cursor(&feed);
        feed.publish(&(0..MAX_UPDATES).map(update).collect::<Vec<_>>());
        let (mut after, mut received) = (begin.clone(), Vec::new());
        while received.len() < MAX_UPDATES {
            let answer = ask(&feed, &after, MAX_WAIT);
            assert!(!answer.lost && answer.updates.len() <= MAX_BATCH);
            received.extend(numbers(&answer));
            after = answer.cursor;
        }
        assert_eq!(received, (0..MAX_UPDATES as u64).collect::<Vec<_>>());
        assert!(ask(&feed, &after, Duration::ZERO).updates.is_empty());
        publish(&feed, 0);
        let late = ask(&feed, &begin, MAX_WAIT);
        assert!(late.lost && late.updates.is_empty());
        assert_eq!(late.cursor, cursor(&feed));
    }

    #[test]
    fn foreign_cursor_starts_anew() {
        let feed = UpdateFeed::new().expect("random bytes");
        let begin = cursor(&feed);
        let other = cursor(&UpdateFeed::new().expect("random bytes"));
        let later = format!("{}-7", feed.run_id);
        for after in [&*other, &later, "", "0", "-", &format!("{begin}x")] {
            let answer = ask(&feed, after, MAX_WAIT);
            assert!(answer.lost && answer.cursor == begin, "{after}");
        }
    }

    #[test]
    fn long_polls_are_bounded_and_woken_by_the_end() {
        let feed = UpdateFeed::new().expect("random bytes");
        let begin = cursor(&feed);
        std::thread::scope(|scope| {
            let wait = || ask(&feed, &begin, MAX_WAIT).updates.len();
            let long_polls: Vec<_> = (0..MAX_LONG_POLLS).map(|_| scope.spawn(wait)).collect();
            while feed.buffer.lock().waiting_polls < MAX_LONG_POLLS {
                std::thread::yield_now();
            }
            let started = Instant::now();
            assert_eq!(wait(), 0);
            assert!(started.elapsed() >= SHORT_WAIT && started.elapsed() < MAX_WAIT / 2);
            assert!(long_polls.iter().all(|it| !it.is_finished()));
            feed.buffer.lock().waiting_polls += MAX_POLLS;
            assert!(feed.next_batch(Some(&begin), MAX_WAIT).is_err());
            feed.buffer.lock().waiting_polls -= MAX_POLLS;
            feed.close();
            let woken = long_polls.into_iter().map(|it| it.join());
            assert!(woken.into_iter().all(|it| it.is_ok_and(|count| count == 0)));
        });
        assert_eq!(ask(&feed, &begin, MAX_WAIT).updates.len(), 0);
    }
}
