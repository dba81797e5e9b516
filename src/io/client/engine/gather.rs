//! The way of what was sent from the cores to the caller's thread.
//!
//! Waking a thread costs as much as sending a request, so a core gathers what is over, and hands it on when it is
//! much or when the first of it has waited for a moment. The queue is short: who is slow to take it slows down the
//! sending.
use std::cell::RefCell;
use std::mem;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::sleep;

/// How many are handed on together at most.
const MUCH: usize = 64;
/// How many such batches may wait for the caller.
const QUEUE: usize = 16;

/// What the caller takes the batches from; it ends when all gatherers have.
pub(super) type Gathered<T> = Receiver<Vec<T>>;

/// One core's end of the way.
pub(super) struct Gatherer<T> {
    gathered: RefCell<Vec<T>>,
    begun: Notify,
    moment: Duration,
    queue: Sender<Vec<T>>,
}

/// A way from so many cores to one caller; the first of a batch waits for this moment.
pub(super) fn over<T>(cores: usize, moment: Duration) -> (Gathered<T>, Vec<Gatherer<T>>) {
    let (queue, gathered) = channel(QUEUE);
    let gatherer = |_| Gatherer {
        gathered: RefCell::default(),
        begun: Notify::new(),
        moment,
        queue: queue.clone(),
    };
    (gathered, (0..cores).map(gatherer).collect())
}

impl<T> Gatherer<T> {
    /// Takes one; waits where the caller is far behind.
    pub(super) async fn add(&self, item: T) {
        let length = {
            let mut gathered = self.gathered.borrow_mut();
            gathered.push(item);
            gathered.len()
        };
        if length == 1 {
            self.begun.notify_one();
        }
        if length >= MUCH {
            self.hand_over().await;
        }
    }

    /// Hands on what has been gathered, once there is room for it: until then nothing leaves the gatherer, so nothing
    /// is lost where this is given up. A caller that is gone wants nothing more.
    pub(super) async fn hand_over(&self) {
        if let Ok(place) = self.queue.reserve().await {
            let batch = mem::take(&mut *self.gathered.borrow_mut());
            if !batch.is_empty() {
                place.send(batch);
            }
        }
    }

    /// Never ends: hands on what has waited for its moment.
    pub(super) async fn hand_over_in_time(&self) {
        loop {
            self.begun.notified().await;
            if !self.moment.is_zero() {
                sleep(self.moment).await;
            }
            self.hand_over().await;
        }
    }
}
