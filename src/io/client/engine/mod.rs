//! Load engine: sends many requests concurrently, behind a blocking function.
//!
//! Threads: one sender thread per core but at most one per request in flight, one pacer thread if there is a rate, and
//! the caller's thread. Each sender thread has its own runtime, clients and delay queue, so sender threads share only
//! the pacer, atomic counters and what the caller's functions share. Results go to the caller's thread through a
//! bounded [`batch`] channel. A slow caller delays new requests, but not the reading of responses in flight.
//!
//! A rate is an open loop: responses do not influence when requests are due. Each result holds its lateness. Without
//! it, a stalling peer would hide its own stall (coordinated omission).
mod batch;
mod delay_queue;
mod pacer;
mod sender_pool;

pub use sender_pool::{SendResult, SendResults, SenderPool};

use super::thread_client::ThreadClient;
use super::{Client, Outcome};
use crate::error::{Error, Result};
use crate::model::fault::TransportEffect;
use crate::model::http::Request;
use batch::{BatchReceiver, BatchSender};
use delay_queue::{DelayQueue, NextJob};
use futures_util::future;
use futures_util::stream::{FuturesUnordered, StreamExt};
use pacer::Pacer;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// Maximum time that a result waits for its batch to fill.
const MAX_BATCH_WAIT: Duration = Duration::from_millis(1);
/// Interval of [`EngineEvent::Tick`].
const TICK_INTERVAL: Duration = Duration::from_millis(100);

/// Number and rate of requests.
#[derive(Debug, Clone)]
pub struct Load {
    /// Maximum requests in flight.
    pub concurrency: usize,
    /// Requests due per second. `None`: the next one starts when one ends.
    pub rate: Option<f64>,
    /// Number of requests with the warm-up, without retries. `None`: unlimited.
    pub limit: Option<u64>,
    /// Time after which no new request starts, counted from the end of the warm-up; retries still do. `None`:
    /// unlimited.
    pub duration: Option<Duration>,
    /// Number of warm-up requests at the beginning.
    pub warmup: u64,
    /// Timeout of each request.
    pub timeout: Duration,
}

/// A request to send.
pub struct Job<T> {
    pub request: Request,
    /// The caller's data, returned with the result.
    pub tag: T,
    /// Injected transport faults. Only [`Client::run_load_with_retries`] applies the delay of one.
    pub effect: Option<Box<TransportEffect>>,
}

/// A sent request with its outcome.
pub struct SentJob<T> {
    /// Number of the request, from 0. A retry has the number of its request.
    pub number: u64,
    pub request: Request,
    /// The caller's data from the [`Job`].
    pub tag: T,
    pub outcome: Outcome,
    /// Time from due to start; zero without a due time.
    pub lateness: Duration,
    /// Pause until the retry; `None` without a retry.
    pub retry_after: Option<Duration>,
}

/// Event for the caller of a load.
#[expect(clippy::large_enum_variant, reason = "nearly all are `Sent`")]
pub enum EngineEvent<T> {
    Sent(SentJob<T>),
    /// Sent about every [`TICK_INTERVAL`], to show progress or to cancel.
    Tick,
}

/// Totals of a load.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadTotals {
    /// From the first request after the warm-up to the last result.
    pub elapsed: Duration,
    /// Requests that became due but never started.
    pub unsent: u64,
    /// Requests in flight when the caller cancelled.
    pub unfinished: u64,
    /// Requests that waited for a delay or a retry when the caller cancelled.
    pub delayed: u64,
}

/// Returns the job of a number; `None` when there are no more. Called by all sender threads.
pub type JobSource<'a, T> = &'a (dyn Fn(u64) -> Option<Job<T>> + Sync);

/// Returns the pause and the job of a retry; `None` for no retry.
pub type RetryFn<'a, T> = &'a (dyn Fn(&SentJob<T>) -> Option<(Duration, Job<T>)> + Sync);

/// Returns the timeout of the request of a number.
pub type TimeoutFn<'a> = &'a (dyn Fn(u64) -> Duration + Sync);

/// A load of one request after the other, each handled by the caller before the next one is made.
struct Sequence<'a> {
    timeout: TimeoutFn<'a>,
    /// Has a permit for each handled result.
    handled: Semaphore,
}

/// State shared by all threads of a load.
struct LoadRun<'a, T> {
    client: &'a Client,
    job_source: JobSource<'a, T>,
    retry: Option<RetryFn<'a, T>>,
    /// `None`: requests do not wait for the caller.
    sequence: Option<Sequence<'a>>,
    /// Jobs now in the delay queues of all threads.
    delayed_count: AtomicU64,
    retry_count: AtomicU64,
    timeout: Duration,
    pacer: Pacer<'a>,
    /// Has no permits; closed when the caller cancels.
    cancelled: Semaphore,
}

