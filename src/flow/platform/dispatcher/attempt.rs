//! One attempt to deliver an event: its request, its exchange, and what becomes of the event.
use crate::error::Result;
use crate::flow::platform::state::State;
use crate::io::client;
use crate::io::sqlite::{Due, Outcome};
use crate::io::system;
use crate::model::bot::Bot;
use crate::model::exchange::{Cause, Direction, Exchange, Failure, Timing};
use crate::model::http::Request;
use crate::model::outbox::{self, Lane};
use crate::model::protocol::{Event, momotalk_sign_known};
use crate::model::signature::{Check, SignatureCheck, Signer};
use crate::model::time::Timestamp;

/// An attempt, and which event of the outbox it is for.
pub(super) struct Attempt {
    pub(super) lane: Lane,
    pub(super) seq: i64,
    letter: Letter,
}

/// What is known of a request that goes to a bot.
struct Letter {
    bot_id: String,
    number: u32,
    event: Event,
    signature: SignatureCheck,
    started_at: Timestamp,
}

impl Attempt {
    /// The request that is due now, and the attempt that it makes.
    pub(super) fn of(state: &State, lane: Lane, due: Due) -> (Request, Self) {
        let (letter, request) = Letter::write(state, &due.bot, due.body, due.attempts + 1);
        let attempt = Self {
            lane,
            seq: due.seq,
            letter,
        };
        (request, attempt)
    }

    /// Whether nothing can be sent, because nothing could sign it.
    pub(super) fn is_unsigned(&self) -> bool {
        self.letter.signature.verdict == Check::Missing
    }

    /// What came of it, for the history and for the outbox; the time of the next attempt, where there is one.
    pub(super) fn end(
        self,
        state: &State,
        request: Request,
        outcome: Option<client::Outcome>,
    ) -> Result<Ended> {
        let number = self.letter.number;
        let exchange = self.letter.exchange(request, outcome)?;
        let (place, next) = if exchange.is_success() {
            (outbox::State::Delivered, None)
        } else {
            let random = u16::from_be_bytes(system::random()?);
            match state.options.retry.pause(number, random) {
                Some(pause) => (outbox::State::Waiting, Some(state.now().after(pause))),
                None => (outbox::State::Failed, None),
            }
        };
        let outcome = Outcome {
            state: place,
            next_attempt_at: next.unwrap_or(exchange.started_at),
            status: exchange.response.as_ref().map(|response| response.status),
            failure: problem(&exchange),
            exchange_id: exchange.id.clone(),
        };
        Ok(Ended {
            seq: self.seq,
            exchange,
            outcome,
            next,
        })
    }
}

/// An attempt that is over.
pub(super) struct Ended {
    pub(super) seq: i64,
    pub(super) exchange: Exchange,
    pub(super) outcome: Outcome,
    pub(super) next: Option<Timestamp>,
}

impl Letter {
    /// The request to a bot, signed where its secret is known.
    fn write(state: &State, bot: &Bot, body: Vec<u8>, number: u32) -> (Self, Request) {
        let mut request = Request::post(&bot.callback_url, "application/json", body);
        let event = Event::read(&request.body);
        let signature = match state.secret(&bot.id) {
            Some(secret) => {
                momotalk_sign_known(&mut request, &event, &Signer::new(&secret));
                SignatureCheck {
                    secret: Some(secret.fingerprint()),
                    ..SignatureCheck::of(Check::Valid)
                }
            }
            None => SignatureCheck::of(Check::Missing),
        };
        let letter = Self {
            bot_id: bot.id.clone(),
            number,
            event,
            signature,
            started_at: state.now(),
        };
        (letter, request)
    }

    /// The exchange; without an outcome nothing was sent, for want of a secret.
    fn exchange(self, request: Request, outcome: Option<client::Outcome>) -> Result<Exchange> {
        let (outcome, timing) = match outcome {
            Some(outcome) => (outcome.response, outcome.timing),
            None => (Err(no_secret(&self.bot_id)), Timing::default()),
        };
        let random = system::mark()?;
        let exchange = Exchange {
            bot_id: Some(self.bot_id),
            attempt: Some(self.number),
            signature: self.signature,
            ..Exchange::event(
                Direction::Sent,
                self.started_at,
                random,
                request,
                self.event,
            )
        };
        Ok(exchange.ended(outcome, timing))
    }
}

/// Sends an event to a bot once, outside the outbox, and waits for its answer.
pub(in crate::flow::platform) fn send_once(
    state: &State,
    bot: &Bot,
    body: Vec<u8>,
) -> Result<Exchange> {
    let (letter, request) = Letter::write(state, bot, body, 1);
    let is_signed = letter.signature.verdict != Check::Missing;
    let outcome = is_signed.then(|| state.client.send(&request, outbox::BUDGET));
    letter.exchange(request, outcome)
}

fn no_secret(bot_id: &str) -> Failure {
    Failure {
        cause: Cause::Rejected,
        message: format!(
            "the webhook secret of `{bot_id}` is not in the credentials file; make a new one with `momo bot rotate {bot_id} --secret`"
        ),
    }
}

/// Why an attempt failed, in words; none where it did not.
pub(in crate::flow::platform) fn problem(exchange: &Exchange) -> Option<String> {
    match (&exchange.response, &exchange.failure) {
        (Some(response), _) if response.is_success() => None,
        (Some(response), _) => Some(format!("the callback answered {}", response.status)),
        (None, Some(failure)) => Some(failure.message.clone()),
        (None, None) => Some("nothing came back".into()),
    }
}
