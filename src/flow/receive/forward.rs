//! Handing events on: the first place that takes one answers for it, the others get a copy.
use super::journal::Journal;
use super::{Forward, ObservedExchange};
use crate::error::Result;
use crate::flow::crew::TaskLimit;
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
const COPIES: usize = 64;

/// Sends events to the places that were named.
pub(super) struct Forwarder {
    routes: Vec<Route>,
    client: Client,
    ledger: Arc<Journal>,
    /// The header that holds a secret beside those that always do.
    hidden: Option<String>,
    copies: Arc<TaskLimit>,
}

/// An event that goes on.
pub(super) struct Letter<'a> {
    /// The exchange that it came in.
    pub(super) source: &'a str,
    pub(super) protocol: Protocol,
    pub(super) event: &'a Event,
    pub(super) check: &'a SignatureCheck,
    /// As it came, with its credentials.
    pub(super) request: &'a Request,
}

/// What came of it.
pub(super) struct Forwarded {
    /// What the sender is answered.
    pub(super) response: Response,
    /// What is still to be kept and told; its note says where it went and how long it took, or what stood in the way.
    pub(super) report: ObservedExchange,
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
            ledger,
            hidden,
            copies: TaskLimit::new(COPIES),
        })
    }

    /// Sends the event to all places that take it, and waits for the first; none where no place does.
    pub(super) fn forward(&self, letter: &Letter<'_>) -> Option<Forwarded> {
        let kind = letter.event.kind.as_deref();
        let mut routes = self.routes.iter().filter(|route| route.takes(kind));
        let first = routes.next()?;
        for route in routes {
            self.copy(self.errand(route, letter));
        }
        Some(self.errand(first, letter).answer(&self.client))
    }

    /// Sends a copy, beside whatever else happens.
    fn copy(&self, errand: Errand) {
        let (client, ledger) = (self.client.clone(), self.ledger.clone());
        let place = self.copies.enter();
        let run = move || {
            let _place = place;
            ledger.record(errand.run(&client, Forward::Copy).1);
        };
        // Where the system gives no thread, the copy is lost, as it is with a place that does not answer.
        let _ = std::thread::Builder::new().name("copy".into()).spawn(run);
    }

    fn errand(&self, route: &Route, letter: &Letter<'_>) -> Errand {
        Errand {
            place: route.place().to_owned(),
            protocol: letter.protocol,
            source: letter.source.to_owned(),
            event: letter.event.clone(),
            check: letter.check.clone(),
            request: route.request(letter.request),
            hidden: self.hidden.clone(),
        }
    }

    /// Waits, at most so long, until all copies have arrived.
    pub(super) fn settle(&self, grace: Duration) {
        self.copies.settle(grace);
    }
}

/// One event on its way to one place.
struct Errand {
    place: String,
    protocol: Protocol,
    source: String,
    event: Event,
    check: SignatureCheck,
    request: Request,
    hidden: Option<String>,
}

impl Errand {
    /// Sends it; what came of it, and what is to be kept of it.
    fn run(mut self, client: &Client, forward: Forward) -> (Outcome, ObservedExchange) {
        let started_at = system::now();
        let outcome = client.send(&self.request, TIMEOUT);
        if let Some(name) = &self.hidden {
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
        let words = words(&self.place, &outcome, self.protocol.budget());
        let report = ObservedExchange {
            note: Some(words),
            forward: Some((forward, self.source)),
            ..ObservedExchange::of(exchange)
        };
        (outcome, report)
    }

    fn answer(self, client: &Client) -> Forwarded {
        let (outcome, report) = self.run(client, Forward::Answers);
        let response = match &outcome.response {
            Ok(answer) => passed_on(answer),
            Err(failure) => gateway(failure),
        };
        Forwarded { response, report }
    }
}

/// What a sender is told when the bot gave no answer; not where the bot is.
fn gateway(failure: &Failure) -> Response {
    match failure.cause {
        Cause::Timeout => Response::text(504, "the bot did not answer in time"),
        _ => Response::text(502, "the bot gave no answer"),
    }
}

/// `-> 127.0.0.1:3000/hook 212.0 ms of 3 s`.
fn words(place: &str, outcome: &Outcome, budget: Duration) -> String {
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
