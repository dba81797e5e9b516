//! One attempt to deliver an event: its request, its exchange, and what becomes of the event.
use crate::error::Result;
use crate::flow::platform::state::State;
use crate::io::client;
use crate::io::client::engine::Job;
use crate::io::sqlite::{Due, Outcome};
use crate::io::system;
use crate::model::fault::Fault;
use crate::model::history::exchange::{Cause, Direction, Exchange, Failure, Timing};
use crate::model::http::Request;
use crate::model::platform::bot::Bot;
use crate::model::platform::outbox::{self, OrderingKey};
use crate::model::protocol::{Event, momotalk_sign_known};
use crate::model::secret::signature::{Check, SIGNATURE_HEADER, SignatureCheck, Signer};
use crate::model::time::{self, Timestamp};
use std::time::Duration;

/// An attempt, and which event of the outbox it is for.
pub(super) struct Attempt {
    pub(super) lane: OrderingKey,
    pub(super) seq: i64,
    letter: Letter,
    /// How long ago it would have been, had the clock not leapt past its time.
    leapt: Duration,
    copy: Copies,
}

/// Whether the event is sent once more, as a rehearsal asks.
enum Copies {
    /// Only now.
    None,
    /// This is the first sending of two.
    One,
    /// This is the second. The first one's end holds for the event: when it is tried again, where it is.
    Last(Option<Timestamp>),
}

/// What is known of a request that goes to a bot.
#[derive(Clone)]
struct Letter {
    bot_id: String,
    number: u32,
    event: Event,
    signature: SignatureCheck,
    started_at: Timestamp,
    /// How long it had waited since it was due; not known of a copy, nor outside the outbox.
    queued: Option<Duration>,
    faults: Vec<Fault>,
}

/// What becomes of a lane after an attempt.
pub(super) enum Then {
    /// The event is done with.
    Advance,
    /// It is tried again then.
    Again(Timestamp),
    /// The same is sent once more.
    Copy(Box<Ready>),
}

/// A request that is to be sent, and the attempt that it makes.
pub(super) type Ready = Job<Attempt>;

/// What came of a request.
pub(super) enum Came {
    /// It was sent.
    Back(client::Outcome),
    /// It was not, for want of a secret.
    Unsigned,
    /// It was not, because a fault is rehearsed; in words.
    Lost(String),
}

/// An attempt that is over.
pub(super) struct Ended {
    pub(super) exchange: Exchange,
    /// What it means for the event, by its place; nothing where it was a copy.
    pub(super) outcome: Option<(i64, Outcome)>,
    pub(super) then: Then,
}

impl Attempt {
    /// The request that is due now, and the attempt that it makes.
    pub(super) fn of(state: &State, lane: OrderingKey, due: Due) -> Ready {
        let leapt = state.clock().jumped_past(due.due_at);
        let (letter, request) =
            Letter::write(state, &due.bot, due.event_id, due.body, due.attempts + 1);
        let tag = Self {
            lane,
            seq: due.seq,
            letter,
            leapt,
            copy: Copies::None,
        };
        Job {
            request,
            tag,
            manner: None,
        }
    }

    /// Whether nothing can be sent, because nothing could sign it.
    pub(super) fn is_unsigned(&self) -> bool {
        self.letter.signature.verdict == Check::Missing
    }

    /// What befell it on purpose.
    pub(super) fn suffer(&mut self, faults: Vec<Fault>, is_doubled: bool) {
        self.letter.faults = faults;
        if is_doubled {
            self.copy = Copies::One;
        }
    }

    /// Makes the signature one that no secret gives.
    pub(super) fn forge(&mut self, request: &mut Request) {
        let header = SIGNATURE_HEADER;
        let right = request.headers.text(header).unwrap_or_default().to_owned();
        // Every digit is another one: no part of it may pass.
        let wrong = right.chars().map(|digit| {
            let digit = digit.to_digit(16).unwrap_or_default();
            char::from_digit(15 - digit, 16).unwrap_or('0')
        });
        let wrong: String = wrong.collect();
        request.headers.set(header, wrong);
        self.letter.signature.verdict = Check::Invalid;
    }

    /// What came of it, for the history and for the outbox, and how the lane goes on.
    pub(super) fn end(self, state: &State, request: Request, came: Came) -> Result<Ended> {
        let number = self.letter.number;
        let copy = matches!(self.copy, Copies::One).then(|| request.clone());
        let letter = copy.map(|request| (request, self.letter.clone()));
        let exchange = self.letter.exchange(request, came)?;
        if let Copies::Last(next) = self.copy {
            return Ok(Ended {
                exchange,
                outcome: None,
                then: next.map_or(Then::Advance, Then::Again),
            });
        }
        let (place, next) = if exchange.is_success() {
            (outbox::State::Delivered, None)
        } else {
            let random = u16::from_be_bytes(system::random()?);
            match state.options.retry.pause(number, random) {
                Some(pause) => {
                    let then = Timestamp(state.now().0 - millis(self.leapt));
                    (outbox::State::Waiting, Some(then.after(pause)))
                }
                None => (outbox::State::Failed, None),
            }
        };
        let outcome = Outcome {
            state: place,
            next_attempt_at: next.unwrap_or_else(|| state.now()),
            status: exchange.response.as_ref().map(|response| response.status),
            failure: problem(&exchange),
            exchange_id: exchange.id.clone(),
        };
        let then = match letter {
            Some((request, letter)) => Then::Copy(Box::new(Job {
                request,
                manner: None,
                tag: Self {
                    lane: self.lane,
                    seq: self.seq,
                    letter: Letter {
                        started_at: state.wall(),
                        queued: None,
                        ..letter
                    },
                    leapt: self.leapt,
                    copy: Copies::Last(next),
                },
            })),
            None => next.map_or(Then::Advance, Then::Again),
        };
        Ok(Ended {
            exchange,
            outcome: Some((self.seq, outcome)),
            then,
        })
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

impl Letter {
    /// The request to a bot, signed where its secret is known.
    fn write(
        state: &State,
        bot: &Bot,
        event_id: String,
        body: Vec<u8>,
        number: u32,
    ) -> (Self, Request) {
        let mut request = Request::post(&bot.callback_url, "application/json", body);
        let mut event = Event::read(&request.body);
        // What somebody wrote may say neither.
        event.id = event.id.filter(|id| !id.is_empty()).or(Some(event_id));
        event.bot_id.get_or_insert_with(|| bot.id.clone());
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
            started_at: state.wall(),
            queued: None,
            faults: Vec::new(),
        };
        (letter, request)
    }

    /// The exchange.
    fn exchange(self, request: Request, came: Came) -> Result<Exchange> {
        let (outcome, mut timing) = match came {
            Came::Back(outcome) => (outcome.response, outcome.timing),
            Came::Unsigned => (Err(no_secret(&self.bot_id)), Timing::default()),
            Came::Lost(message) => {
                let cause = Cause::Rehearsed;
                (Err(Failure { cause, message }), Timing::default())
            }
        };
        timing.queue_ms = self.queued.map(time::millis);
        let random = system::mark()?;
        let exchange = Exchange {
            bot_id: Some(self.bot_id),
            attempt: Some(self.number),
            chaos: self.faults,
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
    event_id: &str,
    body: Vec<u8>,
) -> Result<Exchange> {
    let (letter, request) = Letter::write(state, bot, event_id.to_owned(), body, 1);
    let is_signed = letter.signature.verdict != Check::Missing;
    let came = match is_signed {
        true => Came::Back(state.client.send(&request, outbox::BUDGET)),
        false => Came::Unsigned,
    };
    letter.exchange(request, came)
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
