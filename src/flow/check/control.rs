//! The control, and what it tells: whether a valid event is taken, and whether its effect can be seen.
use super::CheckRun;
use super::effects::Visibility;
use super::sender::SentRequest;
use crate::flow::diagnosis::{ask, diagnose_now, is_askable};
use crate::io::system;
use crate::model::check::{BotCheck, CheckOutcome, CheckVerdict};
use crate::model::diagnosis::{Diagnosis, DiagnosisContext, Probe, diagnose_probed};
use crate::model::history::exchange::{Direction, Exchange, ExchangeMeta, FailureCause, Timing};
use crate::model::http::target;
use crate::model::protocol::{Event, Protocol};
use crate::model::secret::signature::{SignatureCheck, SignatureVerdict};
use crate::model::time::millis;
use std::sync::atomic::Ordering;

/// What the first event told.
#[derive(Debug, Clone, Copy)]
pub(super) struct ControlResult {
    pub(super) is_taken: bool,
    /// Whether a connection came about.
    pub(super) is_reached: bool,
}

impl CheckRun<'_> {
    /// Sends a valid event, and looks whether its effect can be seen if a check needs to.
    pub(super) fn control(&mut self, check: &BotCheck) -> CheckOutcome {
        let mark = self.plan.effects.mark();
        let (request, event) = self.plan.maker.valid();
        let mut sent = self.send(request);
        let is_share = self.plan.protocol == Protocol::KakaoShare;
        if is_share && matches!(sent.status(), 404 | 405 | 501) {
            // Kakao's console has one method for a URL.
            self.plan.maker.by_query.store(true, Ordering::Relaxed);
            sent = self.send(self.plan.maker.valid().0);
        }
        self.control = Some(ControlResult {
            is_taken: sent.is_taken(),
            is_reached: is_reached(&sent),
        });
        if sent.is_taken() {
            if self.plan.checks.iter().any(|check| check.needs_effects()) {
                self.visibility = Visibility::find(&self.plan.effects, mark, &event);
            }
            return CheckOutcome::pass(check);
        }
        let mut outcome = self.not_taken(check, &sent);
        if !is_reached(&sent) {
            outcome.verdict = CheckVerdict::CouldNotTell;
        }
        outcome
    }

    /// Sends a valid event at the end.
    pub(super) fn alive(&mut self, check: &BotCheck) -> CheckOutcome {
        let sent = self.send(self.plan.maker.valid().0);
        match sent.is_taken() {
            true => CheckOutcome::pass(check),
            false => CheckOutcome::missed(check, "2xx", sent.got()),
        }
    }

    /// Returns the outcome of a valid event that was not taken, with what momo's diagnosis says.
    fn not_taken(&self, check: &BotCheck, sent: &SentRequest) -> CheckOutcome {
        let expected = format!("2xx within {:?}", self.plan.budget);
        let outcome = CheckOutcome::missed(check, expected, sent.got());
        let Some(Diagnosis { message, hints }) = self.diagnosis(sent) else {
            return outcome;
        };
        let mut hints: Vec<_> = hints.iter().map(ToString::to_string).collect();
        // What a check sends is not in the history.
        hints.retain(|hint| !hint.contains("webhook history"));
        CheckOutcome {
            repair: (!hints.is_empty()).then(|| hints.join(" ")),
            ..outcome.note(message.to_string())
        }
    }

    fn diagnosis(&self, sent: &SentRequest) -> Option<Diagnosis> {
        let verdict = SignatureVerdict::Valid;
        let meta = ExchangeMeta {
            signature: SignatureCheck {
                secret: Some(self.plan.maker.fingerprint()),
                ..SignatureCheck::from_verdict(verdict)
            },
            ..ExchangeMeta::event(self.plan.protocol, Event::parse(&sent.request.body), None)
        };
        let random = system::next_id_suffix().ok()?;
        let timing = Timing {
            total_ms: millis(sent.took),
            ..Timing::default()
        };
        let exchange = Exchange::new(
            Direction::Sent,
            system::now(),
            random,
            sent.request.clone(),
            meta,
        )
        .with_outcome(sent.response.clone(), timing);
        let context = DiagnosisContext {
            timeout: Some(self.plan.budget),
            target_flag: Some("TARGET".into()),
            ..DiagnosisContext::default()
        };
        match self.probe(&exchange) {
            Some(probe) => diagnose_probed(&exchange, &probe, &context),
            None => diagnose_now(&exchange, context),
        }
    }

    /// Asks a bot on this machine that refused a right signature which one it takes; `None` for any other.
    fn probe(&self, exchange: &Exchange) -> Option<Probe> {
        if !is_askable(exchange) || !target::is_loopback(&exchange.request.url) {
            return None;
        }
        ask(
            self.sender.client(),
            exchange,
            &self.plan.maker.labelled_secrets(),
        )
        .ok()
    }
}

/// Returns whether something answered, or at least took the connection.
fn is_reached(sent: &SentRequest) -> bool {
    let causes = [
        FailureCause::Dns,
        FailureCause::Refused,
        FailureCause::Connect,
        FailureCause::Tls,
    ];
    match &sent.response {
        Ok(_) => true,
        Err(failure) => !causes.contains(&failure.cause),
    }
}
