//! One attempt of a delivery: its request, its exchange, and the delivery's next state.
use crate::error::Result;
use crate::flow::journal::sent_exchange;
use crate::flow::platform::state::PlatformState;
use crate::io::client;
use crate::io::client::engine::Job;
use crate::io::sqlite::{AttemptOutcome, DueDelivery};
use crate::io::system;
use crate::model::fault::{DeliveryEffect, Fault};
use crate::model::history::exchange::{Exchange, ExchangeMeta, Failure, FailureCause, Timing};
use crate::model::http::{Request, Response};
use crate::model::platform::bot::Bot;
use crate::model::platform::outbox::{self, OrderingKey};
use crate::model::protocol::{Event, Protocol, momotalk_sign_event};
use crate::model::secret::signature::{SIGNATURE_HEADER, SignatureCheck, SignatureVerdict, Signer};
use crate::model::text::phrase::Phrase;
use crate::model::time::{self, Timestamp};
use std::time::Duration;

/// An attempt of a delivery in the outbox.
pub(super) struct Attempt {
    pub(super) key: OrderingKey,
    pub(super) seq: i64,
    info: AttemptInfo,
    /// How far the clock jumped past the due time; subtracted from the time of the next attempt.
    clock_jump: Duration,
    duplicate: Duplicate,
    /// What the fault rules did to the request; `None` for a duplicate.
    effect: Option<DeliveryEffect>,
    /// Whether the next delivery of its key goes on before this attempt is stored.
    pub(super) is_released: bool,
}

/// Whether the fault rules duplicate the request.
enum Duplicate {
    /// Sent once.
    None,
    /// First of two requests.
    First,
    /// The duplicate. The first request decided the delivery's state; holds the retry time, if any.
    Second(Option<Timestamp>),
}

/// What the exchange of a request to a bot says.
#[derive(Clone)]
struct AttemptInfo {
    bot_id: String,
    meta: ExchangeMeta,
    started_at: Timestamp,
    /// Wait since the due time, without jumps of the clock; `None` if it was not in the outbox.
    queue_time: Option<Duration>,
}

/// What to do with the ordering key after an attempt.
pub(super) enum QueueAction {
    /// Remove the delivery.
    Complete,
    RetryAt(Timestamp),
    /// Hold the delivery until its bot listens.
    Hold,
    /// Send the same request again, then decide.
    SendDuplicate(Box<AttemptJob>),
}

/// Request of an attempt, for the sender pool.
pub(super) type AttemptJob = Job<Attempt>;

/// Outcome of a request.
pub(super) enum SendOutcome {
    Sent(client::Outcome),
    /// Not sent, because the bot's secret is missing.
    Unsigned,
    /// Not sent, because of an injected fault; holds the failure message.
    Dropped(Phrase),
}

/// A delivery whose bot does not listen.
pub(super) struct Hold {
    pub(super) seq: i64,
    pub(super) key: OrderingKey,
    pub(super) bot_id: String,
    pub(super) callback_url: String,
    /// Effect of the fault rules, for the next attempt; `None` if it was not sent, as its bot is known to be offline.
    pub(super) effect: Option<DeliveryEffect>,
}

pub(super) struct FinishedAttempt {
    pub(super) exchange: Exchange,
    /// `seq` and new state of the delivery; `None` for a duplicate.
    pub(super) outcome: Option<(i64, AttemptOutcome)>,
    pub(super) next: QueueAction,
}

impl Attempt {
    /// Builds the request of the next attempt.
    pub(super) fn prepare(state: &PlatformState, key: OrderingKey, due: DueDelivery) -> AttemptJob {
        let clock_jump = state.clock().jumped_past(due.due_at);
        let waited = state.now().since(due.due_at);
        let (mut info, request) =
            AttemptInfo::build_request(state, &due.bot, due.event_id, due.body, due.attempts + 1);
        info.queue_time = Some(waited.saturating_sub(clock_jump));
        let tag = Self {
            key,
            seq: due.seq,
            info,
            clock_jump,
            duplicate: Duplicate::None,
            effect: None,
            is_released: false,
        };
        Job {
            request,
            tag,
            effect: None,
        }
    }

