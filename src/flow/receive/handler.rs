//! The receiver's HTTP handler: rejects, or records, forwards and answers each request.
use super::explain::Explainer;
use super::forward::Forwarder;
use super::{Authenticator, Echo, ReceiverOptions, SeenEvents};
use crate::error::{Error, Result};
use crate::flow::journal::Journal;
use crate::flow::web::inbound::InboundRequest;
use crate::flow::web::rejected::rejected_exchange;
use crate::flow::web::sleep::InterruptibleSleep;
use crate::io::server::{Handler, ReceivedRequest, RejectedRequest, Reply, Responder};
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::fault::simulation::FailureSimulation;
use crate::model::history::exchange::{Exchange, ExchangeMeta};
use crate::model::http::Response;
use crate::model::http::route::EventTypePatterns;
use crate::model::http::target::{check_path, is_same_path};
use crate::model::protocol::{BOT_ID_HEADER, Event, Protocol};
use crate::model::secret::signature::SignatureVerdict;
use crate::model::text::phrase::Phrase;
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub(super) struct ReceiverHandler {
    path: Option<String>,
    auth: Arc<Authenticator>,
    allow_unsigned: bool,
    types: Option<EventTypePatterns>,
    simulation: FailureSimulation,
    echo: Option<Echo>,
    forwarder: Option<Forwarder>,
    journal: Arc<Journal>,
    seen: Mutex<SeenEvents>,
    explainer: Explainer,
    delays: InterruptibleSleep,
    /// Number of accepted events, with duplicates; the simulation depends on it.
    accepted_count: AtomicU64,
    /// Number of events whose type is not recorded.
    ignored_count: AtomicU64,
}

/// Result of an accepted event.
struct EventOutcome {
    response: Response,
    duplicate: bool,
    notes: Vec<Phrase>,
    /// The forward exchange, not recorded yet.
    forward_result: Option<ObservedExchange>,
}

impl ReceiverHandler {
    pub(super) fn new(options: ReceiverOptions, journal: Arc<Journal>) -> Result<Self> {
        if let Some(path) = &options.path {
            let wrong = |problem| Error::usage(format!("the path `{path}` {problem}"));
            check_path(path).map_err(wrong)?;
        }
        let forwarder = match options.routes.is_empty() {
            true => None,
            false => Some(Forwarder::new(options.routes, journal.clone())?),
        };
        Ok(Self {
            path: options.path,
            auth: options.authenticator,
            allow_unsigned: options.allow_unsigned,
            types: options.types,
            simulation: options.simulation,
            echo: options.echo,
            forwarder,
            journal,
            seen: Mutex::new(options.seen_events),
            explainer: Explainer::default(),
            delays: InterruptibleSleep::default(),
            accepted_count: AtomicU64::new(0),
            ignored_count: AtomicU64::new(0),
        })
    }

    /// Waits up to `grace` for copies in flight. Returns the number of events whose type is not recorded.
    pub(super) fn drain(&self, grace: Duration) -> u64 {
        if let Some(forwarder) = &self.forwarder {
            forwarder.drain(grace);
        }
        self.ignored_count.load(Ordering::Relaxed)
    }

    /// Ends all simulated delays.
    pub(super) fn interrupt_delays(&self) {
        self.delays.interrupt();
    }

