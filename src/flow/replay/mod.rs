//! Replays payloads: [`build`] signs them, the load engine sends them, [`judge`] compares the results with the
//! expectation. A single delivery is a load of one. Without a pace and without fault injection each request is judged
//! before the next one is built.
mod attempt;
mod build;
mod credentials;
mod fault_scheduler;
mod judge;
mod load;
mod selection;
mod summary;

pub use credentials::restore_credentials;
pub use fault_scheduler::FaultInjection;
pub use selection::{LeftOut, select_events, without_repetitions};
pub use summary::ReplaySummary;

use super::journal::perform;
use crate::error::{Error, Result, Verdict};
use crate::io::client::Client;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::Exchange;
use crate::model::json::edit::PayloadEdit;
use crate::model::protocol::momotalk_event::EventIdentity;
use crate::model::protocol::{KakaoKeys, Protocol};
use crate::model::replay::captured::CapturedRequest;
use crate::model::replay::expect::{Expectation, Mismatch};
use crate::model::replay::report::FinishedDelivery;
use crate::model::secret::Secret;
use crate::model::secret::verification::BotFingerprints;
use build::RequestBuilder;
use std::time::Duration;

/// Payloads to replay, and how.
pub struct ReplayPlan<'a> {
    /// The payloads, in order. The URLs of their requests are the targets.
    pub items: Vec<ReplayItem>,
    /// Number of times to send the whole list. `None`: until the pace's duration is over.
    pub times: Option<u32>,
    /// Concurrency and rate. `None`: one by one; without fault injection each is judged before the next is sent.
    pub pace: Option<Pace>,
    /// Injected faults and retries; `None` for neither.
    pub injection: Option<FaultInjection>,
    /// Whether the first verdict other than `Yes` ends the replay.
    pub fail_fast: bool,
    /// Time for the complete response. `None`: the time limit of the payload's platform.
    pub timeout: Option<Duration>,
    pub signing: Signing,
    /// Keys that authenticate Kakao requests.
    pub kakao: KakaoKeys,
    /// Returns the new identity of the event of a number. `None` keeps ids and times.
    pub identity: Option<&'a (dyn Fn(u64) -> EventIdentity + Sync)>,
    /// Edits of every payload, applied after its new identity.
    pub edits: Vec<PayloadEdit>,
    /// Bot id for the header, if the payload holds none.
    pub bot_id: Option<String>,
    /// Headers that replace those of the signed request.
    pub headers: Vec<(String, String)>,
    /// Expected response.
    pub expectation: Expectation,
}

impl ReplayPlan<'static> {
    /// Makes a plan that sends the payloads once, one by one and unchanged.
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
            identity: None,
            edits: Vec::new(),
            bot_id: None,
            headers: Vec::new(),
            expectation: Expectation::default(),
        }
    }
}

/// Concurrency and rate of a replay.
#[derive(Debug, Clone)]
pub struct Pace {
    /// Maximum requests in flight.
    pub concurrency: usize,
    /// Requests due per second. `None`: the next one starts when one ends.
    pub rate: Option<f64>,
    /// Time after which no new request starts. Retries still do. `None`: unlimited.
    pub duration: Option<Duration>,
    /// Number of warm-up requests at the beginning.
    pub warmup: u64,
}

/// One request at a time, without a rate.
const SEQUENTIAL: Pace = Pace {
    concurrency: 1,
    rate: None,
    duration: None,
    warmup: 0,
};

/// A payload to replay.
#[derive(Debug, Clone)]
pub struct ReplayItem {
    /// Name for people: a sample's name, a file, or an exchange's id.
    pub label: String,
    pub captured: CapturedRequest,
    pub origin: ItemOrigin,
}

/// Where a payload comes from, which decides what a new identity replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemOrigin {
    /// A sample, which gets a new message id and the chosen bot.
    Sample,
    /// A sample that speaks of a room and a message of the local platform: gets the chosen bot.
    LocalRoom,
    /// A file or an exchange, which keeps message and bot.
    Captured,
}

impl ReplayItem {
    /// Makes an item of a stored exchange.
    pub fn from_exchange(mut exchange: Exchange) -> Self {
        // Names the old target; the client sets the new one.
        exchange.request.headers.remove("Host");
        Self {
            label: exchange.id.clone(),
            captured: CapturedRequest::from_exchange(exchange),
            origin: ItemOrigin::Captured,
        }
    }
}

/// How to sign MoMoTalk events.
#[derive(Debug, Clone)]
pub enum Signing {
    /// Sign with this secret.
    Sign {
        secret: Secret,
        /// Source of the secret, for people.
        origin: String,
        /// The secrets of the kept bots, one of which may be meant instead.
        kept: BotFingerprints,
    },
    /// Keep the signature. With a secret, momo verifies it before sending.
    Keep(Option<Secret>),
}

