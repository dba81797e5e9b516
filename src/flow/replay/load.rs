//! Many deliveries at once: made and signed on the threads that send them, judged and told on the caller's.
use super::judge::{self, Done};
use super::make::{About, Maker};
use super::{Delivery, Item, Pace, Plan, Summary, Watcher};
use crate::error::{Error, Result, Verdict};
use crate::io::client::Client;
use crate::io::client::engine::{Happened, Job, Load, Sent};
use crate::io::system;
use crate::model::diagnosis::Facts;
use crate::model::exchange::{Cause, Exchange};
use crate::model::time::Timestamp;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What goes with a request and comes back with its outcome.
struct Tag {
    started_at: Timestamp,
    about: About,
}

/// Delivers at this pace until it is done, fails or is ended.
pub(super) fn run(
    plan: &Plan<'_>,
    pace: &Pace,
    client: &Client,
    watcher: &mut dyn Watcher,
) -> Result<Summary> {
    let load = Load {
        concurrency: pace.concurrency,
        rate: pace.rate,
        limit: plan.count().map(|count| count.saturating_add(pace.warmup)),
        duration: pace.duration,
        warmup: pace.warmup,
        timeout: plan.timeout,
    };
    let fault = Mutex::new(None);
    let maker = Maker::new(plan);
    let next = |number| match job(&maker, number) {
        Ok(job) => Some(job),
        Err(error) => {
            if let Ok(mut fault) = fault.lock() {
                *fault = Some(error);
            }
            None
        }
    };
    let mut hearer = Hearer {
        plan,
        pace,
        watcher,
        salt: u32::from_be_bytes(system::random()?),
        examined: Vec::new(),
        told: Vec::new(),
        summary: Summary::default(),
        begun: None,
        fault: None,
    };
    let run = client.run(&load, &next, &mut |happened| hearer.hear(happened))?;
    let (mut summary, heard) = (hearer.summary, hearer.fault);
    summary.end(run);
    let made = fault.into_inner().ok().flatten();
    heard.or(made).map_or(Ok(summary), Err)
}

fn job(maker: &Maker<'_>, number: u64) -> Result<Job<Tag>> {
    let (request, about) = maker.make(number)?;
    let tag = Tag {
        about,
        started_at: system::now(),
    };
    Ok(Job {
        request,
        tag,
        manner: None,
    })
}

/// Takes what the engine tells.
struct Hearer<'a, 'p> {
    plan: &'a Plan<'p>,
    pace: &'a Pace,
    watcher: &'a mut dyn Watcher,
    /// Ids of exchanges count on from here, so that no two of the same millisecond are alike.
    salt: u32,
    /// What was found out of the world, by what went wrong where.
    examined: Vec<(Trouble, Facts)>,
    /// The kinds of endings that were told.
    told: Vec<(Option<u16>, Option<Cause>, Verdict)>,
    summary: Summary,
    begun: Option<Instant>,
    fault: Option<Error>,
}

#[derive(PartialEq)]
struct Trouble {
    cause: Option<Cause>,
    url: String,
    has_begun: bool,
}

impl Hearer<'_, '_> {
    fn hear(&mut self, happened: Happened<Tag>) -> ControlFlow<()> {
        match happened {
            Happened::Sent(sent) => self.take(sent),
            Happened::Nothing => {
                let begun = self.begun.map(|begun| begun.elapsed());
                self.summary.elapsed = begun.unwrap_or_default();
                self.watcher.progress(&self.summary);
                self.summary.is_interrupted = self.watcher.is_ended();
                match self.summary.is_interrupted {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            }
        }
    }

    fn take(&mut self, sent: Sent<Tag>) -> ControlFlow<()> {
        if self.fault.is_some() {
            return ControlFlow::Break(());
        }
        let item = self.plan.item(sent.number);
        let is_warmup = sent.number < self.pace.warmup;
        let (number, late) = (sent.number, sent.late);
        let done = Done {
            request: sent.request,
            about: sent.tag.about,
            started_at: sent.tag.started_at,
            outcome: sent.outcome,
        };
        let random = self.salt.wrapping_add(number as u32).to_be_bytes();
        let exchange = judge::exchange(item, done, random);
        let delivery = Delivery {
            late,
            ..self.judged(item, exchange, is_warmup)
        };
        if is_warmup {
            self.summary.warmup += 1;
        } else {
            self.begun.get_or_insert_with(Instant::now);
            self.summary.add(&delivery);
        }
        let is_last = self.plan.fail_fast && !is_warmup && delivery.verdict != Verdict::Yes;
        if let Err(error) = self.watcher.delivered(delivery) {
            self.fault = Some(error);
            return ControlFlow::Break(());
        }
        match is_last {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// Only the first of each kind is explained, and the world examined once for each trouble.
    fn judged<'i>(&mut self, item: &'i Item, exchange: Exchange, is_warmup: bool) -> Delivery<'i> {
        let facts = match exchange.failure {
            Some(_) => self.examined(&exchange),
            None => Facts::default(),
        };
        let unmet = judge::unmet(item, &exchange, &self.plan.expected);
        let verdict = judge::judge(&exchange, &unmet, &facts);
        let status = exchange.response.as_ref().map(|response| response.status);
        let cause = exchange.failure.as_ref().map(|failure| failure.cause);
        let kind = (status, cause, verdict);
        let is_news = !is_warmup && !self.told.contains(&kind);
        let mut diagnosis = None;
        if is_news {
            self.told.push(kind);
            let facts = self.examined(&exchange);
            diagnosis = judge::explain(&exchange, verdict, &facts);
        }
        Delivery {
            label: &item.label,
            exchange,
            verdict,
            unmet,
            late: Duration::ZERO,
            diagnosis,
            is_warmup,
            is_news,
        }
    }

    fn examined(&mut self, exchange: &Exchange) -> Facts {
        let trouble = Trouble {
            cause: exchange.failure.as_ref().map(|failure| failure.cause),
            url: exchange.request.url.clone(),
            has_begun: exchange.timing.first_byte_ms.is_some(),
        };
        let known = self.examined.iter().find(|(known, _)| *known == trouble);
        if let Some((_, facts)) = known {
            return facts.clone();
        }
        let facts = judge::examine(self.plan, exchange);
        self.examined.push((trouble, facts.clone()));
        facts
    }
}
