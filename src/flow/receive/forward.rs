//! Forwards events to other URLs: the first matching target provides the response, the others get a copy.
use crate::error::Result;
use crate::flow::journal::Journal;
use crate::flow::task_limit::TaskLimit;
use crate::io::client::{Client, ClientOptions, Outcome};
use crate::io::system;
use crate::model::activity::{ForwardPurpose, ObservedExchange};
use crate::model::history::exchange::{Direction, Exchange, Failure, FailureCause};
use crate::model::http::route::{Route, forwarded_response};
use crate::model::http::{Request, Response};
use crate::model::protocol::{Event, Protocol};
use crate::model::secret::signature::SignatureCheck;
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
    /// Header to mask beside the standard credential headers.
    secret_header: Option<String>,
    copies: Arc<TaskLimit>,
}

/// An event to be forwarded.
pub(super) struct ForwardRequest<'a> {
    /// Id of the exchange that received it.
    pub(super) source: &'a str,
    pub(super) protocol: Protocol,
    pub(super) event: &'a Event,
    pub(super) signature: &'a SignatureCheck,
    /// The original request, with its credentials.
    pub(super) request: &'a Request,
}

pub(super) struct ForwardResult {
    /// The response for the sender.
    pub(super) response: Response,
    /// Not recorded yet. Its note names the target and the duration or the failure.
    pub(super) observed: ObservedExchange,
}

impl Forwarder {
    pub(super) fn new(
        routes: Vec<Route>,
        journal: Arc<Journal>,
        secret_header: Option<String>,
    ) -> Result<Self> {
        Ok(Self {
            routes,
            client: Client::new(ClientOptions::default())?,
            journal,
            secret_header,
            copies: TaskLimit::new(MAX_COPIES),
        })
    }

    /// Sends the event to all matching targets and waits for the first one. Returns `None` if no target matches.
    pub(super) fn forward(&self, forward_request: &ForwardRequest<'_>) -> Option<ForwardResult> {
        let event_type = forward_request.event.event_type.as_deref();
        let mut routes = self.routes.iter().filter(|route| route.accepts(event_type));
        let first = routes.next()?;
        for route in routes {
            self.copy(self.job(route, forward_request));
        }
        Some(self.job(first, forward_request).reply(&self.client))
    }

    /// Sends a copy on a thread of its own. Blocks while `MAX_COPIES` are in flight.
    fn copy(&self, job: ForwardJob) {
        let (client, journal) = (self.client.clone(), self.journal.clone());
        let permit = self.copies.acquire();
        let run = move || {
            let _permit = permit;
            journal.record(job.run(&client, ForwardPurpose::Copy).1);
        };
        // If no thread can be created, the copy is lost without a record.
        let _ = std::thread::Builder::new().name("copy".into()).spawn(run);
    }

    fn job(&self, route: &Route, forward_request: &ForwardRequest<'_>) -> ForwardJob {
        ForwardJob {
            target: route.short_url().to_owned(),
            protocol: forward_request.protocol,
            source: forward_request.source.to_owned(),
            event: forward_request.event.clone(),
            signature: forward_request.signature.clone(),
            request: route.forwarded_request(forward_request.request),
            secret_header: self.secret_header.clone(),
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
    protocol: Protocol,
    source: String,
    event: Event,
    signature: SignatureCheck,
    request: Request,
    secret_header: Option<String>,
}

impl ForwardJob {
    /// Sends the event. Returns the outcome and the exchange to record.
    fn run(mut self, client: &Client, purpose: ForwardPurpose) -> (Outcome, ObservedExchange) {
        let started_at = system::now();
        let outcome = client.send(&self.request, TIMEOUT);
        if let Some(name) = &self.secret_header {
            self.request.headers.hide_values(name);
        }
        let id_suffix = system::next_id_suffix().unwrap_or_default();
        let exchange = Exchange {
            protocol: self.protocol,
            signature: self.signature,
            ..Exchange::new_event(
                Direction::Sent,
                started_at,
                id_suffix,
                self.request,
                self.event,
            )
        };
        let exchange = exchange.with_outcome(outcome.response.clone(), outcome.timing);
        let note = note_for(&self.target, &outcome, self.protocol.response_timeout());
        let observed = ObservedExchange {
            note: Some(note),
            forward: Some((purpose, self.source)),
            ..ObservedExchange::new(exchange)
        };
        (outcome, observed)
    }

    fn reply(self, client: &Client) -> ForwardResult {
        let (outcome, observed) = self.run(client, ForwardPurpose::Reply);
        let response = match &outcome.response {
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

/// `-> 127.0.0.1:3000/hook 212.0 ms of 3 s`.
fn note_for(target: &str, outcome: &Outcome, budget: Duration) -> String {
    let total_ms = outcome.timing.total_ms;
    let budget_s = budget.as_secs();
    match &outcome.response {
        Ok(_) if total_ms > budget.as_secs_f64() * 1000.0 => {
            format!("-> {target} {total_ms:.1} ms, over the budget of {budget_s} s")
        }
        Ok(_) => format!("-> {target} {total_ms:.1} ms of {budget_s} s"),
        Err(failure) if failure.cause == FailureCause::Refused => {
            format!("-> {target}: nothing listens there")
        }
        Err(failure) => format!("-> {target}: {}", failure.message),
    }
}
