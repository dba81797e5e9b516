//! Posting a late answer to the callback URL of its call.
//!
//! The URL is good for one answer within a minute. An answer that comes before Kakao has taken in that it will come
//! was seen to be refused, so a second passes first. What Kakao does not take is kept for the user's next utterance.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use super::Happening;
use super::agent::Tell;
use super::late::{Conversation, Late, Lates};
use super::thought::Thought;
use crate::error::Result;
use crate::flow::task_limit::TaskLimit;
use crate::flow::receive::{ForwardPurpose, Journal, InterruptibleSleep, ObservedExchange};
use crate::io::client::{Client, ClientOptions};
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange};
use crate::model::http::Request;
use crate::model::kakao::posted::{self, Posted};
use crate::model::protocol::{Event, Protocol};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a callback URL is good.
const MINUTE: Duration = Duration::from_secs(60);
/// Until when an answer is sent on its way: a little after the agent was ended.
const LAST: Duration = Duration::from_secs(57);
/// How long after the call's own answer.
const AFTER: Duration = Duration::from_secs(1);
/// How many answers may be on their way at once.
const MOST: usize = 256;

/// Posts answers.
pub(super) struct Poster {
    client: Client,
    ledger: Arc<Journal>,
    lates: Arc<Lates>,
    crew: Arc<TaskLimit>,
    pause: InterruptibleSleep,
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
    /// Who is to get the answer with the next utterance, where Kakao does not take it, and the number of this one.
    pub(super) said: Option<(Conversation, u64)>,
}

impl Poster {
    pub(super) fn new(ledger: Arc<Journal>, lates: Arc<Lates>, tell: Tell) -> Result<Self> {
        Ok(Self {
            client: Client::new(ClientOptions::default())?,
            ledger,
            lates,
            crew: TaskLimit::new(MOST),
            pause: InterruptibleSleep::default(),
            tell,
        })
    }

    /// Posts the answer once it is there, on a thread of its own. The call has been answered.
    pub(super) fn post(self: &Arc<Self>, letter: Letter) {
        let Some(place) = self.crew.try_acquire() else {
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
        self.pause.sleep(AFTER);
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
        let note = posted::words(outcome.response.as_ref());
        let is_refused = Posted::of(outcome.response.as_ref()) == Posted::Refused;
        let random = system::mark().unwrap_or_default();
        let event = letter.event.clone();
        let exchange = Exchange {
            protocol: Protocol::KakaoSkill,
            ..Exchange::event(Direction::Sent, started_at, random, request, event)
        };
        let mut report = ObservedExchange {
            note: Some(note),
            forward: Some((ForwardPurpose::Callback, letter.source.clone())),
            ..ObservedExchange::new(exchange.ended(outcome.response, outcome.timing))
        };
        answered
            .trouble
            .into_iter()
            .for_each(|trouble| report.add_note(trouble));
        if is_refused && self.keep(letter) {
            report.add_note("its answer is kept for what the user says next".to_owned());
        }
        self.ledger.record(report);
    }

    /// Keeps an answer that Kakao did not take for the next utterance; whether there is still somebody to get it.
    fn keep(&self, letter: &Letter) -> bool {
        let late = || Late::Next(letter.thought.clone());
        let said = letter.said.as_ref();
        said.is_some_and(|(who, number)| self.lates.keep(who, *number, late()))
    }

    fn lost(&self, letter: &Letter, why: &str) {
        let words = format!("{}: no callback: {why}", letter.source);
        (self.tell)(Happening::Words(words));
    }

    /// Posts at once what is there, and waits at most so long for it.
    pub(super) fn end(&self, grace: Duration) {
        self.pause.interrupt();
        self.crew.drain(grace);
    }
}
