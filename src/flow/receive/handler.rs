//! What a receiver does with each request.
use super::inbound::InboundRequest;
use super::explain::Explainer;
use super::forward::{Forwarder, ForwardRequest};
use super::journal::Journal;
use super::sleep::InterruptibleSleep;
use super::rejected::rejected_exchange;
use super::{Authenticator, Echo, ReceiverOptions, ObservedExchange, SeenEvents};
use crate::error::{Error, Result};
use crate::io::server::{Handler, ReceivedRequest, RejectedRequest, Reply};
use crate::model::fault::simulation::FailureSimulation;
use crate::model::history::exchange::Exchange;
use crate::model::http::Response;
use crate::model::http::route::Types;
use crate::model::protocol::{BOT_ID_HEADER, Event, Protocol};
use crate::model::secret::signature::Check;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Takes requests, keeps them, answers them.
pub(super) struct ReceiverHandler {
    path: Option<String>,
    auth: Arc<Authenticator>,
    allow_unsigned: bool,
    types: Option<Types>,
    simulation: FailureSimulation,
    echo: Option<Echo>,
    forwarder: Option<Forwarder>,
    journal: Arc<Journal>,
    seen: Mutex<SeenEvents>,
    explainer: Explainer,
    delays: InterruptibleSleep,
    /// How many events were taken, for the rehearsal.
    accepted_count: AtomicU64,
    /// How many events of other types were answered and forgotten.
    ignored_count: AtomicU64,
}

/// What became of an event that was taken.
struct EventOutcome {
    response: Response,
    duplicate: bool,
    notes: Vec<String>,
    /// What was sent on, not kept yet.
    forwarded: Option<ObservedExchange>,
}

impl ReceiverHandler {
    pub(super) fn new(options: ReceiverOptions, ledger: Arc<Journal>) -> Result<Self> {
        if let Some(path) = options.path.as_ref().filter(|path| !path.starts_with('/')) {
            let message = format!("the path `{path}` does not begin with `/`");
            return Err(Error::usage(message));
        }
        let hidden = options.auth.secret_header().map(str::to_owned);
        let forwarder = match options.routes.is_empty() {
            true => None,
            false => Some(Forwarder::new(options.routes, ledger.clone(), hidden)?),
        };
        Ok(Self {
            path: options.path,
            auth: options.auth,
            allow_unsigned: options.allow_unsigned,
            types: options.types,
            simulation: options.simulation,
            echo: options.echo,
            forwarder,
            journal: ledger,
            seen: Mutex::new(options.seen_events),
            explainer: Explainer::default(),
            delays: InterruptibleSleep::default(),
            accepted_count: AtomicU64::new(0),
            ignored_count: AtomicU64::new(0),
        })
    }

    /// Ends all pauses, waits for what is still being sent, and tells how many events were of other types.
    pub(super) fn drain(&self, grace: Duration) -> u64 {
        if let Some(forwarder) = &self.forwarder {
            forwarder.drain(grace);
        }
        self.ignored_count.load(Ordering::Relaxed)
    }

    /// Lets nobody wait for a rehearsed delay any longer.
    pub(super) fn interrupt_delays(&self) {
        self.delays.interrupt();
    }

    /// Why a request is not taken, for the sender and for who watches.
    fn rejection(&self, case: &InboundRequest) -> Option<(Response, Option<String>)> {
        let request = &case.request;
        let is_elsewhere = |path: &String| path != request.path();
        if let Some(path) = self.path.as_ref().filter(|path| is_elsewhere(path)) {
            let why = format!("only `{path}` is taken");
            return Some((Response::text(404, "not found"), Some(why)));
        }
        let methods = case.protocol.methods();
        if !methods.contains(&&*request.method) {
            let methods = methods.join(", ");
            let why = format!("events are delivered by {methods}");
            let mut response = Response::text(405, &why);
            response.headers.push("Allow", methods);
            return Some((response, Some(why)));
        }
        if case.signature.verdict != Check::Valid && !self.allow_unsigned {
            let why = self.auth.rejection_reason(case.protocol, &case.signature);
            // The same words for a missing and a wrong signature: who guesses learns nothing.
            let words = match case.protocol {
                Protocol::Momotalk | Protocol::Nhn | Protocol::Http => "invalid signature",
                Protocol::KakaoSkill | Protocol::KakaoShare => "unauthorized",
            };
            return Some((Response::text(401, words), why));
        }
        None
    }

    /// What comes of an event: a rehearsed failure, the answer of a bot, or the usual answer.
    fn process_event(&self, case: &InboundRequest) -> EventOutcome {
        let id = case.event.id.as_deref();
        let duplicate = id.is_some_and(|id| !self.seen().insert(id));
        if let Some(id) = id.filter(|_| !duplicate && case.signature.verdict == Check::Valid) {
            self.explainer.remember(id, &case.request);
        }
        let number = self.accepted_count.fetch_add(1, Ordering::Relaxed);
        let act = self.simulation.response_for(number);
        let mut outcome = EventOutcome {
            response: case.protocol.thanks(),
            duplicate,
            notes: Vec::new(),
            forwarded: None,
        };
        if !act.is_failure {
            self.forward(case, &mut outcome);
        }
        if !act.description.is_empty() {
            outcome.notes.push(act.description);
        }
        if !act.delay.is_zero() && !self.delays.sleep(act.delay) {
            outcome.notes.push("cut short".into());
        }
        outcome.response = act.response.unwrap_or(outcome.response);
        outcome
    }