    /// Whether the request could not be signed and must not be sent.
    pub(super) fn is_unsigned(&self) -> bool {
        self.info.meta.signature.verdict == SignatureVerdict::Missing
    }

    /// Whether nothing but the storing of the outcome is left to do: the bot took the event, which is not sent twice.
    pub(super) fn is_accepted(&self, outcome: &client::Outcome) -> bool {
        outcome.response.as_ref().is_ok_and(Response::is_success)
            && matches!(self.duplicate, Duplicate::None)
    }

    /// Notes the effect of the fault rules, for [`Self::hold`].
    pub(super) fn note_effect(&mut self, effect: DeliveryEffect) {
        self.effect = Some(effect);
    }

    /// Returns what holds the delivery if its bot, on this machine or an allowed host, does not listen: no attempt was
    /// made. `None` otherwise.
    pub(super) fn hold(
        &mut self,
        state: &PlatformState,
        request: &Request,
        outcome: &SendOutcome,
    ) -> Option<Hold> {
        let SendOutcome::Sent(client::Outcome {
            response: Err(failure),
            ..
        }) = outcome
        else {
            return None;
        };
        let is_absent = match failure.cause {
            FailureCause::Refused => state.can_be_absent(&request.url),
            // A container has its name only while it runs.
            FailureCause::Dns => state.options.callback_hosts.allows(&request.url),
            _ => false,
        };
        let effect = self.effect.take().filter(|_| is_absent)?;
        Some(Hold {
            seq: self.seq,
            key: self.key.clone(),
            bot_id: self.info.bot_id.clone(),
            callback_url: request.url.clone(),
            effect: Some(effect),
        })
    }

    /// Notes the injected faults.
    pub(super) fn apply_faults(&mut self, faults: Vec<Fault>, is_duplicated: bool) {
        self.info.meta.faults = faults;
        if is_duplicated {
            self.duplicate = Duplicate::First;
        }
    }

    /// Replaces the signature by a wrong one.
    pub(super) fn corrupt_signature(&mut self, request: &mut Request) {
        let header = SIGNATURE_HEADER;
        let signature = request.headers.text(header).unwrap_or_default().to_owned();
        // Changes every digit, so that a check of a prefix fails too.
        let corrupted = signature.chars().map(|digit| {
            let digit = digit.to_digit(16).unwrap_or_default();
            char::from_digit(15 - digit, 16).unwrap_or('0')
        });
        let corrupted: String = corrupted.collect();
        request.headers.set(header, corrupted);
        self.info.meta.signature.verdict = SignatureVerdict::Invalid;
    }