    /// Returns the error response, and the reason for the user unless the signature check states it. `None` if the
    /// request is accepted.
    fn rejection(&self, inbound: &InboundRequest) -> Option<(Response, Option<Phrase>)> {
        let request = &inbound.request;
        let differs = |path: &&String| !is_same_path(path, request.path());
        if let Some(path) = self.path.as_ref().filter(differs) {
            let reason = Phrase::new("receive.other-path").with("path", path);
            return Some((Response::text(404, "not found"), Some(reason)));
        }
        let methods = inbound.meta.protocol.methods();
        if !methods.contains(&&*request.method) {
            let methods = methods.join(", ");
            let reason = Phrase::new("receive.methods").with("methods", &methods);
            let mut response = Response::text(405, &reason.to_string());
            response.headers.push("Allow", methods);
            return Some((response, Some(reason)));
        }
        if inbound.meta.signature.verdict != SignatureVerdict::Valid && !self.allow_unsigned {
            let reason = self
                .auth
                .rejection_reason(inbound.meta.protocol, &inbound.meta.signature);
            // The same text for a missing and a wrong signature, so that an attacker learns nothing.
            let message = match inbound.meta.protocol {
                Protocol::Momotalk | Protocol::Nhn | Protocol::Http => "invalid signature",
                Protocol::KakaoSkill | Protocol::KakaoShare => "unauthorized",
            };
            return Some((Response::text(401, message), reason));
        }
        None
    }

    /// Whether the event is of a type that is not recorded.
    fn is_ignored(&self, inbound: &InboundRequest) -> bool {
        let event_type = inbound.meta.event.event_type.as_deref();
        let types = self.types.as_ref();
        types.is_some_and(|types| !types.matches(event_type))
    }

    /// Determines the response: a simulated failure, the response of a forward target, or the usual one.
    fn process_event(&self, inbound: &InboundRequest) -> EventOutcome {
        let id = inbound.meta.event.id.as_deref();
        let duplicate = id.is_some_and(|id| !self.seen.lock().insert(id));
        if let Some(id) =
            id.filter(|_| !duplicate && inbound.meta.signature.verdict == SignatureVerdict::Valid)
        {
            self.explainer.remember(id, &inbound.request);
        }
        let number = self.accepted_count.fetch_add(1, Ordering::Relaxed);
        let simulated = self.simulation.response_for(number);
        let mut outcome = EventOutcome {
            response: inbound.meta.protocol.success_response(),
            duplicate,
            notes: Vec::new(),
            forward_result: None,
        };
        if !simulated.is_failure {
            self.forward(inbound, &mut outcome);
        }
        outcome.notes.extend(simulated.description);
        if !simulated.delay.is_zero() && !self.delays.sleep(simulated.delay) {
            outcome.notes.push("receive.cut-short".into());
        }
        outcome.response = simulated.response.unwrap_or(outcome.response);
        outcome
    }

    /// Forwards the event if a target matches, and takes over its response.
    fn forward(&self, inbound: &InboundRequest, outcome: &mut EventOutcome) {
        let Some(forwarder) = &self.forwarder else {
            return;
        };
        let Some(forward_result) = forwarder.forward(inbound) else {
            return outcome.notes.push("receive.no-target".into());
        };
        outcome.response = forward_result.response;
        outcome.notes.extend(forward_result.observed.note.clone());
        outcome.forward_result = Some(forward_result.observed);
    }

    /// Builds the exchange of an event, which is recorded before the response is sent.
    fn observe(&self, inbound: InboundRequest, outcome: &EventOutcome) -> ObservedExchange {
        let mut exchange = inbound.into_exchange(&outcome.response);
        self.add_explanation(&mut exchange);
        ObservedExchange {
            duplicate: outcome.duplicate,
            ..ObservedExchange::new(exchange)
        }
    }

    /// Completes an event that was recorded. `error_response` asks the sender to retry, if that failed. Returns the response.
    fn finish_event(
        &self,
        outcome: EventOutcome,
        observed: &mut ObservedExchange,
        error_response: Option<Response>,
    ) -> Response {
        let response = error_response.unwrap_or(outcome.response);
        for note in outcome.notes {
            observed.add_note(note);
        }
        if outcome.duplicate {
            return response;
        }
        if response.is_success() {
            if let Some(problem) = self.echo(&observed.exchange.request.body) {
                observed.add_note(problem);
            }
        } else if let Some(id) = observed.exchange.event_id.as_deref() {
            self.seen.lock().remove(id);
        }
        response
    }

