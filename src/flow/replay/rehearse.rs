//! Deliveries with trouble on purpose: which event is sent when and how, and what is tried again.
use super::Plan;
use super::act::{Act, Tag, is_own_doing};
use super::make::{About, Maker};
use crate::error::Result;
use crate::io::client::engine::{Job, SentJob};
use crate::io::system;
use crate::model::fault::stats::{FaultCounts, RetryCounts, FaultStats};
use crate::model::fault::{FaultRates, Fault, TransportEffect, SendOrder, ScheduledSend, variation};
use crate::model::history::exchange::Exchange;
use crate::model::http::{Request, Response};
use crate::model::replay::retry::Schedule;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The trouble that is asked for.
#[derive(Debug, Clone)]
pub struct Trouble {
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
pub(super) struct Stage<'a, 'p> {
    trouble: &'a Trouble,
    maker: &'a Maker<'p>,
    warmup: u64,
    script: Mutex<Script>,
}

struct Script {
    order: SendOrder,
    /// Requests that are sent once more, by their number: the same bytes both times.
    twice: HashMap<u64, (Request, About)>,
    is_done: bool,
}

impl<'a, 'p> Stage<'a, 'p> {
    pub(super) fn new(
        plan: &Plan<'_>,
        trouble: &'a Trouble,
        maker: &'a Maker<'p>,
        warmup: u64,
    ) -> Self {
        let chaos = trouble.chaos.clone().unwrap_or_default();
        let end = plan.count().map(|count| count.saturating_add(warmup));
        Self {
            trouble,
            maker,
            warmup,
            script: Mutex::new(Script {
                order: SendOrder::new(chaos, trouble.seed, warmup, end),
                twice: HashMap::new(),
                is_done: false,
            }),
        }
    }

    /// What has the turn of this number; none where nothing is left.
    pub(super) fn next(&self, turn: u64) -> Result<Option<Job<Tag>>> {
        if self.trouble.chaos.is_none() {
            let made = self.maker.make(turn)?;
            return Ok(Some(self.job(made, ScheduledSend::plain(turn), 1, None)));
        }
        let mut script = self.script();
        let Some(step) = script.order.next() else {
            script.is_done = true;
            return Ok(None);
        };
        let number = step.number;
        let made = match script.twice.remove(&number) {
            Some(made) => made,
            None => self.maker.make(number)?,
        };
        if step.comes_again {
            script.twice.insert(number, made.clone());
        }
        drop(script);
        Ok(Some(self.job(made, step, 1, None)))
    }

    /// What is tried again, after which pause: whatever was not answered 2xx, until its schedule ends.
    pub(super) fn again(&self, sent: &SentJob<Tag>) -> Option<(Duration, Job<Tag>)> {
        let act = sent.tag.act.as_deref()?;
        let schedule = self.trouble.retries.as_ref()?;
        let is_answered = matches!(&sent.outcome.response, Ok(response) if response.is_success());
        if is_answered || act.number < self.warmup {
            return None;
        }
        let chance = variation(self.trouble.seed, act.number, act.copy, act.attempt);
        let pause = schedule.pause(act.attempt, chance)?;
        let pause = Duration::try_from_secs_f64(pause.as_secs_f64() / self.trouble.speed);
        let step = ScheduledSend {
            copy: act.copy,
            ..ScheduledSend::plain(act.number)
        };
        let pause = pause.unwrap_or(Duration::ZERO);
        let made = (sent.request.clone(), sent.tag.about.clone());
        let job = self.job(made, step, act.attempt + 1, Some(pause));
        let delay = job.manner.as_ref().map_or(Duration::ZERO, |it| it.delay);
        Some((pause + delay, job))
    }

    fn job(
        &self,
        (request, about): (Request, About),
        step: ScheduledSend,
        attempt: u32,
        pause: Option<Duration>,
    ) -> Job<Tag> {
        let manner = self.manner(&request, step, attempt);
        let mut faults = Vec::new();
        faults.extend((step.copy > 0).then_some(Fault::Duplicate));
        faults.extend(step.is_overtaken.then_some(Fault::Reorder));
        faults.extend(manner.iter().flat_map(TransportEffect::faults));
        let delay = manner.map_or(Duration::ZERO, |manner| manner.delay);
        let held = pause.unwrap_or_default() + delay;
        let is_held = pause.is_some() || !delay.is_zero();
        let act = Act {
            number: step.number,
            copy: step.copy,
            attempt,
            faults,
            held_until: is_held.then(|| system::now().after(held)),
        };
        Job {
            request,
            tag: Tag {
                about,
                started_at: system::now(),
                act: Some(Box::new(act)),
            },
            manner: manner.map(Box::new),
        }
    }

    fn manner(&self, request: &Request, step: ScheduledSend, attempt: u32) -> Option<TransportEffect> {
        let chaos = self.trouble.chaos.as_ref()?;
        if step.number < self.warmup {
            return None;
        }
        let mut manner = chaos.manner(self.trouble.seed, step.number, step.copy, attempt)?;
        if request.body.is_empty() {
            // Nothing is nothing, however slowly it comes.
            manner.slow = None;
            manner.is_cut = false;
        }
        Some(manner)
    }

    /// Counts that begin at nothing.
    pub(super) fn counts(&self) -> FaultStats {
        let chaos = self.trouble.chaos.as_ref().map(|_| FaultCounts {
            seed: self.trouble.seed,
            ..FaultCounts::default()
        });
        let retries = self.trouble.retries.as_ref();
        FaultStats {
            chaos,
            retries: retries.map(|_| RetryCounts::default()),
            waiting: 0,
        }
    }

    /// What is known only when it is over. Whether all was given out, so that nothing remained unsent.
    pub(super) fn end(&self, counts: &mut FaultStats) -> bool {
        let script = self.script();
        if let Some(chaos) = &mut counts.chaos
            && script.order.dropped() > 0
        {
            chaos.faults.insert(Fault::Drop, script.order.dropped());
        }
        script.is_done
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a sending.
pub(super) fn count(counts: &mut FaultStats, exchange: &Exchange, is_last: bool) {
    if let Some(chaos) = &mut counts.chaos {
        for fault in &exchange.chaos {
            *chaos.faults.entry(*fault).or_default() += 1;
        }
        chaos.unjudged += u64::from(is_last && is_own_doing(exchange));
    }
    let Some(retries) = counts.retries.as_mut().filter(|_| is_last) else {
        return;
    };
    let is_delivered = exchange.response.as_ref().is_some_and(Response::is_success);
    match exchange.attempt {
        Some(attempt) if is_delivered => *retries.delivered.entry(attempt).or_default() += 1,
        _ => retries.given_up += 1,
    }
}
