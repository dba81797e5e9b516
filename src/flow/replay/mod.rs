//! Delivers payloads once more: stamp, sign, deliver, judge, keep, report.
mod attempt;
mod credentials;
mod judge;
mod load;
mod build;
mod fault_scheduler;
mod summary;

pub use credentials::restore_credentials;
pub use fault_scheduler::FaultInjection;
pub use summary::ReplaySummary;

use crate::error::{Error, Result, Verdict};
use crate::io::client::Client;
use crate::io::system;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::Exchange;
use crate::model::json::edit::Edit;
use crate::model::protocol::momotalk_event::Stamp;
use crate::model::protocol::{Protocol, SkillKey};
use crate::model::replay::captured::Captured;
use crate::model::replay::expect::{Expectation, Unmet};
use crate::model::replay::report::Ended;
use crate::model::secret::Secret;
use judge::CompletedRequest;
use build::RequestBuilder;
use std::time::{Duration, Instant};

/// What to deliver and how.
pub struct ReplayPlan<'a> {
    /// The payloads, in order; their requests' URLs are the targets.
    pub items: Vec<ReplayItem>,
    /// How often the whole list is delivered; none where only the pace's time ends it.
    pub times: Option<u32>,
    /// How many at once and how fast; none delivers one after the other, each judged before the next is sent.
    pub pace: Option<Pace>,
    /// What is made to go wrong, and what is tried again.
    pub injection: Option<FaultInjection>,
    /// Whether the first that is not as it should be ends it.
    pub fail_fast: bool,
    /// How long the bot may take for its whole answer; none gives it what its platform does.
    pub timeout: Option<Duration>,
    /// What becomes of the signature of MoMoTalk's events.
    pub signing: Signing,
    /// What Kakao's requests are made authentic with.
    pub kakao: KakaoKeys,
    /// A new identity for each delivery, by its number; none keeps ids and times.
    pub stamp: Option<&'a (dyn Fn(u64) -> Stamp + Sync)>,
    /// Changes of every payload, after its stamp.
    pub edits: Vec<Edit>,
    /// The bot to name in the headers, where the payload names none.
    pub bot_id: Option<String>,
    /// Headers that replace those of the request, after it was signed.
    pub headers: Vec<(String, String)>,
    /// The environment variable that names a proxy, for diagnoses.
    pub proxy: Option<String>,
    /// What answers should be like.
    pub expected: Expectation,
}

impl ReplayPlan<'static> {
    /// These payloads once, one after the other and as they are.
    pub fn once(items: Vec<ReplayItem>) -> Self {
        Self {
            items,
            times: Some(1),
            pace: None,
            injection: None,
            fail_fast: false,
            timeout: None,
            signing: Signing::Keep(None),
            kakao: KakaoKeys::default(),
            stamp: None,
            edits: Vec::new(),
            bot_id: None,
            headers: Vec::new(),
            proxy: None,
            expected: Expectation::default(),
        }
    }
}

/// How many deliveries at once, and how fast.
#[derive(Debug, Clone)]
pub struct Pace {
    /// How many may be under way at the same time.
    pub concurrency: usize,
    /// How many are due in a second; none sends the next when one is answered.
    pub rate: Option<f64>,
    /// No further one begins after this time.
    pub duration: Option<Duration>,
    /// How many of the first only warm up.
    pub warmup: u64,
}

/// One at a time, as fast as they are answered.
const SEQUENTIAL: Pace = Pace {
    concurrency: 1,
    rate: None,
    duration: None,
    warmup: 0,
};

/// One payload.
#[derive(Debug, Clone)]
pub struct ReplayItem {
    /// What people call it: a sample's name, a file, an exchange's id.
    pub label: String,
    /// The request.
    pub captured: Captured,
    /// Whether a stamp also makes it another message and, where one is chosen, another bot's: so with samples.
    pub is_sample: bool,
}

impl ReplayItem {
    /// The request of an exchange that was kept.
    pub fn from_exchange(mut exchange: Exchange) -> Self {
        // The name of the place that it went to then; the new place has its own.
        exchange.request.headers.remove("Host");
        Self {
            label: exchange.id.clone(),
            captured: Captured {
                id: Some(exchange.id),
                direction: Some(exchange.direction),
                answer: exchange.response,
                ..Captured::of(exchange.request, exchange.protocol, exchange.kind)
            },
            is_sample: false,
        }
    }
}

/// What becomes of the signature of MoMoTalk's events.
#[derive(Debug, Clone)]
pub enum Signing {
    /// Signed anew with this secret, which came from there.
    Sign {
        /// The secret.
        secret: Secret,
        /// Where it came from, for people.
        origin: String,
    },
    /// Sent as it is; where a secret is known, momo says whether it would be valid.
    Keep(Option<Secret>),
}

/// What makes requests look like Kakao's own to a bot.
#[derive(Debug, Clone, Default)]
pub struct KakaoKeys {
    /// The app's primary admin key, for Share webhooks.
    pub admin_key: Option<Secret>,
    /// Where that came from, for people.
    pub origin: Option<String>,
    /// The header that the skill's owner set, for skill calls.
    pub skill: Option<SkillKey>,
}

/// One delivery, told when it is over.
pub struct ReplayOutcome<'a> {
    /// What people call the payload.
    pub label: &'a str,
    /// What was sent and what came back; credentials are fingerprints.
    pub exchange: Exchange,
    /// Yes: as expected. No: answered otherwise or too late. Unknown: nobody was reached, or nothing was recorded
    /// that its answer should be compared with.
    pub verdict: Verdict,
    /// What is not as it should be of its answer.
    pub unmet: Unmet,
    /// How long after its time it was sent; nothing where there is no rate.
    pub lateness: Duration,
    /// What it probably is, where it is not as it should be.
    pub diagnosis: Option<Diagnosis>,
    /// Whether it only warmed up.
    pub is_warmup: bool,
    /// Whether none that ended like it was told before; of many at once only such ones are examined.
    pub is_first_of_kind: bool,
}