    /// Echoes a message before the webhook's response is sent. Returns why no call was made, if so.
    fn echo(&self, body: &[u8]) -> Option<Phrase> {
        let echo_result = self.echo.as_ref()?.send_reply(body);
        let Some(call) = echo_result.call else {
            return echo_result.problem;
        };
        self.journal.record(ObservedExchange {
            note: echo_result.problem,
            ..ObservedExchange::new(call)
        });
        None
    }

    /// Explains the invalid signature of a MoMoTalk event to the user.
    fn add_explanation(&self, exchange: &mut Exchange) {
        if exchange.protocol == Protocol::Momotalk {
            let signature = exchange.signature.clone();
            let bot_id = exchange.bot_id.as_deref();
            exchange.signature = self.explainer.explain(
                signature,
                &exchange.request,
                bot_id,
                &self.auth.momotalk_secrets,
            );
        }
    }

    fn read_request(&self, received: ReceivedRequest) -> InboundRequest {
        let request = &received.request;
        let protocol = Protocol::recognise(request);
        let event = Event::from_request(protocol, request);
        let bot_id_header = request.headers.text(BOT_ID_HEADER);
        let bot_id = bot_id_header.or(event.bot_id.as_deref());
        let signature = self.auth.check(protocol, request, bot_id);
        let meta = ExchangeMeta {
            signature,
            ..ExchangeMeta::event(protocol, event, self.auth.secret_header())
        };
        InboundRequest::new(received, meta)
    }

    /// Answers at once. Explains, records and publishes the exchange after the response is sent.
    fn reject(
        &self,
        inbound: InboundRequest,
        response: Response,
        reason: Option<Phrase>,
    ) -> Reply<'_> {
        let mut exchange = inbound.into_exchange(&response);
        let after = move || {
            self.add_explanation(&mut exchange);
            self.journal.record(ObservedExchange {
                note: reason,
                ..ObservedExchange::new(exchange)
            });
        };
        Reply {
            response,
            after: Some(Box::new(after)),
        }
    }
}

impl Handler for ReceiverHandler {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let inbound = self.read_request(received);
        if let Some((response, reason)) = self.rejection(&inbound) {
            return self.reject(inbound, response, reason);
        }
        if self.is_ignored(&inbound) {
            self.ignored_count.fetch_add(1, Ordering::Relaxed);
            return inbound.meta.protocol.success_response().into();
        }
        let mut outcome = self.process_event(&inbound);
        let forward_result = outcome.forward_result.take();
        let mut observed = self.observe(inbound, &outcome);
        let error_response = self.journal.record_before_reply(&mut observed);
        let response = self.finish_event(outcome, &mut observed, error_response);
        let after = move || {
            if let Some(forward_result) = forward_result {
                self.journal.record(forward_result);
            }
            self.journal.publish(Activity::Exchange(Box::new(observed)));
        };
        Reply {
            response,
            after: Some(Box::new(after)),
        }
    }

    /// An event is answered by the thread that has written it, unless the response takes a delay or a call.
    fn answers_at_once(&self) -> bool {
        self.forwarder.is_none() && self.echo.is_none() && self.simulation.delay.is_zero()
    }

    fn handle_at_once(
        self: Arc<Self>,
        received: ReceivedRequest,
        responder: Responder,
    ) -> std::result::Result<(), Responder> {
        let inbound = self.read_request(received);
        // Others may take long to explain, or are many: each connection with one has a thread.
        if self.rejection(&inbound).is_some() || self.is_ignored(&inbound) {
            return Err(responder);
        }
        let outcome = self.process_event(&inbound);
        let observed = self.observe(inbound, &outcome);
        let handler = self.clone();
        self.journal
            .record_then(observed, move |mut observed, error_response| {
                let response = handler.finish_event(outcome, &mut observed, error_response);
                responder.send(&response);
                let exchange = Activity::Exchange(Box::new(observed));
                handler.journal.publish(exchange);
            });
        Ok(())
    }

    fn rejected(&self, rejected: RejectedRequest) {
        let observed = rejected_exchange(rejected, self.auth.secret_header());
        self.journal.record(observed);
    }
}
