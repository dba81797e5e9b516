//! Deliveries with trouble on purpose: which event is sent when and how, and what is tried again.
use super::ReplayPlan;
use super::attempt::{ReplayAttempt, JobTag, was_aborted_by_momo};
use super::build::{RequestMeta, RequestBuilder};
use crate::error::Result;
use crate::io::client::engine::{Job, SentJob};
use crate::io::system;
use crate::model::fault::stats::{FaultCounts, RetryCounts, FaultStats};
use crate::model::fault::{FaultRates, Fault, TransportEffect, SendOrder, ScheduledSend, retry_jitter};
use crate::model::history::exchange::Exchange;
use crate::model::http::{Request, Response};
use crate::model::replay::retry::Schedule;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The trouble that is asked for.
#[derive(Debug, Clone)]
pub struct FaultInjection {
    /// What befalls deliveries on their way.
    pub chaos: Option<FaultRates>,
    /// When those that are not answered 2xx are tried again.
    pub retries: Option<Schedule>,
    /// How many times faster than its schedule a retry comes.
    pub speed: f64,
    /// What all chance follows from.
    pub seed: u64,
}

/// Makes the sendings.
pub(super) struct FaultScheduler<'a, 'p> {
    injection: &'a FaultInjection,
    builder: &'a RequestBuilder<'p>,
    warmup: u64,
    state: Mutex<SchedulerState>,
}

struct SchedulerState {
    order: SendOrder,
    /// Requests that are sent once more, by their number: the same bytes both times.
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
        let chaos = injection.chaos.clone().unwrap_or_default();
        let end = plan.count().map(|count| count.saturating_add(warmup));
        Self {
            injection,
            builder,
            warmup,
            state: Mutex::new(SchedulerState {
                order: SendOrder::new(chaos, injection.seed, warmup, end),
                duplicates: HashMap::new(),
                is_finished: false,
            }),
        }
    }

    /// What has the turn of this number; none where nothing is left.
    pub(super) fn next(&self, turn: u64) -> Result<Option<Job<JobTag>>> {
        if self.injection.chaos.is_none() {
            let made = self.builder.build(turn)?;
            return Ok(Some(self.job(made, ScheduledSend::unaffected(turn), 1, None)));
        }
        let mut script = self.script();
        let Some(step) = script.order.next() else {
            script.is_finished = true;
            return Ok(None);
        };
        let number = step.number;
        let made = match script.duplicates.remove(&number) {
            Some(made) => made,
            None => self.builder.build(number)?,
        };
        if step.has_duplicate {
            script.duplicates.insert(number, made.clone());
        }
        drop(script);
        Ok(Some(self.job(made, step, 1, None)))
    }

    /// What is tried again, after which pause: whatever was not answered 2xx, until its schedule ends.
    pub(super) fn retry(&self, sent: &SentJob<JobTag>) -> Option<(Duration, Job<JobTag>)> {
        let act = sent.tag.attempt.as_deref()?;
        let schedule = self.injection.retries.as_ref()?;
        let is_answered = matches!(&sent.outcome.response, Ok(response) if response.is_success());
        if is_answered || act.number < self.warmup {
            return None;
        }
        let chance = retry_jitter(self.injection.seed, act.number, act.copy, act.attempt);
        let pause = schedule.pause(act.attempt, chance)?;
        let pause = Duration::try_from_secs_f64(pause.as_secs_f64() / self.injection.speed);
        let step = ScheduledSend {
            copy: act.copy,
            ..ScheduledSend::unaffected(act.number)
        };
        let pause = pause.unwrap_or(Duration::ZERO);
        let made = (sent.request.clone(), sent.tag.meta.clone());
        let job = self.job(made, step, act.attempt + 1, Some(pause));
        let delay = job.manner.as_ref().map_or(Duration::ZERO, |it| it.delay);
        Some((pause + delay, job))
    }

    fn job(
        &self,
        (request, about): (Request, RequestMeta),
        step: ScheduledSend,
        attempt: u32,
        pause: Option<Duration>,
    ) -> Job<JobTag> {
        let manner = self.manner(&request, step, attempt);
        let mut faults = Vec::new();
        faults.extend((step.copy > 0).then_some(Fault::Duplicate));
        faults.extend(step.is_overtaken.then_some(Fault::Reorder));
        faults.extend(manner.iter().flat_map(TransportEffect::faults));
        let delay = manner.map_or(Duration::ZERO, |manner| manner.delay);
        let held = pause.unwrap_or_default() + delay;
        let is_held = pause.is_some() || !delay.is_zero();
        let act = ReplayAttempt {
            number: step.number,
            copy: step.copy,
            attempt,
            faults,
            delayed_until: is_held.then(|| system::now().after(held)),
        };
        Job {
            request,
            tag: JobTag {
                meta: about,
                started_at: system::now(),
                attempt: Some(Box::new(act)),
            },
            manner: manner.map(Box::new),
        }
    }

    fn manner(&self, request: &Request, step: ScheduledSend, attempt: u32) -> Option<TransportEffect> {
        let chaos = self.injection.chaos.as_ref()?;
        if step.number < self.warmup {
            return None;
        }
        let mut manner = chaos.transport_effect(self.injection.seed, step.number, step.copy, attempt)?;
        if request.body.is_empty() {
            // Nothing is nothing, however slowly it comes.
            manner.slow_body = None;
            manner.closes_early = false;
        }
        Some(manner)
    }

    /// Counts that begin at nothing.
    pub(super) fn counts(&self) -> FaultStats {
        let chaos = self.injection.chaos.as_ref().map(|_| FaultCounts {
            seed: self.injection.seed,
            ..FaultCounts::default()
        });
        let retries = self.injection.retries.as_ref();
        FaultStats {
            injected: chaos,
            retries: retries.map(|_| RetryCounts::default()),
            waiting: 0,
        }
    }

    /// What is known only when it is over. Whether all was given out, so that nothing remained unsent.
    pub(super) fn finish(&self, counts: &mut FaultStats) -> bool {
        let script = self.script();
        if let Some(chaos) = &mut counts.injected
            && script.order.dropped() > 0
        {
            chaos.faults.insert(Fault::Drop, script.order.dropped());
        }
        script.is_finished
    }

    fn script(&self) -> MutexGuard<'_, SchedulerState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a sending.
pub(super) fn count_attempt(counts: &mut FaultStats, exchange: &Exchange, is_last: bool) {
    if let Some(chaos) = &mut counts.injected {
        for fault in &exchange.chaos {
            *chaos.faults.entry(*fault).or_default() += 1;
        }
        chaos.unjudged += u64::from(is_last && was_aborted_by_momo(exchange));
    }
    let Some(retries) = counts.retries.as_mut().filter(|_| is_last) else {
        return;
    };
    let is_delivered = exchange.response.as_ref().is_some_and(Response::is_success);
    match exchange.attempt {
        Some(attempt) if is_delivered => *retries.delivered_by_attempt.entry(attempt).or_default() += 1,
        _ => retries.given_up += 1,
    }
}
