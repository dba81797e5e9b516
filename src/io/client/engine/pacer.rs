//! When each request is due, and when it is over with them.
use super::{Load, IDLE_INTERVAL};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Requests that are due within this time are let go together.
const GRAIN: Duration = Duration::from_micros(100);

/// The pace that all cores keep.
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
    /// The pace of a load that starts now.
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

    /// The number of the next request and when it is due, at that time; none where there is none.
    pub(super) async fn next(&self) -> Option<(u64, Option<Instant>)> {
        if let Some(rate) = self.load.rate {
            self.due.acquire().await.ok()?.forget();
            let number = self.take_number()?;
            return Some((number, Some(self.start + due_after(number, rate))));
        }
        Some((self.take_number()?, None))
    }

    fn take_number(&self) -> Option<u64> {
        if self.is_over() {
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

    /// Lets requests go when they are due, until it is over.
    pub(super) fn run(&self) {
        let rate = self.load.rate.unwrap_or(f64::INFINITY);
        let in_time = self
            .load
            .duration
            .map(|duration| self.load.warmup + (duration.as_secs_f64() * rate).ceil() as u64);
        let end = in_time.into_iter().chain(self.load.limit).min();
        let mut gone = 0;
        while end.is_none_or(|end| gone < end) && !self.is_over() {
            let passed = self.start.elapsed();
            let mut due = (passed.as_secs_f64() * rate) as u64 + 1;
            due = end.map_or(due, |end| due.min(end));
            self.due
                .add_permits(usize::try_from(due.saturating_sub(gone)).unwrap_or(0));
            gone = gone.max(due);
            self.released.store(gone, Ordering::Relaxed);
            let wait = due_after(gone, rate).saturating_sub(self.start.elapsed());
            std::thread::sleep(wait.clamp(GRAIN, IDLE_INTERVAL));
        }
        self.drain(rate);
    }

    /// The last that were let go may still wait for their turn.
    fn drain(&self, rate: f64) {
        let whole = self
            .load
            .duration
            .map(|duration| due_after(self.load.warmup, rate) + duration);
        let is_in_time = || whole.is_none_or(|whole| self.start.elapsed() < whole);
        while self.due.available_permits() > 0 && is_in_time() && !self.is_over() {
            std::thread::sleep(GRAIN);
        }
        match is_in_time() {
            true => self.due.close(),
            false => self.stop(),
        }
    }

    /// No further request begins.
    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.due.close();
    }

    fn is_over(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Whether a rate says when requests are due.
    pub(super) fn has_rate(&self) -> bool {
        self.load.rate.is_some()
    }

    /// A request begins.
    pub(super) fn count_started(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    /// How many have begun.
    pub(super) fn begun(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }

    /// How many were let go by their rate.
    pub(super) fn let_go(&self) -> u64 {
        self.released.load(Ordering::Relaxed)
    }

    /// When the first that is no warm-up had its turn.
    pub(super) fn measured(&self) -> Option<Instant> {
        self.measured_from.get().copied()
    }
}

/// When the request of this number is due.
fn due_after(number: u64, rate: f64) -> Duration {
    Duration::try_from_secs_f64(number as f64 / rate).unwrap_or(Duration::MAX)
}
