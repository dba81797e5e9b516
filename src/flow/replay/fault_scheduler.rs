//! Schedules the requests of a replay with fault injection: order, transport faults and retries.
//!
//! Sender threads call [`FaultScheduler::next`] and [`FaultScheduler::retry`] concurrently. The lock protects the order
//! and the pending duplicates. With injected faults, `next` holds it while it builds a request; `retry` never takes it.
use super::ReplayPlan;
use super::attempt::{JobTag, ReplayAttempt, was_aborted_by_momo};
use super::build::{RequestBuilder, RequestMeta};
use crate::error::Result;
use crate::io::client::engine::{Job, SentJob};
use crate::io::system;
use crate::model::fault::stats::{FaultCounts, FaultStats, RetryCounts};
use crate::model::fault::{
    Fault, FaultRates, ScheduledSend, SendOrder, TransportEffect, retry_jitter,
};
use crate::model::history::exchange::Exchange;
use crate::model::http::{Request, Response};
use crate::model::replay::retry::RetrySchedule;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::time::Duration;

/// Settings of fault injection and retries.
#[derive(Debug, Clone)]
pub struct FaultInjection {
    /// Rates of the injected faults; `None` injects none.
    pub rates: Option<FaultRates>,
    /// Retry schedule of requests without a 2xx response; `None` never retries.
    pub retries: Option<RetrySchedule>,
    /// Factor by which retries are faster than their schedule.
    pub speed: f64,
    /// Seed of all random choices.
    pub seed: u64,
}

/// Makes the jobs of a replay.
pub(super) struct FaultScheduler<'a, 'p> {
    injection: &'a FaultInjection,
    builder: &'a RequestBuilder<'p>,
    warmup: u64,
    state: Mutex<SchedulerState>,
}

struct SchedulerState {
    order: SendOrder,
    /// Requests that are sent a second time with the same bytes, by event number.
    duplicates: HashMap<u64, (Request, RequestMeta)>,
    is_finished: bool,
}

impl<'a, 'p> FaultScheduler<'a, 'p> {
    pub(super) fn new(
        plan: &ReplayPlan<'_>,
        injection: &'a FaultInjection,
        builder: &'a RequestBuilder<'p>,
        warmup: u64,
    ) -> Self {
        let rates = injection.rates.clone().unwrap_or_default();
        let end = plan.count().map(|count| count.saturating_add(warmup));
        Self {
            injection,
            builder,
            warmup,
            state: Mutex::new(SchedulerState {
                order: SendOrder::new(rates, injection.seed, warmup, end),
                duplicates: HashMap::new(),
                is_finished: false,
            }),
        }
    }

    /// Returns the job for send number `number`; `None` when all events are scheduled. With injected faults the order
    /// is the scheduler's own.
    pub(super) fn next(&self, number: u64) -> Result<Option<Job<JobTag>>> {
        if self.injection.rates.is_none() {
            let request_with_meta = self.builder.build(number)?;
            return Ok(Some(self.job(
                request_with_meta,
                ScheduledSend::unaffected(number),
                1,
                None,
            )));
        }
        let mut state = self.state.lock();
        let Some(send) = state.order.next() else {
            state.is_finished = true;
            return Ok(None);
        };
        let number = send.number;
        let request_with_meta = match state.duplicates.remove(&number) {
            Some(request_with_meta) => request_with_meta,
            None => self.builder.build(number)?,
        };
        if send.has_duplicate {
            state.duplicates.insert(number, request_with_meta.clone());
        }
        drop(state);
        Ok(Some(self.job(request_with_meta, send, 1, None)))
    }

