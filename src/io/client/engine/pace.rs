//! When each request is due, and when it is over with them.
use super::{Load, TICK};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Requests that are due within this time are let go together.
const GRAIN: Duration = Duration::from_micros(100);

/// The pace that all cores keep.
pub(super) struct Pace<'a> {
    load: &'a Load,
    start: Instant,
    numbers: AtomicU64,
    begun: AtomicU64,
    measured: OnceLock<Instant>,
    due: Semaphore,
    let_go: AtomicU64,
    is_over: AtomicBool,
}

impl<'a> Pace<'a> {
    /// The pace of a load that starts now.
    pub(super) fn new(load: &'a Load) -> Self {
        Self {
            load,
            start: Instant::now(),
            numbers: AtomicU64::new(0),
            begun: AtomicU64::new(0),
            measured: OnceLock::new(),
            due: Semaphore::new(0),
            let_go: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    /// The number of the next request and when it is due, at that time; none where there is none.
    pub(super) async fn turn(&self) -> Option<(u64, Option<Instant>)> {
        if let Some(rate) = self.load.rate {
            self.due.acquire().await.ok()?.forget();
            let number = self.number()?;
            return Some((number, Some(self.start + nth(number, rate))));
        }
        Some((self.number()?, None))
    }

    fn number(&self) -> Option<u64> {
        if self.is_over() {
            return None;
        }
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        if self.load.limit.is_some_and(|limit| number >= limit) {
            self.due.close();
            return None;
        }
        if number >= self.load.warmup {
            let measured = self.measured.get_or_init(Instant::now);
            let is_late = |duration| measured.elapsed() >= duration;
            if self.load.rate.is_none() && self.load.duration.is_some_and(is_late) {
                return None;
            }
        }
        Some(number)
    }

    /// Lets requests go when they are due, until it is over.
    pub(super) fn keep(&self) {
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
            self.let_go.store(gone, Ordering::Relaxed);
            let wait = nth(gone, rate).saturating_sub(self.start.elapsed());
            std::thread::sleep(wait.clamp(GRAIN, TICK));
        }
        self.wait_for_the_last(rate);
    }

    /// The last that were let go may still wait for their turn.
    fn wait_for_the_last(&self, rate: f64) {
        let whole = self
            .load
            .duration
            .map(|duration| nth(self.load.warmup, rate) + duration);
        let is_in_time = || whole.is_none_or(|whole| self.start.elapsed() < whole);
        while self.due.available_permits() > 0 && is_in_time() && !self.is_over() {
            std::thread::sleep(GRAIN);
        }
        match is_in_time() {
            true => self.due.close(),
            false => self.end(),
        }
    }

    /// No further request begins.
    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.due.close();
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Whether a rate says when requests are due.
    pub(super) fn has_rate(&self) -> bool {
        self.load.rate.is_some()
    }

    /// A request begins.
    pub(super) fn begin(&self) {
        self.begun.fetch_add(1, Ordering::Relaxed);
    }

    /// How many have begun.
    pub(super) fn begun(&self) -> u64 {
        self.begun.load(Ordering::Relaxed)
    }

    /// How many were let go by their rate.
    pub(super) fn let_go(&self) -> u64 {
        self.let_go.load(Ordering::Relaxed)
    }

    /// When the first that is no warm-up had its turn.
    pub(super) fn measured(&self) -> Option<Instant> {
        self.measured.get().copied()
    }
}

/// When the request of this number is due.
fn nth(number: u64, rate: f64) -> Duration {
    Duration::try_from_secs_f64(number as f64 / rate).unwrap_or(Duration::MAX)
}
