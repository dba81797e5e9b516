//! Forwards events to other URLs: the first matching target provides the response, the others get a copy.
use crate::error::Result;
use crate::flow::journal::{Journal, perform};
use crate::flow::web::inbound::InboundRequest;
use crate::flow::web::task_limit::TaskLimit;
use crate::io::client::{Client, ClientOptions};
use crate::model::activity::ObservedExchange;
use crate::model::history::exchange::{ExchangeMeta, Failure, FailureCause};
use crate::model::history::hop::Hop;
use crate::model::http::route::{Route, forwarded_response};
use crate::model::http::{Request, Response};
use crate::model::text::phrase::Phrase;
use std::sync::Arc;
use std::time::Duration;

/// Timeout of a forward. It exceeds the sender's timeout so that the note can say how late the bot was.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Maximum copies in flight; further requests block until one ends.
const MAX_COPIES: usize = 64;

pub(super) struct Forwarder {
    routes: Vec<Route>,
    client: Client,
    journal: Arc<Journal>,
    copies: Arc<TaskLimit>,
}

pub(super) struct ForwardResult {
    /// The response for the sender.
    pub(super) response: Response,
    /// Not recorded yet. Its note names the target and the duration or the failure.
    pub(super) observed: ObservedExchange,
}

impl Forwarder {
    pub(super) fn new(routes: Vec<Route>, journal: Arc<Journal>) -> Result<Self> {
        Ok(Self {
            routes,
            client: Client::new(ClientOptions::default())?,
            journal,
            copies: TaskLimit::new(MAX_COPIES),
        })
    }

    /// Sends the event to all matching targets and waits for the first one. Returns `None` if no target matches.
    pub(super) fn forward(&self, inbound: &InboundRequest) -> Option<ForwardResult> {
        let event_type = inbound.meta.event.event_type.as_deref();
        let mut routes = self.routes.iter().filter(|route| route.accepts(event_type));
        let first = routes.next()?;
        for route in routes {
            self.copy(self.job(route, inbound));
        }
        Some(self.job(first, inbound).reply(&self.client))
    }

    /// Sends a copy on a thread of its own. Blocks while `MAX_COPIES` are in flight.
    fn copy(&self, job: ForwardJob) {
        let (client, journal) = (self.client.clone(), self.journal.clone());
        let permit = self.copies.acquire();
        let run = move || {
            let _permit = permit;
            journal.record(job.run(&client, Hop::Copied).1);
        };
        // If no thread can be created, the copy is lost without a record.
        let _ = std::thread::Builder::new().name("copy".into()).spawn(run);
    }

    fn job(&self, route: &Route, inbound: &InboundRequest) -> ForwardJob {
        ForwardJob {
            target: route.short_url().to_owned(),
            source: inbound.id(),
            request: route.forwarded_request(&inbound.request),
            meta: inbound.meta.clone(),
        }
    }

    /// Waits up to `grace` until all copies are sent.
    pub(super) fn drain(&self, grace: Duration) {
        self.copies.drain(grace);
    }
}

/// One event to be sent to one target.
struct ForwardJob {
    target: String,
    /// Id of the exchange that received it.
    source: String,
    request: Request,
    meta: ExchangeMeta,
}

impl ForwardJob {
    /// Sends the event. Returns the response and the exchange to record.
    fn run(self, client: &Client, hop: Hop) -> (Result<Response, Failure>, ObservedExchange) {
        let budget = self.meta.protocol.response_timeout();
        let (exchange, response) = perform(client, self.request, TIMEOUT, self.meta);
        let note = note_for(&self.target, &response, exchange.timing.total_ms, budget);
        let observed = ObservedExchange {
            note: Some(note),
            ..ObservedExchange::new(exchange.sent_on(hop, &self.source))
        };
        (response, observed)
    }

    fn reply(self, client: &Client) -> ForwardResult {
        let (response, observed) = self.run(client, Hop::Forwarded);
        let response = match &response {
            Ok(bot_response) => forwarded_response(bot_response),
            Err(failure) => gateway_error(failure),
        };
        ForwardResult { response, observed }
    }
}

/// Builds the response to the sender for a failed forward. It does not reveal the target.
fn gateway_error(failure: &Failure) -> Response {
    match failure.cause {
        FailureCause::Timeout => Response::text(504, "the bot did not answer in time"),
        _ => Response::text(502, "the bot gave no answer"),
    }
}

/// Describes a forward: `-> 127.0.0.1:3000/hook 212.0 ms of 3 s`.
fn note_for(
    target: &str,
    response: &Result<Response, Failure>,
    total_ms: f64,
    budget: Duration,
) -> Phrase {
    let code = match response {
        Ok(_) if total_ms > budget.as_secs_f64() * 1000.0 => "forward.late",
        Ok(_) => "forward.in-time",
        Err(failure) if failure.cause == FailureCause::Refused => "forward.nothing-listens",
        Err(_) => "forward.failed",
    };
    let phrase = Phrase::new(code).with("target", target);
    match response {
        Ok(_) => phrase
            .with("ms", format!("{total_ms:.1}"))
            .with("n", budget.as_secs()),
        Err(failure) => phrase.with("why", failure.message.clone()),
    }
}
