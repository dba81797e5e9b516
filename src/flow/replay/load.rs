//! Replays payloads with the load engine. Sender threads build and sign requests; the caller's thread judges and
//! reports results.
use super::attempt::{self, JobTag, ReplayAttempt};
use super::build::RequestBuilder;
use super::fault_scheduler::{self, FaultScheduler};
use super::judge;
use super::{Pace, ReplayItem, ReplayObserver, ReplayOutcome, ReplayPlan, ReplaySummary, Unjudged};
use crate::error::{Error, Result, Verdict};
use crate::flow::journal::sent_exchange;
use crate::io::client::Client;
use crate::io::client::engine::{EngineEvent, Job, Load, SentJob};
use crate::io::system;
use crate::model::diagnosis::DiagnosisContext;
use crate::model::history::exchange::{Exchange, FailureCause};
use parking_lot::Mutex;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Replays at this pace until the plan is done, building a request fails, or the observer or `fail_fast` ends it.
pub(super) fn run_load(
    plan: &ReplayPlan<'_>,
    pace: &Pace,
    client: &Client,
    observer: &mut dyn ReplayObserver,
) -> Result<ReplaySummary> {
    let builder = RequestBuilder::new(plan);
    let injection = plan.injection.as_ref();
    let scheduler =
        injection.map(|injection| FaultScheduler::new(plan, injection, &builder, pace.warmup));
    let has_injected_faults = plan.injection.as_ref().is_some_and(|it| it.rates.is_some());
    let count = plan.count().filter(|_| !has_injected_faults);
    let load = Load {
        concurrency: pace.concurrency,
        rate: pace.rate,
        limit: count.map(|count| count.saturating_add(pace.warmup)),
        duration: pace.duration,
        warmup: pace.warmup,
        timeout: plan.longest_budget(),
    };
    let build_error = Mutex::new(None);
    let next = |number| {
        let result = match &scheduler {
            Some(scheduler) => scheduler.next(number),
            None => build_job(&builder, number).map(Some),
        };
        result.unwrap_or_else(|error| {
            *build_error.lock() = Some(error);
            None
        })
    };
    let mut collector = ResultCollector::new(plan, pace, observer);
    if plan.is_sequential() && collector.is_interrupted() {
        return Ok(collector.summary);
    }
    // Report a build error at once: do not wait for pending retries.
    let has_build_error = || build_error.lock().is_some();
    let on_event = |collector: &mut ResultCollector<'_, '_>, event| match event {
        EngineEvent::Tick if has_build_error() => ControlFlow::Break(()),
        event => collector.handle_event(event),
    };
    let totals = match &scheduler {
        Some(scheduler) => {
            collector.summary.faults = scheduler.counts();
            let retry = |sent: &SentJob<JobTag>| scheduler.retry(sent);
            client.run_load_with_retries(&load, &next, &retry, &mut |event| {
                on_event(&mut collector, event)
            })?
        }
        None if plan.is_sequential() => {
            let timeout = |number| plan.budget(plan.item(number));
            let on_event = &mut |event| on_event(&mut collector, event);
            client.run_in_sequence(&load, &next, &timeout, on_event)?
        }
        None => client.run_load(&load, &next, &mut |event| on_event(&mut collector, event))?,
    };
    let (mut summary, observer_error) = (collector.summary, collector.error);
    summary.set_totals(totals);
    if let Some(scheduler) = &scheduler
        && scheduler.finish(&mut summary.faults)
    {
        summary.unsent = 0;
    }
    let build_error = build_error.into_inner();
    observer_error.or(build_error).map_or(Ok(summary), Err)
}

fn build_job(builder: &RequestBuilder<'_>, number: u64) -> Result<Job<JobTag>> {
    let (request, meta) = builder.build(number)?;
    let tag = JobTag {
        meta,
        started_at: system::now(),
        attempt: None,
    };
    Ok(Job {
        request,
        tag,
        effect: None,
    })
}

/// Judges the engine's results, sums them up and passes them to the observer.
struct ResultCollector<'a, 'p> {
    plan: &'a ReplayPlan<'p>,
    pace: &'a Pace,
    observer: &'a mut dyn ReplayObserver,
    /// Cache of the facts gathered after failures.
    facts: Vec<(ProbeKey, DiagnosisContext)>,
    /// Kinds of results that were diagnosed: status, cause and verdict.
    reported: Vec<(Option<u16>, Option<FailureCause>, Verdict)>,
    summary: ReplaySummary,
    measured_from: Option<Instant>,
    error: Option<Error>,
}

#[derive(PartialEq)]
struct ProbeKey {
    cause: Option<FailureCause>,
    url: String,
    has_first_byte: bool,
}

impl<'a, 'p> ResultCollector<'a, 'p> {
    fn new(plan: &'a ReplayPlan<'p>, pace: &'a Pace, observer: &'a mut dyn ReplayObserver) -> Self {
        Self {
            plan,
            pace,
            observer,
            facts: Vec::new(),
            reported: Vec::new(),
            summary: ReplaySummary {
                is_measured_from_due: pace.rate.is_some(),
                ..ReplaySummary::default()
            },
            measured_from: None,
            error: None,
        }
    }

