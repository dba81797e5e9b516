//! Posting a late answer to the callback URL of its call.
//!
//! The URL is good for one answer within a minute. An answer that comes before Kakao has taken in that it will come
//! was seen to be refused, so a second passes first.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use super::Happening;
use super::agent::Tell;
use super::thought::Thought;
use crate::error::Result;
use crate::flow::crew::Crew;
use crate::flow::receive::{Forward, Ledger, Pause, Report};
use crate::io::client::{Client, ClientOptions, Outcome};
use crate::io::system;
use crate::model::exchange::{Direction, Exchange};
use crate::model::http::Request;
use crate::model::protocol::{Event, Protocol};
use serde::Deserialize;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a callback URL is good.
const MINUTE: Duration = Duration::from_secs(60);
/// How long an agent may take where its answer goes to a callback URL: it must still get there.
pub(super) const LONGEST: Duration = Duration::from_secs(50);
/// Until when an answer is sent on its way.
const LAST: Duration = Duration::from_secs(55);
/// How long after the call's own answer.
const AFTER: Duration = Duration::from_secs(1);
/// How many answers may be on their way at once.
const MOST: usize = 256;

/// Posts answers.
pub(super) struct Poster {
    client: Client,
    ledger: Arc<Ledger>,
    crew: Arc<Crew>,
    pause: Pause,
    tell: Tell,
}

/// An answer to be posted.
pub(super) struct Letter {
    pub(super) url: String,
    pub(super) thought: Arc<Thought>,
    /// The exchange that is answered.
    pub(super) source: String,
    pub(super) event: Event,
    /// When the call came.
    pub(super) started: Instant,
}

impl Poster {
    pub(super) fn new(ledger: Arc<Ledger>, tell: Tell) -> Result<Self> {
        Ok(Self {
            client: Client::new(ClientOptions::default())?,
            ledger,
            crew: Crew::new(MOST),
            pause: Pause::default(),
            tell,
        })
    }

    /// Posts the answer once it is there, on a thread of its own. The call has been answered.
    pub(super) fn post(self: &Arc<Self>, letter: Letter) {
        let Some(place) = self.crew.try_enter() else {
            return self.lost(&letter, "too many answers are on their way");
        };
        let poster = self.clone();
        let source = letter.source.clone();
        let run = move || {
            let _place = place;
            poster.run(&letter);
        };
        let started = std::thread::Builder::new()
            .name("callback".into())
            .spawn(run);
        if started.is_err() {
            let words = format!("{source}: no callback: the system gives no thread");
            (self.tell)(Happening::Words(words));
        }
    }

    fn run(&self, letter: &Letter) {
        self.pause.wait(AFTER);
        let Some(answered) = letter.thought.wait(letter.started + LAST) else {
            let why = match letter.thought.is_dropped() {
                true => "the answer was given up",
                false => "no answer within the minute",
            };
            return self.lost(letter, why);
        };
        let request = Request::post(&letter.url, "application/json", answered.body);
        let started_at = system::now();
        let left = (letter.started + MINUTE).saturating_duration_since(Instant::now());
        let outcome = self.client.send(&request, left.max(AFTER));
        let note = words(&outcome);
        let random = system::mark().unwrap_or_default();
        let event = letter.event.clone();
        let exchange = Exchange {
            protocol: Protocol::KakaoSkill,
            ..Exchange::event(Direction::Sent, started_at, random, request, event)
        };
        let mut report = Report {
            note: Some(note),
            forward: Some((Forward::Callback, letter.source.clone())),
            ..Report::of(exchange.ended(outcome.response, outcome.timing))
        };
        answered
            .trouble
            .into_iter()
            .for_each(|trouble| report.add_note(trouble));
        self.ledger.keep(report);
    }

    fn lost(&self, letter: &Letter, why: &str) {
        let words = format!("{}: no callback: {why}", letter.source);
        (self.tell)(Happening::Words(words));
    }

    /// Posts at once what is there, and waits at most so long for it.
    pub(super) fn end(&self, grace: Duration) {
        self.pause.end();
        self.crew.settle(grace);
    }
}

/// What Kakao says of it: `{taskId, status: SUCCESS|FAIL|ERROR, message, timestamp}`.
fn words(outcome: &Outcome) -> String {
    #[derive(Deserialize)]
    struct Task {
        status: String,
        #[serde(default)]
        message: Option<String>,
    }
    match &outcome.response {
        Ok(response) => match serde_json::from_slice(&response.body) {
            Ok(Task {
                status,
                message: Some(message),
            }) => format!("callback: {status}: {message}"),
            Ok(Task { status, .. }) => format!("callback: {status}"),
            Err(_) => "callback".into(),
        },
        Err(failure) => format!("callback: {}", failure.message),
    }
}
