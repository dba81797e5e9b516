//! Many deliveries at once: made and signed on the threads that send them, judged and told on the caller's.
use super::act::{self, Act, Tag};
use super::judge::{self, Done};
use super::make::Maker;
use super::rehearse::{self, Stage};
use super::{Aside, Delivery, Item, Pace, Plan, Summary, Watcher};
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
    plan: &Plan<'_>,
    pace: &Pace,
    client: &Client,
    watcher: &mut dyn Watcher,
) -> Result<Summary> {
    let maker = Maker::new(plan);
    let stage = plan.trouble.as_ref();
    let stage = stage.map(|trouble| Stage::new(plan, trouble, &maker, pace.warmup));
    let has_chaos = plan.trouble.as_ref().is_some_and(|it| it.chaos.is_some());
    let count = plan.count().filter(|_| !has_chaos);
    let load = Load {
        concurrency: pace.concurrency,
        rate: pace.rate,
        limit: count.map(|count| count.saturating_add(pace.warmup)),
        duration: pace.duration,
        warmup: pace.warmup,
        timeout: plan.longest(),
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
    let mut hearer = Hearer::new(plan, pace, watcher)?;
    // What cannot be made any more is said at once, however long retries would still wait.
    let is_faulty = || fault.lock().is_ok_and(|fault| fault.is_some());
    let hear = |hearer: &mut Hearer<'_, '_>, happened| match happened {
        EngineEvent::Idle if is_faulty() => ControlFlow::Break(()),
        happened => hearer.hear(happened),
    };
    let run = match &stage {
        Some(stage) => {
            hearer.summary.trouble = stage.counts();
            let again = |sent: &SentJob<Tag>| stage.again(sent);
            client.run_load_with_retries(&load, &next, &again, &mut |happened| {
                hear(&mut hearer, happened)
            })?
        }
        None => client.run_load(&load, &next, &mut |happened| hear(&mut hearer, happened))?,
    };
    let (mut summary, heard) = (hearer.summary, hearer.fault);
    summary.end(run);
    if let Some(stage) = &stage
        && stage.end(&mut summary.trouble)
    {
        summary.unsent = 0;
    }
    let made = fault.into_inner().ok().flatten();
    heard.or(made).map_or(Ok(summary), Err)
}

fn job(maker: &Maker<'_>, number: u64) -> Result<Job<Tag>> {
    let (request, about) = maker.make(number)?;
    let tag = Tag {
        about,
        started_at: system::now(),
        act: None,
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

impl<'a, 'p> Hearer<'a, 'p> {
    fn new(plan: &'a Plan<'p>, pace: &'a Pace, watcher: &'a mut dyn Watcher) -> Result<Self> {
        Ok(Self {
            plan,
            pace,
            watcher,
            salt: u32::from_be_bytes(system::random()?),
            examined: Vec::new(),
            told: Vec::new(),
            summary: Summary {
                is_from_due: pace.rate.is_some(),
                ..Summary::default()
            },
            begun: None,
            fault: None,
        })
    }

    fn hear(&mut self, happened: EngineEvent<Tag>) -> ControlFlow<()> {
        match happened {
            EngineEvent::Sent(sent) => self.take(sent),
            EngineEvent::Idle => {
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

    fn take(&mut self, mut sent: SentJob<Tag>) -> ControlFlow<()> {
        if self.fault.is_some() {
            return ControlFlow::Break(());
        }
        let act = sent.tag.act.take();
        let number = act.as_ref().map_or(sent.number, |act| act.number);
        let (item, again) = (self.plan.item(number), sent.retry_after);
        let is_warmup = number < self.pace.warmup;
        let late = sent.lateness.min(self.latest());
        let exchange = self.exchange(item, act, sent);
        if is_warmup {
            self.summary.warmup += 1;
        } else {
            self.begun.get_or_insert_with(Instant::now);
            rehearse::count(&mut self.summary.trouble, &exchange, again.is_none());
        }
        let aside = match again {
            Some(pause) => Some(Aside::Again(pause)),
            None => act::is_own_doing(&exchange).then_some(Aside::Own),
        };
        let told = match aside {
            Some(aside) => {
                self.summary.answered(&exchange, late);
                self.watcher
                    .set_aside(&item.label, exchange, aside)
                    .map(|()| false)
            }
            None => self.tell(item, exchange, late, is_warmup),
        };
        match told {
            Ok(false) => ControlFlow::Continue(()),
            Ok(true) => ControlFlow::Break(()),
            Err(error) => {
                self.fault = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// How much lateness counts: without a rate nothing is ever late.
    fn latest(&self) -> Duration {
        self.pace.rate.map_or(Duration::ZERO, |_| Duration::MAX)
    }

    fn exchange(&mut self, item: &Item, act: Option<Box<Act>>, sent: SentJob<Tag>) -> Exchange {
        let made = sent.tag.started_at;
        let started_at = act
            .as_ref()
            .map_or(made, |act| act.started_at(made, sent.lateness));
        let done = Done {
            request: sent.request,
            about: sent.tag.about,
            started_at,
            outcome: sent.outcome,
        };
        self.salt = self.salt.wrapping_add(1);
        let mut exchange = judge::exchange(self.plan, item, done, self.salt.to_be_bytes());
        if let Some(act) = act {
            act.mark(&mut exchange, &self.summary.trouble);
        }
        exchange
    }

    /// Judges a delivery and tells it; whether it is the last.
    fn tell(
        &mut self,
        item: &Item,
        exchange: Exchange,
        late: Duration,
        is_warmup: bool,
    ) -> Result<bool> {
        let delivery = Delivery {
            late,
            ..self.judged(item, exchange, is_warmup)
        };
        if !is_warmup {
            self.summary.add(&delivery);
        }
        let is_last = self.plan.fail_fast && !is_warmup && delivery.verdict != Verdict::Yes;
        self.watcher.delivered(delivery)?;
        Ok(is_last)
    }

    /// Only the first of each kind is explained, and the world examined once for each trouble.
    fn judged<'i>(&mut self, item: &'i Item, exchange: Exchange, is_warmup: bool) -> Delivery<'i> {
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
        let is_news = !is_warmup && (is_each || !self.told.contains(&kind));
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
