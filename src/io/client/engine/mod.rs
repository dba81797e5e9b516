//! Very many requests: reqwest's async half on one runtime a core, behind a function that blocks.
//!
//! Each core has a thread, a runtime and a client of its own, so that no two cores wait for one another. What was
//! sent travels to the caller's thread through a queue of fixed length: who is slow to take it slows down the sending,
//! but never the answers that are being waited for.
//!
//! With a rate the pace is kept whatever the answers do (an open loop): a request has a time at which it is due, and how
//! late it began is told with it. Measured from its sending alone, a peer that stalls would hide its own stall.
mod thread_client;
mod batch;
mod delay_queue;
mod pacer;
mod sender_pool;

pub use sender_pool::{SenderPool, SendResults, SendResult};

use super::{Client, Outcome};
use crate::error::{Error, Result};
use crate::model::fault::TransportEffect;
use crate::model::http::Request;
use thread_client::ThreadClient;
use futures_util::future;
use futures_util::stream::{FuturesUnordered, StreamExt};
use batch::{BatchReceiver, BatchSender};
use delay_queue::{DelayQueue, NextJob};
use pacer::Pacer;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How long an outcome waits for others before the caller is woken.
const MAX_BATCH_WAIT: Duration = Duration::from_millis(1);
/// How often the caller hears that nothing happened.
const IDLE_INTERVAL: Duration = Duration::from_millis(100);

/// How much is sent, and how fast.
#[derive(Debug, Clone)]
pub struct Load {
    /// How many requests may be under way at the same time.
    pub concurrency: usize,
    /// How many are due in a second; none sends the next when one is answered.
    pub rate: Option<f64>,
    /// How many are sent in all.
    pub limit: Option<u64>,
    /// No further one begins after this time; it starts with the first that is no warm-up.
    pub duration: Option<Duration>,
    /// How many of the first only warm up.
    pub warmup: u64,
    /// How long each may take.
    pub timeout: Duration,
}

/// A request and what the caller wants to have back with its outcome.
pub struct Job<T> {
    /// The request.
    pub request: Request,
    /// The caller's own.
    pub tag: T,
    /// How it is sent, where that is out of the ordinary. Only [`Client::rehearse`] holds one back.
    pub manner: Option<Box<TransportEffect>>,
}

/// A request that was sent.
pub struct SentJob<T> {
    /// Its number, from 0.
    pub number: u64,
    /// The request.
    pub request: Request,
    /// The caller's own.
    pub tag: T,
    /// What came of it.
    pub outcome: Outcome,
    /// How much later it began than it was due.
    pub lateness: Duration,
    /// After which pause it is tried again.
    pub retry_after: Option<Duration>,
}

/// What the caller hears.
#[expect(clippy::large_enum_variant, reason = "nearly all are `Sent`")]
pub enum EngineEvent<T> {
    /// A request is over.
    Sent(SentJob<T>),
    /// Nothing, for a while: time to show that it goes on.
    Idle,
}

/// How it went as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadTotals {
    /// From the first request that was no warm-up to the last outcome.
    pub elapsed: Duration,
    /// How many were due in the time that was given, but had not begun when it was over.
    pub unsent: u64,
    /// How many were under way when the caller broke off.
    pub unfinished: u64,
    /// How many waited then, held back or to be tried again.
    pub waiting: u64,
}

/// What to send as the request of a number; none where there is none any more.
pub type JobSource<'a, T> = &'a (dyn Fn(u64) -> Option<Job<T>> + Sync);

/// Whether a request that is over is tried again: after which pause, and as what.
pub type RetryFn<'a, T> = &'a (dyn Fn(&SentJob<T>) -> Option<(Duration, Job<T>)> + Sync);

/// What all threads share.
struct LoadRun<'a, T> {
    client: &'a Client,
    next: JobSource<'a, T>,
    retry: Option<RetryFn<'a, T>>,
    /// How many requests wait, on all cores, and how many were to be tried again.
    delayed: AtomicU64,
    retries: AtomicU64,
    timeout: Duration,
    pacer: Pacer<'a>,
    /// Never gives a permit; closed when the caller breaks off.
    cancelled: Semaphore,
}