    /// Returns the pause before the retry of a request, and the retry. `None` after a 2xx response, for a warm-up, and
    /// at the end of the schedule.
    pub(super) fn retry(&self, sent: &SentJob<JobTag>) -> Option<(Duration, Job<JobTag>)> {
        let attempt = sent.tag.attempt.as_deref()?;
        let schedule = self.injection.retries.as_ref()?;
        let is_delivered = matches!(&sent.outcome.response, Ok(response) if response.is_success());
        if is_delivered || attempt.event_number < self.warmup {
            return None;
        }
        let jitter = retry_jitter(
            self.injection.seed,
            attempt.event_number,
            attempt.copy,
            attempt.attempt_number,
        );
        let pause = schedule.delay(attempt.attempt_number, jitter)?;
        let pause = Duration::try_from_secs_f64(pause.as_secs_f64() / self.injection.speed);
        let send = ScheduledSend {
            copy: attempt.copy,
            ..ScheduledSend::unaffected(attempt.event_number)
        };
        let pause = pause.unwrap_or(Duration::ZERO);
        let request_with_meta = (sent.request.clone(), sent.tag.meta.clone());
        let job = self.job(
            request_with_meta,
            send,
            attempt.attempt_number + 1,
            Some(pause),
        );
        let delay = job.effect.as_ref().map_or(Duration::ZERO, |it| it.delay);
        Some((pause + delay, job))
    }

    fn job(
        &self,
        (request, meta): (Request, RequestMeta),
        send: ScheduledSend,
        attempt: u32,
        pause: Option<Duration>,
    ) -> Job<JobTag> {
        let effect = self.transport_effect(&request, send, attempt);
        let mut faults = Vec::new();
        faults.extend((send.copy > 0).then_some(Fault::Duplicate));
        faults.extend(send.is_overtaken.then_some(Fault::Reorder));
        faults.extend(effect.iter().flat_map(TransportEffect::faults));
        let delay = effect.map_or(Duration::ZERO, |effect| effect.delay);
        let wait = pause.unwrap_or_default() + delay;
        let is_delayed = pause.is_some() || !delay.is_zero();
        let attempt = ReplayAttempt {
            event_number: send.number,
            copy: send.copy,
            attempt_number: attempt,
            faults,
            delayed_until: is_delayed.then(|| system::now().after(wait)),
        };
        Job {
            request,
            tag: JobTag {
                meta,
                started_at: system::now(),
                attempt: Some(Box::new(attempt)),
            },
            effect: effect.map(Box::new),
        }
    }

    fn transport_effect(
        &self,
        request: &Request,
        send: ScheduledSend,
        attempt: u32,
    ) -> Option<TransportEffect> {
        let rates = self.injection.rates.as_ref()?;
        if send.number < self.warmup {
            return None;
        }
        let mut effect =
            rates.transport_effect(self.injection.seed, send.number, send.copy, attempt)?;
        if request.body.is_empty() {
            // An empty body cannot be slow or incomplete.
            effect.slow_body = None;
            effect.closes_early = false;
        }
        Some(effect)
    }

    /// Returns zeroed statistics for the faults and retries that are enabled.
    pub(super) fn counts(&self) -> FaultStats {
        let injected = self.injection.rates.as_ref().map(|_| FaultCounts {
            seed: self.injection.seed,
            ..FaultCounts::default()
        });
        let retries = self.injection.retries.as_ref();
        FaultStats {
            injected,
            retries: retries.map(|_| RetryCounts::default()),
            waiting: 0,
        }
    }

    /// Adds the number of dropped events. Returns whether all events were scheduled, so that none is unsent.
    pub(super) fn finish(&self, counts: &mut FaultStats) -> bool {
        let state = self.state.lock();
        if let Some(injected) = &mut counts.injected
            && state.order.dropped_count() > 0
        {
            injected
                .counts
                .insert(Fault::Drop, state.order.dropped_count());
        }
        state.is_finished
    }
}

/// Counts an attempt. `is_last`: it is not retried.
pub(super) fn count_attempt(counts: &mut FaultStats, exchange: &Exchange, is_last: bool) {
    if let Some(injected) = &mut counts.injected {
        for fault in &exchange.faults {
            *injected.counts.entry(*fault).or_default() += 1;
        }
        injected.unjudged += u64::from(is_last && was_aborted_by_momo(exchange));
    }
    let Some(retries) = counts.retries.as_mut().filter(|_| is_last) else {
        return;
    };
    let is_delivered = exchange.response.as_ref().is_some_and(Response::is_success);
    match exchange.attempt {
        Some(attempt) if is_delivered => {
            *retries.delivered_by_attempt.entry(attempt).or_default() += 1
        }
        _ => retries.given_up += 1,
    }
}
