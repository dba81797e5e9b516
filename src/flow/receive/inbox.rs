//! What a receiver does with each request.
use super::explain::Explainer;
use super::{Echo, Keys, ReceiverOptions, Report, Seen};
use crate::error::{Error, Result};
use crate::io::server::{Handler, Received, Refused};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::exchange::{Cause, Direction, Exchange, Failure};
use crate::model::http::{Headers, Request, Response, head_without_credentials};
use crate::model::protocol::{BOT_ID_HEADER, Event, Protocol};
use crate::model::signature::{Check, SignatureCheck};
use crate::model::time::{self, Timestamp};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes requests, keeps them, answers them.
pub(super) struct Inbox {
    path: Option<String>,
    keys: Keys,
    allow_unsigned: bool,
    echo: Option<Echo>,
    recorder: Recorder,
    seen: Mutex<Seen>,
    explainer: Explainer,
    report: Box<dyn Fn(Report) + Send + Sync>,
}

/// What was made of a request.
struct Judgement {
    response: Response,
    /// Whether this event had been taken before.
    duplicate: bool,
    note: Option<String>,
}

impl Judgement {
    fn new(response: Response, note: Option<String>) -> Self {
        Self {
            response,
            duplicate: false,
            note,
        }
    }
}

impl Inbox {
    pub(super) fn new(
        options: ReceiverOptions,
        report: Box<dyn Fn(Report) + Send + Sync>,
    ) -> Result<Self> {
        if let Some(path) = options.path.as_ref().filter(|path| !path.starts_with('/')) {
            let message = format!("the path `{path}` does not begin with `/`");
            return Err(Error::usage(message));
        }
        Ok(Self {
            path: options.path,
            keys: options.keys,
            allow_unsigned: options.allow_unsigned,
            echo: options.echo,
            recorder: options.recorder,
            seen: Mutex::new(options.seen),
            explainer: Explainer::default(),
            report,
        })
    }

    /// Decides what a request is answered.
    fn judge(&self, request: &Request, event: &Event, check: &SignatureCheck) -> Judgement {
        let is_elsewhere = |path: &String| path != request.path();
        if let Some(path) = self.path.as_ref().filter(|path| is_elsewhere(path)) {
            let why = format!("only `{path}` is taken");
            return Judgement::new(Response::text(404, "not found"), Some(why));
        }
        if request.method != "POST" {
            let mut response = Response::text(405, "events are delivered by POST");
            response.headers.push("Allow", "POST");
            return Judgement::new(response, None);
        }
        if check.verdict != Check::Valid && !self.allow_unsigned {
            // The same words for a missing and a wrong signature: who guesses learns nothing.
            return Judgement::new(Response::text(401, "invalid signature"), None);
        }
        let mut taken = Judgement::new(
            Response::json(200, &serde_json::json!({ "ok": true })),
            None,
        );
        taken.duplicate = event.id.as_deref().is_some_and(|id| !self.seen().add(id));
        if !taken.duplicate
            && let Some(id) = event.id.as_ref().filter(|_| check.verdict == Check::Valid)
        {
            self.explainer.remember(id, request);
        }
        taken
    }

    /// Answers a message as the example does, before the webhook is answered. Gives what kept it from calling.
    fn echo(&self, body: &[u8]) -> Option<String> {
        let answered = self.echo.as_ref()?.answer(body);
        match answered.call {
            Some(call) => {
                self.tell(call, answered.problem);
                None
            }
            None => answered.problem,
        }
    }

    /// Records and reports an exchange on which nothing depends.
    fn tell(&self, exchange: Exchange, note: Option<String>) {
        let fault = self.recorder.record(exchange.clone()).err();
        (self.report)(Report {
            exchange,
            duplicate: false,
            stored: fault.is_none(),
            note: fault.map(|error| error.to_string()).or(note),
        });
    }

    /// Records what was decided, and only then echoes it and lets it be answered. What cannot be kept is not
    /// taken: its sender is told to send it again.
    fn conclude(&self, mut exchange: Exchange, mut judgement: Judgement) -> Response {
        exchange.response = Some(judgement.response.clone());
        let fault = self.recorder.record(exchange.clone()).err();
        if fault.is_some() && judgement.response.is_success() {
            judgement.response = Response::text(
                503,
                "the event could not be stored, please deliver it again",
            );
            exchange.response = Some(judgement.response.clone());
            if let Some(id) = exchange
                .event_id
                .as_deref()
                .filter(|_| !judgement.duplicate)
            {
                self.seen().forget(id);
            }
        }
        if judgement.response.is_success() && !judgement.duplicate {
            judgement.note = self.echo(&exchange.request.body);
        }
        (self.report)(Report {
            exchange,
            duplicate: judgement.duplicate,
            stored: fault.is_none(),
            note: fault.map(|error| error.to_string()).or(judgement.note),
        });
        judgement.response
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Handler for Inbox {
    fn handle(&self, received: Received) -> Response {
        let request = received.request;
        let event = Event::of(Protocol::recognise(&request), &request);
        let named = request.headers.text(BOT_ID_HEADER);
        let bot_id = named.or(event.bot_id.as_deref());
        let check = self.keys.check(&request, bot_id);
        let check = self.explainer.explain(check, &request, bot_id, &self.keys);
        let judgement = self.judge(&request, &event, &check);
        let mut exchange = exchange(request, received.arrived, event, check);
        exchange.timing.total_ms = time::millis(received.started.elapsed());
        self.conclude(exchange, judgement)
    }

    fn refused(&self, refused: Refused) {
        let request = refused.request.unwrap_or_else(|| guess(&refused.head));
        let unchecked = SignatureCheck::of(Check::Unchecked);
        let mut exchange = exchange(request, refused.at, Event::default(), unchecked);
        let answer = |status| Response::text(status, refused.reason);
        exchange.response = refused.status.map(answer);
        exchange.failure = Some(Failure {
            cause: Cause::Rejected,
            message: refused.reason.to_owned(),
        });
        let note = match refused.count {
            1 => refused.reason.to_owned(),
            count => format!("{} ({count} connections)", refused.reason),
        };
        self.tell(exchange, Some(note));
    }
}

/// A received request, not answered yet.
fn exchange(request: Request, at: Timestamp, event: Event, signature: SignatureCheck) -> Exchange {
    // Without random bytes two events of one millisecond would share an id; the history refuses the second.
    let random = system::random().unwrap_or_default();
    Exchange {
        signature,
        ..Exchange::event(Direction::Received, at, random, request, event)
    }
}

/// What can be kept of a head that was not understood: the words of its first line, and its bytes as the body.
fn guess(head: &[u8]) -> Request {
    let line = head.split(|byte| *byte == b'\r' || *byte == b'\n').next();
    let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
    let short = |word: &str| word.chars().take(200).collect::<String>();
    let mut words = line.split(' ').map(short);
    Request {
        method: words.next().unwrap_or_default(),
        url: words.next().unwrap_or_default(),
        headers: Headers::new(),
        body: head_without_credentials(head),
    }
}