    fn handle_event(&mut self, event: EngineEvent<JobTag>) -> ControlFlow<()> {
        match event {
            EngineEvent::Sent(sent) => {
                let is_last = Some(sent.number + 1) == self.plan.count();
                let flow = self.handle_sent(sent);
                // A request in flight is waited for, and kept.
                match self.plan.is_sequential() && !is_last && flow.is_continue() {
                    true if self.is_interrupted() => ControlFlow::Break(()),
                    _ => flow,
                }
            }
            EngineEvent::Tick if self.plan.is_sequential() => ControlFlow::Continue(()),
            EngineEvent::Tick => {
                let elapsed = self.measured_from.map(|started| started.elapsed());
                self.summary.elapsed = elapsed.unwrap_or_default();
                self.observer.progress(&self.summary);
                match self.is_interrupted() {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            }
        }
    }

    fn is_interrupted(&mut self) -> bool {
        self.summary.is_interrupted = self.observer.is_cancelled();
        self.summary.is_interrupted
    }

    fn handle_sent(&mut self, mut sent: SentJob<JobTag>) -> ControlFlow<()> {
        if self.error.is_some() {
            return ControlFlow::Break(());
        }
        let attempt_info = sent.tag.attempt.take();
        let number = attempt_info
            .as_ref()
            .map_or(sent.number, |attempt| attempt.event_number);
        let (item, retry_after) = (self.plan.item(number), sent.retry_after);
        let is_warmup = number < self.pace.warmup;
        let lateness = sent.lateness.min(self.max_lateness());
        let exchange = self.exchange(item, attempt_info, sent);
        if is_warmup {
            self.summary.warmup += 1;
        } else {
            self.measured_from.get_or_insert_with(Instant::now);
            fault_scheduler::count_attempt(
                &mut self.summary.faults,
                &exchange,
                retry_after.is_none(),
            );
        }
        let reason = match retry_after {
            Some(pause) => Some(Unjudged::WillRetry(pause)),
            None => attempt::was_aborted_by_momo(&exchange).then_some(Unjudged::AbortedByMomo),
        };
        let is_last = match reason {
            Some(reason) => {
                self.summary.add_response(&exchange, lateness);
                self.observer
                    .unjudged(&item.label, exchange, reason)
                    .map(|()| false)
            }
            None => self.report(item, exchange, lateness, is_warmup),
        };
        match is_last {
            Ok(false) => ControlFlow::Continue(()),
            Ok(true) => ControlFlow::Break(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Maximum lateness to count: zero without a rate.
    fn max_lateness(&self) -> Duration {
        self.pace.rate.map_or(Duration::ZERO, |_| Duration::MAX)
    }

    fn exchange(
        &mut self,
        item: &ReplayItem,
        attempt_info: Option<Box<ReplayAttempt>>,
        sent: SentJob<JobTag>,
    ) -> Exchange {
        let built_at = sent.tag.started_at;
        let started_at = attempt_info.as_ref().map_or(built_at, |attempt| {
            attempt.started_at(built_at, sent.lateness)
        });
        let meta = judge::exchange_meta(self.plan, item, sent.tag.meta);
        let mut exchange = sent_exchange(sent.request, started_at, sent.outcome, meta);
        if let Some(attempt_info) = attempt_info {
            attempt_info.annotate(&mut exchange, &self.summary.faults);
        }
        exchange
    }

    /// Judges a result and passes it to the observer. Returns whether it ends the replay.
    fn report(
        &mut self,
        item: &ReplayItem,
        exchange: Exchange,
        lateness: Duration,
        is_warmup: bool,
    ) -> Result<bool> {
        let outcome = ReplayOutcome {
            lateness,
            ..self.judge(item, exchange, is_warmup)
        };
        if !is_warmup {
            self.summary.add(&outcome);
        }
        let is_last = self.plan.fail_fast && !is_warmup && outcome.verdict != Verdict::Yes;
        self.observer.judged(outcome)?;
        Ok(is_last)
    }

    /// Judges a result. Diagnoses only the first of each kind, and probes the network once per [`ProbeKey`].
    fn judge<'i>(
        &mut self,
        item: &'i ReplayItem,
        exchange: Exchange,
        is_warmup: bool,
    ) -> ReplayOutcome<'i> {
        let facts = match exchange.failure {
            Some(_) => self.probe(&exchange),
            None => DiagnosisContext::default(),
        };
        let mismatch = judge::find_mismatch(self.plan, item, &exchange);
        let verdict = judge::judge(&exchange, &mismatch, &facts);
        let status = exchange.response.as_ref().map(|response| response.status);
        let cause = exchange.failure.as_ref().map(|failure| failure.cause);
        let kind = (status, cause, verdict);
        // Without a pace every result is diagnosed.
        let reports_all = self.plan.pace.is_none();
        let is_first_of_kind = !is_warmup && (reports_all || !self.reported.contains(&kind));
        let mut diagnosis = None;
        if is_first_of_kind {
            if !reports_all {
                self.reported.push(kind);
            }
            let facts = self.probe(&exchange);
            diagnosis = judge::explain(&exchange, verdict, &facts);
        }
        ReplayOutcome {
            label: &item.label,
            exchange,
            verdict,
            mismatch,
            lateness: Duration::ZERO,
            diagnosis,
            is_warmup,
            is_first_of_kind,
        }
    }

    fn probe(&mut self, exchange: &Exchange) -> DiagnosisContext {
        let key = ProbeKey {
            cause: exchange.failure.as_ref().map(|failure| failure.cause),
            url: exchange.request.url.clone(),
            has_first_byte: exchange.timing.first_byte_ms.is_some(),
        };
        let cached = self.facts.iter().find(|(cached, _)| *cached == key);
        if let Some((_, facts)) = cached {
            return facts.clone();
        }
        let facts = judge::gather_facts(self.plan, exchange);
        self.facts.push((key, facts.clone()));
        facts
    }
}
