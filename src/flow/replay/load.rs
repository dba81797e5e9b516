//! Many deliveries at once: made and signed on the threads that send them, judged and told on the caller's.
use super::attempt::{self, ReplayAttempt, JobTag};
use super::judge::{self, CompletedRequest};
use super::build::RequestBuilder;
use super::fault_scheduler::{self, FaultScheduler};
use super::{Unjudged, ReplayOutcome, ReplayItem, Pace, ReplayPlan, ReplaySummary, ReplayObserver};
use crate::error::{Error, Result, Verdict};
use crate::io::client::Client;
use crate::io::client::engine::{EngineEvent, Job, Load, SentJob};
use crate::io::system;
use crate::model::diagnosis::Facts;
use crate::model::history::exchange::{Cause, Exchange};
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Delivers at this pace until it is done, fails or is ended.
pub(super) fn run(
    plan: &ReplayPlan<'_>,
    pace: &Pace,
    client: &Client,
    watcher: &mut dyn ReplayObserver,
) -> Result<ReplaySummary> {
    let maker = RequestBuilder::new(plan);
    let stage = plan.injection.as_ref();
    let stage = stage.map(|trouble| FaultScheduler::new(plan, trouble, &maker, pace.warmup));
    let has_chaos = plan.injection.as_ref().is_some_and(|it| it.chaos.is_some());
    let count = plan.count().filter(|_| !has_chaos);
    let load = Load {
        concurrency: pace.concurrency,
        rate: pace.rate,
        limit: count.map(|count| count.saturating_add(pace.warmup)),
        duration: pace.duration,
        warmup: pace.warmup,
        timeout: plan.longest_budget(),
    };
    let fault = Mutex::new(None);
    let next = |number| {
        let made = match &stage {
            Some(stage) => stage.next(number),
            None => job(&maker, number).map(Some),
        };
        made.unwrap_or_else(|error| {
            *fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            None
        })
    };
    let mut hearer = ResultCollector::new(plan, pace, watcher)?;
    // What cannot be made any more is said at once, however long retries would still wait.
    let is_faulty = || fault.lock().is_ok_and(|fault| fault.is_some());
    let hear = |hearer: &mut ResultCollector<'_, '_>, happened| match happened {
        EngineEvent::Idle if is_faulty() => ControlFlow::Break(()),
        happened => hearer.handle_event(happened),
    };
    let run = match &stage {
        Some(stage) => {
            hearer.summary.faults = stage.counts();
            let again = |sent: &SentJob<JobTag>| stage.retry(sent);
            client.run_load_with_retries(&load, &next, &again, &mut |happened| {
                hear(&mut hearer, happened)
            })?
        }
        None => client.run_load(&load, &next, &mut |happened| hear(&mut hearer, happened))?,
    };
    let (mut summary, heard) = (hearer.summary, hearer.error);
    summary.set_totals(run);
    if let Some(stage) = &stage
        && stage.finish(&mut summary.faults)
    {
        summary.unsent = 0;
    }
    let made = fault.into_inner().ok().flatten();
    heard.or(made).map_or(Ok(summary), Err)
}

fn job(maker: &RequestBuilder<'_>, number: u64) -> Result<Job<JobTag>> {
    let (request, about) = maker.build(number)?;
    let tag = JobTag {
        meta: about,
        started_at: system::now(),
        attempt: None,
    };
    Ok(Job {
        request,
        tag,
        manner: None,
    })
}

/// Takes what the engine tells.
struct ResultCollector<'a, 'p> {
    plan: &'a ReplayPlan<'p>,
    pace: &'a Pace,
    observer: &'a mut dyn ReplayObserver,
    /// Ids of exchanges count on from here, so that no two of the same millisecond are alike.
    id_suffix: u32,
    /// What was found out of the world, by what went wrong where.
    facts: Vec<(ProbeKey, Facts)>,
    /// The kinds of endings that were told.
    reported: Vec<(Option<u16>, Option<Cause>, Verdict)>,
    summary: ReplaySummary,
    measured_from: Option<Instant>,
    error: Option<Error>,
}

#[derive(PartialEq)]
struct ProbeKey {
    cause: Option<Cause>,
    url: String,
    has_first_byte: bool,
}

impl<'a, 'p> ResultCollector<'a, 'p> {
    fn new(plan: &'a ReplayPlan<'p>, pace: &'a Pace, watcher: &'a mut dyn ReplayObserver) -> Result<Self> {
        Ok(Self {
            plan,
            pace,
            observer: watcher,
            id_suffix: u32::from_be_bytes(system::random()?),
            facts: Vec::new(),
            reported: Vec::new(),
            summary: ReplaySummary {
                is_measured_from_due: pace.rate.is_some(),
                ..ReplaySummary::default()
            },
            measured_from: None,
            error: None,
        })
    }