impl Client {
    /// Sends what `next` gives for the numbers from 0, until it gives nothing or the load is done. `next` runs on the
    /// threads that send; `hear` on this one, and breaks it off.
    pub fn run_load<T: Send>(
        &self,
        load: &Load,
        next: JobSource<'_, T>,
        hear: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> Result<LoadTotals> {
        self.run_with(load, next, None, hear)
    }

    /// The same, where requests may be held back and tried again: without holding up others, until none waits any more.
    pub fn run_load_with_retries<T: Send>(
        &self,
        load: &Load,
        next: JobSource<'_, T>,
        again: RetryFn<'_, T>,
        hear: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> Result<LoadTotals> {
        self.run_with(load, next, Some(again), hear)
    }

    fn run_with<T: Send>(
        &self,
        load: &Load,
        next: JobSource<'_, T>,
        again: Option<RetryFn<'_, T>>,
        hear: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> Result<LoadTotals> {
        let shared = LoadRun {
            client: self,
            next,
            retry: again,
            delayed: AtomicU64::new(0),
            retries: AtomicU64::new(0),
            timeout: load.timeout,
            pacer: Pacer::new(load),
            cancelled: Semaphore::new(0),
        };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = cores.min(load.concurrency).max(1);
        let ear = runtime()?;
        let runtimes: Vec<_> = (0..threads).map(|_| runtime()).collect::<Result<_>>()?;
        let (gathered, gatherers) = batch::batch_channel(threads, MAX_BATCH_WAIT);
        std::thread::scope(|scope| {
            for (place, (runtime, gatherer)) in runtimes.into_iter().zip(gatherers).enumerate() {
                let extra = usize::from(place < load.concurrency % threads);
                let share = load.concurrency / threads + extra;
                let shared = &shared;
                scope.spawn(move || shared.run_thread(runtime, share, &gatherer));
            }
            if load.rate.is_some() {
                scope.spawn(|| shared.pacer.run());
            }
            let heard = shared.forward_results(&ear, gathered, hear);
            shared.pacer.stop();
            Ok(shared.totals(heard))
        })
    }
}

fn runtime() -> Result<Runtime> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::unknown("the sending engine cannot be started").because(error))
}

impl<T: Send> LoadRun<'_, T> {
    /// Passes on what is sent until all is or the caller breaks off; how many there were, and when the last. What was
    /// answered by then is passed on all the same.
    fn forward_results(
        &self,
        ear: &Runtime,
        mut gathered: BatchReceiver<SentJob<T>>,
        hear: &mut dyn FnMut(EngineEvent<T>) -> ControlFlow<()>,
    ) -> (u64, Instant) {
        let (mut count, mut ticked) = (0, Instant::now());
        let mut is_broken_off = false;
        loop {
            let batch = match ear.block_on(async { timeout(IDLE_INTERVAL, gathered.recv()).await }) {
                Ok(Some(batch)) => batch,
                Ok(None) => break,
                Err(_) => Vec::new(),
            };
            let is_quiet = batch.is_empty() || ticked.elapsed() >= IDLE_INTERVAL;
            for sent in batch {
                count += 1;
                is_broken_off |= hear(EngineEvent::Sent(sent)).is_break();
            }
            if is_quiet && !is_broken_off {
                ticked = Instant::now();
                is_broken_off = hear(EngineEvent::Idle).is_break();
            }
            if is_broken_off {
                self.pacer.stop();
                self.cancelled.close();
            }
        }
        (count, Instant::now())
    }

    /// One core's part: so many requests at a time until there are no more, or until the caller breaks off.
    fn run_thread(&self, runtime: Runtime, share: usize, gatherer: &BatchSender<SentJob<T>>) {
        let core = ThreadClient::new(self.client.0.options.clone());
        let later = self
            .retry
            .map(|_| DelayQueue::new(&self.delayed, self.pacer.has_rate()));
        let later = later.as_ref();
        runtime.block_on(async {
            let mut lanes: FuturesUnordered<_> = (0..share)
                .map(|_| self.send_in_sequence(&core, gatherer, later))
                .collect();
            let all = async { while lanes.next().await.is_some() {} };
            let release = future::OptionFuture::from(later.map(DelayQueue::run));
            let all = pin!(future::join(all, release));
            let broken_off = pin!(self.cancelled.acquire());
            let sending = future::select(all, broken_off);
            future::select(sending, pin!(gatherer.run_flush_timer())).await;
            gatherer.flush().await;
        });
        // A look-up of a name that has timed out may still run; nobody waits for it.
        runtime.shutdown_background();
    }

    async fn send_in_sequence(
        &self,
        core: &ThreadClient,
        gatherer: &BatchSender<SentJob<T>>,
        later: Option<&DelayQueue<'_, Job<T>>>,
    ) {
        while let Some((number, due, job)) = self.next_job(later).await {
            let late = due.map_or(Duration::ZERO, |due| due.elapsed());
            let manner = job.manner.as_deref();
            let outcome = core.send(&job.request, manner, self.timeout).await;
            let mut sent = SentJob {
                number,
                request: job.request,
                tag: job.tag,
                outcome,
                lateness: late,
                retry_after: None,
            };
            if let (Some(later), Some(again)) = (later, self.retry) {
                sent.retry_after = again(&sent).map(|(pause, job)| {
                    self.retries.fetch_add(1, Ordering::Relaxed);
                    later.schedule_retry(number, Instant::now() + pause, job);
                    pause
                });
                later.job_done();
            }
            gatherer.send(sent).await;
        }
    }

    /// The next request, its number and when it was due; none where there is none any more.
    async fn next_job(
        &self,
        later: Option<&DelayQueue<'_, Job<T>>>,
    ) -> Option<(u64, Option<Instant>, Job<T>)> {
        loop {
            let turn = match later {
                None => NextJob::New(self.pacer.next().await?),
                Some(later) => later.next(self.pacer.next()).await?,
            };
            let (number, due) = match turn {
                NextJob::New(new) => new,
                NextJob::Delayed(held) => return Some((held.number, Some(held.due_at), held.job)),
            };
            let Some(job) = (self.next)(number) else {
                self.pacer.stop();
                later.inspect(|later| later.job_done());
                continue;
            };
            self.pacer.count_started();
            let delay = job.manner.as_ref().map_or(Duration::ZERO, |it| it.delay);
            match later {
                Some(later) if !delay.is_zero() => {
                    later.delay_new(number, due.unwrap_or_else(Instant::now) + delay, job);
                    later.job_done();
                }
                _ => return Some((number, due, job)),
            }
        }
    }

    fn totals(&self, (heard, ended): (u64, Instant)) -> LoadTotals {
        let (begun, let_go) = (self.pacer.begun(), self.pacer.let_go());
        let waiting = self.delayed.load(Ordering::Relaxed);
        let resent = self.retries.load(Ordering::Relaxed);
        let measured = self.pacer.measured();
        LoadTotals {
            elapsed: measured.map_or(Duration::ZERO, |measured| ended - measured),
            unsent: let_go.saturating_sub(begun),
            unfinished: (begun + resent).saturating_sub(heard + waiting),
            waiting,
        }
    }
}
