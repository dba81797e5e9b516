//! Handing events on: the first place that takes one answers for it, the others get a copy.
use super::journal::Journal;
use super::{ForwardPurpose, ObservedExchange};
use crate::error::Result;
use crate::flow::task_limit::TaskLimit;
use crate::io::client::{Client, ClientOptions, Outcome};
use crate::io::system;
use crate::model::history::exchange::{Cause, Direction, Exchange, Failure};
use crate::model::http::route::{Route, passed_on};
use crate::model::http::{Request, Response};
use crate::model::protocol::{Event, Protocol};
use crate::model::secret::signature::SignatureCheck;
use std::sync::Arc;
use std::time::Duration;

/// How long a bot may take. The sender has given up long before; its line says by how much it was late.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How many copies may be under way; with more, the senders wait.
const MAX_COPIES: usize = 64;

/// Sends events to the places that were named.
pub(super) struct Forwarder {
    routes: Vec<Route>,
    client: Client,
    journal: Arc<Journal>,
    /// The header that holds a secret beside those that always do.
    secret_header: Option<String>,
    copies: Arc<TaskLimit>,
}

/// An event that goes on.
pub(super) struct ForwardRequest<'a> {
    /// The exchange that it came in.
    pub(super) source: &'a str,
    pub(super) protocol: Protocol,
    pub(super) event: &'a Event,
    pub(super) check: &'a SignatureCheck,
    /// As it came, with its credentials.
    pub(super) request: &'a Request,
}

/// What came of it.
pub(super) struct ForwardResult {
    /// What the sender is answered.
    pub(super) response: Response,
    /// What is still to be kept and told; its note says where it went and how long it took, or what stood in the way.
    pub(super) observed: ObservedExchange,
}

impl Forwarder {
    pub(super) fn new(
        routes: Vec<Route>,
        ledger: Arc<Journal>,
        hidden: Option<String>,
    ) -> Result<Self> {
        Ok(Self {
            routes,
            client: Client::new(ClientOptions::default())?,
            journal: ledger,
            secret_header: hidden,
            copies: TaskLimit::new(MAX_COPIES),
        })
    }

    /// Sends the event to all places that take it, and waits for the first; none where no place does.
    pub(super) fn forward(&self, letter: &ForwardRequest<'_>) -> Option<ForwardResult> {
        let kind = letter.event.kind.as_deref();
        let mut routes = self.routes.iter().filter(|route| route.takes(kind));
        let first = routes.next()?;
        for route in routes {
            self.copy(self.job(route, letter));
        }
        Some(self.job(first, letter).reply(&self.client))
    }

    /// Sends a copy, beside whatever else happens.
    fn copy(&self, errand: ForwardJob) {
        let (client, ledger) = (self.client.clone(), self.journal.clone());
        let place = self.copies.acquire();
        let run = move || {
            let _place = place;
            ledger.record(errand.run(&client, ForwardPurpose::Copy).1);
        };
        // Where the system gives no thread, the copy is lost, as it is with a place that does not answer.
        let _ = std::thread::Builder::new().name("copy".into()).spawn(run);
    }

    fn job(&self, route: &Route, letter: &ForwardRequest<'_>) -> ForwardJob {
        ForwardJob {
            target: route.place().to_owned(),
            protocol: letter.protocol,
            source: letter.source.to_owned(),
            event: letter.event.clone(),
            check: letter.check.clone(),
            request: route.request(letter.request),
            secret_header: self.secret_header.clone(),
        }
    }

    /// Waits, at most so long, until all copies have arrived.
    pub(super) fn drain(&self, grace: Duration) {
        self.copies.drain(grace);
    }
}

/// One event on its way to one place.
struct ForwardJob {
    target: String,
    protocol: Protocol,
    source: String,
    event: Event,
    check: SignatureCheck,
    request: Request,
    secret_header: Option<String>,
}

impl ForwardJob {
    /// Sends it; what came of it, and what is to be kept of it.
    fn run(mut self, client: &Client, forward: ForwardPurpose) -> (Outcome, ObservedExchange) {
        let started_at = system::now();
        let outcome = client.send(&self.request, TIMEOUT);
        if let Some(name) = &self.secret_header {
            self.request.headers.hide(name);
        }
        let random = system::mark().unwrap_or_default();
        let exchange = Exchange {
            protocol: self.protocol,
            signature: self.check,
            ..Exchange::event(
                Direction::Sent,
                started_at,
                random,
                self.request,
                self.event,
            )
        };
        let exchange = exchange.ended(outcome.response.clone(), outcome.timing);
        let words = describe(&self.target, &outcome, self.protocol.budget());
        let report = ObservedExchange {
            note: Some(words),
            forward: Some((forward, self.source)),
            ..ObservedExchange::new(exchange)
        };
        (outcome, report)
    }

    fn reply(self, client: &Client) -> ForwardResult {
        let (outcome, report) = self.run(client, ForwardPurpose::Reply);
        let response = match &outcome.response {
            Ok(answer) => passed_on(answer),
            Err(failure) => gateway_error(failure),
        };
        ForwardResult { response, observed: report }
    }
}

/// What a sender is told when the bot gave no answer; not where the bot is.
fn gateway_error(failure: &Failure) -> Response {
    match failure.cause {
        Cause::Timeout => Response::text(504, "the bot did not answer in time"),
        _ => Response::text(502, "the bot gave no answer"),
    }
}

/// `-> 127.0.0.1:3000/hook 212.0 ms of 3 s`.
fn describe(place: &str, outcome: &Outcome, budget: Duration) -> String {
    let ms = outcome.timing.total_ms;
    let limit = budget.as_secs();
    match &outcome.response {
        Ok(_) if ms > budget.as_secs_f64() * 1000.0 => {
            format!("-> {place} {ms:.1} ms, over the budget of {limit} s")
        }
        Ok(_) => format!("-> {place} {ms:.1} ms of {limit} s"),
        Err(failure) if failure.cause == Cause::Refused => {
            format!("-> {place}: nothing listens there")
        }
        Err(failure) => format!("-> {place}: {}", failure.message),
    }
}