    /// Hands the event on, where there is a place for it, and takes the answer from there.
    fn forward(&self, case: &InboundRequest, outcome: &mut EventOutcome) {
        let Some(forwarder) = &self.forwarder else {
            return;
        };
        let letter = ForwardRequest {
            source: &case.id(),
            protocol: case.protocol,
            event: &case.event,
            check: &case.signature,
            request: &case.request,
        };
        let Some(forwarded) = forwarder.forward(&letter) else {
            return outcome.notes.push("no target takes this type".into());
        };
        outcome.response = forwarded.response;
        outcome.notes.extend(forwarded.observed.note.clone());
        outcome.forwarded = Some(forwarded.observed);
    }

    /// Keeps an event before it is answered. What cannot be kept is not taken: its sender is told to send it again.
    fn record_event(&self, case: InboundRequest, mut outcome: EventOutcome) -> (Response, ObservedExchange) {
        let mut report = ObservedExchange {
            duplicate: outcome.duplicate,
            ..ObservedExchange::new(case.into_exchange(self.auth.secret_header(), &outcome.response))
        };
        if let Some(refusal) = self.journal.record_before_reply(&mut report) {
            outcome.response = refusal;
        }
        for note in outcome.notes {
            report.add_note(note);
        }
        let exchange = &report.exchange;
        if outcome.duplicate {
            return (outcome.response, report);
        }
        if outcome.response.is_success() {
            if let Some(problem) = self.echo(&exchange.request.body) {
                report.add_note(problem);
            }
        } else if let Some(id) = exchange.event_id.as_deref() {
            self.seen().remove(id);
        }
        (outcome.response, report)
    }

    /// Answers a message as the example does, before the webhook is answered. Gives what kept it from calling.
    fn echo(&self, body: &[u8]) -> Option<String> {
        let answered = self.echo.as_ref()?.answer(body);
        let Some(call) = answered.call else {
            return answered.problem;
        };
        self.journal.record(ObservedExchange {
            note: answered.problem,
            ..ObservedExchange::new(call)
        });
        None
    }

    /// Adds what a bad signature fits, for who watches.
    fn add_explanation(&self, exchange: &mut Exchange) {
        if exchange.protocol == Protocol::Momotalk {
            let check = exchange.signature.clone();
            let bot_id = exchange.bot_id.as_deref();
            exchange.signature =
                self.explainer
                    .explain(check, &exchange.request, bot_id, &self.auth.momotalk_secrets);
        }
    }

    fn seen(&self) -> MutexGuard<'_, SeenEvents> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_request(&self, received: ReceivedRequest) -> InboundRequest {
        let request = &received.request;
        let protocol = Protocol::recognise(request);
        let event = Event::of(protocol, request);
        let named = request.headers.text(BOT_ID_HEADER);
        let bot_id = named.or(event.bot_id.as_deref());
        let check = self.auth.check(protocol, request, bot_id);
        InboundRequest::new(received, protocol, event, check)
    }

    /// Answers at once, and looks for an explanation, keeps and tells when the answer has gone out.
    fn reject(&self, case: InboundRequest, response: Response, why: Option<String>) -> Reply<'_> {
        let exchange = case.into_exchange(self.auth.secret_header(), &response);
        let after = move || {
            let mut report = ObservedExchange {
                note: why,
                ..ObservedExchange::new(exchange)
            };
            self.add_explanation(&mut report.exchange);
            self.journal.record(report);
        };
        Reply {
            response,
            after: Some(Box::new(after)),
        }
    }
}

impl Handler for ReceiverHandler {
    fn handle(&self, received: ReceivedRequest) -> Reply<'_> {
        let case = self.read_request(received);
        if let Some((response, why)) = self.rejection(&case) {
            return self.reject(case, response, why);
        }
        let kind = case.event.kind.as_deref();
        if self.types.as_ref().is_some_and(|types| !types.fit(kind)) {
            self.ignored_count.fetch_add(1, Ordering::Relaxed);
            return case.protocol.thanks().into();
        }
        let mut outcome = self.process_event(&case);
        let forwarded = outcome.forwarded.take();
        let (response, mut report) = self.record_event(case, outcome);
        let after = move || {
            if let Some(forwarded) = forwarded {
                self.journal.record(forwarded);
            }
            self.add_explanation(&mut report.exchange);
            self.journal.publish(report);
        };
        Reply {
            response,
            after: Some(Box::new(after)),
        }
    }

    fn rejected(&self, refused: RejectedRequest) {
        let mut report = rejected_exchange(refused);
        if let Some(name) = self.auth.secret_header() {
            report.exchange.request.headers.hide(name);
        }
        self.journal.record(report);
    }
}