impl Client {
    /// Sends the jobs of `next`, numbered from 0, until `next` returns `None` or the load is done. `next` runs on the
    /// sender threads, `on_event` on the calling thread. `on_event` returns `Break` to cancel.
    ///
    /// # Errors
    /// A runtime cannot be started.
    pub fn run_load<T: Send>(
        &self,
        load: &Load,
        next: JobSource<'_, T>,
        on_event: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> Result<LoadTotals> {
        self.run_with(load, next, None, None, on_event)
    }

    /// Like [`run_load`](Self::run_load) with a concurrency of 1, where each request has its own timeout and waits until
    /// `on_event` has returned for the one before it.
    ///
    /// # Errors
    /// Those of [`run_load`](Self::run_load).
    pub fn run_in_sequence<T: Send>(
        &self,
        load: &Load,
        next: JobSource<'_, T>,
        timeout: TimeoutFn<'_>,
        on_event: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> Result<LoadTotals> {
        let sequence = Sequence {
            timeout,
            handled: Semaphore::new(0),
        };
        self.run_with(load, next, None, Some(sequence), on_event)
    }

    /// Like [`run_load`](Self::run_load), with delays and retries. Delayed jobs block no others. Returns when none
    /// waits.
    pub fn run_load_with_retries<T: Send>(
        &self,
        load: &Load,
        next: JobSource<'_, T>,
        retry: RetryFn<'_, T>,
        on_event: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> Result<LoadTotals> {
        self.run_with(load, next, Some(retry), None, on_event)
    }

    fn run_with<T: Send>(
        &self,
        load: &Load,
        next: JobSource<'_, T>,
        retry: Option<RetryFn<'_, T>>,
        sequence: Option<Sequence<'_>>,
        on_event: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> Result<LoadTotals> {
        let run = LoadRun {
            client: self,
            job_source: next,
            retry,
            sequence,
            delayed_count: AtomicU64::new(0),
            retry_count: AtomicU64::new(0),
            timeout: load.timeout,
            pacer: Pacer::new(load),
            cancelled: Semaphore::new(0),
        };
        let concurrency = match run.sequence {
            Some(_) => 1,
            None => load.concurrency,
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.min(concurrency).max(1);
        let receiver_runtime = runtime()?;
        let runtimes: Vec<_> = (0..threads).map(|_| runtime()).collect::<Result<_>>()?;
        let (results, senders) = batch::batch_channel(threads, MAX_BATCH_WAIT);
        std::thread::scope(|scope| {
            for (index, (runtime, sender)) in runtimes.into_iter().zip(senders).enumerate() {
                let remainder = usize::from(index < concurrency % threads);
                let concurrency = concurrency / threads + remainder;
                let run = &run;
                scope.spawn(move || run.run_thread(runtime, concurrency, &sender));
            }
            if load.rate.is_some() {
                scope.spawn(|| run.pacer.run());
            }
            let received = run.forward_results(&receiver_runtime, results, on_event);
            run.pacer.stop();
            Ok(run.totals(received))
        })
    }
}

/// Makes the runtime of one sending thread.
///
/// # Errors
/// The operating system refuses its file descriptors.
pub(super) fn runtime() -> Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::unknown("the sending engine cannot be started").because(error))
}

impl<T: Send> LoadRun<'_, T> {
    /// Passes results to the caller until all senders ended. Returns the number of results and the time of the end.
    /// Results that were ready when the caller cancelled are passed on as well.
    fn forward_results(
        &self,
        receiver_runtime: &Runtime,
        mut results: BatchReceiver<SentJob<T>>,
        on_event: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> (u64, Instant) {
        let (mut count, mut last_tick) = (0, Instant::now());
        let mut is_cancelled = false;
        loop {
            let batch = match receiver_runtime
                .block_on(async { timeout(TICK_INTERVAL, results.recv()).await })
            {
                Ok(Some(batch)) => batch,
                Ok(None) => break,
                Err(_) => Vec::new(),
            };
            let is_tick_due = batch.is_empty() || last_tick.elapsed() >= TICK_INTERVAL;
            for sent in batch {
                count += 1;
                is_cancelled |= on_event(EngineEvent::Sent(sent)).is_break();
                if let Some(sequence) = self.sequence.as_ref().filter(|_| !is_cancelled) {
                    sequence.handled.add_permits(1);
                }
            }
            if is_tick_due && !is_cancelled {
                last_tick = Instant::now();
                is_cancelled = on_event(EngineEvent::Tick).is_break();
            }
            if is_cancelled {
                self.pacer.stop();
                self.cancelled.close();
            }
        }
        (count, Instant::now())
    }

    /// Sends on one thread with this concurrency, until there are no more jobs or the caller cancels.
    fn run_thread(&self, runtime: Runtime, concurrency: usize, results: &BatchSender<SentJob<T>>) {
        let client = ThreadClient::new(self.client.0.options.clone());
        let delay_queue = self
            .retry
            .map(|_| DelayQueue::new(&self.delayed_count, self.pacer.has_rate()));
        let delay_queue = delay_queue.as_ref();
        runtime.block_on(async {
            let mut loops: FuturesUnordered<_> = (0..concurrency)
                .map(|_| self.send_in_sequence(&client, results, delay_queue))
                .collect();
            let all_loops = async { while loops.next().await.is_some() {} };
            let queue_run = future::OptionFuture::from(delay_queue.map(DelayQueue::run));
            let loops_and_queue = pin!(future::join(all_loops, queue_run));
            let cancelled = pin!(self.cancelled.acquire());
            let sending = future::select(loops_and_queue, cancelled);
            let upkeep = future::join(results.run_flush_timer(), client.close_idle_connections());
            future::select(sending, pin!(upkeep)).await;
            results.flush().await;
        });
        // A name look-up that timed out may still run: do not wait for it.
        runtime.shutdown_background();
    }

    async fn send_in_sequence(
        &self,
        client: &ThreadClient,
        results: &BatchSender<SentJob<T>>,
        delay_queue: Option<&DelayQueue<'_, Job<T>>>,
    ) {
        while let Some((number, due_at, job)) = self.next_job(delay_queue).await {
            let lateness = due_at.map_or(Duration::ZERO, |due_at| due_at.elapsed());
            let effect = job.effect.as_deref();
            let timeout = match &self.sequence {
                Some(sequence) => (sequence.timeout)(number),
                None => self.timeout,
            };
            let outcome = client.send(&job.request, effect, timeout).await;
            let mut sent = SentJob {
                number,
                request: job.request,
                tag: job.tag,
                outcome,
                lateness,
                retry_after: None,
            };
            if let (Some(delay_queue), Some(retry)) = (delay_queue, self.retry) {
                sent.retry_after = retry(&sent).map(|(pause, job)| {
                    self.retry_count.fetch_add(1, Ordering::Relaxed);
                    delay_queue.schedule_retry(number, Instant::now() + pause, job);
                    pause
                });
                delay_queue.job_done();
            }
            results.send(sent).await;
            if let Some(sequence) = &self.sequence {
                results.flush().await;
                // The permits are closed with the load only.
                let _ = sequence
                    .handled
                    .acquire()
                    .await
                    .map(SemaphorePermit::forget);
            }
        }
    }

    /// Waits for the next job. Returns its number, its due time if it has one, and the job; `None` at the end.
    async fn next_job(
        &self,
        delay_queue: Option<&DelayQueue<'_, Job<T>>>,
    ) -> Option<(u64, Option<Instant>, Job<T>)> {
        loop {
            let next = match delay_queue {
                None => NextJob::New(self.pacer.next().await?),
                Some(delay_queue) => delay_queue.next(self.pacer.next()).await?,
            };
            let (number, due_at) = match next {
                NextJob::New(new) => new,
                NextJob::Delayed(delayed) => {
                    return Some((delayed.number, Some(delayed.due_at), delayed.job));
                }
            };
            let Some(job) = (self.job_source)(number) else {
                self.pacer.stop();
                delay_queue.inspect(|delay_queue| delay_queue.job_done());
                continue;
            };
            self.pacer.count_started();
            let delay = job.effect.as_ref().map_or(Duration::ZERO, |it| it.delay);
            match delay_queue {
                Some(delay_queue) if !delay.is_zero() => {
                    delay_queue.delay_new(number, due_at.unwrap_or_else(Instant::now) + delay, job);
                    delay_queue.job_done();
                }
                _ => return Some((number, due_at, job)),
            }
        }
    }

    fn totals(&self, (received, ended): (u64, Instant)) -> LoadTotals {
        let (started, released) = (self.pacer.started(), self.pacer.released());
        let delayed = self.delayed_count.load(Ordering::Relaxed);
        let retries = self.retry_count.load(Ordering::Relaxed);
        let measured_from = self.pacer.measured_from();
        LoadTotals {
            elapsed: measured_from.map_or(Duration::ZERO, |measured_from| ended - measured_from),
            unsent: released.saturating_sub(started),
            unfinished: (started + retries).saturating_sub(received + delayed),
            delayed,
        }
    }
}
