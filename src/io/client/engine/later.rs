//! Requests of one core that wait for their time: held back, or to be tried again. They hold up no other, and what
//! they take is bounded by how many wait.
use futures_util::future::{self, Either};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, Semaphore};
use tokio::time::timeout;

/// A request and when it is due.
pub(super) struct Held<J> {
    pub(super) number: u64,
    pub(super) due: Instant,
    pub(super) job: J,
}

/// What a sender does next.
pub(super) enum Turn<N, J> {
    /// Another request.
    New(N),
    /// One whose time has come.
    Held(Box<Held<J>>),
}

/// By when they are due, and then by which came first.
type Agenda<J> = BTreeMap<(Instant, u64), Box<Held<J>>>;

/// The requests that wait.
pub(super) struct Later<'a, J> {
    waiting: RefCell<Agenda<J>>,
    released: RefCell<VecDeque<Box<Held<J>>>>,
    /// One permit for each that is released.
    ready: Semaphore,
    /// Something happened that [`Later::release`] must look at.
    changed: Notify,
    /// How many were ever held: tells apart those that are due at the same moment.
    held: Cell<u64>,
    /// How many senders have a request that may come to wait.
    busy: Cell<usize>,
    /// Whether there are no new ones.
    is_over: Cell<bool>,
    /// How many wait, on all cores.
    count: &'a AtomicU64,
}

impl<'a, J> Later<'a, J> {
    /// Nothing waits yet.
    pub(super) fn new(count: &'a AtomicU64) -> Self {
        Self {
            waiting: RefCell::default(),
            released: RefCell::default(),
            ready: Semaphore::new(0),
            changed: Notify::new(),
            held: Cell::new(0),
            busy: Cell::new(0),
            is_over: Cell::new(false),
            count,
        }
    }

    /// What comes first: a request whose time has come, or the next new one; none when neither can come any more.
    /// Who takes one says [`Later::done`] when it is over.
    pub(super) async fn first<N>(
        &self,
        turn: impl Future<Output = Option<N>>,
    ) -> Option<Turn<N, J>> {
        let held = pin!(async {
            self.ready.acquire().await.ok()?.forget();
            self.released.borrow_mut().pop_front()
        });
        let turn = pin!(async {
            match turn.await {
                Some(new) => new,
                None => {
                    self.is_over.set(true);
                    self.changed.notify_one();
                    future::pending().await
                }
            }
        });
        let first = match future::select(held, turn).await {
            Either::Left((held, _)) => Turn::Held(held?),
            Either::Right((new, _)) => Turn::New(new),
        };
        if matches!(first, Turn::Held(_)) {
            self.count.fetch_sub(1, Ordering::Relaxed);
        }
        self.busy.set(self.busy.get() + 1);
        Some(first)
    }

    /// Keeps a request until it is due.
    pub(super) fn hold(&self, number: u64, due: Instant, job: J) {
        let place = self.held.replace(self.held.get() + 1);
        let held = Box::new(Held { number, due, job });
        self.count.fetch_add(1, Ordering::Relaxed);
        self.waiting.borrow_mut().insert((due, place), held);
        self.changed.notify_one();
    }

    /// What was taken is over.
    pub(super) fn done(&self) {
        self.busy.set(self.busy.get() - 1);
        self.changed.notify_one();
    }

    /// Lets go what is due, until nothing waits and nothing more can come.
    pub(super) async fn release(&self) {
        loop {
            let pause = self.let_go(Instant::now());
            let is_empty = pause.is_none() && self.released.borrow().is_empty();
            if is_empty && self.is_over.get() && self.busy.get() == 0 {
                self.ready.close();
                return;
            }
            let changed = self.changed.notified();
            match pause {
                Some(pause) => drop(timeout(pause, changed).await),
                None => changed.await,
            }
        }
    }

    /// Lets go what is due now; how long the next must wait.
    fn let_go(&self, now: Instant) -> Option<Duration> {
        let mut waiting = self.waiting.borrow_mut();
        while let Some(first) = waiting.first_entry() {
            let due = first.key().0;
            if due > now {
                return Some(due - now);
            }
            self.released.borrow_mut().push_back(first.remove());
            self.ready.add_permits(1);
        }
        None
    }
}
