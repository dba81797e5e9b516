//! Delay queue of one sender thread: jobs that start later, by an injected delay or as a retry.
//!
//! A delayed job blocks no other job. Memory grows with the number of delayed jobs.
use futures_util::future::{self, Either};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

/// Maximum new jobs that are delayed per thread without a rate. Without a rate a new job is taken whenever none is
/// due, so long delays would otherwise fill the memory.
const MAX_DELAYED_NEW: usize = 4096;

/// A job and when it is due.
pub(super) struct DelayedJob<J> {
    pub(super) number: u64,
    pub(super) due_at: Instant,
    pub(super) job: J,
    is_new: bool,
}

/// The job that a sender takes next.
pub(super) enum NextJob<N, J> {
    New(N),
    /// A delayed job that is due.
    Delayed(Box<DelayedJob<J>>),
}

/// Delayed jobs by due time, then by order of insertion.
type DelayMap<J> = BTreeMap<(Instant, u64), Box<DelayedJob<J>>>;

pub(super) struct DelayQueue<'a, J> {
    waiting: RefCell<DelayMap<J>>,
    /// Jobs that are due, with one permit each in `due_permits`.
    due: RefCell<VecDeque<Box<DelayedJob<J>>>>,
    due_permits: Semaphore,
    /// Wakes [`DelayQueue::run`].
    changed: Notify,
    /// Second part of the key: orders jobs that are due at the same time.
    next_id: Cell<u64>,
    /// Jobs taken by [`next`](Self::next) and not done yet: each may still add a retry.
    jobs_in_flight: Cell<usize>,
    /// Delayed jobs that were never sent.
    new_count: Cell<usize>,
    max_new: usize,
    /// Whether there are no new jobs any more.
    is_source_empty: Cell<bool>,
    /// Delayed jobs of all threads.
    total_waiting: &'a AtomicU64,
}

impl<'a, J> DelayQueue<'a, J> {
    pub(super) fn new(total_waiting: &'a AtomicU64, has_rate: bool) -> Self {
        Self {
            waiting: RefCell::default(),
            due: RefCell::default(),
            due_permits: Semaphore::new(0),
            changed: Notify::new(),
            next_id: Cell::new(0),
            jobs_in_flight: Cell::new(0),
            new_count: Cell::new(0),
            max_new: if has_rate {
                usize::MAX
            } else {
                MAX_DELAYED_NEW
            },
            is_source_empty: Cell::new(false),
            total_waiting,
        }
    }

    /// Waits for the next job: a delayed one that is due, or a new one. `None` when neither can come any more.
    /// The caller must call [`job_done`](Self::job_done) for each job.
    pub(super) async fn next<N>(
        &self,
        new_job: impl Future<Output = Option<N>>,
    ) -> Option<NextJob<N, J>> {
        let delayed = pin!(async {
            self.due_permits.acquire().await.ok()?.forget();
            self.due.borrow_mut().pop_front()
        });
        let new_job = pin!(async {
            if self.new_count.get() >= self.max_new {
                // A delayed job must become due before a new one is taken.
                future::pending::<()>().await;
            }
            match new_job.await {
                Some(new) => new,
                None => {
                    self.is_source_empty.set(true);
                    self.changed.notify_one();
                    future::pending().await
                }
            }
        });
        let next = match future::select(delayed, new_job).await {
            Either::Left((delayed, _)) => NextJob::Delayed(delayed?),
            Either::Right((new, _)) => NextJob::New(new),
        };
        if let NextJob::Delayed(delayed) = &next {
            self.new_count
                .set(self.new_count.get() - usize::from(delayed.is_new));
            self.total_waiting.fetch_sub(1, Ordering::Relaxed);
        }
        self.jobs_in_flight.set(self.jobs_in_flight.get() + 1);
        Some(next)
    }

    /// Delays a job that was never sent.
    pub(super) fn delay_new(&self, number: u64, due: Instant, job: J) {
        self.new_count.set(self.new_count.get() + 1);
        self.insert(DelayedJob {
            number,
            due_at: due,
            job,
            is_new: true,
        });
    }

    /// Delays a retry.
    pub(super) fn schedule_retry(&self, number: u64, due: Instant, job: J) {
        self.insert(DelayedJob {
            number,
            due_at: due,
            job,
            is_new: false,
        });
    }

    fn insert(&self, delayed: DelayedJob<J>) {
        let id = self.next_id.replace(self.next_id.get() + 1);
        let (due, delayed) = (delayed.due_at, Box::new(delayed));
        self.total_waiting.fetch_add(1, Ordering::Relaxed);
        self.waiting.borrow_mut().insert((due, id), delayed);
        self.changed.notify_one();
    }

    /// Ends a job taken by [`next`](Self::next).
    pub(super) fn job_done(&self) {
        self.jobs_in_flight.set(self.jobs_in_flight.get() - 1);
        self.changed.notify_one();
    }

    /// Releases jobs as they become due, until none waits and none can come any more.
    pub(super) async fn run(&self) {
        loop {
            let wait = self.release_due(Instant::now());
            let is_empty = wait.is_none() && self.due.borrow().is_empty();
            if is_empty && self.is_source_empty.get() && self.jobs_in_flight.get() == 0 {
                self.due_permits.close();
                return;
            }
            let changed = self.changed.notified();
            match wait {
                Some(wait) => drop(timeout(wait, changed).await),
                None => changed.await,
            }
        }
    }

    /// Releases the jobs due at `now`. Returns the time until the next one; `None` if no job waits.
    fn release_due(&self, now: Instant) -> Option<Duration> {
        let mut waiting = self.waiting.borrow_mut();
        while let Some(next) = waiting.first_entry() {
            let due = next.key().0;
            if due > now {
                return Some(due - now);
            }
            self.due.borrow_mut().push_back(next.remove());
            self.due_permits.add_permits(1);
        }
        None
    }
}
