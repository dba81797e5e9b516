//! Decides when each request is due, and when no further one starts.
use super::{Load, TICK_INTERVAL};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Resolution of the pacer: requests due within this time are released together.
const GRAIN: Duration = Duration::from_micros(100);

/// Numbers the requests of a load and releases them at its rate. Shared by all sender threads.
pub(super) struct Pacer<'a> {
    load: &'a Load,
    start: Instant,
    next_number: AtomicU64,
    started: AtomicU64,
    measured_from: OnceLock<Instant>,
    due: Semaphore,
    released: AtomicU64,
    is_stopped: AtomicBool,
}

impl<'a> Pacer<'a> {
    /// Starts the clock of the load.
    pub(super) fn new(load: &'a Load) -> Self {
        Self {
            load,
            start: Instant::now(),
            next_number: AtomicU64::new(0),
            started: AtomicU64::new(0),
            measured_from: OnceLock::new(),
            due: Semaphore::new(0),
            released: AtomicU64::new(0),
            is_stopped: AtomicBool::new(false),
        }
    }

    /// Waits until the next request is due. Returns its number and, with a rate, its due time; `None` at the end.
    pub(super) async fn next(&self) -> Option<(u64, Option<Instant>)> {
        if let Some(rate) = self.load.rate {
            self.due.acquire().await.ok()?.forget();
            let number = self.take_number()?;
            return Some((number, Some(self.start + due_after(number, rate))));
        }
        Some((self.take_number()?, None))
    }

    fn take_number(&self) -> Option<u64> {
        if self.is_stopped() {
            return None;
        }
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        if self.load.limit.is_some_and(|limit| number >= limit) {
            self.due.close();
            return None;
        }
        if number >= self.load.warmup {
            let measured = self.measured_from.get_or_init(Instant::now);
            let is_late = |duration| measured.elapsed() >= duration;
            if self.load.rate.is_none() && self.load.duration.is_some_and(is_late) {
                return None;
            }
        }
        Some(number)
    }

    /// Releases requests at their due times until the load is done. Blocks its thread; needed only with a rate.
    pub(super) fn run(&self) {
        let rate = self.load.rate.unwrap_or(f64::INFINITY);
        let by_duration = self
            .load
            .duration
            .map(|duration| self.load.warmup + (duration.as_secs_f64() * rate).ceil() as u64);
        let end = by_duration.into_iter().chain(self.load.limit).min();
        let mut released = 0;
        while end.is_none_or(|end| released < end) && !self.is_stopped() {
            let elapsed = self.start.elapsed();
            let mut due = (elapsed.as_secs_f64() * rate) as u64 + 1;
            due = end.map_or(due, |end| due.min(end));
            self.due
                .add_permits(usize::try_from(due.saturating_sub(released)).unwrap_or(0));
            released = released.max(due);
            self.released.store(released, Ordering::Relaxed);
            let wait = due_after(released, rate).saturating_sub(self.start.elapsed());
            std::thread::sleep(wait.clamp(GRAIN, TICK_INTERVAL));
        }
        self.drain(rate);
    }

    /// Waits until the senders took the last released requests, at most until the load's duration is over.
    fn drain(&self, rate: f64) {
        let total = self
            .load
            .duration
            .map(|duration| due_after(self.load.warmup, rate) + duration);
        let is_in_time = || total.is_none_or(|total| self.start.elapsed() < total);
        while self.due.available_permits() > 0 && is_in_time() && !self.is_stopped() {
            std::thread::sleep(GRAIN);
        }
        match is_in_time() {
            true => self.due.close(),
            false => self.stop(),
        }
    }

    /// Lets no further request start.
    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.due.close();
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    pub(super) fn has_rate(&self) -> bool {
        self.load.rate.is_some()
    }

    pub(super) fn count_started(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    /// Number of requests that started.
    pub(super) fn started(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }

    /// Number of requests that became due; 0 without a rate.
    pub(super) fn released(&self) -> u64 {
        self.released.load(Ordering::Relaxed)
    }

    /// Start of the first request after the warm-up; `None` before it.
    pub(super) fn measured_from(&self) -> Option<Instant> {
        self.measured_from.get().copied()
    }
}

/// Returns the due time of request `number`, counted from the start. `rate` is requests per second.
fn due_after(number: u64, rate: f64) -> Duration {
    Duration::try_from_secs_f64(number as f64 / rate).unwrap_or(Duration::MAX)
}
