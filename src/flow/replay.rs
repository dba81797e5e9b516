//! Delivers payloads once more: stamp, sign, deliver, judge, keep, report.
use crate::error::{Error, Result, Verdict};
use crate::io::client::Client;
use crate::io::{probe, system};
use crate::model::captured::Captured;
use crate::model::diagnosis::{Diagnosis, Facts, diagnose};
use crate::model::event::{Stamp, restamp};
use crate::model::exchange::{Cause, Direction, Exchange, Kind};
use crate::model::http::Request;
use crate::model::json_edit::{Edit, apply_all};
use crate::model::protocol::{
    BOT_ID_HEADER, EVENT_ID_HEADER, Event, Protocol, momotalk_authenticate, momotalk_sign,
};
use crate::model::secret::Secret;
use crate::model::signature::{Check, SIGNATURE_HEADER, SignatureCheck};
use crate::model::status::StatusSet;
use crate::model::target;
use std::time::Duration;

/// What to deliver and how.
pub struct Plan<'a> {
    /// The payloads, in order; their requests' URLs are the targets.
    pub items: Vec<Item>,
    /// How often the whole list is delivered.
    pub times: u32,
    /// How long the bot may take for its whole answer.
    pub timeout: Duration,
    /// What becomes of the signature.
    pub signing: Signing,
    /// A new identity for each delivery, by its number; none keeps ids and times.
    pub stamp: Option<&'a dyn Fn(u64) -> Result<Stamp>>,
    /// Changes of every payload, after its stamp.
    pub edits: Vec<Edit>,
    /// The bot to name in the headers, where the payload names none.
    pub bot_id: Option<String>,
    /// Headers that replace those of the request, after it was signed.
    pub headers: Vec<(String, String)>,
    /// The environment variable that names a proxy, for diagnoses.
    pub proxy: Option<String>,
    /// The statuses that are as they should be.
    pub expected: StatusSet,
}

/// One payload.
#[derive(Debug, Clone)]
pub struct Item {
    /// What people call it: a sample's name, a file, an exchange's id.
    pub label: String,
    /// The request.
    pub captured: Captured,
    /// Whether a stamp also makes it another message and, where one is chosen, another bot's: so with samples.
    pub is_sample: bool,
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

/// One delivery, told when it is over.
pub struct Delivery<'a> {
    /// What people call the payload.
    pub label: &'a str,
    /// What was sent and what came back; credentials are fingerprints.
    pub exchange: &'a Exchange,
    /// Yes: as expected. No: answered otherwise or too late. Unknown: nobody was reached.
    pub verdict: Verdict,
    /// What it probably is, where it is not as it should be.
    pub diagnosis: Option<Diagnosis>,
}

/// All deliveries together.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// As expected.
    pub expected: usize,
    /// Answered otherwise or too late.
    pub unexpected: usize,
    /// Nobody was reached.
    pub unreached: usize,
    /// Milliseconds of those that were answered, sorted.
    pub millis: Vec<f64>,
}

impl Summary {
    /// The verdict of the batch: any "no" outweighs "could not find out".
    pub fn verdict(&self) -> Verdict {
        match self {
            Self {
                unexpected: 1.., ..
            } => Verdict::No,
            Self { unreached: 1.., .. } => Verdict::Unknown,
            _ => Verdict::Yes,
        }
    }

    /// How many there were.
    pub fn total(&self) -> usize {
        self.expected + self.unexpected + self.unreached
    }

    fn add(&mut self, delivery: &Delivery<'_>) {
        match delivery.verdict {
            Verdict::Yes => self.expected += 1,
            Verdict::No => self.unexpected += 1,
            _ => self.unreached += 1,
        }
        if delivery.exchange.response.is_some() {
            self.millis.push(delivery.exchange.timing.total_ms);
        }
    }
}