/// Why a sending is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unjudged {
    /// It is tried again after this pause.
    WillRetry(Duration),
    /// momo itself has broken it off.
    AbortedByMomo,
}

impl ReplayOutcome<'_> {
    /// The same for reports and programs.
    pub fn ended(&self) -> Ended<'_> {
        Ended {
            label: self.label,
            exchange: &self.exchange,
            verdict: self.verdict,
            unmet: &self.unmet,
            diagnosis: self.diagnosis.as_ref(),
            late: self.lateness,
        }
    }
}

/// Who hears of the deliveries while they are made.
pub trait ReplayObserver {
    /// One is over; an error ends it all.
    fn delivered(&mut self, delivery: ReplayOutcome<'_>) -> Result<()>;
    /// One is over that says nothing of the bot yet; an error ends it all.
    fn unjudged(&mut self, label: &str, exchange: Exchange, aside: Unjudged) -> Result<()>;
    /// So it stands; several times a second, where there are many.
    fn progress(&mut self, so_far: &ReplaySummary);
    /// Whether the user wants it to end.
    fn is_cancelled(&mut self) -> bool;
}

/// Delivers everything, one after the other or at the pace that was asked for.
pub fn run(plan: &ReplayPlan<'_>, client: &Client, watcher: &mut dyn ReplayObserver) -> Result<ReplaySummary> {
    validate(plan)?;
    match (&plan.pace, &plan.injection) {
        (Some(pace), _) => load::run(plan, pace, client, watcher),
        (None, Some(_)) => load::run(plan, &SEQUENTIAL, client, watcher),
        (None, None) => run_in_sequence(plan, client, watcher),
    }
}

fn run_in_sequence(
    plan: &ReplayPlan<'_>,
    client: &Client,
    watcher: &mut dyn ReplayObserver,
) -> Result<ReplaySummary> {
    let maker = RequestBuilder::new(plan);
    let mut summary = ReplaySummary::default();
    let begun = Instant::now();
    for count in 0..plan.count().unwrap_or(u64::MAX) {
        summary.is_interrupted = watcher.is_cancelled();
        if summary.is_interrupted {
            break;
        }
        let delivery = send_and_judge(plan, &maker, count, client)?;
        summary.add(&delivery);
        summary.elapsed = begun.elapsed();
        let is_last = plan.fail_fast && delivery.verdict != Verdict::Yes;
        watcher.delivered(delivery)?;
        if is_last {
            break;
        }
    }
    Ok(summary)
}

/// Delivers the first payload once, and judges nothing.
pub fn once(plan: &ReplayPlan<'_>, client: &Client) -> Result<Exchange> {
    validate(plan)?;
    send(plan, &RequestBuilder::new(plan), 0, client)
}

fn send(plan: &ReplayPlan<'_>, maker: &RequestBuilder<'_>, count: u64, client: &Client) -> Result<Exchange> {
    let item = plan.item(count);
    let (request, about) = maker.build(count)?;
    let started_at = system::now();
    let outcome = client.send(&request, plan.budget(item));
    let done = CompletedRequest {
        request,
        meta: about,
        started_at,
        outcome,
    };
    Ok(judge::to_exchange(plan, item, done, system::mark()?))
}

fn send_and_judge<'a>(
    plan: &'a ReplayPlan<'_>,
    maker: &RequestBuilder<'_>,
    count: u64,
    client: &Client,
) -> Result<ReplayOutcome<'a>> {
    let item = plan.item(count);
    let exchange = send(plan, maker, count, client)?;
    let facts = judge::gather_facts(plan, &exchange);
    let unmet = judge::unmet(plan, item, &exchange);
    let verdict = judge::judge(&exchange, &unmet, &facts);
    Ok(ReplayOutcome {
        label: &item.label,
        verdict,
        unmet,
        lateness: Duration::ZERO,
        diagnosis: judge::explain(&exchange, verdict, &facts),
        exchange,
        is_warmup: false,
        is_first_of_kind: true,
    })
}

impl ReplayPlan<'_> {
    /// How long the bot may take for its answer to this payload.
    pub fn budget(&self, item: &ReplayItem) -> Duration {
        self.timeout
            .unwrap_or_else(|| item.captured.protocol.budget())
    }

    /// How long any of them may take.
    pub fn longest_budget(&self) -> Duration {
        let budgets = self.items.iter().map(|item| self.budget(item));
        budgets.max().unwrap_or_else(|| Protocol::Momotalk.budget())
    }

    /// How many deliveries there are; none where only time ends them.
    fn count(&self) -> Option<u64> {
        let items = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        Some(items.saturating_mul(u64::from(self.times?)))
    }

    /// The payload of the delivery of this number.
    fn item(&self, count: u64) -> &ReplayItem {
        &self.items[self.item_index(count)]
    }

    fn item_index(&self, count: u64) -> usize {
        let items = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        usize::try_from(count % items).unwrap_or(0)
    }
}

/// Refuses a plan before anything is sent: one without payloads, or with changes that some payload does not take.
fn validate(plan: &ReplayPlan<'_>) -> Result<()> {
    if plan.items.is_empty() {
        return Err(Error::usage("there is nothing to deliver")
            .hint("Name a sample (`momo webhook sample` lists them), a file, an `ex_...` of the history, or `-`."));
    }
    if !plan.edits.is_empty() {
        let maker = RequestBuilder::new(plan);
        for count in (0..).take(plan.items.len()) {
            maker.build(count)?;
        }
    }
    Ok(())
}