    fn handle_event(&mut self, happened: EngineEvent<JobTag>) -> ControlFlow<()> {
        match happened {
            EngineEvent::Sent(sent) => self.handle_sent(sent),
            EngineEvent::Idle => {
                let begun = self.measured_from.map(|begun| begun.elapsed());
                self.summary.elapsed = begun.unwrap_or_default();
                self.observer.progress(&self.summary);
                self.summary.is_interrupted = self.observer.is_cancelled();
                match self.summary.is_interrupted {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            }
        }
    }

    fn handle_sent(&mut self, mut sent: SentJob<JobTag>) -> ControlFlow<()> {
        if self.error.is_some() {
            return ControlFlow::Break(());
        }
        let act = sent.tag.attempt.take();
        let number = act.as_ref().map_or(sent.number, |act| act.number);
        let (item, again) = (self.plan.item(number), sent.retry_after);
        let is_warmup = number < self.pace.warmup;
        let late = sent.lateness.min(self.max_lateness());
        let exchange = self.exchange(item, act, sent);
        if is_warmup {
            self.summary.warmup += 1;
        } else {
            self.measured_from.get_or_insert_with(Instant::now);
            fault_scheduler::count_attempt(&mut self.summary.faults, &exchange, again.is_none());
        }
        let aside = match again {
            Some(pause) => Some(Unjudged::WillRetry(pause)),
            None => attempt::was_aborted_by_momo(&exchange).then_some(Unjudged::AbortedByMomo),
        };
        let told = match aside {
            Some(aside) => {
                self.summary.add_response(&exchange, late);
                self.observer
                    .unjudged(&item.label, exchange, aside)
                    .map(|()| false)
            }
            None => self.report(item, exchange, late, is_warmup),
        };
        match told {
            Ok(false) => ControlFlow::Continue(()),
            Ok(true) => ControlFlow::Break(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// How much lateness counts: without a rate nothing is ever late.
    fn max_lateness(&self) -> Duration {
        self.pace.rate.map_or(Duration::ZERO, |_| Duration::MAX)
    }

    fn exchange(&mut self, item: &ReplayItem, act: Option<Box<ReplayAttempt>>, sent: SentJob<JobTag>) -> Exchange {
        let made = sent.tag.started_at;
        let started_at = act
            .as_ref()
            .map_or(made, |act| act.started_at(made, sent.lateness));
        let done = CompletedRequest {
            request: sent.request,
            meta: sent.tag.meta,
            started_at,
            outcome: sent.outcome,
        };
        self.id_suffix = self.id_suffix.wrapping_add(1);
        let mut exchange = judge::to_exchange(self.plan, item, done, self.id_suffix.to_be_bytes());
        if let Some(act) = act {
            act.annotate(&mut exchange, &self.summary.faults);
        }
        exchange
    }

    /// Judges a delivery and tells it; whether it is the last.
    fn report(
        &mut self,
        item: &ReplayItem,
        exchange: Exchange,
        late: Duration,
        is_warmup: bool,
    ) -> Result<bool> {
        let delivery = ReplayOutcome {
            lateness: late,
            ..self.judge(item, exchange, is_warmup)
        };
        if !is_warmup {
            self.summary.add(&delivery);
        }
        let is_last = self.plan.fail_fast && !is_warmup && delivery.verdict != Verdict::Yes;
        self.observer.delivered(delivery)?;
        Ok(is_last)
    }

    /// Only the first of each kind is explained, and the world examined once for each trouble.
    fn judge<'i>(&mut self, item: &'i ReplayItem, exchange: Exchange, is_warmup: bool) -> ReplayOutcome<'i> {
        let facts = match exchange.failure {
            Some(_) => self.examined(&exchange),
            None => Facts::default(),
        };
        let unmet = judge::unmet(self.plan, item, &exchange);
        let verdict = judge::judge(&exchange, &unmet, &facts);
        let status = exchange.response.as_ref().map(|response| response.status);
        let cause = exchange.failure.as_ref().map(|failure| failure.cause);
        let kind = (status, cause, verdict);
        // One after the other, each is told.
        let is_each = self.plan.pace.is_none();
        let is_news = !is_warmup && (is_each || !self.reported.contains(&kind));
        let mut diagnosis = None;
        if is_news {
            self.reported.push(kind);
            let facts = self.examined(&exchange);
            diagnosis = judge::explain(&exchange, verdict, &facts);
        }
        ReplayOutcome {
            label: &item.label,
            exchange,
            verdict,
            unmet,
            lateness: Duration::ZERO,
            diagnosis,
            is_warmup,
            is_first_of_kind: is_news,
        }
    }

    fn examined(&mut self, exchange: &Exchange) -> Facts {
        let trouble = ProbeKey {
            cause: exchange.failure.as_ref().map(|failure| failure.cause),
            url: exchange.request.url.clone(),
            has_first_byte: exchange.timing.first_byte_ms.is_some(),
        };
        let known = self.facts.iter().find(|(known, _)| *known == trouble);
        if let Some((_, facts)) = known {
            return facts.clone();
        }
        let facts = judge::gather_facts(self.plan, exchange);
        self.facts.push((trouble, facts.clone()));
        facts
    }
}