    /// Builds the exchange, the delivery's new state and the action for the queue.
    pub(super) fn finish(
        self,
        state: &PlatformState,
        request: Request,
        outcome: SendOutcome,
    ) -> Result<FinishedAttempt> {
        let number = self.info.meta.attempt.unwrap_or_default();
        let is_first = matches!(self.duplicate, Duplicate::First);
        let duplicate = is_first.then(|| (request.clone(), self.info.clone()));
        let exchange = self.info.into_exchange(request, outcome);
        if let Duplicate::Second(retry_at) = self.duplicate {
            return Ok(FinishedAttempt {
                exchange,
                outcome: None,
                next: retry_at.map_or(QueueAction::Complete, QueueAction::RetryAt),
            });
        }
        let (new_state, retry_at) = if exchange.is_success() {
            (outbox::DeliveryState::Delivered, None)
        } else {
            let random = u16::from_be_bytes(system::random_bytes()?);
            match state.options.retry.delay(number, random) {
                Some(delay) => {
                    let attempted_at = Timestamp(state.now().0 - millis(self.clock_jump));
                    (
                        outbox::DeliveryState::Waiting,
                        Some(attempted_at.after(delay)),
                    )
                }
                None => (outbox::DeliveryState::Failed, None),
            }
        };
        let outcome = AttemptOutcome {
            state: new_state,
            next_attempt_at: retry_at.unwrap_or_else(|| state.now()),
            status: exchange.response.as_ref().map(|response| response.status),
            failure: failure_message(&exchange),
            is_broken: is_broken(&exchange),
            exchange_id: exchange.id.clone(),
        };
        let next_action = match duplicate {
            Some((request, info)) => QueueAction::SendDuplicate(Box::new(Job {
                request,
                effect: None,
                tag: Self {
                    key: self.key,
                    seq: self.seq,
                    info: AttemptInfo {
                        started_at: state.wall_time(),
                        queue_time: None,
                        ..info
                    },
                    clock_jump: self.clock_jump,
                    duplicate: Duplicate::Second(retry_at),
                    effect: None,
                    is_released: false,
                },
            })),
            None => retry_at.map_or(QueueAction::Complete, QueueAction::RetryAt),
        };
        Ok(FinishedAttempt {
            exchange,
            outcome: Some((self.seq, outcome)),
            next: next_action,
        })
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

impl AttemptInfo {
    /// Builds a request to a bot, signed if its secret is known.
    fn build_request(
        state: &PlatformState,
        bot: &Bot,
        event_id: String,
        body: Vec<u8>,
        number: u32,
    ) -> (Self, Request) {
        let mut request = Request::post(&bot.callback_url, "application/json", body);
        let mut event = Event::parse(&request.body);
        // A raw event may lack both ids.
        event.id = event.id.filter(|id| !id.is_empty()).or(Some(event_id));
        event.bot_id.get_or_insert_with(|| bot.id.clone());
        let signature = match state.secret(&bot.id) {
            Some(secret) => {
                momotalk_sign_event(&mut request, &event, &Signer::new(&secret));
                SignatureCheck {
                    secret: Some(secret.fingerprint()),
                    ..SignatureCheck::from_verdict(SignatureVerdict::Valid)
                }
            }
            None => SignatureCheck::from_verdict(SignatureVerdict::Missing),
        };
        let meta = ExchangeMeta {
            signature,
            attempt: Some(number),
            ..ExchangeMeta::event(Protocol::recognise(&request), event, None)
        };
        let info = Self {
            bot_id: bot.id.clone(),
            meta,
            started_at: state.wall_time(),
            queue_time: None,
        };
        (info, request)
    }

    fn into_exchange(self, request: Request, outcome: SendOutcome) -> Exchange {
        let failed = |cause, message| client::Outcome {
            response: Err(Failure { cause, message }),
            timing: Timing::default(),
        };
        let mut outcome = match outcome {
            SendOutcome::Sent(outcome) => outcome,
            SendOutcome::Unsigned => failed(FailureCause::Rejected, missing_secret(&self.bot_id)),
            SendOutcome::Dropped(message) => failed(FailureCause::Simulated, message),
        };
        outcome.timing.queue_ms = self.queue_time.map(time::millis);
        Exchange {
            bot_id: Some(self.bot_id),
            ..sent_exchange(request, self.started_at, outcome, self.meta)
        }
    }
}

/// Sends an event to a bot once, outside the outbox, and waits for the response.
pub(in crate::flow::platform) fn send_once(
    state: &PlatformState,
    bot: &Bot,
    event_id: &str,
    body: Vec<u8>,
) -> Exchange {
    let (info, request) = AttemptInfo::build_request(state, bot, event_id.to_owned(), body, 1);
    let is_signed = info.meta.signature.verdict != SignatureVerdict::Missing;
    let outcome = match is_signed {
        true => SendOutcome::Sent(state.client.send(&request, outbox::CALLBACK_TIMEOUT)),
        false => SendOutcome::Unsigned,
    };
    info.into_exchange(request, outcome)
}

fn missing_secret(bot_id: &str) -> Phrase {
    Phrase::new("failure.no-secret")
        .with("bot", bot_id)
        .with("id", bot_id)
}

/// Returns whether the connection broke before the response was complete, as when the bot's process ends.
fn is_broken(exchange: &Exchange) -> bool {
    let failure = exchange.failure.as_ref();
    failure.is_some_and(|it| it.cause == FailureCause::Broken)
}

/// Returns why an attempt failed, or `None` if it succeeded.
pub(in crate::flow::platform) fn failure_message(exchange: &Exchange) -> Option<Phrase> {
    match (&exchange.response, &exchange.failure) {
        (Some(response), _) if response.is_success() => None,
        (Some(response), _) => Some(Phrase::new("delivery.status").with("status", response.status)),
        (None, Some(failure)) => Some(failure.message.clone()),
        (None, None) => Some(Phrase::new("delivery.no-response")),
    }
}