/// Delivers one after the other and reports each; an error of `report` ends it.
pub fn run(
    plan: &Plan<'_>,
    client: &Client,
    report: &mut dyn FnMut(&Delivery<'_>) -> Result<()>,
) -> Result<Summary> {
    ensure_possible(plan)?;
    let mut summary = Summary::default();
    let mut count = 0;
    for _ in 0..plan.times {
        for item in &plan.items {
            let request = prepare(plan, item, count)?;
            let exchange = deliver(plan, item, request, client)?;
            let facts = examine(plan, &exchange);
            let verdict = judge(&exchange, &plan.expected, &facts);
            let delivery = Delivery {
                label: &item.label,
                verdict,
                diagnosis: explain(&exchange, verdict, &facts),
                exchange: &exchange,
            };
            summary.add(&delivery);
            report(&delivery)?;
            count += 1;
        }
    }
    summary.millis.sort_by(f64::total_cmp);
    Ok(summary)
}

/// The request as it will be sent: stamped, changed, signed, with the headers that were asked for.
fn prepare(plan: &Plan<'_>, item: &Item, count: u64) -> Result<Request> {
    let mut request = item.captured.request.clone();
    if let Some(stamp) = plan.stamp
        && item.captured.protocol == Protocol::Momotalk
        && item.captured.kind == Kind::Event
    {
        let stamp = stamp(count)?;
        let stamp = if item.is_sample {
            stamp
        } else {
            stamp.without_message().with_bot(None)
        };
        request.body = restamp(&request.body, &stamp);
    }
    if !plan.edits.is_empty() {
        request.body = apply_all(&request.body, &plan.edits)?;
    }
    if item.captured.protocol == Protocol::Momotalk
        && item.captured.kind == Kind::Event
        && let Signing::Sign { secret, .. } = &plan.signing
    {
        for name in [BOT_ID_HEADER, EVENT_ID_HEADER, SIGNATURE_HEADER] {
            request.headers.remove(name);
        }
        momotalk_sign(&mut request, secret);
        if let (None, Some(bot_id)) = (request.headers.get(BOT_ID_HEADER), &plan.bot_id) {
            request.headers.set(BOT_ID_HEADER, bot_id.as_bytes());
        }
    }
    for (name, value) in &plan.headers {
        request.headers.set(name, value.as_bytes());
    }
    Ok(request)
}

fn deliver(plan: &Plan<'_>, item: &Item, request: Request, client: &Client) -> Result<Exchange> {
    let started_at = system::now();
    let outcome = client.send(&request, plan.timeout);
    let signature = check(plan, item, &request);
    let event = Event::read(&request.body);
    let random = system::random()?;
    let exchange = Exchange::event(Direction::Sent, started_at, random, request, event);
    let exchange = Exchange {
        protocol: item.captured.protocol,
        kind: item.captured.kind,
        signature,
        ..exchange
    };
    Ok(exchange.ended(outcome.response, outcome.timing))
}

/// What the bot should find when it checks the signature.
fn check(plan: &Plan<'_>, item: &Item, request: &Request) -> SignatureCheck {
    if item.captured.protocol != Protocol::Momotalk || item.captured.kind != Kind::Event {
        return SignatureCheck::of(Check::Unchecked);
    }
    let secrets = match &plan.signing {
        Signing::Sign { secret, .. } | Signing::Keep(Some(secret)) => vec![secret.clone()],
        Signing::Keep(None) => Vec::new(),
    };
    momotalk_authenticate(request, &secrets)
}

fn judge(exchange: &Exchange, expected: &StatusSet, facts: &Facts) -> Verdict {
    match (&exchange.response, &exchange.failure) {
        (Some(response), _) => Verdict::from_bool(expected.contains(response.status)),
        (None, Some(failure)) => match failure.cause {
            Cause::Dns | Cause::Refused | Cause::Connect | Cause::Tls => Verdict::Unknown,
            // Nobody took the connection: that is no bot that was too slow.
            Cause::Timeout if facts.connects == Some(false) => Verdict::Unknown,
            Cause::Timeout | Cause::Broken | Cause::Protocol | Cause::Rejected => Verdict::No,
        },
        (None, None) => Verdict::Unknown,
    }
}

/// What a diagnosis needs to know of the world; it is found out only where something went wrong.
fn examine(plan: &Plan<'_>, exchange: &Exchange) -> Facts {
    let url = &exchange.request.url;
    let mut facts = Facts {
        timeout: Some(plan.timeout),
        proxy: plan.proxy.clone(),
        kept_signature: matches!(plan.signing, Signing::Keep(_)),
        secret_origin: match &plan.signing {
            Signing::Sign { origin, .. } => Some(origin.clone()),
            Signing::Keep(_) => None,
        },
        ..Facts::default()
    };
    match exchange.failure.as_ref().map(|failure| failure.cause) {
        Some(Cause::Refused) if target::is_loopback(url) => facts.listeners = probe::listeners(),
        Some(Cause::Timeout)
            if exchange.timing.first_byte_ms.is_none()
                && (plan.proxy.is_none() || target::is_loopback(url)) =>
        {
            facts.connects = Some(probe::connects(url));
        }
        Some(Cause::Broken | Cause::Protocol) if url.starts_with("http:") => {
            facts.speaks_tls = Some(probe::speaks_tls(url));
        }
        _ => {}
    }
    facts
}

/// Words for what went wrong; a refusal that was expected needs none.
fn explain(exchange: &Exchange, verdict: Verdict, facts: &Facts) -> Option<Diagnosis> {
    let response = exchange.response.as_ref();
    let is_wanted_refusal =
        verdict == Verdict::Yes && response.is_some_and(|response| !response.is_success());
    if is_wanted_refusal {
        return None;
    }
    diagnose(exchange, facts)
}

/// Refuses a plan before anything is sent: one without payloads, or with changes that some payload does not take.
fn ensure_possible(plan: &Plan<'_>) -> Result<()> {
    if plan.items.is_empty() {
        return Err(Error::usage("there is nothing to deliver")
            .hint("Name a sample (`momo webhook sample` lists them), a file, an `ex_...` of the history, or `-`."));
    }
    if !plan.edits.is_empty() {
        for item in &plan.items {
            prepare(plan, item, 0)?;
        }
    }
    Ok(())
}