/// A judged request.
pub struct ReplayOutcome<'a> {
    /// Label of the payload.
    pub label: &'a str,
    /// The exchange; credentials are fingerprints.
    pub exchange: Exchange,
    /// `Yes`: as expected. `No`: an unexpected or late response, or none after connecting. `Unknown`: not connected,
    /// or no recorded response to compare with.
    pub verdict: Verdict,
    /// Differences from the expectation.
    pub mismatch: Mismatch,
    /// Time from due to start; zero without a rate.
    pub lateness: Duration,
    /// Probable cause of the failure; `None` without one, or if the kind was diagnosed before.
    pub diagnosis: Option<Diagnosis>,
    pub is_warmup: bool,
    /// Whether it is the first with its status, cause and verdict; without a pace always. Only such ones are diagnosed.
    pub is_first_of_kind: bool,
}

/// Why an attempt is not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unjudged {
    /// It is retried after this pause.
    WillRetry(Duration),
    /// momo aborted it on purpose.
    AbortedByMomo,
}

impl ReplayOutcome<'_> {
    /// Borrows the outcome for reports.
    pub fn as_result(&self) -> FinishedDelivery<'_> {
        FinishedDelivery {
            label: self.label,
            exchange: &self.exchange,
            verdict: self.verdict,
            mismatch: &self.mismatch,
            diagnosis: self.diagnosis.as_ref(),
            lateness: self.lateness,
        }
    }
}

/// Observes a replay on the caller's thread. An error ends the replay.
pub trait ReplayObserver {
    /// A request was judged.
    fn judged(&mut self, outcome: ReplayOutcome<'_>) -> Result<()>;
    /// An attempt ended that says nothing about the bot yet.
    fn unjudged(&mut self, label: &str, exchange: Exchange, reason: Unjudged) -> Result<()>;
    /// Reports progress several times a second, if there is a pace or fault injection.
    fn progress(&mut self, summary: &ReplaySummary);
    /// Returns whether the user cancelled the replay.
    fn is_cancelled(&mut self) -> bool;
}

/// Runs a replay.
///
/// # Errors
/// The plan is empty, an edit does not apply, the engine cannot start, or the observer failed.
pub fn run(
    plan: &ReplayPlan<'_>,
    client: &Client,
    observer: &mut dyn ReplayObserver,
) -> Result<ReplaySummary> {
    validate(plan)?;
    let pace = plan.pace.as_ref().unwrap_or(&SEQUENTIAL);
    load::run_load(plan, pace, client, observer)
}

/// Sends the first payload once, without a verdict.
///
/// # Errors
/// The plan is empty or an edit does not apply.
pub fn replay_first(plan: &ReplayPlan<'_>, client: &Client) -> Result<Exchange> {
    validate(plan)?;
    let item = plan.item(0);
    let (request, meta) = RequestBuilder::new(plan).build(0)?;
    let meta = judge::exchange_meta(plan, item, meta);
    Ok(perform(client, request, plan.budget(item), meta).0)
}

impl ReplayPlan<'_> {
    /// Returns whether each request is judged before the next one is built.
    fn is_sequential(&self) -> bool {
        self.pace.is_none() && self.injection.is_none()
    }

    /// Returns the time that the bot has for its response to this payload.
    pub fn budget(&self, item: &ReplayItem) -> Duration {
        self.timeout
            .unwrap_or_else(|| item.captured.protocol.response_timeout())
    }

    /// Returns the longest budget of all payloads.
    pub fn longest_budget(&self) -> Duration {
        let budgets = self.items.iter().map(|item| self.budget(item));
        budgets
            .max()
            .unwrap_or_else(|| Protocol::Momotalk.response_timeout())
    }

    /// Returns the number of requests; `None` if only the duration ends the replay.
    fn count(&self) -> Option<u64> {
        let items = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        Some(items.saturating_mul(u64::from(self.times?)))
    }

    /// Returns the payload of request `number`.
    fn item(&self, number: u64) -> &ReplayItem {
        &self.items[self.item_index(number)]
    }

    fn item_index(&self, number: u64) -> usize {
        let items = u64::try_from(self.items.len()).unwrap_or(u64::MAX);
        usize::try_from(number % items).unwrap_or(0)
    }
}

/// Rejects an empty plan, and edits that do not apply to some payload, before anything is sent.
fn validate(plan: &ReplayPlan<'_>) -> Result<()> {
    if plan.items.is_empty() {
        return Err(Error::usage("there is nothing to deliver")
            .hint("Name a sample (`momo webhook sample` lists them), a file, an `ex_...` of the history, or `-`."));
    }
    if !plan.edits.is_empty() {
        let builder = RequestBuilder::new(plan);
        for number in (0..).take(plan.items.len()) {
            builder.build(number)?;
        }
    }
    Ok(())
}
